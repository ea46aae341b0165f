"""Which actors and provinces do an operator's words mean? By the tables, whatever the spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.conflict_event import Actor
from streams.lexicons import read_table
from streams.lexicons.actor_keys import name_keys
from streams.lexicons.actors import Entry, Node, actor_table
from streams.lexicons.gazetteer_build import Admin1AliasRow, Admin1Row
from streams.lexicons.place_names import fold_name, transliteration_key

_FORCE_OF = re.compile(r"(Military|Police|Government)(?: Forces)? of (.+)")
_FORCES = frozenset({"military", "police", "government"})
_BRACKETS = re.compile(r"\([^)]*\)")
_OF_PLACE_AND_YEARS = re.compile(r"(?:-[a-z]{2})?(?:-[0-9]{4})?")
"""What an event adds to the id of a force or a description: ``police-ke-2013``, ``protesters-ke``."""


@dataclass(frozen=True, slots=True)
class ActorNames:
    """Who is meant by one of a rule's words? Ids, and the words' own keys for actors that no row knows."""

    words: str
    ids: tuple[str, ...]
    keys: tuple[str, ...]
    is_known: bool
    """Does a row of the tables know them? Others are compared with names as they are printed."""

    def meets(self, actor: Actor) -> bool:
        """Is it this actor?"""
        if any(actor.actor_id.startswith(name) and _is_tail(actor.actor_id[len(name) :]) for name in self.ids):
            return True
        bare = _BRACKETS.sub(" ", actor.name)
        return self.keys in (name_keys(actor.name), name_keys(bare), name_keys(actor.raw))


def _is_tail(text: str) -> bool:
    return _OF_PLACE_AND_YEARS.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def actor_names(words: str) -> ActorNames:
    """Who is meant? An id is that one, a name or an alias all who bear it; a name with brackets ("Islamic State (Mali)") is
    compared as it is printed.

    >>> actor_names("Syrian army").ids, actor_names("AQIM").ids
    (('military-sy',), ('aqim',))
    """
    keys = name_keys(words)
    if words in actor_table().rows:
        return ActorNames(words, (words,), keys, is_known=True)
    entry = None if "(" in words else _entry(keys)
    ids = tuple(entry.actors) + ((entry.people,) if entry and entry.people else ()) if entry else ()
    ids = ids or _forces(words, keys)
    is_description = entry is not None and entry.descriptor is not None
    return ActorNames(words, ids or (words.lower().replace(" ", "-"),), keys, is_known=bool(ids) or is_description)


def _entry(keys: tuple[str, ...]) -> Entry | None:
    node: Node | None = actor_table().root
    for key in keys:
        node = node.children.get(key) if node else None
    return node.entry if node else None


def _forces(words: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Which state's forces? "Military Forces of Syria", or words for a country before words for a force: "Syrian army"."""
    table = actor_table()
    named = _FORCE_OF.fullmatch(words)
    if named:
        country = _entry(name_keys(named[2]))
        return (f"{named[1].lower()}-{country.demonym.lower()}",) if country and country.demonym else ()
    for cut in range(1, len(keys)):
        country, kind = _entry(keys[:cut]), _entry(keys[cut:])
        row = table.descriptors.get(kind.descriptor) if kind and kind.descriptor else None
        if country and country.demonym and row and row.group in _FORCES:
            return (f"{row.group}-{country.demonym.lower()}",)
    return ()


@cache
def _provinces() -> dict[str, dict[str, tuple[str, ...]]]:
    """By country, each province's name under all of its keys."""
    aliases = {row.code: row.aliases.split("|") for row in read_table("admin1_aliases", Admin1AliasRow)}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in read_table("admin1", Admin1Row):
        names = (row.name, *filter(None, aliases.get(row.code, ())))
        by_key = found.setdefault(row.code.partition(".")[0], {})
        for key in {key for name in names for key in _keys(name)}:
            by_key[key] = (*by_key.get(key, ()), row.name)
    return found


def _keys(name: str) -> tuple[str, ...]:
    folded = fold_name(name)
    spelling = transliteration_key(folded)
    return (folded, f"~{spelling}") if len(spelling) >= 4 else (folded,)


@lru_cache(maxsize=4096)
def province_names(country: str, words: str) -> tuple[str, ...]:
    """Which provinces of the country are called so? By their main names; empty for none.

    >>> province_names("SY", "Deyr ez-Zor")
    ('Deir ez-Zor',)
    """
    known = _provinces().get(country, {})
    return next((known[key] for key in _keys(words) if key in known), ())


def provinces_of(country: str) -> tuple[str, ...]:
    """Which provinces has the country, by their main names?"""
    return tuple(sorted({name for names in _provinces().get(country, {}).values() for name in names}))
