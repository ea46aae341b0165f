"""How sure is each part of an event? Doubts of rows, lessened or grown by what speaks for and against the reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas.article_mentions import EventMention
from schemas.conflict_event import Actor, Confidence, Occurred
from streams.enrichment.grading import overall

_OWN_TIME, _INFERRED_TIME = 0.95, 0.6
"""Confidence of a date in the trigger's own clause or sentence, and of one that stands outside; 0 where none is found."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that speaks for the type (``factor`` under 1) or against it (over 1): the doubt is multiplied by it."""

    rule_id: str
    factor: float
    holds: Callable[[EventMention, Sequence[Actor]], bool]


def _sides(actors: Sequence[Actor]) -> int:
    return len({actor.role for actor in actors} & {"actor1", "actor2"})


SIGNS: tuple[Sign, ...] = (
    # both readings, by arcs and by word order, give the same sides: 34 of 35 events were right then, 40 of 49 by either alone
    Sign("readings-agree", 0.5, lambda mention, _: mention.confidence >= 0.9),
    Sign("readings-differ", 1.3, lambda mention, _: 0.6 < mention.confidence < 0.75),
    # most rows ask for who did it to whom: with one side missing the row below them may have decided
    Sign("both-sides", 0.8, lambda _, actors: _sides(actors) == 2),
    Sign("no-side", 1.3, lambda _, actors: _sides(actors) == 0),
    # not yet, not so: what is planned or denied is told in fewer words
    Sign("not-actual", 1.3, lambda mention, _: mention.modality.value != "actual"),
)


def signs_of(mention: EventMention, actors: Sequence[Actor]) -> Iterator[Sign]:
    """Which signs does a mention show?"""
    return (sign for sign in SIGNS if sign.holds(mention, actors))


def type_confidence(row: float, signs: Sequence[Sign]) -> float:
    """How sure is the type, given the confidence of the row that decided?

    >>> type_confidence(0.8, []), type_confidence(0.8, [SIGNS[0]])
    (0.8, 0.9)
    """
    doubt = 1 - row
    for sign in signs:
        doubt *= sign.factor
    return round(max(0.05, 1 - doubt), 3)


def confidence_of(
    kind: float, mention: EventMention, actors: Sequence[Actor], place_confidence: float, when: Occurred
) -> Confidence:
    """How sure is each part, and the whole?"""
    principal = [actor.confidence for actor in actors if actor.role in ("actor1", "actor2")]
    who = min(principal) if principal else 0.0
    time = 0.0 if when.start is None else (_OWN_TIME if mention.time_scope in ("clause", "sentence") else _INFERRED_TIME)
    return Confidence(
        overall=overall(kind, who, place_confidence, time), type=kind, actors=who, place=place_confidence, time=time
    )
