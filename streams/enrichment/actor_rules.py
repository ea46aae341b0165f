"""Who stands on which side, once the kind of event is known? ACLED's rules on actors, one function a family of events."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from schemas.article_mentions import EventMention
from schemas.codes import InterCode
from streams.enrichment.actor_identity import INFERRED, Identity, Setting, force, generic
from streams.enrichment.actor_sides import (
    NEAR,
    Sides,
    as_officers,
    crowd_as,
    default_force,
    first_of,
    is_armed,
    is_fighter,
    is_party,
    is_people,
    is_state,
    nearby,
    state_of,
    unidentified,
)
from streams.enrichment.foes import foe_of

Rule = Callable[[Sides, EventMention, Setting, str], None]
_FEUD = re.compile(
    r"\b(?:two|rival|feuding|warring|opposing)\b[^.]{0,40}\b(?:groups|clans|factions|families|communities|sides|gangs)\b", re.I
)
"""Both sides of a fight inside one people or party."""
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


def _named_first(side: list[Identity]) -> list[Identity]:
    """A side in order, but a fighter that is named in a later sentence ("the fighters of JNIM") before the description that
    the first one gave ("fighters linked to Al Qaeda")."""
    if not side or not (is_fighter(side[0]) and side[0].is_generic):
        return side
    named = [i for i in side if is_fighter(i) and not i.is_generic]
    return [*named, *(i for i in side if i not in named)]


def _perpetrator(sides: Sides, setting: Setting) -> Identity:
    """Who attacked? The agent, else an armed actor of the event's sentences, else an unidentified group."""
    armed = first_of(_named_first(sides.agent), lambda i: is_armed(i) or i.is_state)
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
    sides.agent = [_as_army(i, setting) for i in sides.agent]
    agent = first_of(_named_first(sides.agent), lambda i: is_armed(i) or i.is_state)
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


def _as_army(identity: Identity, setting: Setting) -> Identity:
    """A government that fights or bombs does so by its army: "a junta airstrike"."""
    if identity.group != "government":
        return identity
    return force("Military Forces", identity.country or setting.country, setting, identity.raw, identity.confidence)


def _fighter(identity: Identity, setting: Setting) -> Identity | None:
    """As a side of a battle: crowds are a communal militia there, parties themselves, governments their army."""
    if is_state(identity) or is_armed(identity):
        return identity
    if identity.group == "government":
        return _as_army(identity, setting)
    if identity.associates and identity.associates[0].actor_id.startswith("people-"):
        people = identity.associates[0]
        name = people.name.split(" (")[0].removesuffix(" Group") + " Militia"
        return generic(name, f"{people.actor_id}-militia", 4, setting, identity.raw, "communal", identity.confidence)
    if identity.label in _RELIGIONS:
        name = identity.label.replace("Group", "Militia")
        return generic(name, name.lower().replace(" ", "-"), 4, setting, identity.raw, "communal", identity.confidence)
    return None


def _battle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    first = [f for i in _named_first(sides.agent) if (f := _fighter(i, setting))]
    second = [f for i in _named_first(sides.patient) if (f := _fighter(i, setting))]
    near = [f for i in sides.near if (f := _fighter(i, setting)) and i.group != "government"]
    if (
        not first
        and not second
        and not any(is_fighter(i) for i in near)
        and any(_is_crowd(i) for i in (*sides.agent, *sides.patient))
    ):
        raws = [i.raw for i in (*sides.agent, *sides.patient)]
        first, second = ([_communal(setting, raw)] for raw in (raws[0], raws[-1]))
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
    **dict.fromkeys(("Armed clash", "Government regains territory", "Non-state actor overtakes territory"), _battle),
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
            crowd_as(name, code, [i], setting) if _is_crowd(i) or (hint in _CROWDS and is_people(i)) else i for i in sides.agent
        ]
        if hint == "clash" and is_fight:
            if sides.agent and all(map(is_state, sides.agent)) and any(map(_is_crowd, sides.patient)):
                sides.agent, sides.patient = sides.patient, sides.agent
                sides.agent = [crowd_as(name, code, [i], setting) if _is_crowd(i) else i for i in sides.agent]
            sides.patient = [crowd_as(name, code, [i], setting) if _is_crowd(i) and is_brawl else i for i in sides.patient]
    elif hint == "disperse":
        sides.patient = [crowd_as("Protesters", 6, [i], setting) if i.group == "people" else i for i in sides.patient]


_RELIGIONS = frozenset({"Muslim Group", "Christian Group", "Hindu Group"})
"""Communities whose fights are those of communal militias (ACLED codebook, identity militias)."""
_NO_CROWD = re.compile(r"militia|armed|^(?:\w+ )?men$", re.I)
"""Words of a band: "men", without more, are not a crowd."""


def _is_crowd(identity: Identity) -> bool:
    if (
        identity.label in _RELIGIONS
        or _NO_CROWD.search(identity.raw)
        or any(beside.actor_id.startswith("people-") for beside in identity.associates)
    ):
        return False
    return identity.group in {"supporters", "riot"} or (identity.group in {"people", "party"} and identity.is_plural)


def settle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    """Puts the sides in order, in place, by the rules of the sub-event type, or literally for an action."""
    _RULES.get(hint, _literal)(sides, mention, setting, hint)
