"""Which names does an article define for itself? "the Front for X (FX)", and afterwards "FX"."""

from __future__ import annotations

import re
from dataclasses import replace

from anyascii import anyascii

from streams.lexicons.actor_keys import name_keys
from streams.lexicons.actors import ActorTable, Entry

_DEFINED = re.compile(r"[(\[]([A-Z][A-Za-z]{1,8}(?:-[A-Z][A-Za-z]{0,6})?)[)\]]")
_WORDS = re.compile(r"[a-z0-9]+")
_MINOR = frozenset(["of", "for", "the", "and", "in", "de", "du", "des", "da", "do", "del", "la", "pour", "to", "on"])
_LONGEST = 90
"""Code points before the bracket in which the long name is looked for: the longest of our rows has 82."""

ORG_WORDS: dict[str, str] = {
    **dict.fromkeys(
        (
            "liberation",
            "army",
            "brigade",
            "brigades",
            "battalion",
            "fighters",
            "defence",
            "defense",
            "resistance",
            "rebels",
            "forces",
            "guerrilla",
            "guerrillas",
            "insurgent",
        ),
        "rebel_org",
    ),
    **dict.fromkeys(("militia", "vigilante", "cartel", "gang"), "militia_org"),
    **dict.fromkeys(("party", "congress", "alliance", "coalition", "democratic", "socialist", "communist"), "party_org"),
    **dict.fromkeys(
        (
            "movement",
            "front",
            "union",
            "association",
            "federation",
            "committee",
            "organization",
            "organisation",
            "students",
            "workers",
            "teachers",
            "council",
            "league",
            "forum",
            "society",
            "network",
            "youth",
            "farmers",
            "labour",
        ),
        "civil_org",
    ),
}


def defined_names(text: str, table: ActorTable) -> tuple[dict[str, Entry], list[tuple[int, int, Entry]]]:
    """Which acronyms does the text define, and what do they stand for?

    A long name of the table lends its rows; an unknown one with an organisation's word in it becomes an actor of the
    article, ``named-...``, whose full name is the words before the bracket; the second answer is where these stand. An
    acronym of the table keeps its meaning.
    """
    found: dict[str, Entry] = {}
    spans: list[tuple[int, int, Entry]] = []
    for match in _DEFINED.finditer(text):
        acronym = match.group(1)
        if sum(map(str.isupper, acronym)) < 2 or acronym in found:
            continue
        before = text[max(0, match.start() - _LONGEST) : match.start()]
        long_name = _long_name(before.rstrip(), acronym)
        if long_name is None:
            continue
        known = _known(long_name, table)
        if known is not None and known.actors:
            found[acronym] = Entry(actors=known.actors, is_acronym=True)
            continue
        if known is not None and known.descriptor:  # "Security Forces (SFs)" are whose they were before
            found[acronym] = replace(known, is_acronym=True)
            continue
        own = _known(acronym, table)
        if own is not None and own.actors:
            continue
        kind = organisation_kind(long_name)
        if kind is not None:
            slug = "-".join(_WORDS.findall(anyascii(long_name).lower()))
            found[acronym] = Entry(actors=(f"named-{slug}",), descriptor=kind, is_acronym=True)
            end = match.start() - (len(before) - len(before.rstrip()))
            spans.append((end - len(long_name), end, found[acronym]))
    return found, spans


def organisation_kind(name: str) -> str | None:
    """Which kind of organisation does a name speak of, by its words? ``None`` where it names none."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]+", name)]
    kinds = [ORG_WORDS[word] for word in words if word in ORG_WORDS]
    for kind in ("militia_org", "party_org", "rebel_org", "civil_org"):
        if kind in kinds and not (kind == "party_org" and "rebel_org" in kinds):
            return kind
    return None


def _known(name: str, table: ActorTable) -> Entry | None:
    node = table.root
    for key in name_keys(name):
        if key not in node.children:
            return None
        node = node.children[key]
    return node.entry


def _long_name(before: str, acronym: str) -> str | None:
    """Which words right before the bracket spell the acronym? Minor words may count or not."""
    words = list(re.finditer(r"[^\s()\[\],;:]+", before))
    wanted = [letter.lower() for letter in acronym if letter.isupper()]
    for count in range(2, min(len(words), len(wanted) + 4) + 1):
        chosen = words[-count:]
        texts = [word.group().strip("'’\"“”") for word in chosen]
        if not texts[0] or texts[0][0].lower() != wanted[0] or texts[0].lower() in _MINOR:
            continue
        initials = [piece[0].lower() for text in texts for piece in re.split(r"[-/]", text) if piece]
        major = [piece[0].lower() for text in texts if text.lower() not in _MINOR for piece in re.split(r"[-/]", text) if piece]
        if (major == wanted or initials == wanted or _subsequence(wanted, initials)) and any(t[0].isupper() for t in texts):
            return before[chosen[0].start() :]
    return None


def _subsequence(wanted: list[str], initials: list[str]) -> bool:
    rest = iter(initials)
    return len(initials) - len(wanted) <= 2 and all(letter in rest for letter in wanted)
