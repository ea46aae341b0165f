"""The step from what an article says to what it means: places, actors, types, figures, claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from schemas.annotations import PlaceCandidate
from schemas.article_mentions import ArticleMentions, EventMention
from schemas.codes import LinkRegion
from schemas.conflict_event import Actor
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from streams.enrichment.actors import interaction_of, resolve_actors
from streams.enrichment.casualties import sum_fatalities, sum_figures
from streams.enrichment.certainty import confidence_of, signs_of, type_confidence
from streams.enrichment.claims import claims_of
from streams.enrichment.classify import Situation, classify
from streams.enrichment.control import share_control
from streams.enrichment.evidence import provenance_of
from streams.enrichment.grading import is_civilian_targeting, severity, ucdp_type
from streams.enrichment.occurred import occurred
from streams.enrichment.places import focus_country, place_of, resolve_toponyms
from streams.lexicons.actors import actor_table
from streams.lexicons.crosswalk import crosswalk, disorder_types
from streams.lexicons.regions import REGIONS, region_of


def enrich_mentions(mentions: ArticleMentions) -> tuple[EnrichedArticle, ...]:
    """What does the article say in each link region? One record to every region, in partition order.

    Each replaces what that article said there before, so a correction or a retraction reaches every partition.
    """
    resolved = resolve_toponyms(mentions)
    focus = focus_country(mentions, resolved)
    home = region_of(focus)
    found = [enriched for mention in mentions.mentions if (enriched := _enrich(mention, mentions, resolved, focus)) is not None]
    placed: dict[LinkRegion, list[EnrichedMention]] = defaultdict(list)
    for enriched in share_control(found):
        country = enriched.place.country if enriched.place else None
        placed[region_of(country) if country else home].append(enriched)
    total = sum(map(len, placed.values()))
    return tuple(
        EnrichedArticle(
            header=mentions.header,
            region=region,
            home_region=home,
            mention_count=total,
            mentions=tuple(placed[region]),
            pipeline_version=mentions.pipeline_version,
            lexicon_version=mentions.lexicon_version,
        )
        for region in REGIONS
    )


def _history(mention: EventMention, article: ArticleMentions) -> frozenset[int]:
    """Sentences that tell only of what was long before this event: who and what stands there is not its own."""
    if mention.tense == "background":
        return frozenset()
    past = {index for one in article.mentions if one.tense == "background" for index in one.sentence_indexes}
    return frozenset(past - {index for one in article.mentions if one.tense != "background" for index in one.sentence_indexes})


def _enrich(
    mention: EventMention, article: ArticleMentions, resolved: Sequence[PlaceCandidate | None], focus: str | None
) -> EnrichedMention | None:
    context = article.context
    history = _history(mention, article)
    place, place_confidence = place_of(mention, context, resolved, history)
    country = (place.country if place else None) or focus
    when = occurred(context.times[mention.time] if mention.time is not None else None, mention.tense)
    on = when.best_date or when.start or (article.header.published_at.date() if article.header.published_at else None)

    actors = resolve_actors(mention, context, country, on, mention.action, history)
    killed = [figure for figure in mention.figures if figure.kind == "killed"]
    has_deaths = any((figure.best or figure.low or figure.high or 0) > 0 for figure in killed)
    has_injured = any(f.kind == "injured" and (f.best or f.low or f.high or 0) > 0 for f in mention.figures)
    decided = classify(_situation(mention, actors, has_deaths, has_injured))
    if decided is None:
        return None
    sub_event, row_confidence, type_rule = decided
    actors = resolve_actors(mention, context, country, on, sub_event, history)
    interaction = interaction_of(actors)
    deaths = sum_fatalities(mention.figures, actors)
    figures = {
        kind: sum_figures(mention.figures, kind) for kind in ("injured", "captured", "displaced", "arrested", "force_size")
    }
    row = crosswalk()[sub_event]
    is_crime = "crime" in mention.features
    signs = tuple(signs_of(mention, actors))
    confidence = confidence_of(type_confidence(row_confidence, signs), mention, actors, place_confidence, when)
    return EnrichedMention(
        event_type=row.event_type,
        sub_event_type=sub_event,
        disorder_types=() if is_crime else disorder_types(sub_event),
        plover=row.plover,
        cameo_code=row.cameo,
        ucdp_type=ucdp_type(actors, deaths),
        modality=mention.modality,
        occurred=when,
        place=place,
        actors=actors,
        interaction=interaction,
        civilian_targeting=is_civilian_targeting(row.event_type, sub_event, actors),
        fatalities=deaths,
        **figures,
        weapons=mention.weapons,
        targets=mention.targets,
        victims=mention.victims,
        claims=claims_of(mention, context, article.header),
        confidence=confidence,
        severity=severity(row.event_type, deaths),
        tags=("crime",) if is_crime else (),
        provenance=tuple(provenance_of(mention, article, place, actors, type_rule, signs)),
        anchor=mention.anchor,
        trigger=mention.trigger,
        evidence=mention.evidence,
        wording=mention.wording,
        figure_scope="cumulative" if any(figure.is_cumulative for figure in killed) else "event",
        salience=mention.salience,
    )


def _situation(mention: EventMention, actors: Sequence[Actor], has_deaths: bool, has_injured: bool) -> Situation:
    return Situation(
        action=mention.action,
        features=frozenset(mention.features),
        agent=frozenset(_codes(actors, "actor1")),
        patient=frozenset(
            7 if code == 3 and _is_party(actor) else code
            for actor in actors
            if actor.role in ("actor2", "associated2") and (code := actor.inter_code) is not None
        ),
        has_deaths=has_deaths,
        has_injured=has_injured,
    )


def _is_party(actor: Actor) -> bool:
    """Is it a party, whose people are civilians where they are attacked (ACLED codebook)?"""
    row = actor_table().rows.get(actor.actor_id)
    return row is not None and row.kind == "party"


def _codes(actors: Sequence[Actor], role: str) -> Iterator[int]:
    return (actor.inter_code for actor in actors if actor.role == role and actor.inter_code is not None)
