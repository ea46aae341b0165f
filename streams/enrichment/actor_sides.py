"""The two sides of an event while they are being settled, and what its actors can be taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from schemas.codes import InterCode
from streams.enrichment.actor_identity import INFERRED, Force, Identity, Setting, force, generic

_ARMED = frozenset({2, 3, 4})
_STATE_GROUPS = ("police", "security", "military", "government")
_PEOPLE = frozenset({"people", "protest", "riot", "supporters", "guards"})
NEAR = 0.8
"""Share of its confidence that an actor keeps that stands in the event's sentences but is no argument of the trigger."""


@dataclass(slots=True)
class Sides:
    """The two sides while they are being settled: principals first, then those beside them; ``near`` are the actors of
    the event's sentences that are no argument, ``far`` the one armed group of the sentences after them."""

    agent: list[Identity] = field(default_factory=list)
    patient: list[Identity] = field(default_factory=list)
    with_agent: list[Identity] = field(default_factory=list)
    with_patient: list[Identity] = field(default_factory=list)
    near: list[Identity] = field(default_factory=list)
    far: list[Identity] = field(default_factory=list)

    @property
    def everyone(self) -> list[Identity]:
        """All that the event's own sentences name, arguments first."""
        return [*self.agent, *self.patient, *self.with_agent, *self.with_patient, *self.near]


def first_of(identities: Iterable[Identity], wanted: Callable[[Identity], bool]) -> Identity | None:
    """Which comes first that passes?"""
    return next((identity for identity in identities if wanted(identity)), None)


def is_state(identity: Identity) -> bool:
    """Is it an army or a police, and no government?"""
    return identity.is_state and identity.group != "government"


def is_armed(identity: Identity) -> bool:
    """Is it an organised armed actor that is no state's?"""
    return identity.inter in _ARMED or (identity.inter == 8 and not identity.is_state and identity.group != "guards")


def is_party(identity: Identity) -> bool:
    """Is it a party or its supporters?"""
    return identity.group in {"party", "supporters"}


def is_fighter(identity: Identity) -> bool:
    """Is it armed and no party?"""
    return is_armed(identity) and not is_party(identity)


def is_people(identity: Identity) -> bool:
    """Is it people without an organisation?"""
    return identity.group in _PEOPLE


def nearby(identity: Identity | None) -> Identity | None:
    """The same actor, less sure, since it is no argument."""
    return replace(identity, confidence=round(identity.confidence * NEAR, 3)) if identity else None


def groups_beside(identity: Identity, setting: Setting) -> tuple[Identity, ...]:
    """Which associated actors does a description make? "farmers" are Farmers (Country), a party's supporters the party."""
    beside = list(identity.associates)
    if is_party(identity):
        beside.append(replace(identity, group="party", associates=()))
    elif identity.label:
        slug = "group-" + identity.label.lower().replace(" ", "-").replace("/", "-")
        beside.append(generic(identity.label, slug, 7, setting, identity.raw, "people", identity.confidence))
    return tuple(beside)


def crowd_as(name: str, inter: InterCode, sources: list[Identity], setting: Setting) -> Identity:
    """The generic actor that these people are in this kind of event, with the groups that they make beside it."""
    first = sources[0] if sources else None
    raw = first.raw if first else ""
    sure = first.confidence if first else INFERRED
    where = first.country if first and first.is_generic and name == "Civilians" else None
    found = generic(name, name.lower(), inter, setting, raw, "people", sure, where)
    beside = {other.actor_id: other for source in sources for other in groups_beside(source, setting)}
    return replace(found, associates=tuple(beside.values()))


def unidentified(setting: Setting, raw: str = "") -> Identity:
    """Nobody is named."""
    return generic("Unidentified Armed Group", "unidentified-armed-group", 3, setting, raw, "armed", INFERRED)


def default_force(kind: Force, setting: Setting) -> Identity:
    """The force that the kind of event implies."""
    return force(kind, setting.country, setting, "", INFERRED)


def as_officers(identity: Identity, setting: Setting) -> Identity:
    """Security forces at a demonstration or an arrest are police, unless the text says otherwise."""
    if identity.group != "security":
        return identity
    return force("Police Forces", identity.country or setting.country, setting, identity.raw, identity.confidence)


def state_of(sides: Sides, setting: Setting) -> Identity | None:
    """Which force do the event's sentences name? Police before an army, arguments before bystanders."""
    everyone = [*sides.agent, *sides.patient, *sides.with_agent, *sides.with_patient]
    for source, weight in ((everyone, 1.0), (sides.near, NEAR)):
        for group in _STATE_GROUPS[:3]:
            found = first_of(source, lambda identity, group=group: identity.group == group)  # type: ignore[misc]
            if found is not None:
                return replace(as_officers(found, setting), confidence=round(found.confidence * weight, 3))
    return None


def as_army(identity: Identity, setting: Setting) -> Identity:
    """A government that fights or bombs does so by its army: "a junta airstrike"."""
    if identity.group != "government":
        return identity
    return force("Military Forces", identity.country or setting.country, setting, identity.raw, identity.confidence)


def named_first(side: list[Identity]) -> list[Identity]:
    """A side in order, but a fighter that is named in a later sentence ("the fighters of JNIM") before the description that
    the first one gave ("fighters linked to Al Qaeda")."""
    if not side or not (is_fighter(side[0]) and side[0].is_generic):
        return side
    named = [i for i in side if is_fighter(i) and not i.is_generic]
    return [*named, *(i for i in side if i not in named)]


RELIGIONS = frozenset({"Muslim Group", "Christian Group", "Hindu Group"})
"""Communities whose fights are those of communal militias (ACLED codebook, identity militias)."""
_NO_CROWD = re.compile(r"militia|armed|^(?:\w+ )?men$", re.I)
"""Words of a band: "men", without more, are not a crowd."""


def is_crowd(identity: Identity) -> bool:
    """Are they many, without arms and without a people or faith of their own?"""
    if (
        identity.label in RELIGIONS
        or _NO_CROWD.search(identity.raw)
        or any(beside.actor_id.startswith("people-") for beside in identity.associates)
    ):
        return False
    return identity.group in {"supporters", "riot"} or (identity.group in {"people", "party"} and identity.is_plural)
