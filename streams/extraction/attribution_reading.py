"""One attribution as spans, before its source is resolved."""

from __future__ import annotations

from dataclasses import dataclass

Chars = tuple[int, int]

CONTENT_PREPOSITIONS = frozenset(
    {"of", "about", "for", "against", "on", "to", "over", "that", "toward", "towards", "as", "with"}
)
"""Prepositions that lead to what is said or believed: "warned of", "opposition to"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribution in a sentence, as spans. ``content`` may still be missing where a quotation is to follow."""

    cue: Chars
    source: Chars | None
    content: Chars | None
    rule: str
    kind: str
    stance: str
    takes_quote: bool = False
    via: Chars | None = None
    is_negated: bool = False
