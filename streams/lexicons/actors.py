"""Who is who: named actors, the forces of every state, peoples, demonyms and the words that describe people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schemas.codes import InterCode
from schemas.model import CountryCode
from streams.lexicons.actor_keys import name_keys
from streams.lexicons.load import Cells, Row, read_table, split_cell


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdigit() else value


Countries = Annotated[tuple[CountryCode, ...], BeforeValidator(split_cell)]

ActorKind = Literal[
    "rebel",
    "militia",
    "identity",
    "party",
    "movement",
    "state",
    "military_unit",
    "police_unit",
    "military_branch",
    "police_branch",
    "peacekeepers",
    "coalition",
    "company",
    "gang",
]
"""``*_unit`` stands in the name of its force ("Police Forces of Kenya (2022-) General Service Unit"); a ``*_branch`` is
named beside it ("Police Forces of India", with the Border Security Force as associated actor)."""

DescriptorClass = Literal[
    "military",
    "police",
    "gendarmerie",
    "police_unit",
    "peacekeepers",
    "security",
    "government",
    "armed",
    "communal",
    "vigilante",
    "pirates",
    "guards",
    "protest",
    "riot",
    "people",
    "supporters",
    "member",
    "nobody",
    "rebel_org",
    "militia_org",
    "party_org",
    "civil_org",
]

ALWAYS = date.min, date.max


class ActorRow(Row):
    """A named actor. ``country`` lists where it acts, its home first."""

    actor_id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: str
    aliases: Cells = ()
    kind: ActorKind
    inter: Annotated[InterCode, BeforeValidator(_number)]
    country: Countries = ()
    valid_from: int | None = None
    valid_to: int | None = None
    per_country: bool = False
    """The name carries the country of the event: "Islamic State (Syria)"."""
    parent: str | None = None
    splinter_of: str | None = None
    media: Cells = ()
    wikidata_id: Annotated[str, Field(pattern=r"^Q[1-9][0-9]*$")] | None = None
    ucdp_id: int | None = None
    example: str
    source: str

    @property
    def home(self) -> str | None:
        """Where is it at home? ``None`` for an international actor."""
        return self.country[0] if self.country else None

    def holds_on(self, on: date | None) -> bool:
        """Did it exist then? Unknown dates hold."""
        return on is None or (self.valid_from or 0) <= on.year <= (self.valid_to or 9999)


class StateRow(Row):
    """A state and its forces. ``periods`` are its governments as ACLED's names date them ("2000-2024|2024-"); empty
    where we know none, and then the names carry no years."""

    country: CountryCode
    name: str
    periods: Cells = ()
    military: Cells = ()
    police: Cells = ()
    gendarmerie: Cells = ()

    def period_on(self, on: date | None) -> str | None:
        """Which government's years hold then? ``None`` where the day or the government is unknown. In a year of change
        the new government's years hold from July, since no row knows the day."""
        if on is None:
            return None
        day = on.year + (0.5 if on.month >= 7 else 0.0)
        for period in reversed(self.periods):
            start, _, end = period.partition("-")
            if int(start) <= day and (not end or day <= int(end) + 0.5):
                return period
        return None

    def force_name(self, force: Literal["Military Forces", "Police Forces", "Government"], on: date | None) -> str:
        """What is the force called then? "Police Forces of Kenya (2013-2022)"."""
        period = self.period_on(on)
        return f"{force} of {self.name}" + (f" ({period})" if period else "")


class DemonymRow(Row):
    """Words for a country and its people: adjective, plural, country names; ``noun`` marks the country's own names."""

    country: CountryCode
    adjective: Cells = ()
    people: Cells = ()
    noun: Cells = ()


class PeopleRow(Row):
    """An ethnic group, clan or faith, as ACLED names it in "Fulani Ethnic Militia (Nigeria)"."""

    people_id: Annotated[str, Field(pattern=r"^people-[a-z0-9-]+$")]
    name: str
    aliases: Cells = ()
    country: Countries = ()
    kind: Literal["ethnic", "clan", "religious", "caste"] = "ethnic"


class DescriptorRow(Row):
    """Words that describe people without naming them. ``label`` is the associated group they make ("Farmers")."""

    descriptor: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    group: DescriptorClass
    words: Cells = ()
    label: str | None = None
    example: str | None = None


class DefaultRow(Row):
    """Whom a description means in a country, by default, in those years."""

    words: Cells
    country: CountryCode
    valid_from: int | None = None
    valid_to: int | None = None
    actor_id: str


class ModifierRow(Row):
    """Words that may stand before a description and belong to it: "suspected", "masked", "government"."""

    word: str


@dataclass(slots=True)
class Entry:
    """What may a sequence of words be? One entry a sequence; several actors may share it."""

    actors: tuple[str, ...] = ()
    """Ids of rows; a state's force is ``military-sy``, ``police-sy`` or ``gendarmerie-sy``."""
    people: str | None = None
    descriptor: str | None = None
    demonym: str | None = None
    is_plural: bool = False
    """The people of a country: "Syrians"."""
    is_noun: bool = False
    is_modifier: bool = False
    is_acronym: bool = False
    """Only capitals match."""
    is_name: bool = False
    """A capital is needed where the text has them."""
    is_marked: bool = False

    def mark(self, word: str) -> None:
        """Notes how the word is capitalised; of two spellings the freer one holds."""
        acronym, name = is_acronym(word), any(map(str.isupper, word))
        self.is_acronym = acronym and (self.is_acronym or not self.is_marked)
        self.is_name = name and (self.is_name or not self.is_marked)
        self.is_marked = True

    def as_description(self) -> Entry | None:
        """What is left where the capitals do not allow the name?"""
        if not (self.descriptor or self.is_modifier):
            return None
        return Entry(descriptor=self.descriptor, is_modifier=self.is_modifier)


@dataclass(slots=True)
class Node:
    """A step in the tree of word sequences."""

    entry: Entry | None = None
    children: dict[str, Node] = field(default_factory=dict)


class ActorTable:
    """All tables of actors, read once, with one tree over all of their names."""

    def __init__(self) -> None:
        self.rows = {row.actor_id: row for row in reversed(read_table("actors", ActorRow))}
        self.states = {row.country: row for row in reversed(read_table("state_forces", StateRow))}
        self.peoples = {row.people_id: row for row in reversed(read_table("peoples", PeopleRow))}
        self.descriptors = {row.descriptor: row for row in reversed(read_table("descriptors", DescriptorRow))}
        self.defaults: dict[tuple[str, str], DefaultRow] = {
            (word, row.country): row for row in reversed(read_table("actor_defaults", DefaultRow)) for word in row.words
        }
        self.root = Node()
        for modifier in read_table("actor_modifiers", ModifierRow):
            self._at(modifier.word).is_modifier = True
        self._demonyms: dict[str, tuple[str, ...]] = {}
        for demonyms in read_table("demonyms", DemonymRow):
            self._demonyms.setdefault(demonyms.country, (*demonyms.noun, *demonyms.adjective))
            for word in dict.fromkeys((*demonyms.people, *demonyms.adjective)):
                entry = self._at(word)
                entry.is_plural = word not in demonyms.adjective
                entry.demonym = demonyms.country
                entry.mark(word)
            for word in demonyms.noun:
                entry = self._at(word)
                entry.demonym, entry.is_noun = demonyms.country, True
                entry.mark(word)
        for descriptor in read_table("descriptors", DescriptorRow):
            for word in descriptor.words:
                entry = self._at(word)
                entry.descriptor = entry.descriptor or descriptor.descriptor
        for people in self.peoples.values():
            for word in (people.name, *people.aliases):
                entry = self._at(word)
                entry.people = people.people_id
                entry.mark(word)
        for state in self.states.values():
            for force, words in (("military", state.military), ("police", state.police), ("gendarmerie", state.gendarmerie)):
                for word in (*words, *(word.replace("'s ", "s ") for word in words if "'s " in word)):
                    entry = self._at(word)
                    entry.actors = (*entry.actors, f"{force}-{state.country.lower()}")
                    entry.mark(word)
        for row in sorted(self.rows.values(), key=lambda row: row.actor_id):
            for word in alias_words(row):
                entry = self._at(word)
                entry.actors = tuple(dict.fromkeys((*entry.actors, row.actor_id)))
                entry.mark(word)

    def _at(self, words: str) -> Entry:
        node = self.root
        for key in name_keys(words):
            node = node.children.setdefault(key, Node())
        if node.entry is None:
            node.entry = Entry()
        return node.entry

    def default_of(self, words: str, country: str | None, on: date | None) -> str | None:
        """Which actor do these words mean in that country then, where the article names none? ``None`` without a row."""
        for word in words.lower().split():
            row = self.defaults.get((word, country)) if country else None
            if row and on is not None and (row.valid_from or 0) <= on.year <= (row.valid_to or 9999):
                return row.actor_id
        return None

    def default_army(self, words: str, country: str | None, on: date | None) -> str | None:
        """Which state's army do "soldiers" mean in that country then, where it is not its own? ``None`` without a row."""
        force, _, of = (self.default_of(words, country, on) or "").partition("-")
        return of.upper() if force == "military" else None

    def demonyms_of(self, country: str) -> tuple[str, ...]:
        """Which words name the country or say that something is of it?"""
        return self._demonyms.get(country, ())

    def country_name(self, country: str) -> str:
        """What is the country called in names? Its code where no row knows it."""
        row = self.states.get(country)
        return row.name if row else country


def is_acronym(alias: str) -> bool:
    """Is it an acronym, which only capitals match? Up to seven letters, no lower case but a lone one ("PoC", "AQIM")."""
    return (
        len(alias) <= 8 and " " not in alias and sum(c.isupper() for c in alias) >= 2 and sum(c.islower() for c in alias) <= 1
    )


def alias_words(row: ActorRow) -> tuple[str, ...]:
    """Under which spellings is the row found? Its aliases, and its name with the acronym before a colon apart."""
    own = row.name.split("(")[0].strip()
    head, colon, tail = own.partition(": ")
    is_bare = "(" in row.name and not colon and (" " not in own or row.kind != "rebel")
    names = () if is_bare else (head.strip(), tail.strip()) if colon else (own,)
    spelt = tuple(dict.fromkeys(name for name in (*names, *row.aliases) if name))
    return spelt + tuple(name.replace("'s ", "s ") for name in spelt if "'s " in name)


def only_country(actor_ids: tuple[str, ...]) -> str | None:
    """Where does the named actor act, if in one country only? ``None`` for a name that several share.

    >>> only_country(("cpi-maoist",)), only_country(("al-qaeda",))
    ('IN', None)
    """
    row = actor_table().rows.get(actor_ids[0]) if len(actor_ids) == 1 else None
    return row.country[0] if row is not None and len(row.country) == 1 else None


@cache
def actor_table() -> ActorTable:
    """The table, read at its first use."""
    return ActorTable()
