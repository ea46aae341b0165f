"""Which mentions are worth comparing? An index by day and cell, day and area, and rare words: the cost of a mention does not
grow with the window."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator
from functools import lru_cache
from itertools import combinations
from math import floor

from streams.linking.features import RARE, Features
from streams.linking.identity import MentionKey
from streams.linking.predicate import SAME_EVENT, score

CELL_DEG = 0.5
"""Edge of a cell: 55 km of latitude. With its eight neighbours it covers every pair that the predicate lets pass up to 80
degrees of latitude, except between areas, which are found by name."""

UNDATED_DAYS = 7
"""How far around its publication an undated report is looked for by place; beyond, only rare words find it."""

TOLD_DAYS = 2
"""Days of publication around which reports on the very same place are compared whatever day they give the event."""

LONG_DAYS = 45
"""A period longer than this ("in 2015") is looked for by place instead of by day."""

SKETCH = 16
"""Rare words that stand for a text, the least by hash: each by itself among reports of one day, and pairs of the first five
over weeks. Two texts that share most names share some."""

PAIRED = 6

FEW_DAYS = 2

WORD_DAYS = 16
"""Days of publication in one bucket of the word index; the one before and the one after are looked at too."""


class CandidateIndex:
    """Which mentions might be the same event as this one?

    In two steps, shelf and slot: most shelves that a mention looks at hold nothing, and one look tells so for all days.
    """

    def __init__(self) -> None:
        self._of: dict[MentionKey, Features] = {}
        self._at: dict[Hashable, dict[int, set[MentionKey]]] = {}

    def add(self, features: Features) -> None:
        """Takes a mention in."""
        self._of[features.key] = features
        for shelf, slots in _homes(features):
            filed = self._at.setdefault(shelf, {})
            for slot in slots:
                filed.setdefault(slot, set()).add(features.key)

    def remove(self, key: MentionKey) -> None:
        """Drops a mention."""
        features = self._of.pop(key, None)
        if features is None:
            return
        for shelf, slots in _homes(features):
            filed = self._at.get(shelf, {})
            for slot in slots:
                found = filed.get(slot)
                if found is not None:
                    found.discard(key)
                    if not found:
                        del filed[slot]
            if not filed:
                self._at.pop(shelf, None)

    def features(self, key: MentionKey) -> Features | None:
        """What of this mention is compared?"""
        return self._of.get(key)

    def neighbours(self, features: Features) -> dict[MentionKey, int]:
        """Which mentions pass the predicate with this one, at how many points?"""
        near: set[MentionKey] = set()
        for shelf, slots in _searches(features):
            filed = self._at.get(shelf)
            if filed:
                for slot in slots:
                    if slot in filed:
                        near |= filed[slot]
        near.discard(features.key)
        passed: dict[MentionKey, int] = {}
        for key in near:
            points = score(features, self._of[key])
            if points is not None and points >= SAME_EVENT:
                passed[key] = points
        return passed


def _is_loose(features: Features) -> bool:
    """Is it looked for by place whatever the day? Background, and periods too long to file by day; with a place."""
    is_long = features.start is not None and features.end is not None and features.end - features.start > LONG_DAYS
    return (features.key.is_background or is_long) and _has_place(features)


def _has_place(features: Features) -> bool:
    return features.country is not None and (not features.is_area or features.admin1 is not None)


def _cell(features: Features) -> tuple[int, int]:
    assert features.lat_deg is not None and features.lon_deg is not None
    return floor(features.lat_deg / CELL_DEG), floor(features.lon_deg / CELL_DEG)


# Where a mention is filed and where it looks mirror each other: one finds another exactly where the other finds it. Else an
# edge of the graph would depend on which of the two came first.


def _filed(features: Features) -> tuple[Hashable, ...]:
    """Under which places is it filed? Its cell or the area it names; what lies in an area or a country is filed there too."""
    country, admin1 = features.country, features.admin1
    spots: list[Hashable] = [("area", country, admin1) if features.is_area else ("cell", *_cell(features))]
    if country is not None:
        spots.append(("country", country))
        if admin1 is not None and not features.is_area:
            spots.append(("in", country, admin1))
        if features.place_name:
            spots.append(("name", features.place_name))
    return tuple(spots)


def _looked_at(features: Features) -> tuple[Hashable, ...]:
    """Under which places does it look? Nine cells and the areas around them; an area looks at what lies in it."""
    country, admin1 = features.country, features.admin1
    spots: list[Hashable] = [("area", country, None)]
    if admin1 is not None:
        spots.append(("area", country, admin1))
    if not features.is_area:
        row, column = _cell(features)
        around = round(360 / CELL_DEG)
        spots.extend(
            ("cell", row + north, (column + east + around // 2) % around - around // 2)
            for north in (-1, 0, 1)
            for east in (-1, 0, 1)
        )
    elif admin1 is not None:
        spots.append(("in", country, admin1))
    elif country is not None:
        spots.append(("country", country))
    if country is not None and features.place_name:
        spots.append(("name", features.place_name))
    return tuple(spots)


_ALWAYS = range(1)
"""The slot of shelves that no day divides."""


def _homes(features: Features) -> Iterator[tuple[Hashable, range]]:
    spots = _filed(features)
    if features.start is None or features.end is None:
        for spot in spots:
            yield ("undated", spot), _around(features.told)
    elif features.end - features.start <= LONG_DAYS:
        for spot in spots:
            yield ("day", spot), range(features.start, features.end + 1)
    rare = _sketch(features)
    if features.place is not None:
        yield ("told", features.place), _around(features.told)
        for word in rare:
            yield ("at", features.place, word), _ALWAYS
    if _has_place(features):
        is_loose = _is_loose(features)
        for spot in spots:
            yield ("spot", spot, features.sub_event), _ALWAYS
            if is_loose:
                yield ("loose", spot, features.sub_event), _ALWAYS
    days = _few_days(features)
    for word in rare:
        yield ("word", word), days
    for pair in _pairs(rare):
        yield pair, _around(features.told // WORD_DAYS)


def _around(number: int, slack: int = 0) -> range:
    return range(number - slack, number + slack + 1)


def _few_days(features: Features) -> range:
    """The days of an event that are few enough to look for a single word on; else the day it was told."""
    if features.start is None or features.end is None or features.end - features.start > FEW_DAYS:
        return range(features.told, features.told + 1)
    return range(features.start, features.end + 1)


def _searches(features: Features) -> Iterator[tuple[Hashable, range]]:
    spots = _looked_at(features)
    if features.start is None or features.end is None:
        dated = range(features.told - UNDATED_DAYS, features.told + 2)
        undated = _around(features.told, UNDATED_DAYS)
    elif features.end - features.start <= LONG_DAYS:
        dated = range(features.start - 1, features.end + 2)
        undated = range(features.start - 1, features.end + UNDATED_DAYS + 1)
    else:
        dated = undated = range(0)
    if dated:
        for spot in spots:
            yield ("day", spot), dated
            yield ("undated", spot), undated
    rare = _sketch(features)
    if features.place is not None:
        yield ("told", features.place), _around(features.told, TOLD_DAYS)
        for word in rare:
            yield ("at", features.place, word), _ALWAYS
    if _has_place(features):
        kind = "spot" if _is_loose(features) else "loose"
        for spot in spots:
            yield (kind, spot, features.sub_event), _ALWAYS
    days = _few_days(features)
    for word in rare:
        yield ("word", word), range(days.start - 1, days.stop + 1)
    for pair in _pairs(rare):
        yield pair, _around(features.told // WORD_DAYS, 1)


def _pairs(rare: list[str]) -> Iterator[Hashable]:
    return (("words", min(pair), max(pair)) for pair in combinations(rare[:PAIRED], 2))


@lru_cache(maxsize=100_000)
def _order(word: str) -> bytes:
    return hashlib.blake2b(word.encode(), digest_size=8).digest()


def _sketch(features: Features) -> list[str]:
    return sorted((word for word, weight in features.words.items() if weight == RARE), key=_order)[:SKETCH]
