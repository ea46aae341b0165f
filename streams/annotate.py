"""The annotations of an article, as `sitrep annotate` prints them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from schemas import ArticleMentions, CleanArticle
from schemas.annotations import ActorName, Attribution, Quantity, Sentence, TimeExpression
from schemas.article_mentions import Trigger
from schemas.evidence import Quote, Span
from schemas.model import CountryCode
from streams.enrichment import resolve_toponyms
from streams.enrichment.places import label_point


class PlaceMark(Quote):
    """Which place is named here? The point is where a map prints the name; a country's lies amid it, and no event takes it."""

    name: str | None = None
    country: CountryCode | None = None
    lat_deg: float | None = None
    lon_deg: float | None = None
    geonameid: int | None = None
    score: float | None = None


class AttributionMark(BaseModel):
    """Who says what? Spans into the body."""

    model_config = ConfigDict(frozen=True)

    source: Span | None
    cue: Span
    content: Span | None


class Annotation(BaseModel):
    """What does the body name? Every mark has start_char and end_char into ``text``."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    sentences: tuple[Sentence, ...]
    places: tuple[PlaceMark, ...]
    times: tuple[TimeExpression, ...]
    quantities: tuple[Quantity, ...]
    actors: tuple[ActorName, ...]
    attributions: tuple[AttributionMark, ...]
    triggers: tuple[Trigger, ...]


def annotation_of(article: CleanArticle, mentions: ArticleMentions) -> Annotation:
    """Which marks stand in the body? Those of the title are left out: they would point into another text."""
    context = mentions.context
    resolved = resolve_toponyms(mentions)
    places = []
    for toponym, chosen in zip(context.toponyms, resolved, strict=True):
        if toponym.part != "body" or toponym.use in ("person", "newspaper", "organisation"):
            continue
        known = chosen.model_dump(include={"name", "country", "geonameid", "score"}) if chosen else {}
        point = label_point(chosen) if chosen else None
        if point:
            known |= {"lat_deg": point[0], "lon_deg": point[1]}
        places.append(PlaceMark(**_place(toponym), **known))
    return Annotation(
        id=article.header.article_id,
        text=article.body,
        sentences=tuple(sentence for sentence in context.sentences if sentence.part == "body"),
        places=tuple(places),
        times=tuple(time for time in context.times if time.part == "body"),
        quantities=tuple(quantity for quantity in context.quantities if quantity.part == "body"),
        actors=tuple(actor for actor in context.actors if actor.part == "body"),
        attributions=tuple(_attribution(mark) for mark in context.attributions if mark.cue.part == "body"),
        triggers=tuple(mention.trigger for mention in mentions.mentions if mention.trigger.part == "body"),
    )


def _place(quote: Quote) -> dict[str, object]:
    return quote.model_dump(include={"part", "start_char", "end_char", "quote"})


def _span(quote: Quote | None) -> Span | None:
    return Span(part=quote.part, start_char=quote.start_char, end_char=quote.end_char) if quote else None


def _attribution(mark: Attribution) -> AttributionMark:
    cue = Span(part=mark.cue.part, start_char=mark.cue.start_char, end_char=mark.cue.end_char)
    return AttributionMark(source=_span(mark.source), cue=cue, content=_span(mark.content))
