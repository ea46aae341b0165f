"""Which event tells now what an ended one told? A corrected article may tell the same in other words, under another id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from schemas.conflict_event import ConflictEvent, Occurred, Place

DAY_SLACK = timedelta(days=1)
AREA_PRECISION = 4
"""UCDP where_prec from which a place is an area, which a town may be a part of."""


def retold_by(ended: ConflictEvent, now: Iterable[ConflictEvent]) -> str | None:
    """Under which id is the ended event told again, among events of the same articles that do not stand yet?

    The same type, about the same day and place: what alerts, links and readers knew of the one holds for the other. A
    different one is no successor, and the ended event is retracted.
    """
    same = [
        (event.sub_event_type != ended.sub_event_type, event.event_id)
        for event in now
        if event.event_type == ended.event_type
        and event.modality.value == ended.modality.value
        and _is_same_day(event.occurred, ended.occurred)
        and _is_same_place(event.place, ended.place)
    ]
    return min(same)[1] if same else None


def _is_same_day(one: Occurred, other: Occurred) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start <= other.end + DAY_SLACK and other.start <= one.end + DAY_SLACK


def _is_same_place(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return one is other
    if one.country != other.country:
        return False
    is_area = max(one.where_prec or 1, other.where_prec or 1) >= AREA_PRECISION
    return is_area or (one.geonameid, one.name) == (other.geonameid, other.name)
