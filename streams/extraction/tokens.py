"""Which words does a sentence have? Names, dates, quantities and brackets stand as one token each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.annotations import ArticleContext, Sentence
from schemas.evidence import TextPart
from streams.extraction.document import MaskKind
from streams.extraction.sentences import abbreviations

MOST_TOKENS = 220
"""Words of a sentence that are read; the rest of a longer one is left out (work budget)."""

_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?:-[^\W_]+)+|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?\b|"
    r"['’]s\b|n['’]t\b|[^\W\d_]+?(?=n['’]t\b)|[^\W\d_]+(?:[-–][^\W_]+)*(?:['’](?!s\b)[^\W_]+)*|\w+|\S"
)
_BRACKET = re.compile(r"\([^()]{0,400}\)|\[[^\[\]]{0,400}\]")


@dataclass(frozen=True, slots=True)
class Mask:
    """A span that stands as one token."""

    start_char: int
    end_char: int
    kind: MaskKind
    ref: int | None


@dataclass(frozen=True, slots=True)
class RawToken:
    """A word or a masked span, before any tag."""

    text: str
    start_char: int
    end_char: int
    kind: MaskKind | None = None
    ref: int | None = None


def masks_of(text: str, part: TextPart, context: ArticleContext) -> list[Mask]:
    """Which spans of one text part stand as one token? Brackets first, then dates, actors, places, quantities; what
    overlaps an earlier span is left out."""
    wanted = [Mask(m.start(), m.end(), "bracket", None) for m in _BRACKET.finditer(text)]
    for kind, quotes in (
        ("time", context.times),
        ("actor", context.actors),
        ("place", context.toponyms),
        ("quantity", context.quantities),
    ):
        wanted += [
            Mask(quote.start_char, quote.end_char, kind, index)  # type: ignore[arg-type]
            for index, quote in enumerate(quotes)
            if quote.part == part and not (kind == "place" and getattr(quote, "use", "place") == "demonym")
        ]
    taken = bytearray(len(text))
    kept = []
    for mask in wanted:
        if mask.end_char > mask.start_char and not any(taken[mask.start_char : mask.end_char]):
            taken[mask.start_char : mask.end_char] = b"\1" * (mask.end_char - mask.start_char)
            kept.append(mask)
    return sorted(kept, key=lambda mask: mask.start_char)


def tokens_of(text: str, sentence: Sentence, masks: Sequence[Mask]) -> list[RawToken]:
    """Which tokens does a sentence have, brackets left out? ``masks`` are those of its part, in order."""
    found: list[RawToken] = []
    cursor = sentence.start_char
    for mask in masks:
        if mask.end_char <= cursor:
            continue
        if mask.start_char >= sentence.end_char:
            break
        found += _words(text, cursor, mask.start_char)
        end = min(mask.end_char, sentence.end_char)
        if mask.kind != "bracket":
            found.append(RawToken(text[mask.start_char : end], mask.start_char, end, mask.kind, mask.ref))
        cursor = end
    found += _words(text, cursor, sentence.end_char)
    return found[:MOST_TOKENS]


def _words(text: str, start: int, end: int) -> list[RawToken]:
    found: list[RawToken] = []
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if word == "." and found and found[-1].end_char == match.start() and found[-1].text.lower() in abbreviations():
            last = found.pop()
            found.append(RawToken(last.text + ".", last.start_char, match.end()))
        else:
            found.append(RawToken(word, match.start(), match.end()))
    return found
