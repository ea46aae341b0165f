"""Who stands on which side, once the kind of event is known? ACLED's rules on actors, one function a family of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from schemas.article_mentions import EventMention
from schemas.codes import InterCode
from streams.enrichment.actor_battles import settle_battle
from streams.enrichment.actor_identity import INFERRED, Identity, Setting, force
from streams.enrichment.actor_sides import (
    NEAR,
    Sides,
    as_army,
    as_officers,
    crowd_as,
    default_force,
    first_of,
    is_armed,
    is_crowd,
    is_fighter,
    is_party,
    is_people,
    is_state,
    named_first,
    nearby,
    state_of,
    unidentified,
)
from streams.enrichment.foes import foe_of

Rule = Callable[[Sides, EventMention, Setting, str], None]
_FAR = 0.6
"""Share of its confidence that the only armed group of the next sentences keeps."""


def _demonstrators(sides: Sides) -> list[Identity]:
    crowd = [i for i in (*sides.agent, *sides.with_agent) if not i.is_state and not _is_band(i)]
    crowd = crowd or [i for i in sides.patient if not i.is_state and not _is_band(i)]
    beside = [i for i in sides.near if is_party(i) or (i.group in {"protest", "people"} and i.label)]
    return crowd or beside[:1] or [i for i in sides.near if i.group == "protest"][:1]


def _protest(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    crowd = _demonstrators(sides)
    state = None if hint == "Peaceful protest" else state_of(sides, setting) or default_force("Police Forces", setting)
    sides.agent = [crowd_as("Protesters", 6, crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = ([state] if state else []), [], []


def _is_band(identity: Identity) -> bool:
    return is_fighter(identity) and identity.group in {"named", "armed"}


def _armed_agent(sides: Sides) -> Identity | None:
    """An armed group stays what it is, whatever the event was taken for."""
    return first_of(sides.agent, lambda i: _is_band(i) or i.group == "communal")


def _riot(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    armed = _armed_agent(sides)
    armed = armed if armed and armed.inter == 2 else None
    crowd = _demonstrators(sides)
    state = state_of(sides, setting)
    sides.agent = [armed or crowd_as("Rioters", 5, crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = ([state] if state else []), [], []


def _mob(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    crowd = [i for i in sides.agent if not i.is_state] or [i for i in sides.near if i.group == "riot"][:1]
    others = [i for i in sides.patient if not i.is_state]
    state = first_of((*sides.agent, *sides.patient), is_state)
    is_two_way = "two_way" in mention.features or mention.action == "clash"
    target: Identity
    if state is None and not others and is_two_way:
        state = nearby(first_of(sides.near, is_state))
    if state is not None and (not others or state in sides.patient[:1]):
        target = as_officers(state, setting)
    elif others and is_fighter(others[0]) and not others[0].is_generic:
        target = others[0]
    elif is_two_way:
        target = crowd_as("Rioters", 5, [i for i in others or crowd if not _is_band(i)], setting)
    else:
        target = crowd_as("Civilians", 7, others, setting)
    has_crowd = any(i.group in {"people", "riot", "protest"} for i in crowd)
    armed = None if has_crowd else _armed_agent(sides)
    sides.agent = [armed or crowd_as("Rioters", 5, [i for i in crowd if not _is_band(i)] or crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = [target], [], []


def _perpetrator(sides: Sides, setting: Setting) -> Identity:
    """Who attacked? The agent, else an armed actor of the event's sentences, else an unidentified group."""
    armed = first_of(named_first(sides.agent), lambda i: is_armed(i) or i.is_state)
    if armed is not None:
        return armed
    crowd = [i for i in sides.agent if i.group in {"protest", "riot"}]
    if crowd:
        return crowd_as("Rioters", 5, crowd, setting)
    taken = {i.actor_id for i in sides.patient}
    nameless = first_of(sides.agent, lambda i: i.label in {None, "Youth"})
    near = first_of(sides.near, lambda i: is_fighter(i) and not i.is_generic and i.actor_id not in taken)
    if near is None:  # two men did it, whatever gunmen are described beside them
        wanted = is_fighter if nameless is None else lambda i: is_fighter(i) and i.group != "armed"
        near = first_of(sides.near, lambda i: wanted(i) and i.actor_id not in taken)
    if near is not None:
        return replace(near, confidence=round(near.confidence * NEAR, 3))
    if sides.far and not sides.agent:
        return replace(sides.far[0], confidence=round(sides.far[0].confidence * _FAR, 3))
    return unidentified(setting, nameless.raw if nameless else "")


def _violence(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    perpetrator = _perpetrator(sides, setting)
    targets = [i for i in sides.patient if not is_state(i) and not is_fighter(i)] or [i for i in sides.near if is_people(i)][:1]
    sides.with_agent = [*sides.agent[1:], *sides.with_agent] if perpetrator in sides.agent else sides.with_agent
    sides.with_agent = [i for i in sides.with_agent if is_armed(i) or i.is_state]
    sides.agent, sides.patient, sides.with_patient = [perpetrator], [crowd_as("Civilians", 7, targets, setting)], []


_FROM_AFAR = frozenset({"Air/drone strike", "Shelling/artillery/missile attack"})


def _remote(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    is_air = hint == "Air/drone strike"
    sides.agent = [as_army(i, setting) for i in sides.agent]
    agent = first_of(named_first(sides.agent), lambda i: is_armed(i) or i.is_state)
    taken = {i.actor_id for i in sides.patient}
    if agent is None:
        kinds = (is_state, is_fighter) if is_air else (is_fighter,)
        for kind in kinds:
            agent = agent or nearby(first_of(sides.near, lambda i, kind=kind: kind(i) and i.actor_id not in taken))  # type: ignore[misc]
    if agent is None and hint in _FROM_AFAR:
        agent = foe_of(setting.country, mention, setting)
    if agent is None and is_air:
        agent = force("Military Forces", None, setting, "", INFERRED)
    if agent is None:
        agent = replace(far, confidence=round(far.confidence * _FAR, 3)) if (far := first_of(sides.far, is_fighter)) else None
    if agent is None:
        nameless = first_of(sides.agent, lambda i: i.label in {None, "Youth"})
        agent = unidentified(setting, nameless.raw if nameless else "")
    target = first_of(sides.patient, lambda i: (is_state(i) or is_fighter(i)) and i.actor_id != agent.actor_id)
    people = [i for i in sides.patient if is_people(i) or i.group == "government" or is_party(i)]
    if target is None and not people:
        wanted = is_fighter if agent.is_state else is_state
        target = nearby(first_of(sides.near, lambda i: wanted(i) and i.actor_id != agent.actor_id))
        people = [i for i in sides.near if i.group == "people"][:1] if target is None else []
    has_victims = bool(people or mention.victims or mention.figures)
    sides.with_patient = [crowd_as("Civilians", 7, people, setting)] if target is not None and people else []
    beside = [i for i in (*sides.agent, *sides.with_agent) if i is not agent]
    sides.with_agent = [i for i in beside if is_armed(i) or (i.is_state and agent.is_state)]
    sides.agent = [agent]
    sides.patient = [target] if target is not None else [crowd_as("Civilians", 7, people, setting)] if has_victims else []


def _arrest(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    officers = (
        first_of(sides.agent, lambda i: i.is_state or is_armed(i))
        or state_of(sides, setting)
        or default_force("Police Forces", setting)
    )
    held = [i for i in sides.patient if not i.is_state] or [i for i in sides.near if not i.is_state][:1]
    target = held[0] if held and is_fighter(held[0]) else crowd_as("Civilians", 7, held, setting)
    sides.agent, sides.patient, sides.with_patient = [as_officers(officers, setting)], [target], []


def _property(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    perpetrator = _perpetrator(sides, setting)
    owner = first_of(sides.patient, lambda i: is_state(i) or is_fighter(i))
    people = [i for i in sides.patient if is_people(i)]
    sides.agent = [perpetrator]
    sides.patient = [owner] if owner else [crowd_as("Civilians", 7, people, setting)]
    sides.with_agent, sides.with_patient = [i for i in sides.with_agent if is_armed(i) or i.is_state], []


def _disrupted(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    rebel = first_of(sides.agent, is_fighter)
    if rebel is not None and not any(map(is_state, sides.agent)):  # "rebels shot down an army helicopter"
        army = first_of(sides.everyone, is_state) or default_force("Military Forces", setting)
        sides.agent, sides.patient, sides.with_agent, sides.with_patient = [rebel], [army], [], []
        return
    state = first_of(sides.agent, is_state) or state_of(sides, setting) or default_force("Police Forces", setting)
    owner = first_of(sides.everyone, lambda i: is_fighter(i) and not i.is_generic) or first_of(sides.everyone, is_fighter)
    owner = owner or foe_of(state.country, mention, setting) or unidentified(setting)
    sides.agent, sides.patient = [as_officers(state, setting)], [owner]
    sides.with_agent, sides.with_patient = [], []


def _strategic(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    if not sides.agent:
        others = sides.patient if hint == "Change to group/activity" else []
        found = (
            others[0]
            if others
            else nearby(
                first_of(sides.near, lambda i: is_fighter(i) and not i.is_generic)
                or first_of(sides.near, lambda i: i.is_state)
                or first_of(sides.near, is_fighter)
            )
        )
        sides.agent = [found] if found else [default_force("Government", setting)] if hint == "Change to group/activity" else []
    sides.agent = [
        force("Government", i.country or setting.country, setting, i.raw, i.confidence) if i.label == "Government" else i
        for i in sides.agent
    ]
    if hint in {"Change to group/activity", "Headquarters or base established"}:
        sides.patient, sides.with_patient = [], []
    sides.agent = [crowd_as("Civilians", 7, [i], setting) if is_people(i) and i.group != "guards" else i for i in sides.agent]
    sides.patient = [
        crowd_as("Civilians", 7, [i], setting) if is_people(i) and i.group != "guards" else i for i in sides.patient
    ]


_RULES: dict[str, Rule] = {
    **dict.fromkeys(("Peaceful protest", "Protest with intervention", "Excessive force against protesters"), _protest),
    "Violent demonstration": _riot,
    "Mob violence": _mob,
    **dict.fromkeys(("Attack", "Sexual violence", "Abduction/forced disappearance"), _violence),
    **dict.fromkeys(
        (
            "Air/drone strike",
            "Shelling/artillery/missile attack",
            "Remote explosive/landmine/IED",
            "Suicide bomb",
            "Grenade",
            "Chemical weapon",
        ),
        _remote,
    ),
    **dict.fromkeys(("Armed clash", "Government regains territory", "Non-state actor overtakes territory"), settle_battle),
    "Arrests": _arrest,
    "Looting/property destruction": _property,
    "Disrupted weapons use": _disrupted,
    **dict.fromkeys(
        (
            "Agreement",
            "Change to group/activity",
            "Headquarters or base established",
            "Non-violent transfer of territory",
            "Other",
        ),
        _strategic,
    ),
}

_CROWDS: dict[str, tuple[str, InterCode]] = {"protest": ("Protesters", 6), "riot": ("Rioters", 5), "mob": ("Rioters", 5)}
_BRAWLS = frozenset({"attack", "clash", "injure", "kill", "torture", "arson", "destroy", "loot"})
"""Actions that make rioters of a crowd without firearms; one person, or shooting, does not."""


def _literal(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    """With an action only: who demonstrates is a protester, a crowd that fights without firearms rioters, whoever is
    dispersed a protester; the rest stays as the text has it."""
    is_fight = hint != "clash" or any(part.role == "between" for part in mention.participants)
    is_brawl = hint in _BRAWLS and is_fight and not {"firearm", "live_rounds"}.intersection(mention.features)
    if hint in _CROWDS or is_brawl:
        name, code = _CROWDS.get(hint, ("Rioters", 5))
        sides.agent = [
            crowd_as(name, code, [i], setting) if is_crowd(i) or (hint in _CROWDS and is_people(i)) else i for i in sides.agent
        ]
        if hint == "clash" and is_fight:
            if sides.agent and all(map(is_state, sides.agent)) and any(map(is_crowd, sides.patient)):
                sides.agent, sides.patient = sides.patient, sides.agent
                sides.agent = [crowd_as(name, code, [i], setting) if is_crowd(i) else i for i in sides.agent]
            sides.patient = [crowd_as(name, code, [i], setting) if is_crowd(i) and is_brawl else i for i in sides.patient]
    elif hint == "disperse":
        sides.patient = [crowd_as("Protesters", 6, [i], setting) if i.group == "people" else i for i in sides.patient]


def settle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    """Puts the sides in order, in place, by the rules of the sub-event type, or literally for an action."""
    _RULES.get(hint, _literal)(sides, mention, setting, hint)
