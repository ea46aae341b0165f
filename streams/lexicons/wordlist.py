"""Which words are common words of the language? What is not is a name more often than not."""

from __future__ import annotations

from functools import cache
from typing import Literal

from streams.lexicons.load import Row, read_table


class WordBand(Row):
    """A word and how common it is: 1, 2, 3, or n where conflict news makes it common."""

    word: str
    band: Literal["1", "2", "3", "n"]


@cache
def common_words() -> frozenset[str]:
    """All words of the table, lower case."""
    return frozenset(row.word for row in read_table("common_words", WordBand))
