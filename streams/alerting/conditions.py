"""Does an event meet a rule's conditions? Each is a row of one table, and says what it found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from schemas.conflict_event import ConflictEvent, Place
from streams.alerting.areas import SHARE as HALF
from streams.alerting.areas import share_in_circle, share_in_polygon
from streams.alerting.names import actor_names, province_names
from streams.alerting.rules import Area, When

CRIME_TAG = "crime"
_COUNTRY_ONLY = 6
_PROVINCE_KNOWN = 4
"""UCDP's where_prec: up to 4 the province is known, 6 is the country alone."""


class Finding(NamedTuple):
    """What did one condition find? ``told`` is for people: what the event says, and what was asked for."""

    condition: str
    is_met: bool
    told: str

    def __str__(self) -> str:
        return f"{self.condition}: {self.told}"


def deaths_of(event: ConflictEvent) -> int:
    """How many died, as far as the sources agree? The best figure, else the low one."""
    toll = event.fatalities
    return toll.best if toll.best is not None else toll.low or 0


def examine(event: ConflictEvent, when: When) -> tuple[Finding, ...]:
    """What does each condition that was asked for find? Freshness is no condition: `find_freshness`."""
    found = ((name, check(event, when)) for name, check in CONDITIONS)
    return tuple(Finding(name, *result) for name, result in found if result is not None)


Result = tuple[bool, str] | None
"""Whether it is met, and what was found; ``None`` where the rule does not ask."""


def _record_status(event: ConflictEvent, _: When) -> Result:
    return event.record_status == "active", event.record_status


def _tense(event: ConflictEvent, when: When) -> Result:
    return event.occurred.tense in when.tense, event.occurred.tense


def _modality(event: ConflictEvent, when: When) -> Result:
    return event.modality.value in when.modality, event.modality.value


def _crime(event: ConflictEvent, when: When) -> Result:
    if when.crime:
        return None
    is_crime = CRIME_TAG in event.tags
    return not is_crime, "crime without politics" if is_crime else "none"


def _types(event: ConflictEvent, when: When) -> Result:
    if not when.types:
        return None
    found = next((name for name in (event.sub_event_type, event.event_type) if name in when.types), None)
    return found is not None, found or f"{event.event_type} / {event.sub_event_type}"


def _deaths(event: ConflictEvent, when: When) -> Result:
    if not when.least_deaths:
        return None
    deaths = deaths_of(event)
    return deaths >= when.least_deaths, f"{deaths} of {when.least_deaths}"


def _severity(event: ConflictEvent, when: When) -> Result:
    if not when.least_severity:
        return None
    return event.severity >= when.least_severity, f"{event.severity} of {when.least_severity}"


def _confidence(event: ConflictEvent, when: When) -> Result:
    if not when.least_confidence:
        return None
    return event.confidence.overall >= when.least_confidence, f"{event.confidence.overall:.2f} of {when.least_confidence:.2f}"


def _corroboration(event: ConflictEvent, when: When) -> Result:
    return (event.corroboration in when.corroboration, event.corroboration) if when.corroboration else None


def _actors(event: ConflictEvent, when: When) -> Result:
    if not when.actors:
        return None
    for words in when.actors:
        wanted = actor_names(words)
        for actor in event.actors:
            if wanted.meets(actor):
                return True, f"{actor.name} is {words}"
    return False, ", ".join(actor.name for actor in event.actors) or "no actor is known"


def _keywords(event: ConflictEvent, when: When) -> Result:
    if not when.keywords:
        return None
    texts = (event.headline, event.notes, *(row.quote for row in event.provenance))
    found = next((word for word in when.keywords if any(map(_pattern(word).search, map(_folded, texts)))), None)
    return found is not None, found or "none of them"


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    parts = (re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) for word in _folded(words).split())
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")


def _area(event: ConflictEvent, when: When) -> Result:
    if not when.area:
        return None
    place = event.place
    if place is None or (place.country is None and place.lat_deg is None):
        return False, "no place is known"
    reasons = [_in_area(place, area) for area in when.area]
    return next((reason for reason in reasons if reason[0]), reasons[0])


def _in_area(place: Place, area: Area) -> tuple[bool, str]:
    """Is the place in the area? What is known of a country only lies in that country and in nothing smaller; of a province
    only, in the province, and in a polygon or circle that holds at least half of the circle in which the truth lies."""
    where = place.name if place.name == place.country else f"{place.name}, {place.country}"
    if area.province is not None and area.country is not None:
        names = province_names(area.country, area.province)
        is_known = (place.where_prec or 1) <= _PROVINCE_KNOWN and place.admin1 is not None
        told = f"{where}: {place.admin1}" if is_known else f"{where}: no province is known"
        return is_known and place.country == area.country and place.admin1 in names, told
    if area.country is not None:
        return place.country == area.country, where
    if place.lat_deg is None or place.lon_deg is None or place.where_prec == _COUNTRY_ONLY:
        return False, f"{where}: no point is known"
    spot, radius_km = (place.lat_deg, place.lon_deg), place.radius_km or 0.0
    if area.near is not None and area.point is not None:
        share, shape = share_in_circle(spot, radius_km, area.point, area.near.radius_km), f"{area.near.radius_km:g} km around"
    else:
        assert area.polygon is not None
        share, shape = share_in_polygon(spot, radius_km, area.polygon), "the polygon"
    return share >= HALF, f"{where}: {share:.0%} of {radius_km:g} km around it in {shape}"


CONDITIONS: tuple[tuple[str, Callable[[ConflictEvent, When], Result]], ...] = (
    ("record_status", _record_status),
    ("tense", _tense),
    ("modality", _modality),
    ("crime", _crime),
    ("types", _types),
    ("least_deaths", _deaths),
    ("least_severity", _severity),
    ("least_confidence", _confidence),
    ("corroboration", _corroboration),
    ("actors", _actors),
    ("area", _area),
    ("keywords", _keywords),
)


def find_freshness(event: ConflictEvent, when: When, known_at: datetime) -> Finding:
    """Is it news? Its last day ended at most ``max_age`` before its newest source was published, and it did not begin after
    that; and it was known at most ``max_age`` after the publication. Nobody who gives no day makes news."""
    published_at = _published_at(event)
    start, end = event.occurred.start, event.occurred.end
    if start is None or end is None:
        return Finding("max_age", False, "nobody gives a day")
    if start > (published_at + timedelta(days=1)).date():
        return Finding("max_age", False, f"its day, {start}, is after its publication")
    age = published_at - datetime.combine(end, time.max, UTC)
    if age > when.max_age:
        return Finding("max_age", False, f"{age.days} days old when it was published")
    return find_lateness(event, when, known_at)


def find_lateness(event: ConflictEvent, when: When, known_at: datetime) -> Finding:
    """Was it known in time? At most ``max_age`` after its newest source was published: a backlog is none of our news."""
    lateness = known_at - _published_at(event)
    if lateness > when.max_age:
        return Finding("max_age", False, f"known {lateness.days} days after its publication")
    return Finding("max_age", True, f"published {_published_at(event):%Y-%m-%d}")


def _published_at(event: ConflictEvent) -> datetime:
    """When was the newest source published? A source that does not say counts from its receipt."""
    published = [source.published_at for source in event.sources if source.published_at is not None]
    return max(published, default=event.updated_at)
