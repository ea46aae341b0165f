"""What does a shared word tell? Nothing where all news says it, much where it names a person, a street, a village."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal

from streams.lexicons.actors import DemonymRow, actor_table
from streams.lexicons.gazetteer import gazetteer
from streams.lexicons.gazetteer_build import Admin1AliasRow, Admin1Row
from streams.lexicons.load import Cells, Row, read_table
from streams.lexicons.place_cues import person_names
from streams.lexicons.place_names import fold_word
from streams.lexicons.sources import source_rows

RARE = 100
BAND_WEIGHT = {"1": 0, "2": 10, "3": 40, "n": 5}
"""Weight of a shared word in hundredths, by how common it is in English; a word outside the tables is rare: a surname, a
street, a village. No statistics of the articles themselves: they would make the answer depend on what else was read."""

KNOWN = BAND_WEIGHT["n"]
"""Weight of a word that names a party, a people, an outlet, a country or a province: all news of a war shares it, and who
and where is compared by itself."""

LARGE_TOWN = 100_000
"""Inhabitants from which a town's name stands in news of its whole province."""


class CommonWord(Row):
    """How common a word is."""

    word: str
    band: Literal["1", "2", "3", "n"]


class NewsWords(Row):
    """Words that news shares whatever it tells of: who governs, what a page is made of, what a war is told in."""

    kind: Literal["leader", "page", "calendar", "war", "crime"]
    words: Cells


@cache
def _common_words() -> dict[str, int]:
    return {row.word: BAND_WEIGHT[row.band] for row in read_table("common_words", CommonWord)}


@cache
def _known_names() -> frozenset[str]:
    """The words of names that the tables know."""
    named = actor_table()
    names: list[Iterable[str]] = [(row.name, *row.aliases) for row in named.rows.values()]
    names += [(row.name, *row.military, *row.police, *row.gendarmerie) for row in named.states.values()]
    names += [(row.name, *row.aliases) for row in named.peoples.values()]
    names += [(*row.adjective, *row.people, *row.noun) for row in read_table("demonyms", DemonymRow)]
    names += [(row.name, *row.aliases) for row in source_rows()]
    names += [(row.name,) for row in read_table("admin1", Admin1Row)]
    names += [(row.aliases, row.abbreviations) for row in read_table("admin1_aliases", Admin1AliasRow)]
    return frozenset(word for spellings in names for name in spellings for word in _WORD.findall(name.casefold()))


@cache
def _news_words() -> frozenset[str]:
    return frozenset(word for row in read_table("news_words", NewsWords) for word in row.words)


_WORD = re.compile(r"[^\W\d_]+")


def _spellings(word: str) -> Iterator[str]:
    """The word, without its genitive, and what its lemma may have lost."""
    yield word
    bare = re.sub(r"['’]?s$", "", word)
    if len(bare) > 2 and bare != word:
        yield bare
    yield from (f"{word}{ending}" for ending in ("e", "s", "ed", "y"))


@lru_cache(maxsize=100_000)
def word_weight(word: str) -> int:
    """What does a shared word tell, 0 to 100?

    >>> word_weight("the"), word_weight("police"), word_weight("westerhuis"), word_weight("42-year-old")
    (0, 5, 100, 40)
    >>> word_weight("reuters"), word_weight("aleppo"), word_weight("karen")
    (5, 5, 100)
    """
    if len(word) < 3:
        return 0
    if word[0].isdigit():
        return RARE if word.isdigit() and len(word) > 3 else BAND_WEIGHT["3"]
    forms = tuple(_spellings(word))
    if not _news_words().isdisjoint(forms):
        return KNOWN
    common = next((weight for form in forms if (weight := _common_words().get(form)) is not None), RARE)
    if common < BAND_WEIGHT["3"] or word in person_names("first") or word in person_names("last"):
        return common
    if not _known_names().isdisjoint(forms) or _is_large_town(word):
        return KNOWN
    if not word.isalpha():
        return word_weight(re.split(r"['’]", word)[0]) if "'" in word or "’" in word else RARE // 2
    return common


def _is_large_town(word: str) -> bool:
    places = (gazetteer().known(fold_word(form)) for form in (word, word.removesuffix("s")))
    return any(place is not None and place.population >= LARGE_TOWN for place in places)


@lru_cache(maxsize=100_000)
def word_hash(word: str) -> int:
    """Which number stands for this word, the same in every process? 60 bits."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest()) >> 4
