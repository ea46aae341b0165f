"""Link regions: which partition a country's events are linked in."""

from __future__ import annotations

from functools import cache
from typing import get_args

from schemas.codes import LinkRegion
from schemas.model import CountryCode
from streams.lexicons.load import Row, read_table

REGIONS: tuple[LinkRegion, ...] = get_args(LinkRegion)
"""In partition order. Neighbours at war share a region: Golan, Kashmir, Gaza and Donbas each lie inside one."""


class RegionRow(Row):
    """One country's region."""

    country: CountryCode
    region: LinkRegion


@cache
def _by_country() -> dict[str, LinkRegion]:
    return {row.country: row.region for row in read_table("regions", RegionRow)}


def region_of(country: str | None) -> LinkRegion:
    """In which region are the events of this country linked? ``unlocated`` for no country or an unknown code.

    >>> region_of("SY"), region_of(None)
    ('levant', 'unlocated')
    """
    return _by_country().get(country, "unlocated") if country else "unlocated"


def partition_of(region: LinkRegion) -> int:
    """Which partition of the linker's topics holds this region?

    >>> partition_of("levant")
    0
    """
    return REGIONS.index(region)
