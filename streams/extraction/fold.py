"""Which triggers tell of one event? Several mentions become one; several events stay several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from schemas.annotations import ArticleContext
from streams.extraction.apart import (
    CONTROL,
    bound_places,
    control_apart,
    dates_apart,
    is_another_deed,
    is_elsewhere,
    is_of_control,
    is_point,
    means_apart,
    name_of,
    places_apart,
    places_of,
)
from streams.extraction.listed import Item
from streams.extraction.phrases import Arcs
from streams.extraction.told import Event, Told
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


def fold(
    told: Sequence[Told], context: ArticleContext, text_length: int, opening: dict[int, str], items: Mapping[int, Item]
) -> list[Event]:
    """Which events do these triggers tell of? ``opening`` gives each sentence's words, ``text_length`` the article's
    size: a note is one event, but for the ``items`` of a list, which each tell of their own place."""
    is_note = text_length <= SHORT_TEXT
    events: list[Event] = []
    story: Told | None = None
    for item in told:
        words = opening[item.sentence.index]
        line = items.get(item.sentence.index)
        home = None
        for event in reversed(events):
            if line is not None and line.is_apart(items.get(event.told[0].sentence.index)):
                continue
            if _joins(event, item, context, words, is_note):
                home = event
                break
        if home is None:
            home = Event(before=story, line=line.sentences if line else frozenset())
            events.append(home)
        home.told.append(item)
        if item.is_dated and item.tense == "current" and bound_places(item):
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
    if dates_apart(event, item, context) or is_elsewhere(event, item, context):
        return False
    same_sentence = event.last == item.sentence.index
    gap = item.sentence.index - event.last
    in_title = event.told[0].sentence.part == "title" and item.sentence.part == "body"
    if is_note:
        if same_sentence or not places_apart(event, item, context):
            return True
        if means_apart(event, item, context) and item.is_real and not item.is_topic:
            return False
        return not _ELSEWHERE.match(words) and (item.trigger.rule.rank <= 1 or not is_another_deed(event, item))
    if same_sentence:
        return not places_apart(event, item, context) or not bound_places(item)
    if places_apart(event, item, context) or control_apart(event, item) or means_apart(event, item, context):
        return False
    related = _related(event, item)
    if in_title and related:
        return True
    if _ELSEWHERE.match(words) and not (item.action in CONTROL and is_of_control(event) and not bound_places(item)):
        return False
    if gap <= 1 and (related or _DEFINITE_EVENT.search(words)):
        return True
    if gap <= REACH and related and (_DEFINITE_EVENT.search(words) or (item.time is None and not bound_places(item))):
        return True
    return related and _same_core(event, item, context)


def _refers_back(event: Event, item: Told) -> bool:
    """Does an undated "the lynching" mean the lynching of long ago that was just told?"""
    of_it = [item.arcs.tokens[c].text.lower() for c in item.arcs.children(item.trigger.token, "det")]
    is_definite = any(word in ("the", "this", "that", "these", "those") for word in of_it)
    return item.trigger.is_noun and is_definite and item.time is None and any(t.action == item.action for t in event.told)


def _related(event: Event, item: Told) -> bool:
    families = event.families()
    if item.family in families:
        return True
    action = item.action
    if action in _CONSEQUENCES and families & {"violence", "demonstration", "crowd", "property"}:
        return True
    return item.trigger.rule.rank <= 1 or (item.family == "movement" and is_of_control(event))


def _same_core(event: Event, item: Told, context: ArticleContext) -> bool:
    """Same action family far apart: same place named and no other date, as articles return to their story."""
    mine = {name_of(link, context) for link in item.places if link.score >= 0.7}
    theirs = places_of(event, context).names
    same_action = item.action in {t.trigger.rule.action for t in event.told}
    return bool(mine & theirs) or (not mine and item.time is None and same_action)


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
    has_place = any(link.score >= 0.7 and is_point(link, context) for t in event.told for link in t.places)
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
