"""Which mentions are worth comparing? An index by day and cell, day and area, and rare words: the cost of a mention does not
grow with the window."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from math import floor

from streams.linking.features import Features, Where
from streams.linking.identity import MentionKey
from streams.linking.predicate import SAME_EVENT, hopeful, is_place_possible, score
from streams.linking.words import word_hash

CELL_DEG = 0.5
"""Edge of a cell: 55 km of latitude. With its eight neighbours it covers every pair that the predicate lets pass up to 80
degrees of latitude, except between areas, which are found by name."""

UNDATED_DAYS = 7
"""How far around its publication an undated report is looked for by place; beyond, only rare words find it."""

TOLD_DAYS = 2
"""Days of publication around which reports on the very same place are compared whatever day they give the event."""

LONG_DAYS = 45
"""A period longer than this ("in 2015") is looked for by place instead of by day."""

PAIRED = 6
"""Rare words that are looked for in pairs over weeks: two texts that share most names share two of them. Each of the others
counts by itself, on the days of the event and at its place."""

FEW_DAYS = 2

WORD_DAYS = 16
"""Days of publication in one bucket of the word index; the one before and the one after are looked at too."""

_Shelf = dict[Hashable, set[Features]]


class _Shelves:
    """What is filed at one place: by day, by the day that it was told, or whatever the day. ``None`` where nothing is."""

    __slots__ = ("always", "dated", "loose", "told", "undated")

    def __init__(self) -> None:
        self.always: _Shelf | None = None
        self.dated: _Shelf | None = None
        self.loose: _Shelf | None = None
        self.told: _Shelf | None = None
        self.undated: _Shelf | None = None


class CandidateIndex:
    """Which mentions might be the same event as this one?

    By place there are shelves of a kind (dated, undated, whatever the day) with a slot a day, for each point and each area; the
    points around a mention are found by cell and by name, and each is compared once with its place for all that is filed there.
    By rare words there is one slot a word and day.
    """

    def __init__(self) -> None:
        self._of: dict[MentionKey, Features] = {}
        self._places: dict[Hashable, _Shelves] = {}
        self._points: dict[Hashable, set[Where]] = {}
        """Points at which something is filed, by cell and by name."""
        self._words: dict[int, Features | list[Features]] = {}
        """Most slots hold a single mention, which then stands there itself."""

    def add(self, features: Features) -> None:
        """Takes a mention in."""
        self._of[features.key] = features
        places = self._places
        for spot, kind, slots in _homes(features):
            shelves = places.get(spot)
            if shelves is None:
                shelves = places[spot] = _Shelves()
                if isinstance(spot, Where):
                    for where in _known_by(spot):
                        self._points.setdefault(where, set()).add(spot)
            shelf: _Shelf | None = getattr(shelves, kind)
            if shelf is None:
                shelf = {}
                setattr(shelves, kind, shelf)
            for slot in slots:
                if slot in shelf:
                    shelf[slot].add(features)
                else:
                    shelf[slot] = {features}
        words = self._words
        for number in _word_homes(features):
            found = words.setdefault(number, features)
            if found is not features:
                if isinstance(found, list):
                    found.append(features)
                else:
                    words[number] = [found, features]

    def remove(self, key: MentionKey) -> None:
        """Drops a mention."""
        features = self._of.pop(key, None)
        if features is None:
            return
        for spot, kind, slots in _homes(features):
            shelves = self._places[spot]
            shelf: _Shelf = getattr(shelves, kind)
            for slot in slots:
                shelf[slot].discard(features)
                if not shelf[slot]:
                    del shelf[slot]
            if not shelf:
                setattr(shelves, kind, None)
                if all(getattr(shelves, other) is None for other in _Shelves.__slots__):
                    del self._places[spot]
                    if isinstance(spot, Where):
                        self._leave(spot)
        for number in _word_homes(features):
            found = self._words.get(number)
            if isinstance(found, list):
                found.remove(features)
                if len(found) == 1:
                    self._words[number] = found[0]
            elif found is features:
                del self._words[number]

    def features(self, key: MentionKey) -> Features | None:
        """What of this mention is compared?"""
        return self._of.get(key)

    def _leave(self, point: Where) -> None:
        for where in _known_by(point):
            self._points[where].discard(point)
            if not self._points[where]:
                del self._points[where]

    def neighbours(self, features: Features) -> dict[MentionKey, int]:
        """Which mentions pass the predicate with this one, at how many points?"""
        passed: dict[MentionKey, int] = {}
        for other in self._near(features):
            points = score(features, other)
            if points is not None and points >= SAME_EVENT:
                passed[other.key] = points
        return passed

    def _near(self, features: Features) -> set[Features]:
        """Those of places that go with its own, and of the others those that `hopeful` leaves."""
        near: set[Features] = set()
        apart: set[Features] = set()
        mixed: set[Features] = set()
        places, own = self._places, features.where
        wanted = _searched_kinds(features)
        around: set[Where] = set()
        for where in _around_point(own):
            if where in self._points:
                around |= self._points[where]
        for spot in (*around, *_looked_at(own)):
            shelves = places.get(spot)
            if shelves is None:
                continue
            found = (near if is_place_possible(features, spot) else apart) if isinstance(spot, Where) else mixed
            for kind, slots in wanted:
                shelf: _Shelf | None = getattr(shelves, kind)
                if shelf is not None:
                    for slot in slots:
                        if slot in shelf:
                            found |= shelf[slot]
        mixed |= self._told_near(features)
        mixed |= self._of_its_words(features)
        for other in mixed - near - apart:
            (near if is_place_possible(features, other.where) else apart).add(other)
        near.update(hopeful(features, apart))
        near.discard(features)
        return near

    def _told_near(self, features: Features) -> set[Features]:
        """Those of the very same place, told in the same days."""
        shelves = self._places.get(("told", features.where.place)) if features.where.place is not None else None
        shelf = (shelves and shelves.told) or {}
        return {found for slot in _around(features.told, TOLD_DAYS) if slot in shelf for found in shelf[slot]}

    def _of_its_words(self, features: Features) -> set[Features]:
        """Those that share a rare word at a place or in a day, or two within weeks."""
        words, near = self._words, set()
        for number in _word_searches(features):
            found = words.get(number)
            if found is not None:
                if isinstance(found, list):
                    near.update(found)
                else:
                    near.add(found)
        return near


def _is_loose(features: Features) -> bool:
    """Is it looked for by place whatever the day? Background, and periods too long to file by day; with a place."""
    is_long = features.start is not None and features.end is not None and features.end - features.start > LONG_DAYS
    return (features.key.is_background or is_long) and _has_place(features)


def _has_place(features: Features) -> bool:
    return features.where.country is not None and (not features.where.is_area or features.where.admin1 is not None)


def _cell(where: Where) -> tuple[int, int]:
    assert where.lat_deg is not None and where.lon_deg is not None
    return floor(where.lat_deg / CELL_DEG), floor(where.lon_deg / CELL_DEG)


# Where a mention is filed and where it looks mirror each other: one finds another exactly where the other finds it. Else an
# edge of the graph would depend on which of the two came first.


@lru_cache(maxsize=50_000)
def _filed(where: Where) -> tuple[Hashable, ...]:
    """Under which places is it filed? Its point or the area it names; what lies in an area or a country is filed there too."""
    country, admin1 = where.country, where.admin1
    spots: list[Hashable] = [("area", country, admin1) if where.is_area else where]
    if country is not None:
        spots.append(("country", country))
        if admin1 is not None and not where.is_area:
            spots.append(("in", country, admin1))
        if where.name and where.is_area:
            spots.append(("name", where.name))
    return tuple(spots)


@lru_cache(maxsize=50_000)
def _known_by(point: Where) -> tuple[Hashable, ...]:
    """Under which cell and name is a point found?"""
    cell = ("cell", *_cell(point))
    return (cell, ("name", point.name)) if point.country is not None and point.name else (cell,)


@lru_cache(maxsize=50_000)
def _around_point(where: Where) -> tuple[Hashable, ...]:
    """Under which cells and name are the points around it? Nine cells."""
    spots: list[Hashable] = []
    if not where.is_area:
        row, column = _cell(where)
        around = round(360 / CELL_DEG)
        spots.extend(
            ("cell", row + north, (column + east + around // 2) % around - around // 2)
            for north in (-1, 0, 1)
            for east in (-1, 0, 1)
        )
    if where.country is not None and where.name:
        spots.append(("name", where.name))
    return tuple(spots)


@lru_cache(maxsize=50_000)
def _looked_at(where: Where) -> tuple[Hashable, ...]:
    """Under which areas does it look? Those around it and of its name; an area looks at what lies in it."""
    country, admin1 = where.country, where.admin1
    spots: list[Hashable] = [("area", country, None)]
    if admin1 is not None:
        spots.append(("area", country, admin1))
    if where.is_area and admin1 is not None:
        spots.append(("in", country, admin1))
    elif where.is_area and country is not None:
        spots.append(("country", country))
    if country is not None and where.name:
        spots.append(("name", where.name))
    return tuple(spots)


def _homes(features: Features) -> Iterator[tuple[Hashable, str, Iterable[Hashable]]]:
    spots = _filed(features.where)
    if features.start is None or features.end is None:
        for spot in spots:
            yield spot, "undated", _around(features.told)
    elif features.end - features.start <= LONG_DAYS:
        for spot in spots:
            yield spot, "dated", range(features.start, features.end + 1)
    if features.where.place is not None:
        yield ("told", features.where.place), "told", _around(features.told)
    if _has_place(features):
        kind = (features.sub_event,)
        is_loose = _is_loose(features)
        for spot in spots:
            yield spot, "always", kind
            if is_loose:
                yield spot, "loose", kind


def _searched_kinds(features: Features) -> list[tuple[str, Iterable[Hashable]]]:
    """Which kinds of shelf does it look at, at each place?"""
    wanted: list[tuple[str, Iterable[Hashable]]] = []
    if features.start is None or features.end is None:
        wanted.append(("dated", range(features.told - UNDATED_DAYS, features.told + 2)))
        wanted.append(("undated", _around(features.told, UNDATED_DAYS)))
    elif features.end - features.start <= LONG_DAYS:
        wanted.append(("dated", range(features.start - 1, features.end + 2)))
        wanted.append(("undated", range(features.start - 1, features.end + UNDATED_DAYS + 1)))
    if _has_place(features):
        wanted.append(("always" if _is_loose(features) else "loose", (features.sub_event,)))
    return wanted


def _around(number: int, slack: int = 0) -> range:
    return range(number - slack, number + slack + 1)


def _few_days(features: Features) -> range:
    """The days of an event that are few enough to look for a single word on; else the day it was told."""
    if features.start is None or features.end is None or features.end - features.start > FEW_DAYS:
        return range(features.told, features.told + 1)
    return range(features.start, features.end + 1)


# A slot of the word index is a number: the hashes of what it is for, mixed. Two that fall on one number by chance are compared
# in vain, whichever of them came first.

_MIX = 0x9E3779B97F4A7C15
_BITS = (1 << 61) - 1


def _word_homes(features: Features) -> list[int]:
    days = _few_days(features)
    bucket = features.told // WORD_DAYS
    return [*_at_place(features), *_on_days(features, days), *(pair + bucket for pair in _pairs(features))]


def _word_searches(features: Features) -> list[int]:
    days = _few_days(features)
    days = range(days.start - 1, days.stop + 1)
    bucket = features.told // WORD_DAYS
    buckets = (bucket - 1, bucket, bucket + 1)
    return [*_at_place(features), *_on_days(features, days), *(pair + near for pair in _pairs(features) for near in buckets)]


def _at_place(features: Features) -> Iterable[int]:
    if features.where.place is None:
        return ()
    place = word_hash(features.where.place) >> 1
    return [word ^ place for word in features.rare]


def _on_days(features: Features, days: range) -> list[int]:
    return [word ^ (day * _MIX & _BITS) for day in days for word in features.rare]


def _pairs(features: Features) -> list[int]:
    return [one * _MIX + other & _BITS for one, other in combinations(features.rare[:PAIRED], 2)]
