"""Which words hold somebody responsible for a deed? One table."""

from __future__ import annotations

from functools import cache
from typing import Literal

from streams.lexicons.load import RegexText, Row, read_table


class BlameRow(Row):
    """Words that blame, beside whoever is blamed."""

    rule: str
    side: Literal["before", "after"]
    """Do the words stand before or after whoever is blamed?"""
    pattern: RegexText
    deed: Literal["behind", "behind or none", ""] = ""
    """Where is the deed told? Right behind, right behind or before, or (empty) anywhere in the sentence."""
    people: bool = False
    """May people without a name be blamed?"""
    example: str
    blamed: str


@cache
def blame_rows(side: Literal["before", "after"]) -> tuple[BlameRow, ...]:
    """Which words stand on that side of whoever is blamed?"""
    return tuple(row for row in read_table("blame", BlameRow) if row.side == side)
