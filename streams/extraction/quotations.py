"""Direct quotations: which characters of a text stand between quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

LONGEST_QUOTATION = 3_000
"""Code points after which an open quotation mark is taken for a stray one."""

_MARKS = re.compile(r"[\"“”„«»]|``|''|(?<![\w’'])[‘'](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
_OPENING = frozenset({"“", "„", "«", "``", "‘"})
_CLOSING = frozenset({"”", "»", "’"})
_PARAGRAPH = re.compile(r"\n\s*\n|\n")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks. ``continues``: it goes on from the paragraph before, which was left open."""

    start_char: int
    end_char: int
    continues: bool = False


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """Which quotations does the text hold, in order?

    A quotation that is not closed at the end of its paragraph ends there where the next paragraph opens with a mark
    (newspapers' way with long quotations); a closing mark without an opening one quotes from its paragraph's start.
    Single marks count only where no double ones stand in the paragraph, because apostrophes look like them.

    >>> [(q.start_char, q.end_char) for q in find_quotations('He said: "We won." She did not.')]
    [(9, 18)]
    """
    found: list[Quotation] = []
    at = 0
    was_open = False
    for paragraph in [*_PARAGRAPH.finditer(text), None]:
        end = paragraph.start() if paragraph else len(text)
        if text[at:end].strip():
            was_open = _read_paragraph(text, at, end, was_open, found)
        at = paragraph.end() if paragraph else len(text)
    return tuple(found)


def _read_paragraph(text: str, start: int, end: int, was_open: bool, found: list[Quotation]) -> bool:
    """Which quotations stand in one paragraph? Adds them; tells whether the last was left open."""
    marks = list(_MARKS.finditer(text, start, end))
    doubles = [match for match in marks if match.group() not in ("‘", "’", "'")]
    marks = doubles or _paired_singles(marks)
    opened: int | None = None
    first = True
    for mark in marks:
        char = mark.group()
        opens = char in _OPENING or (char not in _CLOSING and opened is None)
        if opened is None and opens:
            opened = mark.start()
        elif opened is None:
            if first and mark.start() - start < LONGEST_QUOTATION and char == "”":
                found.append(Quotation(start, mark.end(), was_open))
        elif char not in _OPENING:
            if mark.end() - opened <= LONGEST_QUOTATION:
                found.append(Quotation(opened, mark.end(), was_open and not text[start:opened].strip()))
            opened = None
        first = False
    if opened is None:
        return False
    if end - opened <= LONGEST_QUOTATION:
        found.append(Quotation(opened, end, was_open and not text[start:opened].strip()))
    return True


def _paired_singles(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """Which single marks are quotation marks? An opening one followed by a closing one."""
    kept: list[re.Match[str]] = []
    for opening, closing in pairwise(marks):
        is_opening = not opening.string[opening.start() - 1 : opening.start()].isalnum() and (
            opening.string[opening.end() : opening.end() + 1].isalnum()
        )
        if is_opening and closing.start() - opening.start() > 12 and (not kept or kept[-1].end() <= opening.start()):
            kept += [opening, closing]
    return kept
