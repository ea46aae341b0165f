"""The words that figures are read by: what became of people, and what people are called."""

from __future__ import annotations

from functools import cache
from typing import Literal

from schemas.codes import FigureKind
from streams.lexicons.load import Row, read_table

FateKind = Literal[FigureKind, "mortal"]
"""A figure's kind, or what kills unless the text says otherwise ("shot")."""
FateUse = Literal["active_form", "participle", "ing", "intransitive", "adjective", "noun_count", "noun_of", "life"]


class Fate(Row):
    """A word or phrase that says what became of people."""

    form: str
    kind: FateKind
    use: FateUse
    example: str


class PeopleNoun(Row):
    """A noun for people and the class of those it counts."""

    noun: str
    plural: str | None = None
    who_class: str
    example: str


@cache
def fates() -> dict[str, tuple[tuple[tuple[str, ...], Fate], ...]]:
    """Which phrases of fate begin with a word? The longest first, each as its words."""
    found: dict[str, list[tuple[tuple[str, ...], Fate]]] = {}
    for row in read_table("fates", Fate):
        words = tuple(row.form.split())
        found.setdefault(words[0], []).append((words, row))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in found.items()}


@cache
def people_nouns() -> dict[str, tuple[str, bool]]:
    """Which class has a noun for people, and is the form plural?"""
    found: dict[str, tuple[str, bool]] = {}
    for row in read_table("people_nouns", PeopleNoun):
        plural = row.plural or row.noun + "s"
        found.setdefault(row.noun, (row.who_class, False))
        found[plural] = (row.who_class, True)
    return found


class NumberBound(Row):
    """Words before a number, and which bound they make of it."""

    words: str
    bound: Literal["low", "high", "best"]
    example: str


class VagueNumber(Row):
    """Words that stand for a number without giving one; ``best`` where they do give one ("a dozen")."""

    words: str
    low: int | None = None
    best: int | None = None
    acled: int | None = None
    example: str


@cache
def number_bounds() -> dict[str, str]:
    """Which words bound the number after them, and how?"""
    return {row.words: row.bound for row in read_table("number_bounds", NumberBound)}


@cache
def vague_numbers() -> dict[str, VagueNumber]:
    """Which words stand for a number?"""
    return {row.words: row for row in read_table("vague_numbers", VagueNumber)}


@cache
def acled_values() -> dict[str, int]:
    """Which single number has ACLED for vague words?"""
    return {words: row.acled for words, row in vague_numbers().items() if row.acled is not None}
