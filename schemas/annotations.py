"""What an article names: times, places, actors, quantities, attributions. The context every mention stands in."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.codes import Affiliation, Evidentiality, FigureKind, Stance
from schemas.evidence import Offset, Quote, Span
from schemas.model import Count, CountryCode, Message, Score

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]

TimeGrain = Literal["hour", "day", "weekend", "week", "month", "season", "quarter", "half_year", "year", "decade", "vague"]


class TimeExpression(Quote):
    """When, as the text says it? An interval of days, with its TIMEX3 type and value.

    ``start`` and ``end`` are inclusive days, both ``None`` where the expression gives no calendar interval ("recently",
    "three hours"). ``value`` follows TIMEX3 ("2016-12-10TNI", "P3D", "PAST_REF").
    """

    type: TimexType
    value: str
    start: date | None = None
    end: date | None = None
    grain: TimeGrain
    anchor: Literal["explicit", "published", "dateline", "narrative", "none"]
    """What it was counted from. ``explicit`` needs nothing but itself."""
    rule_id: str


class PlaceCandidate(Message):
    """Which place might it be? ``score`` ranks the candidates of one name, best first."""

    name: str
    geonameid: int | None = None
    """GeoNames' number; ``None`` for a curated place that GeoNames does not have."""
    country: CountryCode | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    """``None`` for a country or a larger region: never a point where only a country is known."""
    lon_deg: Annotated[float, Field(ge=-180, le=180)] | None = None
    feature: str
    """GeoNames feature code (PPL, ADM1, PCLI, AIRB ...)."""
    population: Count | None = None
    score: Score = 0.0
    reasons: tuple[str, ...] = ()


class Toponym(Quote):
    """Which words name a place? Recognition is extract's work, ``candidates`` are the gazetteer's rows of that name;
    enrich ranks them. ``use`` says whether the name stands for the place itself."""

    sentence_index: int
    paragraph_index: int
    use: Literal["place", "dateline", "government", "demonym", "organisation", "person", "newspaper"] = "place"
    """"MOSCOW (Sputnik)" is where it was written, "Washington says" a government, "the Damascus Agreement" an
    organisation's or a document's name."""
    within: int | None = None
    """Index of the toponym that contains it in the text: "Azaz" in "Azaz, Aleppo province"."""
    candidates: tuple[PlaceCandidate, ...] = ()


class ActorName(Quote):
    """Which words name an actor or describe one? ``actor_ids`` are the table's rows of that name, best first;
    empty for a description ("militants", "villagers"), which ``descriptor`` classes."""

    sentence_index: int
    actor_ids: tuple[str, ...] = ()
    descriptor: str | None = None
    """Row of the table of descriptions: ``soldiers``, ``militants``, ``civilians``, ``protesters`` ..."""
    country_hint: CountryCode | None = None
    """From a modifier in the same phrase: "Nigerian troops", "Somalia-based"."""


class Quantity(Quote):
    """How many, as the text says it? ``best`` for a plain number, ``low`` and ``high`` for bounds.

    "up to 300": high=300; "at least 12": low=12; "about 40": best=40; "between 5 and 7": low=5, high=7; "dozens":
    low=24, with ``is_vague``; "no": best=0.
    """

    low: Count | None = None
    best: Count | None = None
    high: Count | None = None
    is_vague: bool = False
    rule_id: str


class FigureMention(Quantity):
    """How many people of what fate? The quote is the whole expression ("killing up to 300 jihadists")."""

    kind: FigureKind
    who: Quote | None = None
    """The counted ("jihadists", "three children")."""
    who_class: str | None = None
    """Class of the counted: ``military``, ``fighters``, ``police``, ``civilians``, ``children``, ``attackers``,
    ``people`` ..."""
    is_total: bool = True
    """False for a part of another figure: "three children" in "12 people, including three children"."""
    is_cumulative: bool = False
    """True for a running total over several events: "bringing to 40 the dead since Monday"."""
    shared_by: Annotated[int, Field(ge=1)] = 1
    """Over how many events the figure runs, where the text says so: 3 in "12 were killed across all three attacks"."""
    days: Annotated[int, Field(ge=1)] = 1
    """Over how many days it runs, where the text says so: 4 in "12 were killed over four days"."""
    period: Span | None = None


class Attribution(Message):
    """Who says so? Spans of source, cue and content; the source resolved to an organisation where a row knows it."""

    source: Quote | None = None
    cue: Quote
    content: Quote | None = None
    sentence_index: int
    claimant: str | None = None
    """Canonical name of the claimant: "Russian Ministry of Defence", "residents"."""
    claimant_id: str | None = None
    affiliation: Affiliation = "unknown"
    aligned_actor_id: str | None = None
    """The actor whose interest the claimant serves: Amaq -> Islamic State."""
    via: str | None = None
    """The outlet in between: AP in "according to AP, citing activists"."""
    stance: Stance = "asserts"
    evidentiality: Evidentiality = "direct"
    rule_id: str


class Sentence(Span):
    """Where does a sentence stand? ``is_parsed`` is False where nothing in it can hold an event."""

    paragraph_index: int
    is_parsed: bool = False


class ArticleContext(Message):
    """What does the article name, in order of appearance? Mentions point into these lists by index."""

    sentences: tuple[Sentence, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    toponyms: tuple[Toponym, ...] = ()
    actors: tuple[ActorName, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    attributions: tuple[Attribution, ...] = ()


class PlaceLink(Message):
    """Which toponym is the event's, how does the text tie it to the event, and how close to the trigger?"""

    toponym: Offset
    """Index into ``context.toponyms``."""
    relation: Literal["at", "near", "part_of", "between", "toward", "from"] = "at"
    distance_km: Annotated[float, Field(ge=0)] | None = None
    bearing: Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"] | None = None
    scope: Literal["clause", "sentence", "paragraph", "dateline", "focus", "title"] = "clause"
    score: Score = 0.0
