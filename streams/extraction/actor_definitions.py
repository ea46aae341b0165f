"""Which names does an article define for itself? "the Front for X (FX)", and afterwards "FX"."""

from __future__ import annotations

import re
from dataclasses import replace

from streams.lexicons.actor_keys import name_keys, name_slug
from streams.lexicons.actors import ActorTable, Entry

_DEFINED = re.compile(r"[(\[]([A-Z][A-Za-z]{1,8}(?:-[A-Z][A-Za-z]{0,6})?)[)\]]")
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
            slug = name_slug(long_name)
            found[acronym] = Entry(actors=(f"named-{slug}",), descriptor=kind, is_acronym=True)
            end = match.start() - (len(before) - len(before.rstrip()))
            spans.append((end - len(long_name), end, found[acronym]))
    return found, spans


_RUN = r"[A-Z][\w'’-]*(?:\s+(?:(?:of|for|the|de|del|la|OF|FOR|THE)\s+){0,2}[A-Z][\w'’-]*){0,6}"
"""Words with capitals, minor words between them."""
_ANY_RUN, _QUOTED_RUN = re.compile(rf"(?<![\w-])(?P<name>{_RUN})"), re.compile(rf"[\"“](?P<name>{_RUN}),?[\"”]")
_CALLED = re.compile(
    r"\b(?:(?:calling|naming|styling|identifying)\s+(?:itself|themselves)(?:\s+as)?|self-(?:styled|named|proclaimed)"
    r"|(?:group|gang|band|movement|organi[sz]ation|militia|faction|outfit|cell)\s+(?:called|named|known\s+as))\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""Right before what some people call themselves."""
_CLAIMS = re.compile(
    r"[\"”]?(?:\s*[\[(][^\])]{0,80}[\])])?(?:,[^,.\n]{0,60},)?\s+(?:(?:has|have|had|later|today|also)\s+){0,2}"
    r"(?:claim(?:ed|s|ing)?\s+(?:responsibility|credit)|took\s+responsibility)"
    r"|[\"”]?,[\"”]?\s+(?:an?|the)\s+(?:[\w-]+\s+){0,4}(?P<kind>group|gang|militia|organi[sz]ation|cartel|outfit|insurgency)\b",
    re.IGNORECASE,
)
"""Right behind the name of those who did it, or of a group that the text presents."""
_FIGHTS = re.compile(
    r"\b(?:liberation|revolutionary|resistance|insurgent|mujahideen|guerrilla|martyrs|salvation)\b.*\s",
    re.IGNORECASE | re.DOTALL,
)
"""Words in names of those who fight a state, before the last one."""
_ORGANISATION = re.compile(
    r"\s(?:front|army|brigades?|movement|forces?|command|commandos?|militias?|cartel|battalions?|resistance|guerrillas|vanguard"
    r"|squads?)(?:\s+(?:of|for)\s.*)?$",
    re.IGNORECASE | re.DOTALL,
)
"""What an organisation is called at the end of its name, or before what it is for."""
_GANGS = frozenset({"gang", "militia", "cartel"})


def unknown_names(text: str, table: ActorTable, is_capitals: bool) -> list[tuple[int, int, Entry]]:
    """Which organisations does the text name that no row knows? "A group calling itself the Kestrel Front", "the Kestrel
    Liberation Army", "the Kestrel Brigade claimed responsibility". In capitals only what stands in quotation marks is a name.
    """
    found: dict[str, Entry] = {}
    for match in (_QUOTED_RUN if is_capitals else _ANY_RUN).finditer(text):
        name = _without_opening(" ".join(match["name"].split()), table)
        kind = organisation_kind(name)
        behind = _CLAIMS.match(text, match.end("name"))
        is_armed = _ORGANISATION.search(name) is not None and (
            behind is not None or (name.count(" ") > 1 and _FIGHTS.search(name) is not None)
        )
        if " " not in name or not (is_armed or _is_called(text, match.start())) or _begins_known(name, table):
            continue
        is_gang = kind == "militia_org" or (behind is not None and (behind["kind"] or "").lower() in _GANGS)
        slug = name_slug(name)
        found.setdefault(name, Entry(actors=(f"named-{slug}",), descriptor="militia_org" if is_gang else "rebel_org"))
    return [
        (match.start(), match.end(), entry)
        for name, entry in found.items()
        for match in re.finditer(r"\b" + r"\s+".join(map(re.escape, name.split())) + r"\b", text)
    ]


def _is_called(text: str, start: int) -> bool:
    return _CALLED.search(text, max(0, start - _LONGEST), start) is not None


def _without_opening(run: str, table: ActorTable) -> str:
    """The name in words with capitals: without an article, and without those who are of it at the head of a sentence
    ("Fighters of the Kestrel Front")."""
    head, of, tail = run.partition(" of ")
    known = _known(head, table) if of else None
    if known is not None and known.descriptor is not None:
        run = tail
    return re.sub(r"^(?:(?:the|an?|two|three|four|five|six|ten|several|some|many)\s+)+", "", run, flags=re.IGNORECASE)


def _begins_known(name: str, table: ActorTable) -> bool:
    """Does somebody of the table, or a nation, begin the name ("Polisario Front", "Kenyan Liberation Army"), or the name
    somebody's of the table?"""
    node = table.root
    for key in name_keys(name):
        if key not in node.children:
            return False
        node = node.children[key]
        if node.entry is not None and (node.entry.actors or node.entry.demonym):
            return True
    return True


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
