"""Who is meant by one name or description of the text, given the event's country and day?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, cast

from schemas.annotations import ActorName, ArticleContext
from schemas.codes import InterCode
from streams.lexicons.actor_keys import name_keys, name_slug
from streams.lexicons.actors import ActorRow, ActorTable, actor_table, alias_words, only_country

_LEADING = re.compile(
    r"(?:(?:suspected|alleged|presumed|unknown|unidentified|heavily|armed|masked|several|some"
    r"|dozens of|hundreds of|thousands of)[ -])+",
    re.I,
)
"""Words before a name that do not belong to it."""
NAMELESS = re.compile(r"(?:an? |\w+ )?(?:unidentified|unknown)\b", re.I)
"""The text itself says that nobody knows who they are."""
_GANG = re.compile(r"\b(?:gang(?:s|sters?)?|cartels?|hit ?m[ae]n|traffickers?|sicarios?)\b", re.I)
_OFF_DUTY = re.compile(r"(?:an? |the )?(?:off-duty|retired|former|ex-)", re.I)
"""Soldiers and police who are civilians as victims (ACLED codebook, civilians)."""
Force = Literal["Military Forces", "Police Forces", "Government"]

NAMED, COUNTRY_NAMED, DESCRIBED, FROM_CONTEXT, INFERRED = 0.95, 0.85, 0.7, 0.55, 0.4
"""Confidence of an actor that the text names; of a force whose state it names; of a description in the event's country;
of a description resolved by the article's only armed group; of one that the kind of event implies."""

_ORG_CODES: dict[str, InterCode] = {"rebel_org": 2, "militia_org": 3, "party_org": 3, "civil_org": 7}
_GROUPS = {"party": "party", "movement": "party"}
_FORCES: dict[str, Force] = {"military": "Military Forces", "police": "Police Forces", "gendarmerie": "Police Forces"}
_STATE = frozenset({"military", "aircraft", "police", "gendarmerie", "police_unit", "security", "government"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is meant, before the event's kind decides the role. ``group`` is the class of description, ``named`` for a row
    of the table; ``label`` the associated group that a description makes."""

    actor_id: str
    name: str
    inter: InterCode
    raw: str
    group: str
    confidence: float
    country: str | None = None
    is_generic: bool = False
    label: str | None = None
    wikidata_id: str | None = None
    ucdp_id: int | None = None
    associates: tuple[Identity, ...] = ()
    is_plural: bool = True

    @property
    def is_state(self) -> bool:
        """Is it a state's force or government, at home or abroad?"""
        return self.group in {"military", "police", "security", "government"}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when the event was, as far as the article says."""

    context: ArticleContext
    country: str | None
    on: date | None
    sentences: tuple[int, ...] = ()
    history: frozenset[int] = frozenset()
    """Sentences in which the article tells of what was long before: who stands there is not who acts today."""


def country_of(context: ArticleContext) -> str | None:
    """Which country do the article's actors belong to, where no place says it? The one most of them name or come from;
    ``None`` where two are named as often."""
    table = actor_table()
    votes: dict[str, int] = {}
    for name in context.actors:
        rows = [row for actor_id in name.actor_ids if (row := table.rows.get(actor_id))]
        descriptor = table.descriptors.get(name.descriptor or "")
        is_force = not rows and (descriptor is None or descriptor.group in _STATE)
        if home := (name.country_hint if name.country_hint and is_force else only_country(name.actor_ids)):
            votes[home] = votes.get(home, 0) + 1
    ranked = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def in_country(name: str, country: str | None, table: ActorTable) -> str:
    """What is a generic actor called there? "Protesters (Kenya)"; without a country the bare words."""
    return f"{name} ({table.country_name(country)})" if country else name


def generic(
    name: str,
    slug: str,
    inter: InterCode,
    setting: Setting,
    raw: str,
    group: str,
    confidence: float,
    country: str | None = None,
) -> Identity:
    """A generic actor of the event's country, or of ``country``."""
    where = country or setting.country
    suffix = f"-{where.lower()}" if where else ""
    return Identity(
        f"{slug}{suffix}", in_country(name, where, actor_table()), inter, raw, group, confidence, country=where, is_generic=True
    )


def force(kind: Force, country: str | None, setting: Setting, raw: str, confidence: float, unit: str | None = None) -> Identity:
    """A state's force on that day; its home country makes it 1, any other 8. Without a country it stays unidentified. A unit
    has its whole force beside it, so that who asks for the police finds the gendarmerie."""
    table = actor_table()
    group = {"Military Forces": "military", "Police Forces": "police", "Government": "government"}[kind]
    slug = kind.split()[0].lower()
    if country is None or country not in table.states:
        inter: InterCode = 1
        name = {"Military Forces": "Unidentified Military Forces", "Police Forces": "Unidentified Police Forces"}.get(
            kind, kind
        )
        return Identity(f"unidentified-{slug}", name, inter, raw, group, confidence * 0.7, is_generic=True)
    row = table.states[country]
    period = row.period_on(setting.on)
    start = f"-{period.split('-')[0]}" if period else ""
    inter = 8 if setting.country and setting.country != country and kind != "Government" else 1
    if kind == "Government" and setting.country and setting.country != country:
        inter = 8
    whole = Identity(
        f"{slug}-{country.lower()}{start}",
        row.force_name(kind, setting.on),
        inter,
        raw,
        group,
        confidence,
        country=country,
    )
    if unit is None:
        return whole
    slug = f"{slug}-{'-'.join(name_keys(unit))}-{country.lower()}{start}"
    return replace(whole, actor_id=slug, name=f"{whole.name} {unit}", associates=(whole,))


def identify(actor: ActorName, setting: Setting) -> Identity | None:
    """Who is it? ``None`` for a description that means nobody by itself ("members")."""
    table = actor_table()
    descriptor = table.descriptors.get(actor.descriptor) if actor.descriptor else None
    group = descriptor.group if descriptor else None
    raw = actor.quote
    if actor.actor_ids:
        raw = _LEADING.sub("", raw.split(" (")[0].split(" [")[0]) or raw
        first = actor.actor_ids[0]
        if first.startswith("people-"):
            return _people(first, actor, group, setting, table)
        if first.startswith("named-"):
            return _defined(first, actor, "rebel_org" if group == "armed" else _organisation(first, setting), setting)
        chosen = _choose(actor, setting, table)
        if not (_is_description(chosen, raw, table) and _is_elsewhere(chosen, setting, table)):
            return _row_identity(chosen, raw, setting, table, group)
        group = group or "armed"
    if group is None:
        return None
    country = actor.country_hint
    if group in {"military", "police", "security"} and _OFF_DUTY.match(raw):
        return generic("Civilians", "civilians", 7, setting, raw, "people", DESCRIBED, country)
    if group in {"military", "aircraft"}:
        country = country or table.default_army(raw, setting.country, setting.on)
        sure = COUNTRY_NAMED if country else DESCRIBED
        return force("Military Forces", country or setting.country, setting, raw, sure)
    if group == "police":
        return force("Police Forces", country or setting.country, setting, raw, COUNTRY_NAMED if country else DESCRIBED)
    if group == "gendarmerie":
        return force("Police Forces", country or setting.country, setting, raw, DESCRIBED, "Gendarmerie")
    if group == "police_unit":
        return force(
            "Police Forces", country or setting.country, setting, raw, DESCRIBED, descriptor.label if descriptor else None
        )
    if group == "security":
        found = force("Military Forces", country or setting.country, setting, raw, DESCRIBED - 0.1)
        return replace(found, group="security")
    if group == "government":
        return force("Government", country or setting.country, setting, raw, DESCRIBED)
    if group == "peacekeepers":
        return Identity("peacekeepers", "United Nations Peacekeepers", 8, raw, "named", DESCRIBED, is_generic=True)
    if group == "armed":
        is_open = country in {None, setting.country} and not NAMELESS.match(raw)
        known = _from_context(raw, setting, table) if is_open else None
        if known is not None:
            return replace(known, raw=raw, confidence=FROM_CONTEXT, group="armed")
        default = table.default_of(raw, setting.country, setting.on)
        if default is not None and default in table.rows:
            return replace(_plain(table.rows[default], raw, setting, table), confidence=FROM_CONTEXT - 0.1, group="armed")
        if _GANG.search(raw):
            return generic("Unidentified Gang", "unidentified-gang", 3, setting, raw, "armed", DESCRIBED)
        return generic("Unidentified Armed Group", "unidentified-armed-group", 3, setting, raw, "armed", DESCRIBED)
    if group == "communal":
        found = generic(
            "Unidentified Communal Militia", "unidentified-communal-militia", 4, setting, raw, "communal", DESCRIBED
        )
        return replace(found, label=descriptor.label if descriptor else None)
    if group == "vigilante":
        return generic("Vigilante Militia", "vigilante-militia", 4, setting, raw, "vigilante", DESCRIBED)
    if group == "pirates":
        return generic("Pirates", "pirates", 3, setting, raw, "armed", DESCRIBED)
    if group == "guards":
        return generic("Private Security Forces", "private-security-forces", 8, setting, raw, "guards", DESCRIBED)
    if group == "protest":
        return generic("Protesters", "protesters", 6, setting, raw, "protest", DESCRIBED)
    if group == "riot":
        return generic("Rioters", "rioters", 5, setting, raw, "riot", DESCRIBED)
    if group in {"people", "supporters"}:
        found = generic("Civilians", "civilians", 7, setting, raw, "people", DESCRIBED, country)
        return replace(found, label=descriptor.label if descriptor else None, is_plural=is_plural(raw))
    return None


def is_plural(phrase: str) -> bool:
    """Does the phrase speak of several people, by its last word?

    >>> is_plural("angry residents"), is_plural("a trader"), is_plural("young men")
    (True, False, True)
    """
    last = re.findall(r"[^\W\d_]+", phrase.lower())[-1:]
    return bool(last) and (
        last[0].endswith("s") or last[0] in {"people", "men", "women", "children", "youth", "mob", "crowd", "police"}
    )


def _choose(actor: ActorName, setting: Setting, table: ActorTable) -> str:
    """Which of the rows that share the name? The one of the event's country that existed on the day, else of the day."""
    if len(actor.actor_ids) == 1:
        return actor.actor_ids[0]
    mentioned = {hint for name in setting.context.actors if (hint := name.country_hint)}

    def score(position: int, actor_id: str) -> tuple[int, int, int]:
        row = table.rows.get(actor_id)
        countries: tuple[str, ...] = row.country if row else (actor_id.rpartition("-")[2].upper(),)
        dated = row is None or row.holds_on(setting.on)
        near = (
            2
            if setting.country and setting.country in countries
            else 1
            if mentioned.intersection(countries) or not countries
            else 0
        )
        return (near if setting.country else 1, int(dated), -position)

    return max(enumerate(actor.actor_ids), key=lambda pair: score(*pair))[1]


def _is_description(actor_id: str, raw: str, table: ActorTable) -> bool:
    """Is the actor found by a plain description ("opposition fighters"), and by no name?"""
    row, words = table.rows.get(actor_id), raw.lower()
    spelt = [alias for alias in alias_words(row) if alias.lower() in words] if row is not None else []
    return all(alias.islower() for alias in spelt) if spelt else raw.islower()


def _is_elsewhere(actor_id: str, setting: Setting, table: ActorTable) -> bool:
    row = table.rows.get(actor_id)
    return row is not None and bool(row.country) and setting.country not in row.country


def _row_identity(actor_id: str, raw: str, setting: Setting, table: ActorTable, group: str | None) -> Identity | None:
    row = table.rows.get(actor_id)
    if row is None:
        kind, _, country = actor_id.partition("-")
        if kind not in _FORCES:
            return None
        unit = "Gendarmerie" if kind == "gendarmerie" else None
        return force(_FORCES[kind], country.upper(), setting, raw, NAMED, unit)
    if row.kind in {"military_unit", "police_unit"}:
        kind_of: Force = "Military Forces" if row.kind == "military_unit" else "Police Forces"
        found = force(kind_of, row.home or setting.country, setting, raw, NAMED, row.name)
        return replace(found, actor_id=row.actor_id, wikidata_id=row.wikidata_id)
    if row.kind in {"military_branch", "police_branch"}:
        kind_of = "Military Forces" if row.kind == "military_branch" else "Police Forces"
        return replace(
            force(kind_of, row.home or setting.country, setting, raw, NAMED), associates=(_plain(row, raw, setting, table),)
        )
    found = _plain(row, raw, setting, table)
    if group in {"protest", "people", "supporters", "riot"}:
        found = replace(found, group="supporters")
    return found


def _plain(row: ActorRow, raw: str, setting: Setting, table: ActorTable) -> Identity:
    """A row as it stands, with the body that it belongs to beside it."""
    name = in_country(row.name, setting.country, table) if row.per_country else row.name
    inter = row.inter
    if inter == 1 and row.home and setting.country and row.home != setting.country:
        inter = 8
    parent = table.rows.get(row.parent) if row.parent else None
    return Identity(
        row.actor_id,
        name,
        inter,
        raw,
        _GROUPS.get(row.kind) or ("military" if row.name.startswith("Military Forces") else "named"),
        NAMED,
        country=row.home,
        wikidata_id=row.wikidata_id,
        ucdp_id=row.ucdp_id,
        associates=(_plain(parent, raw, setting, table),) if parent and parent.holds_on(setting.on) else (),
    )


def _people(people_id: str, actor: ActorName, group: str | None, setting: Setting, table: ActorTable) -> Identity:
    row = table.peoples.get(people_id)
    name = row.name if row else people_id.removeprefix("people-").replace("-", " ").title()
    kind = {"religious": "", "clan": " Clan", "ethnic": " Ethnic", "caste": " Caste"}[row.kind if row else "ethnic"]
    if re.search(r"\bclan", actor.quote, re.I):
        kind = " Clan"
    sure = NAMED if row else DESCRIBED
    if group in {"people", "protest", "riot", "supporters"} and group != "communal":
        base = {"protest": ("Protesters", 6), "riot": ("Rioters", 5)}.get(group, ("Civilians", 7))
        member = generic(f"{name}{kind} Group", people_id, 7, setting, actor.quote, "people", sure)
        found = generic(base[0], base[0].lower(), cast("InterCode", base[1]), setting, actor.quote, group, DESCRIBED)
        return replace(found, associates=(member,), is_plural=is_plural(actor.quote))
    militia = generic(f"{name}{kind} Militia", f"{people_id}-militia", 4, setting, actor.quote, "communal", sure)
    return replace(militia, is_generic=False, label=f"{name}{kind} Group")


def _organisation(actor_id: str, setting: Setting) -> str | None:
    """Which kind of organisation did the article's definition make of it?"""
    kinds = [name.descriptor for name in setting.context.actors if name.actor_ids[:1] == (actor_id,)]
    return next((kind for kind in kinds if kind in _ORG_CODES), None)


def _defined(actor_id: str, actor: ActorName, kind: str | None, setting: Setting) -> Identity:
    """An organisation that only this article knows: its name is the article's, the acronym before a colon."""
    quotes = [_own_words(n.quote, actor_id) for n in setting.context.actors if n.actor_ids[:1] == (actor_id,)] or [actor.quote]
    long = max(quotes, key=lambda quote: (len(quote), quote))
    short = min(quotes, key=lambda quote: (len(quote), quote))
    if " " not in long:
        long = " ".join(part.capitalize() for part in actor_id.removeprefix("named-").split("-"))
    name = f"{short}: {long}" if short.isupper() and short != long else long
    inter = _ORG_CODES.get(kind or "", 3)
    group = "party" if kind in {None, "party_org", "civil_org"} else "named"
    return Identity(actor_id, name, inter, actor.quote, group, DESCRIBED, country=setting.country)


def _own_words(quote: str, actor_id: str) -> str:
    """The organisation's name without those who are of it: "fighters of the Kestrel Front"."""
    words, wanted = quote.split(), actor_id.removeprefix("named-")
    for first in range(len(words)):
        own = " ".join(words[first:])
        if name_slug(own).startswith(wanted):
            return own.title() if own.isupper() else own
    return quote


_REBELS = re.compile(r"\b(?:rebels?|opposition|revolutionaries|separatists?|guerr?illas?)\b", re.I)
_NOT_REBELS = frozenset({"islamic-state", "al-qaeda", "hezbollah"})
"""Groups that nobody calls rebels or opposition."""


def _from_context(raw: str, setting: Setting, table: ActorTable) -> Identity | None:
    """Which armed group do "the militants" mean? The only one that the event's sentences name, else the only one of the
    article; two are no answer."""
    here = frozenset(setting.sentences)
    near = _armed_rows((name for name in setting.context.actors if name.sentence_index in here), setting, table)
    story = (name for name in setting.context.actors if name.sentence_index not in setting.history)
    everywhere = near or _armed_rows(story, setting, table)
    if _REBELS.search(raw):
        everywhere = [i for i in everywhere if table.rows[i].kind == "rebel" and i not in _NOT_REBELS]
    parents = {table.rows[actor_id].parent for actor_id in everywhere}
    own = [actor_id for actor_id in everywhere if actor_id not in parents]
    if len(own) != 1:
        return None
    row = table.rows[own[0]]
    return _plain(row, "", setting, table)


def _armed_rows(names: Iterable[ActorName], setting: Setting, table: ActorTable) -> list[str]:
    found: dict[str, None] = {}
    for name in names:
        if not name.actor_ids:
            continue
        row = table.rows.get(chosen := _choose(name, setting, table))
        if _is_description(chosen, name.quote, table) and _is_elsewhere(chosen, setting, table):
            continue
        if row is not None and row.kind in {"rebel", "militia", "gang", "identity"}:
            found[row.actor_id] = None
    return list(found)
