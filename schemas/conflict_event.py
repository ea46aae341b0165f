"""ConflictEvent: the record we publish. Who did what to whom, where, when, how many killed, and who says so."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.annotations import PlaceCandidate
from schemas.article_mentions import Modality
from schemas.codes import (
    ActorRole,
    Affiliation,
    Corroboration,
    DisorderType,
    EventType,
    Evidentiality,
    InterCode,
    LinkRegion,
    Proposition,
    RecordStatus,
    Stance,
    SubEventType,
    Tense,
)
from schemas.evidence import Filler, Quote
from schemas.model import Count, CountryCode, Instant, Message, Score


class Plover(Message):
    """What is it in PLOVER's terms? ``type`` is ``None`` where PLOVER has no type for it."""

    type: str | None = None
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


class Occurred(Message):
    """When did it happen? Inclusive days; all ``None`` where no text dates it. ``best_date`` is ACLED's
    representative day (the midpoint of a week or month)."""

    start: date | None = None
    end: date | None = None
    best_date: date | None = None
    precision_acled: Literal[1, 2, 3] | None = None
    precision_ucdp: Literal[1, 2, 3, 4, 5] | None = None
    expression: str | None = None
    anchor: Literal["explicit", "published", "dateline", "narrative"] | None = None
    tense: Tense = "current"


class Place(Message):
    """Where did it happen? A country alone has no point; ``radius_km`` is how far the truth may lie from the point."""

    name: str
    raw: str
    geonameid: int | None = None
    country: CountryCode | None = None
    admin1: str | None = None
    admin2: str | None = None
    lat_deg: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon_deg: Annotated[float, Field(ge=-180, le=180)] | None = None
    radius_km: Annotated[float, Field(ge=0)] | None = None
    precision_acled: Literal[1, 2, 3] | None = None
    where_prec: Literal[1, 2, 3, 4, 5, 6, 7] | None = None
    feature: str | None = None
    candidates: tuple[PlaceCandidate, ...] = ()


class Actor(Message):
    """Who took part? ``name`` follows ACLED's pattern, ``raw`` is the text's own word."""

    actor_id: str
    name: str
    raw: str
    role: ActorRole
    inter_code: InterCode | None = None
    inter_text: str | None = None
    country: CountryCode | None = None
    wikidata_id: str | None = None
    ucdp_id: int | None = None
    is_generic: bool = False
    """True for a description ("Unidentified Armed Group (Mali)"), which is compatible with a named actor."""
    confidence: Score = 0.0


class Interaction(Message):
    """Which kinds of actor met? ACLED's two digits, lower first, and the words for them."""

    code: int
    text: str


class Figure(Message):
    """How many? ``expression`` is the text's own phrase."""

    low: Count | None = None
    best: Count | None = None
    high: Count | None = None
    expression: str | None = None


class BySide(Message):
    """Whose dead? ``a`` is actor1's side, ``b`` actor2's (UCDP)."""

    a: Count | None = None
    b: Count | None = None
    civilian: Count | None = None
    unknown: Count | None = None


class Fatalities(Figure):
    """How many were killed? ``acled_value`` is the single number of ACLED's rules, 0 where no death is mentioned;
    ``derivation`` says by which rule."""

    by_side: BySide = BySide()
    acled_value: Count = 0
    derivation: str = "no_mention"


class Claim(Message):
    """Who says what of this event? ``independent_root`` names the originator that counts for corroboration; ``also_in`` the
    other articles in which the same claimant says the same."""

    claim_id: str
    proposition: Proposition
    value: str | None = None
    claimant: str | None = None
    claimant_id: str | None = None
    affiliation: Affiliation = "unknown"
    aligned_actor_id: str | None = None
    stance: Stance = "asserts"
    evidentiality: Evidentiality = "direct"
    article_id: str
    also_in: tuple[str, ...] = ()
    span: Quote | None = None
    independent_root: str | None = None


class Confidence(Message):
    """How sure, field by field? Each from 0 to 1; ``overall`` is for ranking and thresholds."""

    overall: Score = 0.0
    type: Score = 0.0
    actors: Score = 0.0
    place: Score = 0.0
    time: Score = 0.0


class Provenance(Quote):
    """Which characters gave a field its value, by which rule? ``text_sha256`` names the text quoted from."""

    field: str
    article_id: str
    text_sha256: str
    rule_id: str


class Source(Message):
    """Which article is a source? ``salience`` 0..1 is how central the event is to it; a copy counts for none."""

    article_id: str
    url: str | None = None
    publisher: str | None = None
    originator: str | None = None
    published_at: Instant | None = None
    content_sha256: str
    salience: Score = 0.0
    is_copy_of: str | None = None


class EventContent(Message):
    """What is known of an event, whether one article says it or many? Shared by the mention and the published record."""

    event_type: EventType
    sub_event_type: SubEventType
    disorder_types: tuple[DisorderType, ...] = ()
    plover: Plover = Plover()
    cameo_code: str | None = None
    ucdp_type: Literal[1, 2, 3] | None = None
    modality: Modality = Modality()
    occurred: Occurred = Occurred()
    place: Place | None = None
    actors: tuple[Actor, ...] = ()
    interaction: Interaction | None = None
    civilian_targeting: bool = False
    fatalities: Fatalities = Fatalities()
    injured: Figure | None = None
    captured: Figure | None = None
    displaced: Figure | None = None
    arrested: Figure | None = None
    force_size: Figure | None = None
    weapons: tuple[Filler, ...] = ()
    targets: tuple[Filler, ...] = ()
    victims: tuple[Filler, ...] = ()
    claims: tuple[Claim, ...] = ()
    confidence: Confidence = Confidence()
    severity: Annotated[int, Field(ge=0, le=5)] = 0
    """0 none, 1 minor (no death) ... 5 mass killing; from the toll and the kind of event, never from the source's fame."""
    tags: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()


class ConflictEvent(EventContent):
    """What happened, as far as all articles together say? The full state of one event at one revision.

    The value on ``events`` and ``events.revisions``, keyed by ``event_id``. Everything but ``revision``,
    ``created_at``, ``updated_at``, ``changed_fields``, ``supersedes`` is a function of the articles alone.
    """

    event_id: str
    revision: Annotated[int, Field(ge=1)] = 1
    record_status: RecordStatus = "active"
    merged_into: str | None = None
    supersedes: tuple[str, ...] = ()
    changed_fields: tuple[str, ...] = ()
    region: LinkRegion
    headline: str
    notes: str
    corroboration: Corroboration = "single_source"
    contested_fields: tuple[str, ...] = ()
    independent_source_count: Count = 1
    admiralty: Annotated[str, Field(pattern=r"^[A-F][1-6]$")] = "F6"
    sources: tuple[Source, ...]
    pipeline_version: str
    lexicon_version: str
    created_at: Instant
    updated_at: Instant
