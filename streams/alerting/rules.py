"""Which rules are there? What an operator may write in a file of alert rules, and what each field means."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from schemas.codes import Corroboration, EventType, ModalityValue, SubEventType
from schemas.model import CountryCode
from streams.alerting.areas import Point, polygon_fault
from streams.alerting.names import province_names, provinces_of
from streams.lexicons.regions import region_of

TOLL_STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1000)
"""Deaths at which an event that was told is told again. 25 and 100 are the steps of severity 4 and 5; beyond them each is
about twice the one before: closer steps wake people for every count that is corrected upwards, wider ones miss that an
attack was far worse than first said."""

_DURATION = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST_LIMIT = timedelta(days=7)
"""Compaction may drop what is older from the topic that the count is read back from."""


def read_duration(value: object) -> timedelta:
    """How long is "72h"? A number with m, h or d.

    >>> read_duration("72h")
    datetime.timedelta(days=3)
    """
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is no duration; write a number with m, h or d, as in 72h")
    return int(found[1]) * _UNITS[found[2]]


def _known_country(code: str) -> str:
    if region_of(code) == "unlocated":
        raise ValueError(f"{code!r} is no country's code (ISO 3166 alpha-2)")
    return code


def _current(tense: str) -> str:
    if tense in ("background", "future"):
        raise ValueError(f"events of tense {tense} never alert: only current ones do")
    if tense != "current":
        raise ValueError(f"{tense!r} is no tense; only current events alert")
    return tense


Duration = Annotated[timedelta, BeforeValidator(read_duration), PlainSerializer(str)]
Country = Annotated[CountryCode, AfterValidator(_known_country)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Degrees = Annotated[float, Field(allow_inf_nan=False)]


class Part(BaseModel):
    """What do all parts of a rule have in common? Immutable, and no field that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Near(Part):
    """A circle around a point."""

    lat_deg: Annotated[Degrees, Field(ge=-90, le=90)]
    lon_deg: Annotated[Degrees, Field(ge=-180, le=180)]
    radius_km: Annotated[Degrees, Field(gt=0, le=5000)]


class Area(Part):
    """Where? A country, a country's province, a polygon, or a circle around a point."""

    country: Country | None = None
    """ISO 3166 alpha-2."""
    province: Text | None = None
    """A first-level division of ``country``, by any of its names."""
    polygon: tuple[tuple[Degrees, Degrees], ...] | None = None
    """Corners as [longitude, latitude] in degrees, as GeoJSON has them; the last joins the first."""
    near: Near | None = None

    @model_validator(mode="after")
    def _is_one_shape(self) -> Self:
        if sum(shape is not None for shape in (self.country, self.polygon, self.near)) != 1:
            raise ValueError("an area is one of country (with or without province), polygon and near")
        if self.province is not None and self.country is None:
            raise ValueError("a province needs its country")
        if self.country and self.province and not province_names(self.country, self.province):
            known = ", ".join(provinces_of(self.country)) or "none that we know"
            raise ValueError(f"{self.country} has no province {self.province!r}; it has {known}")
        if self.polygon is not None and (fault := polygon_fault(self.polygon)):
            raise ValueError(fault)
        return self

    @property
    def point(self) -> Point | None:
        """Around which point? ``None`` where it is no circle."""
        return (self.near.lat_deg, self.near.lon_deg) if self.near else None


class When(Part):
    """Which events? All conditions must hold; of several values in one condition, any."""

    area: tuple[Area, ...] = ()
    """Where. Nothing given: anywhere."""
    types: tuple[Literal[EventType, SubEventType], ...] = ()
    """ACLED's event types and sub-event types."""
    actors: tuple[Text, ...] = ()
    """Who took part, on any side: an ``actor_id``, a name or an alias."""
    least_deaths: Annotated[int, Field(ge=0)] = 0
    """Killed, by the best figure, else by the low one: what the sources at least agree on."""
    least_severity: Annotated[int, Field(ge=0, le=5)] = 0
    least_confidence: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Of the event altogether, ``confidence.overall``."""
    corroboration: tuple[Corroboration, ...] = ()
    keywords: tuple[Text, ...] = ()
    """Words or phrases in headline, notes or quotations, whole, in any case; ``bomb*`` begins with bomb."""
    tense: Annotated[tuple[Annotated[str, AfterValidator(_current)], ...], Field(min_length=1)] = ("current",)
    """Only ``current``: what articles look back on, and what is yet to come, never alerts."""
    modality: Annotated[tuple[ModalityValue, ...], Field(min_length=1)] = ("actual",)
    """Whether it took place, as far as the text says."""
    crime: bool = False
    """Crime without politics, too."""
    max_age: Duration = timedelta(hours=72)
    """From the event's last day to the publication of its newest source, and from there to its receipt. Longer, and a
    crawler's backlog wakes people; shorter, and a report that took days to leave its valley is missed."""

    @cached_property
    def version(self) -> str:
        """Which conditions are these? The first eight hex digits of a hash."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]


class RateLimit(Part):
    """How many alerts of the rule at most, in any stretch of this length? Counted in each link region by itself, by the
    revisions' own times; withdrawals and what restores them always go out."""

    alerts: Annotated[int, Field(ge=1, le=1000)]
    per: Duration

    @model_validator(mode="after")
    def _is_short(self) -> Self:
        if self.per > LONGEST_LIMIT:
            raise ValueError("per is at most 7d")
        return self


class Rule(Part):
    """When should somebody know?"""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Its name in alerts, metrics and the settings of webhooks; a rule under another id is another rule."""
    description: Text | None = None
    severity: Annotated[int, Field(ge=0, le=5)] = 0
    """The least severity that its alerts carry; a graver event keeps its own."""
    when: When = When()
    toll_steps: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=50)] = TOLL_STEPS
    """Deaths at which an event that was told is told again."""
    rate_limit: RateLimit | None = None


class RuleSet(Part):
    """Which rules hold? In the order of the file; an event may meet several."""

    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _has_no_rule_twice(self) -> Self:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"two rules are called {rule.id}")
            seen.add(rule.id)
        return self
