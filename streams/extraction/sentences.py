"""Where does each sentence begin and end? An own splitter, before any parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from schemas.annotations import Sentence
from schemas.evidence import TextPart
from streams.lexicons.load import Row, read_table

LONGEST_SENTENCE = 2_000
"""Code points after which a sentence is cut at white space: a text without stops must not become one huge parse."""

WRAPPED_LINE = range(45, 101)
"""Length of a line, in code points, that a hard-wrapped text may go on from."""


class AbbreviationRow(Row):
    """A word whose full stop does not end a sentence: always (title, inner) or mostly (either)."""

    abbreviation: str
    kind: Literal["title", "inner", "either"]
    example: str


@cache
def abbreviations() -> dict[str, str]:
    """Which words keep their full stop, and how firmly?"""
    return {row.abbreviation: row.kind for row in read_table("abbreviations", AbbreviationRow)}


_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[.!?][\"'”’]*(?=[A-Z][a-z]+ )")
_BLANK = re.compile(r"\n[ \t\r]*\n\s*|\n(?=[ \t]{2,}\S)|\f")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘]+$")
_NEXT = re.compile(r"\s*[\"'“‘(\[«]*(\w?)")
_ENDS = re.compile(r"[.!?:…][\"'”’)\]]*\s*$")
_NEXT_WORD = re.compile(r"\s*(\w+)")
_OPENERS = frozenset(
    [
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "He",
        "She",
        "It",
        "They",
        "We",
        "But",
        "And",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "Police",
        "Officials",
        "His",
        "Her",
        "Their",
        "No",
    ]
)
"""Words that begin a sentence after an abbreviation that may end one."""


def split_sentences(
    text: str, part: TextPart, first_index: int, first_paragraph: int, skip: Sequence[tuple[int, int]]
) -> tuple[Sentence, ...]:
    """Which sentences does one text part hold, in order, without the spans in ``skip``?

    ``first_index`` is the running number that the caller goes on counting from; it is not stored, since the position
    in ``context.sentences`` is the number. Paragraphs are counted from ``first_paragraph``.

    >>> [s.end_char for s in split_sentences("Gen. Abdi died. He was 50.", "body", 0, 0, ())]
    [15, 26]
    """
    found: list[Sentence] = []
    paragraph = first_paragraph
    for start, end in _blocks(text, skip):
        spans = list(_sentences(text, start, end))
        found.extend(Sentence(part=part, start_char=s, end_char=e, paragraph_index=paragraph) for s, e in spans)
        paragraph += bool(spans)
    return tuple(found)


def _blocks(text: str, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Paragraphs outside the skipped spans."""
    cursor = 0
    for start, end in [*sorted(skip), (len(text), len(text))]:
        if start > cursor:
            yield from _paragraphs(text, cursor, start)
        cursor = max(cursor, end)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cursor = start
    for gap in _BLANK.finditer(text, start, end):
        yield from _lines(text, cursor, gap.start())
        cursor = gap.end()
    yield from _lines(text, cursor, end)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line break ends a paragraph unless the line looks hard-wrapped."""
    begin = line = start
    while (stop := text.find("\n", line, end)) >= 0:
        length = len(text[line:stop].rstrip())
        follows = text[stop + 1 : end].lstrip()[:1]
        wrapped = length in WRAPPED_LINE or follows.islower()
        if length and not (wrapped and (not _ENDS.search(text[line:stop]) or length in WRAPPED_LINE)):
            yield begin, stop
            begin = stop + 1
        line = stop + 1
    yield begin, end


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cursor = start
    for stop in _STOP.finditer(text, start, end):
        if stop.start() < cursor or not _is_end(text, stop, start, end):
            continue
        yield from _trimmed(text, cursor, stop.end())
        cursor = stop.end()
    yield from _trimmed(text, cursor, end)


def _is_end(text: str, stop: re.Match[str], start: int, end: int) -> bool:
    mark = stop.group()
    follows = _NEXT.match(text, stop.end(), end)
    letter = follows.group(1) if follows else ""
    if not text[stop.end() : end].strip():
        return True
    if letter.islower() and mark[0] != "\n":
        return False
    if not mark.startswith(".") or len(mark.rstrip("\"'”’»)]")) > 1:
        return True
    before = _LAST_WORD.search(text, max(start, stop.start() - 24), stop.start())
    word = before.group().lower() if before else ""
    if len(word) == 1 and word.isalpha() and word != "i":
        return False
    kind = abbreviations().get(word)
    if kind in ("title", "inner"):
        return kind == "inner" and word == "no" and not letter.isdigit()
    if kind == "either":
        next_word = _NEXT_WORD.match(text, stop.end(), end)
        return next_word is None or next_word.group(1) in _OPENERS
    return True


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without its margins, cut where it is longer than a sentence may be."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield start, cut
        start = cut + 1
    if end > start and any(c.isalnum() for c in text[start:end]):
        yield start, end
