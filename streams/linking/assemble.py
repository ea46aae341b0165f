"""What is known of an event, from all of its reports? One stated rule a field; a pure function of the reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

from schemas.article_mentions import Modality
from schemas.codes import LinkRegion, SubEventType, Tense
from schemas.conflict_event import Actor, Confidence, ConflictEvent, Occurred, Place, Provenance, Source
from schemas.correction import Correction
from schemas.enriched_article import EnrichedMention
from schemas.evidence import Filler
from streams.lexicons.crosswalk import crosswalk, disorder_types
from streams.linking.claims import contests, merge_claims
from streams.linking.corrections import amend
from streams.linking.corroboration import admiralty, corroboration_of, independent_roots
from streams.linking.identity import event_id
from streams.linking.phrases import headline, notes
from streams.linking.report import QuoteKey, Report
from streams.linking.tolls import merge_fatalities, merge_figure, standing_tolls

MAX_FILLERS = 30
MAX_PROVENANCE_A_FIELD = 6
MAX_SENTENCES = 40
"""Rows of the sentences that tell the event: enough for the phrases of every claim of some ten reports."""
"""Quotations a field: of the report that gave it first, then of others. All would repeat each other."""
MAX_SOURCES = 500

K = TypeVar("K", bound=Hashable)


def assemble(region: LinkRegion, reports: Sequence[Report], corrections: Sequence[Correction] = ()) -> ConflictEvent:
    """Which record do these reports make? They are all reports of one event, in mention order, the least first.

    Background reports beside current ones give claims and no facts, and are no sources. The same reports and corrections
    always give the same record, byte for byte; revision 1.
    """
    own = [report for report in reports if not report.key.is_background] or list(reports)
    facts = [report for report in own if report.copy_of is None]
    mentions = [report.mention for report in facts]
    kind = _sub_event(mentions)
    of_kind = [report for report in facts if report.mention.sub_event_type == kind]
    lead = _lead(of_kind)
    row = crosswalk()[kind]
    sources = _sources(own)
    claims = merge_claims(reports)
    deaths = standing_tolls(facts, "fatalities")
    fields = tuple(contest.field for contest in contests(facts, claims, deaths))
    roots = independent_roots(facts)
    fatalities, counted_by = merge_fatalities(facts, deaths)
    tags = tuple(sorted({tag for mention in mentions for tag in mention.tags}))
    root = reports[0]
    event = ConflictEvent(
        event_type=row.event_type,
        sub_event_type=kind,
        disorder_types=() if "crime" in tags else disorder_types(kind),
        plover=row.plover,
        cameo_code=row.cameo,
        ucdp_type=(counted_by or lead).mention.ucdp_type,
        modality=_modality(mentions),
        occurred=_occurred(mentions),
        place=_place(mentions),
        actors=_actors(lead, of_kind),
        interaction=lead.mention.interaction,
        civilian_targeting=lead.mention.civilian_targeting,
        fatalities=fatalities,
        injured=merge_figure(standing_tolls(facts, "injured")),
        captured=merge_figure(standing_tolls(facts, "captured")),
        displaced=merge_figure(standing_tolls(facts, "displaced")),
        arrested=merge_figure(standing_tolls(facts, "arrested")),
        force_size=merge_figure(standing_tolls(facts, "force_size")),
        weapons=_fillers(facts, lambda mention: mention.weapons),
        targets=_fillers(facts, lambda mention: mention.targets),
        victims=_fillers(facts, lambda mention: mention.victims),
        claims=claims,
        confidence=_confidence(of_kind, len(roots)),
        severity=(counted_by or lead).mention.severity,
        tags=tags,
        provenance=_provenance(facts, lead),
        event_id=event_id(region, root.key.article_id, root.key.anchor),
        region=region,
        headline="",
        notes="",
        corroboration=corroboration_of(roots, fields),
        contested_fields=fields,
        independent_source_count=len(roots),
        admiralty=admiralty(claims, roots, fields, any(c.action == "confirm" for c in corrections)),
        sources=sources,
        pipeline_version=max(report.article.pipeline_version for report in reports),
        lexicon_version=max(report.article.lexicon_version for report in reports),
        created_at=min(report.key.received_at for report in reports),
        updated_at=max(report.header.received_at for report in reports),
    )
    event = amend(event, corrections)
    told = {"headline": headline(event), "notes": notes(event, event.sources, event.contested_fields, roots)}
    amended = {correction.field for correction in corrections if correction.action == "set"}
    return event.model_copy(update={name: text for name, text in told.items() if name not in amended})


def _sub_event(mentions: Sequence[EnrichedMention]) -> SubEventType:
    """The type with most support over the reports; of equals the one that the hierarchy puts first."""
    support: dict[SubEventType, float] = defaultdict(float)
    for mention in mentions:
        support[mention.sub_event_type] += 0.1 + mention.confidence.type
    return min(support, key=lambda kind: (-round(support[kind], 6), crosswalk()[kind].rank, kind))


def _lead(reports: Sequence[Report]) -> Report:
    """Which report is the record's frame, for what must come from one pen? The one that names most sides, then the surest,
    then the first."""

    def worth(report: Report) -> tuple[int, float, float]:
        principal = [actor for actor in report.mention.actors if actor.role in ("actor1", "actor2")]
        named = sum(not actor.is_generic for actor in principal)
        return (len(principal) + named, report.mention.confidence.actors, report.mention.salience)

    return max(reports, key=worth)


def _modality(mentions: Sequence[EnrichedMention]) -> Modality:
    """An event that one report tells as a fact is a fact with claims against it."""
    return next((mention.modality for mention in mentions if mention.modality.value == "actual"), mentions[0].modality)


def _vote(values: Iterable[tuple[K, float]]) -> K | None:
    """The value with most support; of equals the first."""
    support: dict[K, float] = {}
    for value, weight in values:
        support[value] = support.get(value, 0.0) + weight
    return max(support, key=lambda value: round(support[value], 6)) if support else None


def _occurred(mentions: Sequence[EnrichedMention]) -> Occurred:
    """The most exact interval; of equally exact ones that with most support, then the first. Tense: current if any is."""
    dated = [mention.occurred for mention in mentions if mention.occurred.start and mention.occurred.end]
    tenses = [mention.occurred.tense for mention in mentions]
    tense = "current" if "current" in tenses else tenses[0]
    if not dated:
        return _in_tense(mentions[0].occurred, tense)
    days = min(_days(when) for when in dated)
    exact = [when for when in dated if _days(when) <= max(days, 2)]
    votes = Counter((when.start, when.end) for when in exact)
    winner = max(votes, key=lambda interval: votes[interval])
    chosen = next(when for when in exact if (when.start, when.end) == winner)
    return _in_tense(chosen, tense)


def _in_tense(when: Occurred, tense: Tense) -> Occurred:
    return when if when.tense == tense else when.model_copy(update={"tense": tense})


def _days(when: Occurred) -> int:
    assert when.start is not None and when.end is not None
    return (when.end - when.start).days + 1


def _place(mentions: Sequence[EnrichedMention]) -> Place | None:
    """The most exact place: a point before an area, the smaller radius class first; of equals that with most support."""
    placed = [mention for mention in mentions if mention.place is not None]
    if not placed:
        return None

    def exactness(place: Place) -> tuple[bool, int]:
        return (place.lat_deg is None, place.where_prec or 6)

    best = min(exactness(mention.place) for mention in placed if mention.place)
    exact = [mention for mention in placed if mention.place and exactness(mention.place) == best]
    key = _vote((_place_key(m.place), 0.1 + m.confidence.place) for m in exact if m.place)
    return next(mention.place for mention in exact if mention.place and _place_key(mention.place) == key)


def _place_key(place: Place) -> tuple[int | None, str, str | None]:
    return (place.geonameid, place.name if place.geonameid is None else "", place.country)


def _actors(lead: Report, of_kind: Sequence[Report]) -> tuple[Actor, ...]:
    """The lead report's sides, and those who stand beside them in any report."""
    actors = list(lead.mention.actors)
    known = {actor.actor_id for actor in actors}
    for report in of_kind:
        for actor in report.mention.actors:
            if actor.role in ("associated1", "associated2") and actor.actor_id not in known:
                known.add(actor.actor_id)
                actors.append(actor)
    return tuple(actors)


def _fillers(reports: Sequence[Report], of: Callable[[EnrichedMention], tuple[Filler, ...]]) -> tuple[Filler, ...]:
    found: dict[str, Filler] = {}
    for report in reports:
        for filler in of(report.mention):
            found.setdefault(filler.raw.casefold(), filler.model_copy(update={"article_id": report.key.article_id}))
    return tuple(found.values())[:MAX_FILLERS]


_MORE_VOICES = 0.05
_MOST_SURE = 0.98
_FIELDS_SURE = attrgetter(*Confidence.model_fields)


def _confidence(reports: Sequence[Report], voices: int) -> Confidence:
    """The surest report's figure a field, a twentieth more for each further independent originator, at most 0.98."""
    more = _MORE_VOICES * (voices - 1)

    surest = map(max, zip(*(_FIELDS_SURE(report.mention.confidence) for report in reports), strict=True))
    raised = (round(min(max(best, _MOST_SURE), best + more), 3) if best else 0.0 for best in surest)
    return Confidence(**dict(zip(Confidence.model_fields, raised, strict=True)))


def _sources(reports: Sequence[Report]) -> tuple[Source, ...]:
    """Which articles tell of it, in mention order?"""
    salience: dict[str, float] = {}
    first: dict[str, Report] = {}
    for report in reports:
        article_id = report.key.article_id
        first.setdefault(article_id, report)
        salience[article_id] = max(salience.get(article_id, 0.0), report.mention.salience)
    return tuple(_source(report, salience[article_id]) for article_id, report in first.items())[:MAX_SOURCES]


def _source(report: Report, salience: float) -> Source:
    source = report.source
    return source if source.salience == salience else source.model_copy(update={"salience": salience})


def _provenance(reports: Sequence[Report], lead: Report) -> tuple[Provenance, ...]:
    """The quotations of each field, the lead report's first, and for each source why it is one."""
    ordered = [lead, *(report for report in reports if report is not lead)]
    rows: dict[str, list[Provenance]] = defaultdict(list)
    seen: set[QuoteKey] = set()
    for report in ordered:
        for key, row in report.quoted:
            of_field = rows[row.field]
            if len(of_field) < (MAX_SENTENCES if row.field == "event" else MAX_PROVENANCE_A_FIELD) and key not in seen:
                seen.add(key)
                of_field.append(row)
    rows["sources"] = [report.reason for report in reports if report.why]
    return tuple(row for field in sorted(rows) for row in rows[field])
