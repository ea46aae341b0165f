"""Who fights whom? Both sides of a battle, by what the text names and by whom such fights are with."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.article_mentions import EventMention
from streams.enrichment.actor_identity import INFERRED, Identity, Setting, generic
from streams.enrichment.actor_sides import (
    NEAR,
    RELIGIONS,
    Sides,
    as_army,
    default_force,
    first_of,
    is_armed,
    is_crowd,
    is_fighter,
    is_state,
    named_first,
    unidentified,
)
from streams.enrichment.foes import foe_of

_FEUD = re.compile(
    r"\b(?:two|rival|feuding|warring|opposing)\b[^.]{0,40}\b(?:groups|clans|factions|families|communities|sides|gangs)\b", re.I
)
"""Both sides of a fight inside one people or party."""


def _fighter(identity: Identity, setting: Setting) -> Identity | None:
    """As a side of a battle: crowds are a communal militia there, parties themselves, governments their army."""
    if is_state(identity) or is_armed(identity):
        return identity
    if identity.group == "government":
        return as_army(identity, setting)
    if identity.associates and identity.associates[0].actor_id.startswith("people-"):
        people = identity.associates[0]
        name = people.name.split(" (")[0].removesuffix(" Group") + " Militia"
        return generic(name, f"{people.actor_id}-militia", 4, setting, identity.raw, "communal", identity.confidence)
    if identity.label in RELIGIONS:
        name = identity.label.replace("Group", "Militia")
        return generic(name, name.lower().replace(" ", "-"), 4, setting, identity.raw, "communal", identity.confidence)
    return None


def settle_battle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    """Who are the two sides of a battle? Those whom the text names, else whom they fight by default; in place."""
    first = [f for i in named_first(sides.agent) if (f := _fighter(i, setting))]
    second = [f for i in named_first(sides.patient) if (f := _fighter(i, setting))]
    near = [f for i in sides.near if (f := _fighter(i, setting)) and i.group != "government"]
    if (
        not first
        and not second
        and not any(is_fighter(i) for i in near)
        and any(is_crowd(i) for i in (*sides.agent, *sides.patient))
    ):
        raws = [i.raw for i in (*sides.agent, *sides.patient)]
        first, second = ([_communal(setting, raw)] for raw in (raws[0], raws[-1]))
    first, second = _apart(first, second, near, mention)
    known = {i.actor_id for i in (*first, *second)}
    spare = [i for i in near if i.actor_id not in known and not i.is_generic] + [
        i for i in near if i.actor_id not in known and i.is_generic
    ]
    if not first:
        first = _opponent(second[0] if second else None, spare, mention, setting)
    if not second:
        spare = [i for i in spare if i.actor_id != first[0].actor_id]
        unarmed = sides.patient[0].raw if sides.patient else ""
        is_feud = first[0].group in {"communal", "party"} and not spare and _FEUD.search(mention.evidence.quote)
        second = [first[0]] if is_feud and not unarmed else _opponent(first[0], spare, mention, setting, unarmed)
    if second[0].actor_id == first[0].actor_id and second[0] is not first[0]:
        second = [_not_itself(second[0], mention, setting), *second[1:]]
    if first[0].is_state and not second[0].is_state and not any(p.role == "agent" for p in mention.participants):
        first, second = (
            second,
            first,
        )  # nobody is said to attack: the challenger comes first (the order has no meaning in ACLED)
        sides.with_agent, sides.with_patient = sides.with_patient, sides.with_agent
    sides.agent, sides.patient = first, second
    sides.with_agent = [i for i in sides.with_agent if _fighter(i, setting)]
    sides.with_patient = [i for i in sides.with_patient if _fighter(i, setting)]


def _apart(
    first: list[Identity], second: list[Identity], near: list[Identity], mention: EventMention
) -> tuple[list[Identity], list[Identity]]:
    """The sides of a battle without those of the other one: nobody repels an attack of his own, and an army's dead are no
    foe of it where the text names one."""
    if not first:
        return first, second
    others = [i for i in first[1:] if i.actor_id != first[0].actor_id]
    told = [i for i in second if i.actor_id != first[0].actor_id]
    if mention.action == "repel" and others and not told:
        return first[:1], others
    if second and first[0].is_state and not told and any(not i.is_state and not i.is_generic for i in near):
        return first, []
    return first, (told if told and second[0].group == "armed" else second)


def _not_itself(side: Identity, mention: EventMention, setting: Setting) -> Identity:
    """The side that was taken for the one that it fights: a description of another group, or of the other army."""
    if side.group == "armed":
        return unidentified(setting, side.raw)
    return (foe_of(side.country, mention, setting) if side.is_state else None) or side


def _communal(setting: Setting, raw: str) -> Identity:
    return generic("Unidentified Communal Militia", "unidentified-communal-militia", 4, setting, raw, "communal", INFERRED)


def _opponent(
    other: Identity | None, spare: list[Identity], mention: EventMention, setting: Setting, unarmed: str = ""
) -> list[Identity]:
    """Whom did it fight? One of the other camp in the event's sentences, else whom such fights are with by default.

    ``unarmed``: who stands on the other side without a word of arms ("rival groups").
    """
    if other is None:
        found = spare[0] if spare else unidentified(setting)
    elif other.is_state:
        found = (
            first_of(spare, lambda i: not i.is_state)
            or first_of(spare, lambda i: i.country != other.country)
            or foe_of(other.country, mention, setting)
            or unidentified(setting)
        )
    elif not other.raw:  # no side is named: whom the state fights is no guess of ours
        found = first_of(spare, lambda i: True) or unidentified(setting)
    elif other.group == "communal":
        found = first_of(spare, lambda i: True) or _communal(setting, unarmed)
    else:
        found = (
            first_of(spare, lambda i: i.is_state)
            or first_of(spare, lambda i: True)
            or default_force("Military Forces", setting)
        )
    return [replace(found, confidence=round(found.confidence * NEAR, 3))]
