"""The evidence for a place name: the weights, a hit with its score, and what names in one text lend each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from streams.lexicons.gazetteer import Known, PlaceRecord
from streams.lexicons.place_cues import cues

Use = Literal["place", "dateline", "government", "demonym", "organisation", "person", "newspaper"]

WEIGHTS = {
    "country": 3.0,
    "province": 1.4,
    "large": 1.3,  # over 200,000 people
    "middle": 0.9,  # over 15,000
    "small": 0.3,
    "capital": 0.5,
    "several words": 1.2,
    "other name only": -0.6,
    "English word": -4.5,
    "first name": -1.2,
    "surname": -0.9,
    "preposition": 1.7,
    "weak preposition": 0.9,
    "kind before": 2.6,
    "kind after": 1.5,
    "contained": 2.6,  # "Azaz, Aleppo province"
    "contains": 1.0,
    "list": 0.9,  # beside a sure place, with a comma or "and"
    "sure elsewhere": 1.4,
    "only there": 0.8,  # a name of one country alone, which the article names
    "dateline": 2.0,
    "heading": 1.8,  # "Nikopol: two people killed"
    "public body": 0.4,  # "Alexandria Police Department"
    "person before": -5.0,
    "title before": -3.0,
    "name goes on": -1.7,
    "name began before": -1.8,
    "newspaper": -4.0,
    "organisation": -0.6,
    "person elsewhere": -2.2,
    "says": -0.8,
    "opens the sentence": -0.4,
    "all capitals": -0.7,
    "short": -0.8,
}
"""What speaks for a place name and against it; development: local and conflict news, precision and recall balanced."""

ACCEPT = 1.0

KINDS = cues("town_kind") | cues("area_kind")
"""Folded words for the kind of a place: village, province."""

_KIND = rf"(?:\s+(?i:{'|'.join(sorted(map(re.escape, KINDS)))}))?"
"""The word for a place's kind, between its name and what it lies in: "Gora village, Borno state"."""
_GAP_COMMA = re.compile(rf"^['’]?{_KIND},\s*(?:in\s+|and\s+|or\s+|near\s+)?(?:the\s+)?$")
_GAP_IN = re.compile(
    rf"^(?:{_KIND}(?=\s*\()|(?:\s+border)?\s+[a-z]+(?=\s+(?:in|of)\s))?\s*(?:\(|,?\s*(?:in|of)\s+(?:the\s+)?"
    r"(?:[a-z-]+ern\s+|central\s+|north\s+|south\s+|east\s+|west\s+)?(?:[a-z]+\s+(?:of\s+)?)?)$"
)
_GAP_SIDE = re.compile(
    rf"^{_KIND}\s*[,-]?\s*(?:in\s+)?(?:the\s+)?(?:(?:(?:north|south|east|west)-?(?:east|west)?(?:ern)?|central|rural)\s+"
    r"|[NSEW]{1,2}\.?\s+)(?:(?:countryside|suburbs?|part|side)\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
"""Between a town and the side of the province that it lies on: "Kafr Nabl, S. Idlib", "Tabqa city, western Raqqa"."""
_GAP_DASH = re.compile(rf"^{_KIND}\s+[-–—]\s+$")
"""The same with a dash: "Mayadin city - Deir Ezzor countryside"."""
_GAP_POSSESSIVE = re.compile(r"^['’]s?\s+(?:[a-z-]+\s+){0,3}$")
_GAP_AND = re.compile(r"^,?\s+(?:and|or|as\s+well\s+as)\s+(?:the\s+)?$")
_GAP_LIST = re.compile(r"^(?:\s+(?:and|or|to)\s+|,\s*(?:and\s+|or\s+)?(?:the\s+)?|\s*[/–—-]+\s*)$")


@dataclass(slots=True)
class Word:
    """One word of a sentence, as printed and folded."""

    start: int
    end: int
    text: str
    folded: str
    is_capital: bool
    is_upper: bool


@dataclass(slots=True)
class Hit:
    """A name that may be a place's, with what speaks for it."""

    first: int
    size: int
    key: str
    known: Known | None
    start: int
    end: int
    use: Use = "place"
    kind: str = ""
    """Folded word for the kind of place beside it: village, province."""
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    within: int | None = None
    records: tuple[PlaceRecord, ...] = ()

    def add(self, reason: str) -> None:
        """Counts a reason of the table."""
        self.score += WEIGHTS[reason]
        self.reasons.append(reason)


def _can_contain(hit: Hit) -> bool:
    known = hit.known
    return known is not None and (known.is_country or known.is_province or bool({"ADM1", "ADM2", "RGN"} & known.features))


_LONG = 4
"""Letters from which a name in capitals is no acronym."""


def find_datelines(text: str, hits: list[Hit]) -> None:
    """Which names say where the story was written? Those in capitals in a sentence that is not: "MOSCOW (Sputnik)"."""
    for hit in hits:
        name = text[hit.start : hit.end]
        if hit.use == "place" and name.isupper() and len(name) - name.count(".") >= _LONG:
            hit.use = "dateline"


def _listed(text: str, hits: list[Hit]) -> frozenset[int]:
    """Which names stand in a list with "and" ("Gao, Menaka and Ansongo")? Its commas part towns."""
    found: set[int] = set()
    begin = 0
    for number in range(1, len(hits)):
        gap = text[hits[number - 1].end : hits[number].start]
        if _GAP_AND.match(gap):
            found.update(range(begin, number + 1))
        elif not _GAP_COMMA.match(gap):
            begin = number
    return frozenset(found)


def contain(text: str, hits: list[Hit]) -> None:
    """Which name stands inside which? "Azaz, Aleppo province", "Azaz in Syria", "Nigeria's Borno state"; lists of names."""
    listed = _listed(text, hits)
    for number in range(len(hits) - 1):
        one, two = hits[number], hits[number + 1]
        gap = text[one.end : two.start]
        if len(gap) > 40:
            continue
        is_inside = (
            _GAP_IN.match(gap)
            or _GAP_SIDE.match(gap)
            or (two.kind and _GAP_DASH.match(gap))
            or (_GAP_COMMA.match(gap) and (two.kind or number + 1 not in listed))
        )
        if is_inside and (_can_contain(two) or (one.known is None and two.known)):
            if one.use in ("place", "person") and two.use in ("place", "government"):
                one.within = number + 1
                if "name began before" not in one.reasons:
                    one.add("contained")
                two.add("contains")
                if one.use == "person" and "person before" not in one.reasons:
                    one.use = "place"
        elif _can_contain(one) and _GAP_POSSESSIVE.match(gap) and one.known and two.known:
            two.within = number
            two.add("contained")
        if _GAP_LIST.match(gap):
            if one.score >= ACCEPT and two.known and two.use == "place":
                two.add("list")
            elif two.score >= ACCEPT and one.known and one.use == "place":
                one.add("list")


_AGAINST = frozenset(("English word", "first name", "surname", "title before", "person before", "country", "name began before"))
_SURE = frozenset(("preposition", "contained", "kind before", "country", "dateline", "heading"))


def lend(hits: list[Hit]) -> None:
    """Which names were sure once? Their other occurrences gain; those of people lose."""
    sure: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for hit in hits:
        if hit.use == "person" or "title before" in hit.reasons:
            people[hit.key] += 1
        elif hit.score >= ACCEPT + 1.0 and _SURE & set(hit.reasons):
            sure[hit.key] += 1
    countries = {
        record.country
        for hit in hits
        if hit.use == "demonym" or (hit.known and hit.known.is_country) or ("kind before" in hit.reasons and hit.known)
        for record in hit.records[:1]
    } - cues("one_spelling")
    for hit in hits:
        if hit.use in ("demonym", "newspaper", "person"):
            continue
        if hit.known and len(hit.known.countries) == 1 and hit.known.countries <= countries and not _AGAINST & set(hit.reasons):
            hit.add("only there")
        if people[hit.key] > sure[hit.key]:
            hit.add("person elsewhere")
        elif sure[hit.key] and hit.score < ACCEPT + 1.0:
            hit.add("sure elsewhere")


def is_shouted(text: str) -> bool:
    """Is the whole article in upper case?"""
    letters = [mark for mark in text[:2000] if mark.isalpha()]
    return len(letters) > 20 and sum(mark.isupper() for mark in letters) / len(letters) > 0.8
