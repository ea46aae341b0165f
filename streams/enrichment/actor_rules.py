"""Who stands on which side, once the kind of event is known? ACLED's rules on actors, one function a family of events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from schemas.article_mentions import EventMention
from schemas.codes import InterCode
from streams.enrichment.actor_identity import INFERRED, Force, Identity, Setting, force, generic

_ARMED = frozenset({2, 3, 4})
_STATE_GROUPS = ("police", "security", "military", "government")
_PEOPLE = frozenset({"people", "protest", "riot", "supporters", "guards"})
_FEUD = re.compile(
    r"\b(?:two|rival|feuding|warring|opposing)\b[^.]{0,40}\b(?:groups|clans|factions|families|communities|sides|gangs)\b", re.I
)
"""Both sides of a fight inside one people or party."""
_NEAR = 0.8
"""Share of its confidence that an actor keeps that stands in the event's sentences but is no argument of the trigger."""


@dataclass(slots=True)
class Sides:
    """The two sides while they are being settled: principals first, then those beside them; ``near`` are the actors of
    the event's sentences that are no argument."""

    agent: list[Identity] = field(default_factory=list)
    patient: list[Identity] = field(default_factory=list)
    with_agent: list[Identity] = field(default_factory=list)
    with_patient: list[Identity] = field(default_factory=list)
    near: list[Identity] = field(default_factory=list)

    @property
    def everyone(self) -> list[Identity]:
        """All that the event's own sentences name, arguments first."""
        return [*self.agent, *self.patient, *self.with_agent, *self.with_patient, *self.near]


Rule = Callable[[Sides, EventMention, Setting, str], None]


def _first(identities: Iterable[Identity], wanted: Callable[[Identity], bool]) -> Identity | None:
    return next((identity for identity in identities if wanted(identity)), None)


def _is_state(identity: Identity) -> bool:
    return identity.is_state and identity.group != "government"


def _is_armed(identity: Identity) -> bool:
    return identity.inter in _ARMED or (identity.inter == 8 and not identity.is_state and identity.group != "guards")


def _is_party(identity: Identity) -> bool:
    return identity.group in {"party", "supporters"}


def _is_fighter(identity: Identity) -> bool:
    return _is_armed(identity) and not _is_party(identity)


def _is_people(identity: Identity) -> bool:
    return identity.group in _PEOPLE


def _near(identity: Identity | None) -> Identity | None:
    return replace(identity, confidence=round(identity.confidence * _NEAR, 3)) if identity else None


def _beside(identity: Identity, setting: Setting) -> tuple[Identity, ...]:
    """Which associated actors does a description make? "farmers" are Farmers (Country), a party's supporters the party."""
    beside = list(identity.associates)
    if _is_party(identity):
        beside.append(replace(identity, group="party", associates=()))
    elif identity.label:
        slug = "group-" + identity.label.lower().replace(" ", "-").replace("/", "-")
        beside.append(generic(identity.label, slug, 7, setting, identity.raw, "people", identity.confidence))
    return tuple(beside)


def _as(name: str, inter: InterCode, sources: list[Identity], setting: Setting) -> Identity:
    """The generic actor that these people are in this kind of event, with the groups that they make beside it."""
    first = sources[0] if sources else None
    raw = first.raw if first else ""
    sure = first.confidence if first else INFERRED
    where = first.country if first and first.is_generic and name == "Civilians" else None
    found = generic(name, name.lower(), inter, setting, raw, "people", sure, where)
    beside = {other.actor_id: other for source in sources for other in _beside(source, setting)}
    return replace(found, associates=tuple(beside.values()))


def _unidentified(setting: Setting, raw: str = "") -> Identity:
    return generic("Unidentified Armed Group", "unidentified-armed-group", 3, setting, raw, "armed", INFERRED)


def _default(kind: Force, setting: Setting) -> Identity:
    return force(kind, setting.country, setting, "", INFERRED)


def _officers(identity: Identity, setting: Setting) -> Identity:
    """Security forces at a demonstration or an arrest are police, unless the text says otherwise."""
    if identity.group != "security":
        return identity
    return force("Police Forces", identity.country or setting.country, setting, identity.raw, identity.confidence)


def _state_of(sides: Sides, setting: Setting) -> Identity | None:
    everyone = [*sides.agent, *sides.patient, *sides.with_agent, *sides.with_patient]
    for source, weight in ((everyone, 1.0), (sides.near, _NEAR)):
        for group in _STATE_GROUPS[:3]:
            found = _first(source, lambda identity, group=group: identity.group == group)  # type: ignore[misc]
            if found is not None:
                return replace(_officers(found, setting), confidence=round(found.confidence * weight, 3))
    return None


def _demonstrators(sides: Sides) -> list[Identity]:
    crowd = [i for i in (*sides.agent, *sides.with_agent) if not i.is_state and not _is_band(i)]
    crowd = crowd or [i for i in sides.patient if not i.is_state and not _is_band(i)]
    beside = [i for i in sides.near if _is_party(i) or (i.group in {"protest", "people"} and i.label)]
    return crowd or beside[:1] or [i for i in sides.near if i.group == "protest"][:1]


def _protest(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    crowd = _demonstrators(sides)
    state = None if hint == "Peaceful protest" else _state_of(sides, setting) or _default("Police Forces", setting)
    sides.agent = [_as("Protesters", 6, crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = ([state] if state else []), [], []


def _is_band(identity: Identity) -> bool:
    return _is_fighter(identity) and identity.group in {"named", "armed"}


def _armed_agent(sides: Sides) -> Identity | None:
    """An armed group stays what it is, whatever the event was taken for."""
    return _first(sides.agent, lambda i: _is_band(i) or i.group == "communal")


def _riot(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    armed = _armed_agent(sides)
    crowd = _demonstrators(sides)
    state = _state_of(sides, setting)
    sides.agent = [armed or _as("Rioters", 5, crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = ([state] if state else []), [], []


def _mob(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    crowd = [i for i in sides.agent if not i.is_state] or [i for i in sides.near if i.group == "riot"][:1]
    others = [i for i in sides.patient if not i.is_state]
    state = _first((*sides.agent, *sides.patient), _is_state)
    is_two_way = "two_way" in mention.features or mention.action == "clash"
    target: Identity
    if state is None and not others and is_two_way:
        state = _near(_first(sides.near, _is_state))
    if state is not None and (not others or state in sides.patient[:1]):
        target = _officers(state, setting)
    elif others and _is_fighter(others[0]):
        target = others[0]
    elif is_two_way:
        target = _as("Rioters", 5, others or crowd, setting)
    else:
        target = _as("Civilians", 7, others, setting)
    sides.agent = [_armed_agent(sides) or _as("Rioters", 5, crowd, setting)]
    sides.patient, sides.with_agent, sides.with_patient = [target], [], []


def _perpetrator(sides: Sides, setting: Setting) -> Identity:
    """Who attacked? The agent, else an armed actor of the event's sentences, else an unidentified group."""
    armed = _first(sides.agent, lambda i: _is_armed(i) or i.is_state)
    if armed is not None:
        return armed
    crowd = [i for i in sides.agent if i.group in {"protest", "riot"}]
    if crowd:
        return _as("Rioters", 5, crowd, setting)
    taken = {i.actor_id for i in sides.patient}
    near = _first(sides.near, lambda i: _is_fighter(i) and not i.is_generic and i.actor_id not in taken) or _first(
        sides.near, lambda i: _is_fighter(i) and i.actor_id not in taken
    )
    if near is not None:
        return replace(near, confidence=round(near.confidence * _NEAR, 3))
    return _unidentified(setting, sides.agent[0].raw if sides.agent else "")


def _violence(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    perpetrator = _perpetrator(sides, setting)
    targets = [i for i in sides.patient if not _is_state(i) and not _is_fighter(i)] or [i for i in sides.near if _is_people(i)][
        :1
    ]
    sides.with_agent = [*sides.agent[1:], *sides.with_agent] if perpetrator in sides.agent else sides.with_agent
    sides.with_agent = [i for i in sides.with_agent if _is_armed(i) or i.is_state]
    sides.agent, sides.patient, sides.with_patient = [perpetrator], [_as("Civilians", 7, targets, setting)], []


def _remote(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    is_air = hint == "Air/drone strike"
    agent = _first(sides.agent, lambda i: _is_armed(i) or i.is_state)
    taken = {i.actor_id for i in sides.patient}
    if agent is None:
        kinds = (_is_state, _is_fighter) if is_air else (_is_fighter,)
        for kind in kinds:
            agent = agent or _near(_first(sides.near, lambda i, kind=kind: kind(i) and i.actor_id not in taken))  # type: ignore[misc]
    if agent is None:
        agent = force("Military Forces", None, setting, "", INFERRED) if is_air else _unidentified(setting)
    target = _first(sides.patient, lambda i: (_is_state(i) or _is_fighter(i)) and i.actor_id != agent.actor_id)
    people = [i for i in sides.patient if _is_people(i) or i.group == "government" or _is_party(i)]
    if target is None and not people:
        wanted = _is_fighter if agent.is_state else _is_state
        target = _near(_first(sides.near, lambda i: wanted(i) and i.actor_id != agent.actor_id))
        people = [i for i in sides.near if i.group == "people"][:1] if target is None else []
    has_victims = bool(people or mention.victims or mention.figures)
    sides.with_patient = [_as("Civilians", 7, people, setting)] if target is not None and people else []
    sides.agent = [agent]
    sides.patient = [target] if target is not None else [_as("Civilians", 7, people, setting)] if has_victims else []


def _fighter(identity: Identity, setting: Setting) -> Identity | None:
    """As a side of a battle: crowds are a communal militia there, parties themselves, governments their army."""
    if _is_state(identity) or _is_armed(identity):
        return identity
    if identity.group == "government":
        return force("Military Forces", identity.country or setting.country, setting, identity.raw, identity.confidence)
    if identity.associates and identity.associates[0].actor_id.startswith("people-"):
        people = identity.associates[0]
        name = people.name.split(" (")[0].removesuffix(" Group") + " Militia"
        return generic(name, f"{people.actor_id}-militia", 4, setting, identity.raw, "communal", identity.confidence)
    return None


def _battle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    first = [f for i in sides.agent if (f := _fighter(i, setting))]
    second = [f for i in sides.patient if (f := _fighter(i, setting))]
    near = [f for i in sides.near if (f := _fighter(i, setting)) and i.group != "government"]
    if (
        not first
        and not second
        and not any(_is_fighter(i) for i in near)
        and any(_is_crowd(i) for i in (*sides.agent, *sides.patient))
    ):
        raws = [i.raw for i in (*sides.agent, *sides.patient)]
        first, second = ([_communal(setting, raw)] for raw in (raws[0], raws[-1]))
    known = {i.actor_id for i in (*first, *second)}
    spare = [i for i in near if i.actor_id not in known and not i.is_generic] + [
        i for i in near if i.actor_id not in known and i.is_generic
    ]
    if not first:
        first = _opponent(second[0] if second else None, spare, setting)
    if not second:
        spare = [i for i in spare if i.actor_id != first[0].actor_id]
        is_feud = first[0].group in {"communal", "party"} and not spare and _FEUD.search(mention.evidence.quote)
        second = [first[0]] if is_feud else _opponent(first[0], spare, setting)
    sides.agent, sides.patient = first, second
    sides.with_agent = [i for i in sides.with_agent if _fighter(i, setting)]
    sides.with_patient = [i for i in sides.with_patient if _fighter(i, setting)]


def _communal(setting: Setting, raw: str) -> Identity:
    return generic("Unidentified Communal Militia", "unidentified-communal-militia", 4, setting, raw, "communal", INFERRED)


def _opponent(other: Identity | None, spare: list[Identity], setting: Setting) -> list[Identity]:
    """Whom did it fight? One of the other camp in the event's sentences, else whom such fights are with by default."""
    if other is None:
        found = spare[0] if spare else _unidentified(setting)
    elif other.is_state:
        found = (
            _first(spare, lambda i: not i.is_state)
            or _first(spare, lambda i: i.country != other.country)
            or _unidentified(setting)
        )
    elif other.group == "communal":
        found = _first(spare, lambda i: True) or _communal(setting, "")
    else:
        found = _first(spare, lambda i: i.is_state) or _first(spare, lambda i: True) or _default("Military Forces", setting)
    return [replace(found, confidence=round(found.confidence * _NEAR, 3))]


def _arrest(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    officers = (
        _first(sides.agent, lambda i: i.is_state or _is_armed(i))
        or _state_of(sides, setting)
        or _default("Police Forces", setting)
    )
    held = [i for i in sides.patient if not i.is_state] or [i for i in sides.near if not i.is_state][:1]
    target = held[0] if held and _is_fighter(held[0]) else _as("Civilians", 7, held, setting)
    sides.agent, sides.patient, sides.with_patient = [_officers(officers, setting)], [target], []


def _property(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    perpetrator = _perpetrator(sides, setting)
    owner = _first(sides.patient, lambda i: _is_state(i) or _is_fighter(i))
    people = [i for i in sides.patient if _is_people(i)]
    sides.agent = [perpetrator]
    sides.patient = [owner] if owner else [_as("Civilians", 7, people, setting)]
    sides.with_agent, sides.with_patient = [i for i in sides.with_agent if _is_armed(i) or i.is_state], []


def _disrupted(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    state = _first(sides.agent, _is_state) or _state_of(sides, setting) or _default("Police Forces", setting)
    owner = _first(sides.everyone, lambda i: _is_fighter(i) and not i.is_generic) or _first(sides.everyone, _is_fighter)
    sides.agent, sides.patient = [_officers(state, setting)], [owner or _unidentified(setting)]
    sides.with_agent, sides.with_patient = [], []


def _strategic(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    if not sides.agent:
        others = sides.patient if hint == "Change to group/activity" else []
        found = (
            others[0]
            if others
            else _near(
                _first(sides.near, lambda i: _is_fighter(i) and not i.is_generic)
                or _first(sides.near, lambda i: i.is_state)
                or _first(sides.near, _is_fighter)
            )
        )
        sides.agent = [found] if found else [_default("Government", setting)] if hint == "Change to group/activity" else []
    sides.agent = [
        force("Government", i.country or setting.country, setting, i.raw, i.confidence) if i.label == "Government" else i
        for i in sides.agent
    ]
    if hint in {"Change to group/activity", "Headquarters or base established"}:
        sides.patient, sides.with_patient = [], []
    sides.agent = [_as("Civilians", 7, [i], setting) if _is_people(i) and i.group != "guards" else i for i in sides.agent]
    sides.patient = [_as("Civilians", 7, [i], setting) if _is_people(i) and i.group != "guards" else i for i in sides.patient]


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
    is_brawl = hint in _BRAWLS and not {"firearm", "live_rounds"}.intersection(mention.features)
    if hint in _CROWDS or is_brawl:
        name, code = _CROWDS.get(hint, ("Rioters", 5))
        sides.agent = [
            _as(name, code, [i], setting) if _is_crowd(i) or (hint in _CROWDS and _is_people(i)) else i for i in sides.agent
        ]
        if hint == "clash":
            if sides.agent and all(map(_is_state, sides.agent)) and any(map(_is_crowd, sides.patient)):
                sides.agent, sides.patient = sides.patient, sides.agent
                sides.agent = [_as(name, code, [i], setting) if _is_crowd(i) else i for i in sides.agent]
            sides.patient = [_as(name, code, [i], setting) if _is_crowd(i) and is_brawl else i for i in sides.patient]
    elif hint == "disperse":
        sides.patient = [_as("Protesters", 6, [i], setting) if i.group == "people" else i for i in sides.patient]


def _is_crowd(identity: Identity) -> bool:
    return identity.group in {"supporters", "riot"} or (identity.group in {"people", "party"} and identity.is_plural)


def settle(sides: Sides, mention: EventMention, setting: Setting, hint: str) -> None:
    """Puts the sides in order, in place, by the rules of the sub-event type, or literally for an action."""
    _RULES.get(hint, _literal)(sides, mention, setting, hint)
