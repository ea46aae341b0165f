"""Which words name an actor or describe people? Entries that stand side by side are built into phrases."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.annotations import ActorName, Sentence
from schemas.evidence import TextPart
from streams.extraction.actor_scan import Hit, Scan
from streams.lexicons.actors import ActorTable, Entry, actor_table

_CONNECTORS = frozenset(
    f"{first}{second}"
    for first in (
        "of",
        "from",
        "belonging to",
        "loyal to",
        "affiliated with",
        "affiliated to",
        "linked to",
        "allied to",
        "with",
    )
    for second in ("", " the", " a", " an")
)
_JOINABLE = frozenset(
    {"military", "aircraft", "police", "gendarmerie", "security", "armed", "communal", "vigilante", "member", "protest", "riot"}
)
_FOLLOWERS = frozenset({"activists", "youths", "women", "students", "workers", "teachers", "farmers", "residents"})
"""Descriptions of people that may belong to the name of a party or a people before them: "ODM supporters", "Luo youths"."""
_OTHER_WORDS = """
    the a an this that these those two three four five several some many armed unknown unidentified suspected
    alleged rival other on in at and or of local each every both their its his her our all mr mrs north south east
    west northern southern eastern western central one no when where while after before during between monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december new
"""
_NOT_A_PEOPLE = frozenset(_OTHER_WORDS.split())

_STRIKES = frozenset(
    {
        "airstrike",
        "airstrikes",
        "air",
        "strike",
        "strikes",
        "drone",
        "drones",
        "shelling",
        "bombardment",
        "bombing",
        "bombardments",
    }
    | {"artillery", "missile", "missiles", "rocket", "rockets", "raid", "raids", "planes", "tanks", "warships"}
)
"""What a nation's forces do or use, after the nation's adjective."""
_NEED_PEOPLE = frozenset({"SP", "DA", "DP", "AC", "PF", "PP", "NC", "BR", "CV", "LP", "CP", "JP"})
"""Letters that mostly mean something else (a superintendent, an attorney) and name a party only before its people."""
_LONGEST_PEOPLE = 3
"""Words of a people's name that no row knows."""
_PLACE_WORDS = frozenset(
    {"county", "district", "region", "town", "area", "city", "province", "state", "village", "road"}
    | {"north", "south", "east", "west", "central"}
)


@dataclass(slots=True)
class _Phrase:
    first: int
    last: int
    actors: tuple[str, ...] = ()
    people: str | None = None
    country: str | None = None
    descriptor: str | None = None
    is_complete: bool = field(default=False)


def find_actor_names(
    text: str, part: TextPart, sentences: Sequence[Sentence], taken: Sequence[tuple[int, int]] = ()
) -> tuple[ActorName, ...]:
    """Who is named or described in this text? Names of the table, acronyms that the text defines, nationalities with
    their forces, descriptions with their modifiers; in order of appearance, never overlapping.

    ``sentences`` are the article's, title first; ``sentence_index`` counts over them. ``taken`` are spans that are
    already something else (times). A country's noun before a force gives ``country_hint`` and stays outside the span.

    >>> [(name.quote, name.country_hint) for name in find_actor_names("Nigerian troops killed two gunmen.", "body", ())]
    [('Nigerian troops', 'NG'), ('gunmen', None)]
    """
    table = actor_table()
    scan = Scan(text, taken, table)
    phrases: list[_Phrase] = []
    counted = _sentence_starts(part, sentences)
    for run in scan.runs():
        for phrase in _phrases(run, table):
            _take_nation_of_strike(scan, phrase)
            _extend_to_unknown_people(scan, phrase, phrases, table)
            if len(phrases) > 1 and _append_past_bracket(scan, phrases[-2], phrases[-1], phrase, table):
                phrases.pop()
            elif not (phrases and _append_of(scan, phrases[-1], phrase, table)):
                _share_force(scan, phrases, phrase, table)
                phrases.append(phrase)
    return tuple(_named(scan, phrase, part, counted, table) for phrase in phrases if _stands(scan, phrase, table))


def _take_nation_of_strike(scan: Scan, phrase: _Phrase) -> None:
    """In "Russian airstrikes" the nation is the actor: its own word is taken, the strike stays a word of the text."""
    if phrase.country is None or phrase.is_complete:
        return
    if phrase.last < phrase.first:
        phrase.first = phrase.last
        if not scan.words[phrase.first].isupper():
            phrase.first = phrase.last + 1
            return
    following = phrase.last + 1
    if following < len(scan.words) and scan.joined(following) and scan.words[following].lower() in _STRIKES:
        phrase.descriptor, phrase.is_complete, phrase.people = "aircraft", True, None
    elif scan.words[phrase.first].isupper() and phrase.first == phrase.last:
        phrase.first = phrase.last + 1


_AND = re.compile(r"\s*(?:,|/|&|,?\s*\band\b)\s*", re.IGNORECASE)


def _share_force(scan: Scan, before: list[_Phrase], phrase: _Phrase, table: ActorTable) -> None:
    """In "Rwandan and Mozambican troops" both nations have troops: a bare nation joined to a nation's force is one too."""
    if phrase.country is None or _group(phrase.descriptor, table) not in {"military", "police", "security"}:
        return
    begin = scan.starts[phrase.first]
    for nation in reversed(before):
        joined = scan.text[scan.ends[nation.last] : begin]
        if nation.country is None or nation.descriptor or nation.actors or not _AND.fullmatch(joined):
            return
        begin = scan.starts[nation.last]
        nation.first, nation.descriptor, nation.is_complete, nation.people = nation.last, phrase.descriptor, True, None


def _group(descriptor: str | None, table: ActorTable) -> str | None:
    row = table.descriptors.get(descriptor) if descriptor else None
    return row.group if row else None


def _phrases(run: list[Hit], table: ActorTable) -> Iterator[_Phrase]:
    current: _Phrase | None = None
    for position, hit in enumerate(run):
        entry = hit.entry
        follows = position + 1 < len(run)
        is_modifier = entry.is_modifier and (follows or not entry.descriptor)
        if current is not None and current.is_complete and not _continues(current, entry, is_modifier, table):
            yield current
            current = None
        if current is None:
            if entry.is_noun and not entry.actors and not (entry.descriptor or entry.people):
                current = _Phrase(hit.last + 1, hit.last, country=entry.demonym)
                continue
            current = _Phrase(hit.first, hit.last)
        if current.last < current.first:
            current.first = hit.first
        current.last = hit.last if not (is_modifier and not entry.actors) else current.last
        if entry.actors:
            current.actors, current.is_complete = entry.actors, True
            current.descriptor = entry.descriptor or current.descriptor
        elif is_modifier:
            current.last = hit.last
            continue
        elif entry.descriptor:
            if _group(entry.descriptor, table) != "member" or current.descriptor is None:
                current.descriptor = entry.descriptor
            current.is_complete = True
        elif entry.demonym:
            current.country = entry.demonym
            current.people = entry.people
            if entry.is_plural:
                current.descriptor, current.is_complete = "nationals", True
        elif entry.people:
            current.people = entry.people
    if current is not None:
        yield current


def _continues(current: _Phrase, entry: Entry, is_modifier: bool, table: ActorTable) -> bool:
    """Does a complete phrase go on with this entry? "army" + "soldiers", "Boko Haram" + "fighters"."""
    if entry.actors and not current.actors and _group(current.descriptor, table) in {"armed", "communal"}:
        return True
    if entry.actors or is_modifier or entry.demonym or entry.people or not entry.descriptor:
        return False
    group = _group(entry.descriptor, table)
    if current.descriptor is None or current.actors:
        return group in _JOINABLE or entry.descriptor in _FOLLOWERS
    before = _group(current.descriptor, table)
    return (
        group == before
        or group == "member"
        or before in {"people", "communal", "government"}
        or (group == "people" and before != "armed")
    )


def _extend_to_unknown_people(scan: Scan, phrase: _Phrase, before: list[_Phrase], table: ActorTable) -> None:
    """Takes a capitalised word that no row knows before "clansmen", "ethnic group", "militia" for a people's name."""
    group = _group(phrase.descriptor, table)
    if phrase.people or phrase.actors or phrase.country or scan.is_capitals or phrase.first == 0:
        return
    if not (
        (group == "communal" and phrase.descriptor != "herders")
        or scan.keys[phrase.last] in {"militia", "militias", "militiamen"}
    ):
        return
    floor = before[-1].last if before else -1
    first = phrase.first
    while first - 1 > floor and phrase.first - first < _LONGEST_PEOPLE and scan.joined(first) and _may_name(scan, first - 1):
        first -= 1
    if first < phrase.first:
        phrase.people = "people-" + "-".join(word.lower() for word in scan.words[first : phrase.first])
        phrase.first = first


def _may_name(scan: Scan, index: int) -> bool:
    word = scan.words[index]
    return word[0].isupper() and len(word) > 1 and word.lower() not in _NOT_A_PEOPLE and index not in scan.blocked


def _append_past_bracket(scan: Scan, name: _Phrase, acronym: _Phrase, tail: _Phrase, table: ActorTable) -> bool:
    """Joins "Long Name (LN) fighters" into one phrase that keeps the actors of both."""
    if not (name.actors and acronym.actors and tail.descriptor) or tail.actors or tail.people or name.descriptor:
        return False
    opening = scan.text[scan.ends[name.last] : scan.starts[acronym.first]]
    closing = scan.text[scan.ends[acronym.last] : scan.starts[tail.first]]
    if (opening, closing) not in {(" (", ") "), (" [", "] ")} or _group(tail.descriptor, table) not in _JOINABLE:
        return False
    name.last, name.descriptor, name.is_complete = tail.last, tail.descriptor, True
    name.actors = tuple(dict.fromkeys((*name.actors, *acronym.actors)))
    return True


def _append_of(scan: Scan, head: _Phrase, tail: _Phrase, table: ActorTable) -> bool:
    """Joins "members of the X", "fighters from X" into one phrase."""
    if not (head.descriptor and not head.actors and not head.people and (tail.actors or tail.people)):
        return False
    group = _group(head.descriptor, table)
    if not (group in _JOINABLE or head.descriptor in _FOLLOWERS) or tail.first - head.last > 4:
        return False
    between = scan.text[scan.ends[head.last] : scan.starts[tail.first]].strip().lower()
    if between not in _CONNECTORS:
        return False
    head.last, head.actors, head.people = tail.last, tail.actors, tail.people
    if group == "member":
        head.descriptor = tail.descriptor
    head.is_complete = True
    return True


def _stands(scan: Scan, phrase: _Phrase, table: ActorTable) -> bool:
    if phrase.last < phrase.first:
        return False
    if phrase.actors:
        return phrase.descriptor is not None or phrase.first < phrase.last or scan.words[phrase.last] not in _NEED_PEOPLE
    if _group(phrase.descriptor, table) == "member":
        return phrase.people is not None
    if phrase.descriptor is not None:
        return _group(phrase.descriptor, table) != "nobody"
    return phrase.people is not None and phrase.country is None and _is_bare_people(scan, phrase)


def _is_bare_people(scan: Scan, phrase: _Phrase) -> bool:
    """Does a people's name alone mean its people, and not the place of that name? "the Pokot", "Luos"; not "in Turkana"."""
    row = scan.table.peoples.get(phrase.people or "")
    word = scan.words[phrase.last]
    if row is not None and word.endswith("s") and not row.name.endswith("s"):
        return True
    before = scan.words[phrase.first - 1].lower() if phrase.first else ""
    is_opening = phrase.first == 0 or scan.text[max(0, scan.starts[phrase.first] - 3) : scan.starts[phrase.first]].rstrip()[
        -1:
    ] in {".", "!", "?"}
    after = scan.words[phrase.last + 1] if phrase.last + 1 < len(scan.words) else ""
    if not is_opening and before not in {"the", "between", "and", "by", "against"}:
        return False
    return after != "" and not after[0].isupper() and after.lower() not in _PLACE_WORDS


def _named(scan: Scan, phrase: _Phrase, part: TextPart, counted: tuple[list[int], list[int]], table: ActorTable) -> ActorName:
    starts, indexes = counted
    start, end = scan.starts[phrase.first], scan.ends[phrase.last]
    if scan.text[end : end + 1] == ")" and "(" in scan.text[start:end]:
        end += 1
    is_national = phrase.country is not None and _group(phrase.descriptor, table) not in {"communal", "people"}
    ids = phrase.actors or ((phrase.people,) if phrase.people and not is_national else ())
    return ActorName(
        part=part,
        start_char=start,
        end_char=end,
        quote=scan.text[start:end],
        sentence_index=indexes[max(bisect_right(starts, start) - 1, 0)] if indexes else 0,
        actor_ids=ids,
        descriptor=phrase.descriptor,
        country_hint=phrase.country or _state_hint(phrase.actors),
    )


def _state_hint(actors: tuple[str, ...]) -> str | None:
    if len(actors) == 1:
        force, _, country = actors[0].partition("-")
        if force in {"military", "police", "gendarmerie"} and len(country) == 2:
            return country.upper()
    return None


def _sentence_starts(part: TextPart, sentences: Sequence[Sentence]) -> tuple[list[int], list[int]]:
    own = [(sentence.start_char, index) for index, sentence in enumerate(sentences) if sentence.part == part]
    return [start for start, _ in own], [index for _, index in own]
