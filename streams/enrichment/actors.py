"""Who did it, to whom, beside whom? Names after ACLED's pattern, roles, codes and the interaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from schemas.annotations import ActorName, ArticleContext
from schemas.article_mentions import EventMention, Participant
from schemas.codes import ActorRole
from schemas.conflict_event import Actor, Interaction
from streams.enrichment.actor_identity import DESCRIBED, NAMELESS, Identity, Setting, country_of, force, generic, identify
from streams.enrichment.actor_rules import settle
from streams.enrichment.actor_sides import Sides, is_fighter
from streams.lexicons.figures import people_nouns

_REACH = 2
"""Sentences after the event's own in which its suspect may stand."""
_FIGHTS = frozenset({"clash", "repel", "offensive_start", "seize_territory", "retake_territory", "ceasefire", "agreement"})
"""Actions whose patient is a side that fights."""
_FIGHTERS = re.compile(r"militia|warrior|raider|gunm[ae]n|fighter|rustler|moran", re.I)
_TEXTS: dict[int, str] = {
    1: "State forces",
    2: "Rebel group",
    3: "Political militia",
    4: "Identity militia",
    5: "Rioters",
    6: "Protesters",
    7: "Civilians",
    8: "External/Other forces",
}


def inter_text(code: int | None) -> str | None:
    """What does an inter code say? ``None`` for none.

    >>> inter_text(2)
    'Rebel group'
    """
    return _TEXTS.get(code) if code is not None else None


def interaction_of(actors: Sequence[Actor]) -> Interaction | None:
    """Which kinds of actor met? The lower code first; one-sided is n0 (ACLED codebook, interaction)."""
    codes = [next((a.inter_code for a in actors if a.role == role and a.inter_code), None) for role in ("actor1", "actor2")]
    known = sorted(code for code in codes if code is not None)
    if not known:
        return None
    if len(known) == 1:
        return Interaction(code=known[0] * 10, text=f"{_TEXTS[known[0]]} only")
    return Interaction(code=known[0] * 10 + known[1], text=f"{_TEXTS[known[0]]}-{_TEXTS[known[1]]}")


def resolve_actors(
    mention: EventMention,
    context: ArticleContext,
    country: str | None,
    on: date | None,
    event_hint: str,
    history: frozenset[int] = frozenset(),
) -> tuple[Actor, ...]:
    """Who took part, in which role? ``event_hint`` is the trigger's action, or the sub-event type once it is known,
    ``history`` the sentences that tell of other events long before.

    With an action only what the text says is answered. With a sub-event type the sides are settled after ACLED's rules:
    who demonstrates is Protesters or Rioters, whoever is attacked unarmed is Civilians, an attack without a name has an
    Unidentified Armed Group. actor1 acts, actor2 is acted on.
    """
    setting = Setting(context, country or country_of(context), on, mention.sentence_indexes, history)
    sides = Sides()
    used: set[int] = set()
    for participant in sorted(mention.participants, key=lambda p: _repeats(p, context)):
        if participant.actor is not None and any(map(is_fighter, sides.agent)) and _repeats(participant, context):
            used.add(participant.actor)  # the gang that is named or described before
        else:
            _add(participant, sides, setting, used, mention.action)
    sides.agent, sides.patient = _by_their_name(sides.agent), _by_their_name(sides.patient)
    sides.near = [
        found
        for index, name in enumerate(context.actors)
        if index not in used
        and name.sentence_index in mention.sentence_indexes
        and (found := identify(name, setting)) is not None
        and not _governs(index, context)
        and (found.group in {"named", "armed", "communal"} or not _is_source(name, context))
    ]
    if not sides.agent and not any(identity.inter in {2, 3, 4} for identity in sides.near):
        sides.far = _only_armed_group(mention, setting)
    settle(sides, mention, setting, event_hint)
    return tuple(_emit(sides))


def _by_their_name(side: list[Identity]) -> list[Identity]:
    """A side where who was described first ("rebels") and named later is quoted by the name."""
    named = {i.actor_id: i for i in reversed(side) if i.group == "named"}
    return [replace(i, raw=named[i.actor_id].raw) if i.actor_id in named and i.group == "armed" else i for i in side]


_ATTACKERS = "attackers"
"""The row of words that only repeat that somebody did it: "the assailants"."""


def _repeats(participant: Participant, context: ArticleContext) -> bool:
    """Does it only repeat that somebody did it ("the assailants"), with no word that nobody knows who?"""
    if participant.role != "agent" or participant.actor is None or participant.actor >= len(context.actors):
        return False
    name = context.actors[participant.actor]
    return name.descriptor == _ATTACKERS and not name.actor_ids and not NAMELESS.match(name.quote)


def _only_armed_group(mention: EventMention, setting: Setting) -> list[Identity]:
    """Which armed group do the sentences next to the event's name, if only one? Reports end with who is suspected."""
    last = max(mention.sentence_indexes) + _REACH
    found: dict[str, Identity] = {}
    for index, name in enumerate(setting.context.actors):
        if name.sentence_index in setting.history or _governs(index, setting.context):
            continue
        if name.actor_ids and mention.sentence_indexes[0] <= name.sentence_index <= last:
            identity = identify(name, setting)
            if identity is not None and identity.inter in {2, 3} and identity.group == "named":
                found[identity.actor_id] = identity
    return list(found.values()) if len(found) == 1 else []


_APPOSED = 14
"""Code points between a name and the office that it holds: "Hamas-run health ministry"."""


def _governs(index: int, context: ArticleContext) -> bool:
    """Is the armed group named as a government: "Hamas authorities", "the Houthi-run ministry"? It tells of attacks as one."""
    if index + 1 == len(context.actors):
        return False
    name, office = context.actors[index], context.actors[index + 1]
    is_beside = office.part == name.part and 0 <= office.start_char - name.end_char <= _APPOSED
    return is_beside and office.descriptor == "government"


def _is_source(name: ActorName, context: ArticleContext) -> bool:
    """Is the actor quoted there ("police said")? An armed group that speaks of an attack claims it."""
    for attribution in context.attributions:
        source = attribution.source
        if source and source.part == name.part and source.start_char < name.end_char and name.start_char < source.end_char:
            return True
    return False


def _add(participant: Participant, sides: Sides, setting: Setting, used: set[int], action: str) -> None:
    found: Identity | None
    if participant.actor is not None and participant.actor < len(setting.context.actors):
        used.add(participant.actor)
        found = identify(setting.context.actors[participant.actor], setting)
        if found is not None and participant.reading in {"coreference", "inferred"}:
            found = replace(found, confidence=round(found.confidence * 0.8, 3))
    elif participant.toponym is not None and participant.toponym < len(setting.context.toponyms):
        candidates = setting.context.toponyms[participant.toponym].candidates
        of = next((c.country for c in candidates if c.feature in {"PCLI", "PCL", "PCLD", "TERR"}), None)
        found = force("Military Forces", of, setting, participant.quote, DESCRIBED) if of else None
    else:
        found = (
            replace(
                generic("Civilians", "civilians", 7, setting, participant.quote, "people", DESCRIBED - 0.2),
                is_plural=participant.head.endswith(_PERSON_ENDINGS),
            )
            if _is_person(participant)
            else None
        )
    if found is None:
        return
    if participant.role == "patient" and action not in _FIGHTS:
        found = _as_victims(found, setting)
    place = {
        "agent": sides.agent,
        "patient": sides.patient,
        "with_agent": sides.with_agent,
        "with_patient": sides.with_patient,
        "between": sides.patient if sides.agent else sides.agent,
    }[participant.role]
    if all(known.actor_id != found.actor_id or known.raw != found.raw for known in place):
        place.append(found)


def _as_victims(identity: Identity, setting: Setting) -> Identity:
    """Herders, clansmen or a people that were attacked are civilians with their group beside them."""
    if identity.group != "communal" or _FIGHTERS.search(identity.raw):
        return identity
    victims = generic("Civilians", "civilians", 7, setting, identity.raw, "people", identity.confidence)
    beside: tuple[Identity, ...] = ()
    if identity.label and not identity.is_generic:
        slug = identity.actor_id.removesuffix("-" + (identity.country or "").lower()).removesuffix("-militia")
        beside = (generic(identity.label, slug, 7, setting, identity.raw, "people", identity.confidence),)
    return replace(victims, associates=beside, label=identity.label if identity.is_generic else None)


_PERSON = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sheikh|Sir|Prof)\b|[A-Z][a-z]+ (?:[A-Z]\.? )?[A-Z][a-z]+$")
_PERSON_ENDINGS = ("ist", "ists", "man", "men", "woman", "women", "people", "person", "persons")


def _is_person(participant: Participant) -> bool:
    """Does a noun phrase that no row knows speak of a person?"""
    return (
        participant.head.endswith(_PERSON_ENDINGS)
        or participant.head in people_nouns()
        or _PERSON.match(participant.quote) is not None
        or participant.reading == "inferred"  # whom the text accuses by name
    )


def _emit(sides: Sides) -> Iterable[Actor]:
    seen: set[tuple[str, str]] = set()
    for principal, beside, roles, enemy in (
        (sides.agent, sides.with_agent, ("actor1", "associated1"), sides.patient),
        (sides.patient, sides.with_patient, ("actor2", "associated2"), sides.agent),
    ):
        against = {identity.actor_id for identity in enemy[:1]}
        ordered = [(roles[0], principal[0])] if principal else []
        ordered += [(roles[1], other) for other in (*principal[1:], *beside)]
        ordered += [(roles[1], other) for identity in (*principal, *beside) for other in identity.associates]
        for role, identity in ordered:
            if role == roles[1] and identity.actor_id in against:
                continue  # nobody stands beside those whom he fights
            if (identity.actor_id, roles[0]) not in seen:
                seen.add((identity.actor_id, roles[0]))
                yield _actor(identity, cast("ActorRole", role))


def _actor(identity: Identity, role: ActorRole) -> Actor:
    return Actor(
        actor_id=identity.actor_id,
        name=identity.name,
        raw=identity.raw,
        role=role,
        inter_code=identity.inter,
        inter_text=inter_text(identity.inter),
        country=identity.country,
        wikidata_id=identity.wikidata_id,
        ucdp_id=identity.ucdp_id,
        is_generic=identity.is_generic,
        confidence=min(1.0, max(0.0, identity.confidence)),
    )
