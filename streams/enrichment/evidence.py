"""Which words gave which field?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.article_mentions import ArticleMentions, EventMention
from schemas.conflict_event import Actor, Place, Provenance
from schemas.evidence import Quote
from streams.enrichment.certainty import Sign

_FIGURE_FIELDS = {
    "killed": "fatalities",
    "injured": "injured",
    "captured": "captured",
    "displaced": "displaced",
    "arrested": "arrested",
    "force_size": "force_size",
}


def provenance_of(
    mention: EventMention,
    article: ArticleMentions,
    place: Place | None,
    actors: Sequence[Actor],
    type_rule: str,
    signs: Sequence[Sign],
) -> Iterator[Provenance]:
    """Which characters and rule gave each field its value? Every published field has at least one row here, and the
    sentences that tell the event are rows `event`: the phrases can be shown where they were said."""
    header, context = article.header, article.context

    def row(field: str, quote: Quote, rule_id: str) -> Provenance:
        sha = header.title_sha256 if quote.part == "title" else header.body_sha256
        return Provenance(
            field=field,
            article_id=header.article_id,
            text_sha256=sha or header.text_sha256,
            rule_id=rule_id,
            part=quote.part,
            start_char=quote.start_char,
            end_char=quote.end_char,
            quote=quote.quote,
        )

    for sentence in (mention.evidence, *mention.further):
        yield row("event", sentence, "sentence")
    yield row("event_type", mention.trigger, mention.trigger.rule_id)
    yield row("sub_event_type", mention.trigger, type_rule)
    yield row("confidence.type", mention.trigger, " ".join((type_rule, *(sign.rule_id for sign in signs))))
    if mention.modality.cue:
        yield row("modality", mention.modality.cue, f"modality.{mention.modality.value}")
    if mention.time is not None:
        time = context.times[mention.time]
        yield row("occurred", time, f"{time.rule_id}:{mention.time_scope}")
    if mention.tense_cue:
        yield row("occurred.tense", mention.tense_cue, f"tense.{mention.tense}")
    if place is not None:
        for link in mention.places:
            toponym = context.toponyms[link.toponym]
            if toponym.quote == place.raw:
                yield row("place", toponym, f"place.{link.scope}.{link.relation}")
                break
        else:
            named = next((toponym for toponym in context.toponyms if toponym.quote == place.raw), None)
            if named is not None:
                yield row("place", named, "place.focus")
    for actor in actors:
        spoken = next(
            (part for part in mention.participants if actor.raw and (actor.raw in part.quote or part.quote in actor.raw)), None
        )
        named_actor = spoken or next((name for name in context.actors if name.quote == actor.raw), None)
        if named_actor is not None:
            reading = f"actor.{spoken.role}.{spoken.reading}" if spoken else "actor.context"
            yield row(f"actors.{actor.role}", named_actor, reading)
        else:
            yield row(f"actors.{actor.role}", mention.trigger, "actor.implied")
    for figure in mention.figures:
        yield row(_FIGURE_FIELDS[figure.kind], figure, figure.rule_id)
    for field, fillers in (("weapons", mention.weapons), ("targets", mention.targets), ("victims", mention.victims)):
        for filler in fillers:
            yield row(field, filler, f"{field}.{filler.kind or 'phrase'}")
