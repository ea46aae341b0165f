"""Lists of words: those written in the code, and the common words of the language."""

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
    """Which words are common words of the language, in lower case? What is not is a name more often than not."""
    return frozenset(row.word for row in read_table("common_words", WordBand))


def word_set(words: str) -> frozenset[str]:
    """Which words does a list in the code hold, spaces or lines between them?

    >>> sorted(word_set("attack raid"))
    ['attack', 'raid']
    """
    return frozenset(words.split())
