"""What of a mention is compared? Plain numbers and sets, made once, so that comparing two costs microseconds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from sys import intern
from typing import Any, Literal, NamedTuple

import msgspec

from schemas.codes import EventType, ModalityValue, SubEventType
from streams.lexicons.place_names import fold_name, transliteration_key
from streams.linking.identity import MentionKey
from streams.linking.slim import SlimFigure, SlimHeader, SlimMention, SlimPlace
from streams.linking.words import RARE, word_hash, word_weight

Family = Literal["violence", "crowd", "abduction", "development"]
ModalityClass = Literal["told", "announced", "failed", "negated"]

_FAMILY: dict[EventType, Family] = {
    "Battles": "violence",
    "Explosions/Remote violence": "violence",
    "Violence against civilians": "violence",
    "Protests": "crowd",
    "Riots": "crowd",
    "Strategic developments": "development",
}

_MODALITY: dict[ModalityValue, ModalityClass] = {
    "actual": "told",
    "denied": "told",
    "threatened": "announced",
    "planned": "announced",
    "hypothetical": "announced",
    "failed": "failed",
    "negated": "negated",
}

AREA_PRECISION = 4
"""UCDP where_prec from which a place is an area (a province, a country) and no point to measure from."""

WIDE_KM = 15.0
"""Radius of a town from which it is a city of a million, where a day sees more than one attack."""

SKETCH = 16
"""Rare words that stand for a text, the least by hash: two texts that share most names share some."""


def _sketch(words: dict[str, int]) -> tuple[int, ...]:
    return tuple(sorted(word_hash(word) for word, weight in words.items() if weight == RARE)[:SKETCH])


class Spot(NamedTuple):
    """A place that a name may mean."""

    country: str | None
    admin1: str | None
    lat_deg: float | None
    lon_deg: float | None


SURE = 0.9
"""Confidence from which a day is the event's own sentence's."""

SURE_PLACE = 0.5
"""Confidence from which a place is more likely right than not."""

OTHER_PLACES = 6
"""Rows of the gazetteer that a name is given the benefit of: enough for the Springfields that matter."""

HEADLINE_SALIENCE = 0.95

TITLE_LEAST = 10
"""Weight in hundredths of a common word of a title, which has few: police, shot, boy."""


class Where(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A mention's place, as far as it is compared. One object for all mentions of the same: two places are compared once."""

    country: str | None
    admin1: str | None
    place: str | None
    """Identity of the place: GeoNames number, else the name."""
    name: str | None
    """The name as printed, folded: two reports of one name may be resolved to two places."""
    lat_deg: float | None
    lon_deg: float | None
    radius_km: float
    is_area: bool
    is_wide: bool
    """A point that stands for much: a city of a million, or one that is called as its province is, and may be meant by it."""
    elsewhere: tuple[Spot, ...]
    """Where else the place's name may lie: the gazetteer's other rows of it, best first."""
    words: frozenset[str]
    """The words of the name, as the report and as the gazetteer writes it."""

    def __reduce__(self) -> tuple[object, ...]:
        return _one_where, tuple(getattr(self, name) for name in self.__struct_fields__)


_NOWHERE = Where(None, None, None, None, None, None, 0.0, True, False, (), frozenset())


@lru_cache(maxsize=50_000)
def _one_where(*facts: Any) -> Where:
    return Where(*facts)


@lru_cache(maxsize=20_000)
def _is_called_as_its_province(name: str, admin1: str | None) -> bool:
    """Is it "Homs" in Homs, "Deir ez-Zor" in Deir Ezzor?"""
    return admin1 is not None and transliteration_key(fold_name(name)) == transliteration_key(fold_name(admin1))


def _where(place: SlimPlace | None) -> Where:
    if place is None:
        return _NOWHERE
    return _one_where(
        place.country,
        place.admin1,
        str(place.geonameid) if place.geonameid is not None else f"{place.country}/{place.name}",
        place.raw.casefold() if place.raw else None,
        place.lat_deg,
        place.lon_deg,
        place.radius_km or 0.0,
        place.lat_deg is None or (place.where_prec or 1) >= AREA_PRECISION,
        (place.where_prec == 1 and (place.radius_km or 0.0) >= WIDE_KM) or _is_called_as_its_province(place.name, place.admin1),
        tuple(Spot(row.country, row.admin1, row.lat_deg, row.lon_deg) for row in place.candidates[:OTHER_PLACES]),
        _name_words(place.name, place.raw),
    )


class Features(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A mention as the predicate sees it. Days are ordinals; ``start`` is ``None`` where no text dates the event."""

    key: MentionKey
    start: int | None
    end: int | None
    is_day_inferred: bool
    """The day stands outside the event's own sentence."""
    is_place_inferred: bool
    """So does the place."""
    told: int
    """Day of publication, else of receipt."""
    where: Where
    sub_event: SubEventType
    event_type: EventType
    family: Family
    modality: ModalityClass
    is_future: bool
    side1: frozenset[str]
    """Named actors on actor1's side; a described one has its inter code in ``inter1``."""
    side2: frozenset[str]
    inter1: int | None
    inter2: int | None
    killed: tuple[int, int] | None
    injured: tuple[int, int] | None
    weapons: frozenset[str]
    targets: frozenset[str]
    words: dict[str, int]
    """Rare and less common words of the event's sentences with their weights, the place's own names left out."""
    rare: tuple[int, ...]
    """Hashes of the rare words that stand for the text, in order."""
    title: dict[str, int]
    """Words of the title with their weights, for the article's headline event; else empty."""
    said: frozenset[str]
    """All words of the event's sentences."""
    word_total: int
    """Sum of the weights in ``words``."""
    content: str
    """Hash of the article's folded text: two articles with the same are one text."""


def _set(members: set[str]) -> frozenset[str]:
    """The same object for equal sets: most are empty, or of one kind of weapon."""
    return _one_set(frozenset(members))


@lru_cache(maxsize=20_000)
def _one_set(members: frozenset[str]) -> frozenset[str]:
    return members


def features_of(key: MentionKey, header: SlimHeader, mention: SlimMention) -> Features:
    """What of this mention is compared?"""
    when, place = mention.occurred, mention.place
    told = (header.published_at or key.received_at).date().toordinal()
    principal1 = [actor for actor in mention.actors if actor.role == "actor1"]
    wording = tuple(map(intern, mention.wording))
    words = _words(wording, place, _outlet(header))
    start, end = when.start, when.end or when.start
    if start is not None and when.tense == "current" and start.toordinal() > told + 1:
        start = end = None  # a day after the report is misread
    principal2 = [actor for actor in mention.actors if actor.role == "actor2"]
    return Features(
        key=key,
        start=start.toordinal() if start else None,
        end=end.toordinal() if start and end else None,
        is_day_inferred=mention.confidence.time < SURE,
        is_place_inferred=mention.confidence.place < SURE_PLACE,
        told=told,
        where=_where(place),
        sub_event=mention.sub_event_type,
        event_type=mention.event_type,
        family=_family(mention),
        modality=_MODALITY[mention.modality.value],
        is_future=when.tense == "future",
        side1=_set({actor.actor_id for actor in principal1 if not actor.is_generic}),
        side2=_set({actor.actor_id for actor in principal2 if not actor.is_generic}),
        inter1=principal1[0].inter_code if principal1 else None,
        inter2=principal2[0].inter_code if principal2 else None,
        killed=_span(mention.fatalities) if mention.figure_scope == "event" else None,
        injured=_span(mention.injured),
        weapons=_set({filler.kind for filler in mention.weapons if filler.kind}),
        targets=_set({filler.kind or filler.raw.casefold() for filler in mention.targets}),
        words=words,
        rare=_sketch(words),
        title=_title_words(header.title, place) if mention.salience >= HEADLINE_SALIENCE else {},
        said=frozenset(wording),
        word_total=sum(words.values()),
        content=header.fingerprint.content_sha256 if header.fingerprint else header.text_sha256,
    )


def _family(mention: SlimMention) -> Family:
    """A development in which people die ("bodies found") is told of as the violence that it comes from."""
    if mention.sub_event_type.startswith("Abduction"):
        return "abduction"
    if mention.sub_event_type == "Other" and (mention.fatalities.acled_value > 0):
        return "violence"
    return _FAMILY[mention.event_type]


_TITLE_TAIL = re.compile(r"\s+(?:[-|–—:]|::)\s+[^-|–—]{3,60}$")
"""The site's name behind a title."""
_TOKEN = re.compile(r"\d+-year-old|[^\W_]+(?:'[^\W_]+)?")


def _title_words(title: str | None, place: SlimPlace | None) -> dict[str, int]:
    own = _name_words(place.name, place.raw, place.admin1, place.admin2) if place else frozenset()
    words = {word.removesuffix("'s") for word in _TOKEN.findall(_TITLE_TAIL.sub("", title or "").casefold())}
    return {w: max(weight, TITLE_LEAST) for w in sorted(words - own) if len(w) > 2 and (weight := word_weight(w)) > 0}


def _span(figure: SlimFigure | None) -> tuple[int, int] | None:
    """The least and greatest number; ``None`` where nobody counts."""
    if figure is None:
        return None
    known = [n for n in (figure.low, figure.best, figure.high) if n is not None]
    return (min(known), max(known)) if known else None


_HOST = re.compile(r"//([^/]+)")


def _outlet(header: SlimHeader) -> set[str]:
    """The words by which the article names its outlet and its writer."""
    publisher = header.publisher
    tail = _TITLE_TAIL.search(header.title or "")
    named = (publisher and publisher.name, header.originator, header.byline, tail and tail[0])
    hosts = " ".join(_HOST.findall(header.url or ""))
    return {word for text in (*named, hosts) if text for word in _words_of(text)}


@lru_cache(maxsize=10_000)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _words(wording: Iterable[str], place: SlimPlace | None, outlet: set[str]) -> dict[str, int]:
    """The place is compared by itself; its name again among the words would count twice. The outlet's tells nothing."""
    own = outlet | (_name_words(place.name, place.raw, place.admin1, place.admin2) if place else frozenset())
    return {word: weight for word in wording if word not in own and (weight := word_weight(word)) > 0}


@lru_cache(maxsize=50_000)
def _name_words(*names: str | None) -> frozenset[str]:
    return frozenset({word for name in names for word in (name or "").casefold().replace("-", " ").split() if len(word) > 2})
