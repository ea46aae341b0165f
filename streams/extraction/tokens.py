"""Which words does a sentence have? Names, dates, quantities and brackets stand as one token each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.annotations import ArticleContext, Sentence
from schemas.evidence import TextPart
from streams.extraction.document import MaskKind, Token
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


class Masks:
    """The masks of one text part, in order, none overlapping another."""

    def __init__(self, masks: Sequence[Mask]) -> None:
        self._masks = sorted(masks, key=lambda mask: mask.start_char)
        self._starts = [mask.start_char for mask in self._masks]
        self._ends = [mask.end_char for mask in self._masks]

    def over(self, start: int, end: int) -> list[Mask]:
        """Which masks reach into a span?"""
        return self._masks[bisect_right(self._ends, start) : bisect_left(self._starts, end)]


def masks_of(text: str, part: TextPart, context: ArticleContext) -> Masks:
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
    return Masks(kept)


def tokens_of(text: str, sentence: Sentence, masks: Sequence[Mask]) -> tuple[Token, ...]:
    """Which tokens does a sentence have, brackets left out, before any tag? ``masks`` are those that
    reach into it, in order."""
    found: list[Token] = []
    cursor = sentence.start_char
    for mask in masks:
        _add_words(found, text, cursor, mask.start_char)
        end = min(mask.end_char, sentence.end_char)
        if mask.kind != "bracket":
            name = text[mask.start_char : end]
            found.append(Token(name, mask.start_char, end, name.lower(), kind=mask.kind, ref=mask.ref))
        cursor = end
    _add_words(found, text, cursor, sentence.end_char)
    return tuple(found[:MOST_TOKENS])


def _add_words(found: list[Token], text: str, start: int, end: int) -> None:
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if word == "." and found and found[-1].end_char == match.start() > start and found[-1].lemma in abbreviations():
            last = found.pop()
            found.append(Token(last.text + ".", last.start_char, match.end(), last.lemma + "."))
        else:
            found.append(Token(word, match.start(), match.end(), word.lower()))
