"""Which states fought each other, and when? One table."""

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
