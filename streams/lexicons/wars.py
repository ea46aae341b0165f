"""Which states fought each other, and when, and where was no war? Two tables."""

from __future__ import annotations

from functools import cache

from schemas.model import CountryCode
from streams.lexicons.load import Row, read_table


class WarRow(Row):
    """Two states at war, the order without meaning."""

    state: CountryCode
    foe: CountryCode
    valid_from: int
    valid_to: int | None = None
    unnamed: bool = False
    """Do texts leave the other side unsaid?"""


@cache
def wars() -> tuple[WarRow, ...]:
    """All wars of the table."""
    return tuple(read_table("wars", WarRow))


def foes_of(state: str, year: int) -> tuple[tuple[str, bool], ...]:
    """With whom was the state at war in that year, and is the other side left unsaid?

    >>> foes_of("RU", 2023)
    (('UA', True),)
    """
    return tuple(
        (row.foe if row.state == state else row.state, row.unnamed)
        for row in wars()
        if state in (row.state, row.foe) and row.valid_from <= year <= (row.valid_to or year)
    )


class PeaceRow(Row):
    """A country on whose ground no armed conflict was fought since a year."""

    country: CountryCode
    since: int


@cache
def _peace() -> dict[str, int]:
    return {row.country: row.since for row in read_table("peace", PeaceRow)}


def is_at_peace(country: str, year: int) -> bool:
    """Was no armed conflict fought on the country's ground, then and in the years before?

    >>> is_at_peace("NZ", 2019), is_at_peace("GB", 1998), is_at_peace("ML", 2019)
    (True, False, False)
    """
    return year >= _peace().get(country, year + 1)
