"""Does a weapon go off, or is it found, seized or defused? The verb that acts on it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from streams.extraction.arguments_dependency import subjects
from streams.extraction.fillers import head_words
from streams.extraction.phrases import Arcs
from streams.lexicons.load import Row, read_table

_WEAPONS = frozenset(
    ("explosive", "landmine", "firearm", "grenade", "rocket", "missile", "mortar", "blade", "drone", "artillery")
)
_INSIDE = frozenset(("compound", "conj", "appos", "amod", "nmod"))
_SAPPERS = re.compile(
    r"\b(?:police\w*|soldiers?|troops|army|military|security|squads?|sappers?|experts?|engineers?|gendarmes?|officers?|forces?|"
    r"authorities|detachment|unit)\b",
    re.I,
)


class WeaponVerbRow(Row):
    """A verb, the action that it makes of the weapon, and who must act."""

    verb: str
    action: str
    by: Literal["", "state"] = ""
    example: str


@cache
def weapon_verbs() -> dict[str, WeaponVerbRow]:
    """The table by verb."""
    return {row.verb: row for row in read_table("weapon_verbs", WeaponVerbRow)}


def is_weapon(arcs: Arcs, index: int) -> bool:
    """Is the token the head word of a weapon?"""
    token = arcs.tokens[index]
    if head_words("weapons").get(token.text.lower().split()[-1]) in _WEAPONS or token.lemma in ("weapon", "ammunition", "arm"):
        return True
    return token.kind is None and any(is_weapon(arcs, part) for part in arcs.children(index, "compound"))


ON_WEAPONS = frozenset(
    ("bomb", "ied", "mine", "grenade", "shoot", "shell", "missile", "destroy", "loot", "kill", "attack", "retake_territory")
)
"""Actions that are none where their weapon is only acted on."""


def disrupted(arcs: Arcs, trigger: int, is_noun: bool) -> tuple[str, int] | None:
    """Which action is it that the weapon is acted on, not used, and by which verb? ``None`` where none says so.

    The trigger is the weapon itself ("police seized two *bombs*") or the verb over it ("police *detonated* the device").
    """
    if is_noun:
        if not is_weapon(arcs, trigger):
            return None
        return next(((action, verb) for verb in _verbs_over(arcs, trigger) if (action := _action(arcs, verb))), None)
    things = [head for obj in arcs.children(trigger, "dobj") for head in arcs.coordinated(obj)]
    things += [head for head, is_passive in subjects(arcs, trigger) if is_passive]
    if not things or not all(is_weapon(arcs, _counted(arcs, thing)) for thing in things):
        return None
    action = _action(arcs, trigger)
    return (action, trigger) if action is not None else None


def _counted(arcs: Arcs, noun: int) -> int:
    """The bombs of "a number of bombs"."""
    return next(arcs.objects(noun, "of"), noun)


def _verbs_over(arcs: Arcs, noun: int) -> Iterator[int]:
    current = noun
    yield from (clause for clause in arcs.children(noun, "acl") if arcs.tokens[clause].tag == "VBN")
    for above in arcs.ancestors(noun):
        dep = arcs.tokens[current].dep
        if arcs.tokens[above].tag.startswith("V"):
            if dep in ("dobj", "nsubjpass", "conj") or (dep == "nsubj" and arcs.tokens[above].tag == "VBN"):
                yield above
            return
        if dep not in _INSIDE and not (dep in ("pobj", "prep") and "of" in _words(arcs, current, above)):
            return
        current = above


def _words(arcs: Arcs, *indexes: int) -> set[str]:
    return {arcs.tokens[index].text.lower() for index in indexes}


def _action(arcs: Arcs, verb: int) -> str | None:
    lemma = arcs.tokens[verb].lemma
    particles = [f"{lemma} {arcs.tokens[child].text.lower()}" for child in arcs.children(verb, "prt")]  # "shot down"
    row = next((row for words in (*particles, lemma) if (row := weapon_verbs().get(words)) is not None), None)
    if row is None:
        return None
    if row.by == "state":
        actors = [*arcs.children(verb, "nsubj"), *arcs.objects(verb, "by")]
        if not any(_SAPPERS.search(arcs.tokens[actor].text) for actor in actors):
            return None
    return row.action
