"""What does one trigger tell, and which triggers tell of one event?"""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.annotations import ArticleContext, PlaceLink, TimeExpression
from schemas.article_mentions import Modality
from schemas.codes import Tense
from schemas.evidence import Quote
from streams.extraction.arguments import Argument
from streams.extraction.document import ParsedSentence
from streams.extraction.phrases import Arcs
from streams.extraction.scope import TimeReach
from streams.extraction.triggers import FoundTrigger
from streams.lexicons.actions import actions


@dataclass(slots=True)
class Told:
    """What one trigger tells, in its sentence."""

    trigger: FoundTrigger
    sentence: ParsedSentence
    arcs: Arcs
    arguments: tuple[Argument, ...]
    modality: Modality
    tense: Tense
    tense_cue: Quote | None
    time: int | None
    time_scope: TimeReach | None
    places: list[PlaceLink]
    is_topic: bool
    confidence: float
    action: str
    """The row's action, refined by its arguments."""
    is_rubric: bool = False
    """Does it stand as a rubric before the text: "Arrests: ..."?"""

    @property
    def in_opening(self) -> bool:
        """Does it stand in the title, or in the first sentence of the text?"""
        return self.sentence.part == "title" or self.sentence.index == 0

    @property
    def family(self) -> str:
        """The family of its action."""
        return actions()[self.action].family

    @property
    def is_dated(self) -> bool:
        """Does its own sentence date it, and not only what is said of it, or the report?"""
        return self.time is not None and self.time_scope not in ("saying", "dateline")

    @property
    def is_real(self) -> bool:
        """Does the text assert it?"""
        return self.modality.value == "actual"


@dataclass(slots=True)
class EventPlaces:
    """What places do an event's triggers name as their own, as far as they were looked at?"""

    looked_at: int = 0
    names: set[str] = field(default_factory=set)
    towns: set[str] = field(default_factory=set)
    provinces: set[tuple[str, str]] = field(default_factory=set)


@dataclass(slots=True)
class Event:
    """Triggers that tell of one event, in the order of the text."""

    told: list[Told] = field(default_factory=list)
    is_aside: bool = False
    """Is it history beside events of today?"""
    line: frozenset[int] = frozenset()
    """The sentences of the list's item that it is told in, where the list's other lines tell of other places."""
    places: EventPlaces = field(default_factory=EventPlaces)
    """Kept beside the triggers, of which a report of a hundred pages may bring one event hundreds: `places_of` goes on here."""
    before: Told | None = None
    """What was told of a day and a town before it began: its own until it names others."""

    @property
    def is_item(self) -> bool:
        """Is it told in an item of a list?"""
        return bool(self.line)

    @property
    def last(self) -> int:
        """The last sentence that tells of it."""
        return self.told[-1].sentence.index

    def days(self, context: ArticleContext) -> TimeExpression | None:
        """The first date that the text gives it; when it was talked about is none."""
        return next((context.times[t.time] for t in self.told if t.time is not None and t.is_dated), None)

    def families(self) -> set[str]:
        """The families of its actions."""
        return {t.family for t in self.told}
