"""Words around a name that tell what it names: kinds of place, prepositions, titles, newspapers, streets, people."""

from __future__ import annotations

from functools import cache
from typing import Literal

from streams.lexicons.load import Row, read_table
from streams.lexicons.place_names import fold_word

CueKind = Literal[
    "before_kind", "after_kind", "locative", "weak_locative", "title", "newspaper", "organisation", "public_body", "street",
    "speech", "belongs",
    "direction", "nature", "town_kind", "area_kind", "district_kind", "admin_word", "one_spelling", "dump_feature", "connector",
    "place_of",
]  # fmt: skip


class CueRow(Row):
    """The words of one kind."""

    kind: CueKind
    words: str


class StopRow(Row):
    """A word that alone names no place."""

    word: str


class PersonRow(Row):
    """First or last names."""

    kind: Literal["first", "last"]
    names: str


@cache
def cues(kind: CueKind) -> frozenset[str]:
    """Which folded words are cues of this kind?"""
    return frozenset(word for row in read_table("place_cues", CueRow) if row.kind == kind for word in row.words.split("|"))


@cache
def stop_words() -> frozenset[str]:
    """Which folded words, alone, name no place?"""
    return frozenset(fold_word(row.word) for row in read_table("place_stopwords", StopRow))


@cache
def person_names(kind: Literal["first", "last"]) -> frozenset[str]:
    """Which folded words are first names, or frequent surnames?"""
    return frozenset(name for row in read_table("person_names", PersonRow) if row.kind == kind for name in row.names.split("|"))
