"""Which events does somebody ask for? The filters of the interface, the page and `sitrep export`, in one place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schemas import ConflictEvent
from schemas.codes import Corroboration, EventType, ModalityValue, RecordStatus, SubEventType, Tense
from schemas.conflict_event import Fatalities
from schemas.model import CountryCode, Instant

MAX_VALUES = 60
"""Values of one filter: more than the sub-event types that there are; a larger list is a mistake or an attack."""
CRIME_TAG = "crime"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Facets:
    """By what can one event be found? Taken from the record once, so that a query of 100,000 events only compares."""

    country: str | None
    admin1: str | None
    event_type: str
    sub_event_type: str
    best_on: date | None
    first_on: date | None
    last_on: date | None
    lat_deg: float | None
    lon_deg: float | None
    deaths: int
    tense: str
    status: str
    modality: str
    corroboration: str
    confidence: float
    is_crime: bool
    updated_at: Instant
    words: str
    """Everything a text search looks at, case folded."""


def least_deaths(toll: Fatalities) -> int:
    """How many died at least? The best figure where there is one, else the lower bound.

    >>> least_deaths(Fatalities(low=12, acled_value=12)), least_deaths(Fatalities(high=300))
    (12, 0)
    """
    return max(toll.best or 0, toll.low or 0)


def facets(event: ConflictEvent) -> Facets:
    """By what can this event be found?"""
    place, when = event.place, event.occurred
    texts = [event.event_id, event.headline, event.notes, event.sub_event_type]
    texts += [text for actor in event.actors for text in (actor.name, actor.raw)]
    if place is not None:
        texts += [text for text in (place.name, place.raw, place.admin1, place.admin2) if text]
    texts += [source.publisher for source in event.sources if source.publisher]
    return Facets(
        country=_shared(place.country) if place else None,
        admin1=_shared(place.admin1) if place else None,
        event_type=intern(event.event_type),
        sub_event_type=intern(event.sub_event_type),
        best_on=when.best_date or when.start,
        first_on=when.start or when.best_date,
        last_on=when.end or when.best_date or when.start,
        lat_deg=place.lat_deg if place else None,
        lon_deg=place.lon_deg if place else None,
        deaths=least_deaths(event.fatalities),
        tense=intern(when.tense),
        status=intern(event.record_status),
        modality=intern(event.modality.value),
        corroboration=intern(event.corroboration),
        confidence=event.confidence.overall,
        is_crime=CRIME_TAG in event.tags,
        updated_at=event.updated_at,
        words="\n".join(texts).casefold(),
    )


def _shared(text: str | None) -> str | None:
    """The one copy of a text that a hundred thousand events hold."""
    return intern(text) if text is not None else None


def read_box(text: str) -> Box:
    """Which area is meant by "west,south,east,north" in degrees? West may be greater than east: across the antimeridian.

    >>> read_box("-10,30,40,50")
    (-10.0, 30.0, 40.0, 50.0)
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("four numbers are needed: west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("longitudes lie within ±180, latitudes within ±90, south is not north of north")
    return west, south, east, north


def _box_text(text: str) -> str:
    read_box(text)
    return text


def _country_code(given: object) -> object:
    """The code in capitals; what is none, as a country's name, is told what to write."""
    if not isinstance(given, str) or not re.fullmatch("[A-Za-z]{2}", given):
        raise ValueError("a country is two letters of ISO 3166, as in SD")
    return given.upper()


Country = Annotated[CountryCode, BeforeValidator(_country_code)]


class EventFilter(BaseModel):
    """Which events are asked for? Several values of one filter: any of them; several filters: all of them.

    By default what is current, active, and took place; background, crime without politics and retracted events only on request.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    country: Annotated[tuple[Country, ...], Field(max_length=MAX_VALUES)] = ()
    """ISO 3166 alpha-2, as in SD."""
    type: Annotated[tuple[EventType, ...], Field(max_length=MAX_VALUES)] = ()
    """ACLED's event type."""
    sub_type: Annotated[tuple[SubEventType, ...], Field(max_length=MAX_VALUES)] = ()
    """ACLED's sub-event type."""
    since: date | None = None
    """First day, inclusive. An event without a date is left out where this or `until` is given, unless `undated`."""
    until: date | None = None
    """Last day, inclusive."""
    undated: bool = False
    """Events without a date too, where `since` or `until` is given."""
    updated_since: Instant | None = None
    """Only records that changed at this instant or later."""
    bbox: Annotated[str, Field(max_length=100), AfterValidator(_box_text)] | None = None
    """west,south,east,north in degrees; an event without a point is left out."""
    min_deaths: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    """At least so many dead, by the best figure or the lower bound."""
    tense: Annotated[tuple[Tense, ...], Field(max_length=3)] = ("current",)
    """current, background (articles look back on it), future."""
    status: Annotated[tuple[RecordStatus, ...], Field(max_length=3)] = ("active",)
    """active, retracted, merged."""
    modality: Annotated[tuple[ModalityValue, ...], Field(max_length=7)] = ("actual", "failed")
    """Whether it took place, as far as the text says."""
    corroboration: Annotated[tuple[Corroboration, ...], Field(max_length=3)] = ()
    """single_source, corroborated, contested."""
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Least overall confidence, 0 to 1."""
    crime: bool = False
    """Crime without politics, too."""
    text: Annotated[str, Field(max_length=100)] | None = None
    """Words that all occur in headline, notes, actors, places or publishers."""

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("since is later than until")
        return self


def matcher(wanted: EventFilter) -> Callable[[Facets], bool]:
    """Does an event meet the filter? The question as a function, prepared once for many events."""
    sets = [
        (name, frozenset(values))
        for name, values in (
            ("country", wanted.country),
            ("event_type", wanted.type),
            ("sub_event_type", wanted.sub_type),
            ("tense", wanted.tense),
            ("status", wanted.status),
            ("modality", wanted.modality),
            ("corroboration", wanted.corroboration),
        )
        if values
    ]
    box = read_box(wanted.bbox) if wanted.bbox else None
    words = wanted.text.casefold().split() if wanted.text else []

    def meets(found: Facets) -> bool:
        return (
            all(getattr(found, name) in values for name, values in sets)
            and (wanted.crime or not found.is_crime)
            and found.deaths >= wanted.min_deaths
            and found.confidence >= wanted.min_confidence
            and (wanted.updated_since is None or found.updated_at >= wanted.updated_since)
            and (_is_in_days(found, wanted.since, wanted.until) or (wanted.undated and found.first_on is None))
            and (box is None or _is_in_box(found, box))
            and all(word in found.words for word in words)
        )

    return meets


def _is_in_days(found: Facets, since: date | None, until: date | None) -> bool:
    """Whether the event's days and the days asked for overlap."""
    if since is None and until is None:
        return True
    if found.first_on is None or found.last_on is None:
        return False
    return (since is None or found.last_on >= since) and (until is None or found.first_on <= until)


def _is_in_box(found: Facets, box: Box) -> bool:
    if found.lat_deg is None or found.lon_deg is None:
        return False
    west, south, east, north = box
    is_between = west <= found.lon_deg <= east if west <= east else found.lon_deg >= west or found.lon_deg <= east
    return is_between and south <= found.lat_deg <= north
