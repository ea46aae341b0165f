"""When are two spellings the same name? The key under which actor names are stored and looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

WORD = re.compile(r"[^\W_]+(?:['’ʼ`‘](?!s\b|S\b)[^\W_]+)*")
"""A word: letters and digits, apostrophes inside ("Ta'ang"). A possessive s is a word of its own, so that it can be skipped."""

_ARTICLES = frozenset({"al", "el", "as", "ad", "ar", "ez", "az", "ash", "at", "ul", "ed", "es", "an", "ech", "eç"})
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """What is left of a word once spelling variants are folded? Lower case, marks dropped, ``ou`` as ``u``, ``q`` as
    ``k``, doubled vowels single; short words keep
    their vowels, so that "four" is not "Fur" and no acronym changes.

    >>> word_key("Shabaab"), word_key("Fürsan"), word_key("Qaïda")
    ('shabab', 'fursan', 'kaida')
    """
    folded = unicodedata.normalize("NFKD", word.lower())
    folded = _NOT_LETTERS.sub("", folded)
    if len(folded) <= 3:
        return folded
    if len(folded) == 4:
        return folded.replace("q", "k")
    for variant, plain in (("q", "k"), ("ou", "u"), ("aa", "a"), ("ee", "i"), ("oo", "u"), ("uu", "u"), ("ii", "i")):
        folded = folded.replace(variant, plain)
    return folded


def name_keys(name: str) -> tuple[str, ...]:
    """Which keys do the words of a name have? Article variants before a hyphen fold into ``al``.

    >>> name_keys("Jabhat an-Nusra"), name_keys("Jabhat al-Nusra")
    (('jabhat', 'al', 'nusra'), ('jabhat', 'al', 'nusra'))
    """
    return tuple(key for _, key in keyed_words(name))


def name_slug(name: str) -> str:
    """Which words of ASCII does a name have, as they stand in an id?

    >>> name_slug("Frente Patriótico de Liberación")
    'frente-patriotico-de-liberacion'
    """
    return "-".join(re.findall(r"[a-z0-9]+", anyascii(name).lower()))


def keyed_words(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Which words stand where, under which key? Words without a letter or digit of ASCII have an empty key."""
    size = len(text)
    for match in WORD.finditer(text):
        word = match.group()
        end = match.end()
        if end < size and text[end] == "-" and word.lower() in _ARTICLES:
            yield match, "al"
        else:
            yield match, word_key(word)
