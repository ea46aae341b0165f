"""What is a field of an event made from, where it is not read off the words themselves?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import ConflictEvent
from schemas.conflict_event import Provenance

DERIVATIONS = {
    "event_id": "hash of the first article's id and the event's anchor in it",
    "revision": "counted by the linker; 1 for an article by itself",
    "record_status": "active until an article is withdrawn or two events are merged",
    "region": "link region of the place's country, else of the article's focus",
    "headline": "a sentence made of type, actors, place and toll",
    "notes": "sentences made of all fields, as ACLED's notes give them",
    "disorder_types": "of the sub-event type, by ACLED's hierarchy; none for crime",
    "plover": "of the sub-event type, by the crosswalk table",
    "cameo_code": "of the sub-event type, by the crosswalk table",
    "ucdp_type": "of the actors' kinds, with an organised actor and a death",
    "modality": "actual: no cue of denial, plan, threat or doubt bears on the trigger",
    "occurred": "no words date it; current, as nothing says otherwise",
    "interaction": "the inter codes of actor1 and actor2, the lower first",
    "civilian_targeting": "of the type, and of civilians as the only target",
    "fatalities": "no words count the dead: ACLED's value is 0",
    "confidence": "actors: the less sure side; place: how near the trigger; time: own sentence or not; overall: weighted",
    "severity": "of the toll, in steps of 1, 5, 25 and 100 deaths; violence without a death is 1",
    "tags": "of the features of the event's words",
    "corroboration": "of the claims' independent originators and whether they agree",
    "contested_fields": "the fields on which claims differ",
    "independent_source_count": "originators that are no copies of one another",
    "admiralty": "letter: the best claimant's kind; digit: corroboration",
    "sources": "the articles themselves",
    "pipeline_version": "of this program",
    "lexicon_version": "hash of the tables and of the places",
    "created_at": "when the first article was received",
    "updated_at": "when the last article was received",
}
"""Field -> how it is made. The words behind the other fields, and behind these where they are read, are in the provenance."""


def set_fields(event: ConflictEvent) -> Iterator[str]:
    """Which fields does the event have a value for, in the order of the record? The provenance itself is none."""
    for field in type(event).model_fields:
        value = getattr(event, field)
        if field != "provenance" and value is not None and value is not False and value != ():
            yield field


def rows_of(event: ConflictEvent, field: str) -> Sequence[Provenance]:
    """Which characters gave the field, or a part of it, its value?"""
    return tuple(row for row in event.provenance if row.field.partition(".")[0] == field)
