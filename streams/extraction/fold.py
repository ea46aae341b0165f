"""Which triggers tell of one event? Several mentions become one; several events stay several."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from streams.lexicons.actors import actor_table

SHORT_TEXT = 600
"""Code points up to which an article is a note: all of it tells of one event unless its dates say otherwise."""

REACH = 4
"""Sentences that a follow-up may stand behind the last one of its event."""

_CONSEQUENCES = frozenset(
    (
        "die",
        "injure",
        "kill",
        "arrest",
        "displace",
        "destroy",
        "arson",
        "loot",
        "disperse",
        "shoot",
        "attack",
        "abduct",
        "clash",
        "mass_grave",
        "riot",
        "torture",
        "repel",
        "withdraw",
    )
)
_DEFINITE_EVENT = re.compile(
    r"\b(?:the|this|that|these|those)\s+(?:\w+\s+)?(?:attacks?|blasts?|explosions?|bombings?|incidents?|clash(?:es)?|shootings?|raids?|"
    r"assaults?|fighting|killings?|ambush|violence|protests?|demonstrations?|massacre|kidnappings?|abduction|strikes?|airstrikes?|"
    r"battle|murders?|crime|operation|march|rally|riots?|shelling|victims?|dead|wounded|attackers?|assailants?|gunmen|bombers?)\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"^\W*(?:meanwhile|elsewhere|separately|in (?:a separate|another|other|a different|a second|a related)|"
    r"also (?:on|in)|in other|"
    r"another|earlier (?:this|in the|on)|previously|at least \w+ other (?:attacks|incidents))\b",
    re.I,
)


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
class Event:
    """Triggers that tell of one event, in the order of the text."""

    told: list[Told] = field(default_factory=list)
    is_aside: bool = False
    """Is it history beside events of today?"""
    before: Told | None = None
    """What was told of a day and a town before it began: its own until it names others."""

    @property
    def last(self) -> int:
        """The last sentence that tells of it."""
        return self.told[-1].sentence.index

    def days(self, context: ArticleContext) -> TimeExpression | None:
        """The first date that the text gives it; when it was talked about is none."""
        return next((context.times[t.time] for t in self.told if t.time is not None and t.is_dated), None)

    def is_elsewhere(self, item: Told, context: ArticleContext) -> bool:
        """Does a trigger name another day and another town than the story stood at when this event began, which names
        neither?"""
        if self.before is None or self.days(context) is not None or any(_bound_places(t) for t in self.told):
            return False
        story = Event([self.before])
        return _apart(story, item, context) and _places_apart(story, item, context)

    def families(self) -> set[str]:
        """The families of its actions."""
        return {t.family for t in self.told}


def fold(told: Sequence[Told], context: ArticleContext, text_length: int, opening: dict[int, str]) -> list[Event]:
    """Which events do these triggers tell of? ``opening`` gives each sentence's words, ``text_length`` the article's
    size: a note is one event."""
    is_note = text_length <= SHORT_TEXT
    events: list[Event] = []
    story: Told | None = None
    for item in told:
        words = opening[item.sentence.index]
        home = None
        for event in reversed(events):
            if _joins(event, item, context, words, is_note):
                home = event
                break
        if home is None:
            home = Event(before=story)
            events.append(home)
        home.told.append(item)
        if item.is_dated and item.tense == "current" and _bound_places(item):
            story = item
    standing = [event for event in events if stands(event)]
    tenses = {event.told[0].tense for event in standing}
    for event in standing:
        event.is_aside = event.told[0].tense == "background" and tenses != {"background"}
    return standing


def stands(event: Event) -> bool:
    """Does an action that is an event by itself stand in it?"""
    return any(actions()[t.action].role == "own" and t.trigger.rule.id != "responsibility" for t in event.told)


def _joins(event: Event, item: Told, context: ArticleContext, words: str, is_note: bool) -> bool:
    if event.told[0].tense == "background" and _refers_back(event, item):
        return True
    if (event.told[0].tense == "background") != (item.tense == "background"):
        return item.sentence.index == event.last and not item.is_real
    if _apart(event, item, context) or event.is_elsewhere(item, context):
        return False
    same_sentence = event.last == item.sentence.index
    gap = item.sentence.index - event.last
    in_title = event.told[0].sentence.part == "title" and item.sentence.part == "body"
    if is_note:
        is_new = _ELSEWHERE.match(words) is not None or _is_another_deed(event, item)
        return same_sentence or item.trigger.rule.rank <= 1 or not (is_new and _places_apart(event, item, context))
    if same_sentence:
        return not _places_apart(event, item, context) or not _clause_bound(item)
    if _places_apart(event, item, context) or _control_apart(event, item) or _means_apart(event, item, context):
        return False
    related = _related(event, item)
    if in_title and related:
        return True
    if _ELSEWHERE.match(words) and not (item.action in _CONTROL and _is_of_control(event) and not _bound_places(item)):
        return False
    if gap <= 1 and (related or _DEFINITE_EVENT.search(words)):
        return True
    if gap <= REACH and related and (_DEFINITE_EVENT.search(words) or (item.time is None and not _bound_places(item))):
        return True
    return related and _same_core(event, item, context)


def _refers_back(event: Event, item: Told) -> bool:
    """Does an undated "the lynching" mean the lynching of long ago that was just told?"""
    of_it = [item.arcs.tokens[c].text.lower() for c in item.arcs.children(item.trigger.token, "det")]
    is_definite = any(word in ("the", "this", "that", "these", "those") for word in of_it)
    return item.trigger.is_noun and is_definite and item.time is None and any(t.action == item.action for t in event.told)


_CONTROL = frozenset(("seize_territory", "retake_territory", "transfer_territory"))


def _control_apart(event: Event, item: Told) -> bool:
    """Who holds a place is another story than the fight for it, told by others (`domain.md`, section 5)."""
    is_move = item.family == "movement" and item.action not in _CONTROL
    return item.is_real and not is_move and (item.action in _CONTROL) != _is_of_control(event)


def _is_another_deed(event: Event, item: Told) -> bool:
    """Is it told as a fact, and unlike all that the event tells: a shelling after a capture?"""
    return item.is_real and not item.is_topic and item.action in _MEANS and all(t.action not in _MEANS for t in event.told)


_MEANS = frozenset(("airstrike", "drone_strike", "shell", "missile", "ied", "mine", "suicide_bomb", "grenade", "chemical"))


def _means_apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Is another place hit by other means: jets bombed one town, artillery shelled another?"""
    means = {told.action for told in event.told if told.is_real and not told.is_topic} & _MEANS
    if item.action not in _MEANS or not means or item.action in means:
        return False
    theirs = {_name(link, context) for told in event.told for link in _bound_places(told)}
    return bool(theirs) and any(_name(link, context) not in theirs for link in _bound_places(item))


def _is_of_control(event: Event) -> bool:
    """Is it told as a fact that somebody holds a place?"""
    return any(told.action in _CONTROL and told.is_real for told in event.told)


def _related(event: Event, item: Told) -> bool:
    families = event.families()
    if item.family in families:
        return True
    action = item.action
    if action in _CONSEQUENCES and families & {"violence", "demonstration", "crowd", "property"}:
        return True
    return item.trigger.rule.rank <= 1 or (item.family == "movement" and _is_of_control(event))


def _same_core(event: Event, item: Told, context: ArticleContext) -> bool:
    """Same action family far apart: same place named and no other date, as articles return to their story."""
    mine = {_name(link, context) for link in item.places if link.score >= 0.7}
    theirs = {_name(link, context) for told in event.told for link in told.places if link.score >= 0.6}
    same_action = item.action in {t.trigger.rule.action for t in event.told}
    return bool(mine & theirs) or (not mine and item.time is None and same_action)


def _apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Do two dates exclude each other? What was said on a day may have happened before."""
    if item.time is None or not item.is_dated:
        return False
    mine, theirs = context.times[item.time], event.days(context)
    if theirs is None or mine.start is None or mine.end is None or theirs.start is None or theirs.end is None:
        return False
    return mine.end < theirs.start or mine.start > theirs.end


def _bound_places(item: Told) -> list[PlaceLink]:
    return [
        link
        for link in item.places
        if link.scope == "clause" and link.relation in ("at", "near", "toward") and link.score >= 0.7
    ]


def _clause_bound(item: Told) -> bool:
    return bool(_bound_places(item))


def _places_apart(event: Event, item: Told, context: ArticleContext) -> bool:
    """Do two places exclude each other? Towns do, and what lies in two provinces; a province may hold either town."""
    mine = _bound_places(item)
    theirs = [link for told in event.told for link in told.places if link.score >= _NAMED]
    towns = [{_name(link, context) for link in links if _is_point(link, context)} for links in (mine, theirs)]
    if towns[0] and towns[1] and not towns[0] & towns[1]:
        return True
    provinces = [_provinces(links, context) for links in (mine, theirs)]
    return bool(provinces[0] and provinces[1]) and not provinces[0] & provinces[1]


_NAMED = 0.6
"""Score from which an event's trigger names a place as its own."""


def _provinces(links: Sequence[PlaceLink], context: ArticleContext) -> frozenset[tuple[str, str]]:
    """All provinces in which the places may lie; countries and regions, which hold several, are left out."""
    found = set()
    for link in links:
        candidates = context.toponyms[link.toponym].candidates
        provinces = {
            (candidate.country, candidate.admin1) for candidate in candidates if candidate.country and candidate.admin1
        }
        if not any(candidate.feature.startswith(("PCL", "RGN")) for candidate in candidates):
            found |= provinces
    return frozenset(found)


def _name(link: PlaceLink, context: ArticleContext) -> str:
    return context.toponyms[link.toponym].quote.lower()


def _is_point(link: PlaceLink, context: ArticleContext) -> bool:
    if link.relation == "toward":
        return True
    kinds = [candidate.feature for candidate in context.toponyms[link.toponym].candidates[:3]]
    return any(kind.startswith("PPL") for kind in kinds) and not any(
        kind.startswith(("PCL", "ADM1", "RGN", "CONT", "TERR")) for kind in kinds
    )


def leading(event: Event) -> Told:
    """Which trigger names the event? The most telling action among those asserted, early in the text."""
    first = min(t.sentence.index for t in event.told)
    return max(event.told, key=lambda t: (_weight(t, first), -t.trigger.start_char))


def is_one_sided(event: Event, lead: Told, context: ArticleContext) -> bool:
    """Does the leading sentence say who did it to people without arms, and of no fight: "soldiers killed dozens of villagers"?
    Clashes that stand elsewhere are then another matter."""
    if lead.action not in ("kill", "attack", "shoot") or any(
        told.action == "clash" and told.sentence.index == lead.sentence.index for told in event.told
    ):
        return False
    has_agent = any(a.role == "agent" and a.actor is not None for a in lead.arguments)
    harmed = [context.actors[a.actor].descriptor for a in lead.arguments if a.role == "patient" and a.actor is not None]
    descriptors = actor_table().descriptors
    return has_agent and any(row is not None and row.group == "people" for row in map(descriptors.get, filter(None, harmed)))


_RUBRIC_WEIGHT = 30
"""More than any other reason: the report itself says what it tells of."""


def _weight(told: Told, first: int) -> float:
    row = actions()[told.action]
    weight = row.precedence + told.trigger.rule.rank / 20
    weight -= 1.2 * min(told.sentence.index - first, 4)
    if told.is_topic:
        weight -= 6
    elif _came_before(told.arcs, told.trigger.token):
        weight -= 5
    if told.is_rubric:
        weight += _RUBRIC_WEIGHT
    if not told.is_real:
        weight -= 20
    if told.trigger.rule.id in ("responsibility", "threat", "statement"):
        weight -= 15
    return weight


def _came_before(arcs: Arcs, trigger: int) -> bool:
    """Does it only say what the news came after ("executed 24 men after seizing the town")?"""
    above = next(iter(arcs.ancestors(trigger)), None)
    return arcs.tokens[trigger].dep == "pcomp" and above is not None and arcs.tokens[above].text.lower() == "after"


def is_thin(event: Event, context: ArticleContext) -> bool:
    """Is it only talk of violence? One sentence, with neither two of participant, date and place, nor any of a definite
    deed: "violence", "the struggle", "attacks" in general."""
    if any(_harms_somebody_named(t) for t in event.told):
        return False
    if all(_is_of_many(t) or _is_a_habit(t) for t in event.told if t.is_real):
        return True
    if len({t.sentence.index for t in event.told}) > 2:
        return False
    has_actor = any(a.actor is not None and a.role != "site" and not a.is_pronoun for t in event.told for a in t.arguments)
    has_time = any(t.is_dated for t in event.told)
    has_place = any(link.score >= 0.7 and _is_point(link, context) for t in event.told for link in t.places)
    has_deed = any(not t.trigger.is_noun for t in event.told if t.is_real)
    return has_actor + has_time + has_place + has_deed < 2


def _is_a_habit(told: Told) -> bool:
    """Does a verb in the present say what is done in general: "officers who kidnap and murder"? An opening that stands in
    the present is a headline."""
    is_present = told.arcs.tokens[told.trigger.token].tag in ("VBP", "VBZ", "VB")
    return is_present and not told.trigger.is_noun and not told.is_dated and not told.in_opening


def _is_of_many(told: Told) -> bool:
    """Does a plural speak of many such events, none in particular: "attacks", "protests in seven states"?"""
    token = told.arcs.tokens[told.trigger.token]
    counted = any(told.arcs.tokens[c].kind == "quantity" for c in told.arcs.children(told.trigger.token))
    return told.trigger.is_noun and token.tag in ("NNS", "NNPS") and not told.is_dated and not counted and not told.in_opening


def _harms_somebody_named(told: Told) -> bool:
    """Is a person acted on whom the text names: "the murder of Juan Paz"?"""
    return any(
        a.role == "patient"
        and a.phrase.sentence == told.sentence.index
        and told.arcs.tokens[a.phrase.head].tag == "NNP"
        and told.arcs.tokens[a.phrase.head].kind is None
        and a.phrase.first < a.phrase.head
        for a in told.arguments
    )
