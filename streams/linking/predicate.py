"""May two reports be of one event? One table of weighted features, symmetric, in whole points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from streams.linking.features import TITLE_LEAST, Features, Where

SAME_EVENT = 180
"""Points from which two reports may tell of one event. Higher splits events, lower merges neighbours."""

DAY_SLACK = 1
"""Days that two dated reports may differ: an event at night, a report from another time zone."""

WEEK = 7
"""Days by which a weekday is misread."""

FOLLOW_UP = 45
"""Days after an event up to which a report that gives it no day of its own may be a follow-up."""

NEAR_KM = 15.0
"""Distance in km beyond both radiuses up to which two points are one place: how far gazetteers differ on a town's centre."""


UNLESS_NAMED = -1000
"""Added to the points of a row that doubts the pair unless both name the same people and streets: days and towns are misread,
names that two reports share by chance are rare."""

TELLING = 40
"""Weight in hundredths from which a word of a title tells one event from another of its kind."""

SHARED_NAMES = 200
"""Weight of shared words, in hundredths of a rare word, that outweighs one doubt: a full name. Lower lets
towns with one outlet's stock phrases run together, higher parts a follow-up from the deed."""

NAMED_ALIKE = 600
"""The same, from which another toll is rather a misreading than another event: it counts half."""


_DEEDS = frozenset({"shoot", "shooting", "stabbing", "stab", "bombing", "murder", "homicide", "killing", "kidnapping"})
"""What an arrest is told to be for: a report of the deed says the same word."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A row: what is compared, and who counts its points. ``points`` answers ``None`` where the pair can not be one event, and
    counts from UNLESS_NAMED where it can be one only if the wording says so."""

    name: str
    points: Callable[[Features, Features], int | None]


@dataclass(frozen=True, slots=True)
class Reason:
    """How many points did one feature give?"""

    feature: str
    points: int


# --- what rules a pair out


def _status(a: Features, b: Features) -> int | None:
    """A fact and a threat are two things; a denial is about the fact."""
    return 0 if a.modality == b.modality and a.is_future == b.is_future else None


def _family(a: Features, b: Features) -> int | None:
    """The type: the same sub-event, the same type, or at least the same family. An arrest is told of with the deed."""
    if a.sub_event == b.sub_event:
        return 40
    if a.event_type == b.event_type:
        return 20 if a.family == b.family and a.family != "development" else None
    if a.family == b.family:
        return 20
    mixed = {a.family, b.family}
    if "violence" in mixed and "Arrests" in (a.sub_event, b.sub_event):
        return -30 if a.weapons & b.weapons or _DEEDS & a.said & b.said else UNLESS_NAMED - 30
    return 0 if mixed == {"violence", "crowd"} else -30 if mixed == {"violence", "abduction"} else None


def _day(a: Features, b: Features) -> int | None:
    """The day: the same, the next, within one's wider period; where one has none, by the day it was told."""
    if a.start is not None and a.end is not None and b.start is not None and b.end is not None:
        gap = max(a.start, b.start) - min(a.end, b.end)
        if gap > DAY_SLACK:
            later = a if a.start > b.end else b
            if gap <= WEEK:
                return UNLESS_NAMED - (20 if later.is_day_inferred else 60)
            return UNLESS_NAMED - (50 if later.is_day_inferred else 100) if gap <= FOLLOW_UP else None
        widest = max(a.end - a.start, b.end - b.start)
        if widest > 2:
            return 40 if widest < 11 else 10
        return 100 if gap <= 0 else 30
    if a.start is None and b.start is None:
        points = _by_gap(abs(a.told - b.told))
        return points if points is None or points < 0 else points // 2
    dated, other = (a, b) if a.start is not None else (b, a)
    assert dated.start is not None and dated.end is not None
    if dated.start > other.told + DAY_SLACK:  # told before it happened: the day is a follow-up's, or misread
        return UNLESS_NAMED - 60 if dated.start - other.told <= FOLLOW_UP else None
    return _by_gap(max(0, other.told - dated.end))


def _by_gap(days: int) -> int | None:
    if days > FOLLOW_UP:
        return None
    return 40 if days <= 1 else 20 if days <= 3 else 0 if days <= WEEK else UNLESS_NAMED - 30


def _place(a: Features, b: Features) -> int:
    """The place: the same, near by, a town and its province. Two towns apart are one event only where a report names the
    other's town too, or both name the same people."""
    points = _between(a.where, b.where)
    if points is not None:
        return points
    if not a.where.words.isdisjoint(b.said) or not b.where.words.isdisjoint(a.said):
        return 0
    return UNLESS_NAMED - (20 if a.is_place_inferred or b.is_place_inferred else 60)


@lru_cache(maxsize=100_000)
def _between(a: Where, b: Where) -> int | None:
    """How many points do the two places give by themselves? ``None`` for two towns apart."""
    if a.country is None or b.country is None:
        return -20
    may_be = _may_be(a, b) or _may_be(b, a)
    if a.country != b.country:
        return 0 if may_be else UNLESS_NAMED - 60
    if not a.is_area and not b.is_area:
        if a.place == b.place:
            return 40 if a.is_wide or b.is_wide else 110
        beyond = distance_km(a, b) - (a.radius_km + b.radius_km)
        if a.is_wide and b.is_wide and beyond <= 0:
            return 40
        return 70 if beyond <= 0 else 40 if beyond <= NEAR_KM else 20 if may_be else None
    if a.admin1 and b.admin1:
        return 40 if a.admin1 == b.admin1 else 20 if may_be else None
    return 0


def _may_be(a: Where, b: Where) -> bool:
    """May the name of a mean b?"""
    for spot in a.elsewhere:
        if spot.country != b.country:
            continue
        if b.is_area or b.lat_deg is None or b.lon_deg is None:
            if b.admin1 is not None and spot.admin1 == b.admin1:
                return True
            continue
        near = spot.lat_deg is not None and spot.lon_deg is not None
        if near and _km(spot.lat_deg or 0.0, spot.lon_deg or 0.0, b.lat_deg, b.lon_deg) <= b.radius_km + NEAR_KM:
            return True
    return False


def distance_km(a: Where, b: Where) -> float:
    """How far apart are two points, in km?"""
    assert a.lat_deg is not None and a.lon_deg is not None and b.lat_deg is not None and b.lon_deg is not None
    return _km(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg)


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """On a plane: exact to a hundredth over the distances that matter here."""
    east = abs(lon1 - lon2)
    east = min(east, 360 - east)
    return 111.2 * math.hypot(lat1 - lat2, east * math.cos(math.radians((lat1 + lat2) / 2)))


# --- what speaks for or against it


def _actors(a: Features, b: Features) -> int:
    """Named actors that both have, on whichever side; a described one goes with any named one of its kind."""
    ours, theirs = a.side1 | a.side2, b.side1 | b.side2
    if ours and theirs:
        shared = len(ours & theirs)
        if shared:
            return min(50 * shared, 100)
        return -100 if a.side1 and b.side1 and a.inter1 == b.inter1 else -30
    if a.inter1 is not None and b.inter1 is not None:
        return 10 if a.inter1 == b.inter1 else -10
    return 0


def _toll(a: Features, b: Features) -> int:
    """The dead: an equal number tells more the greater it is; a rise is a follow-up, a leap is another event."""
    points = _count(a.killed, b.killed)
    return points // 2 if points < 0 and shared_words(a, b) >= NAMED_ALIKE else points


def _wounded(a: Features, b: Features) -> int:
    """The wounded, as the dead."""
    return _count(a.injured, b.injured)


def _count(a: tuple[int, int] | None, b: tuple[int, int] | None) -> int:
    if a is None or b is None or a[1] == 0 or b[1] == 0:
        return 0
    if a[0] <= b[1] and b[0] <= a[1]:
        least = max(a[0], b[0])
        return 20 if least < 2 else 40 if least < 4 else 70 if least < 10 else 100
    low, high = min(a[1], b[1]), max(a[0], b[0])
    if high - low <= 2 or high <= 1.5 * low:
        return 0
    return -70 if high <= 3 * low else -110


def _means(a: Features, b: Features) -> int:
    """Weapon and target, by their class."""
    points = 20 if a.weapons & b.weapons else -10 if a.weapons and b.weapons else 0
    return points + (20 if a.targets & b.targets else 0)


def _wording(a: Features, b: Features) -> int:
    """Rare words that both use: names, streets, villages. Long reports share more by chance, so the shorter one's share
    counts too; two reports full of names that share none are of two events."""
    shared = shared_words(a, b)
    total = min(a.word_total, b.word_total)
    if total < 100:
        return min(shared, 60)
    if shared == 0:
        return -60 if total >= 400 else -20
    return min(shared // 2, 150) + (100 * shared) // total


def _title(a: Features, b: Features) -> int:
    """Titles, where both reports are their articles' headline events: the words' share of both."""
    if not a.title or not b.title:
        return 0
    shared = sum(weight for word, weight in a.title.items() if word in b.title)
    return (240 * shared) // (sum(a.title.values()) + sum(b.title.values())) if shared >= 2 * TITLE_LEAST else 0


def _telling_title_words(a: Features, b: Features) -> int:
    """What do the less common words that both titles have weigh? "Car", "bomb" and "kills" tell no bombing from the next."""
    if not a.title or not b.title:
        return 0
    return sum(weight for word, weight in a.title.items() if weight >= TELLING and word in b.title)


@lru_cache(maxsize=64)  # several rows ask it of one pair
def shared_words(a: Features, b: Features) -> int:
    """What do the words that both use weigh, in hundredths of a rare word?"""
    if a.words.keys().isdisjoint(b.words):
        return 0
    return sum(map(a.words.__getitem__, a.words.keys() & b.words.keys()))


def _same_text(a: Features, b: Features) -> int:
    """The same text told twice; two mentions of one article are rather two events."""
    if a.key.article_id == b.key.article_id:
        return -60
    return 150 if a.content == b.content and a.key.anchor == b.key.anchor else 0


TABLE: tuple[Feature, ...] = (
    Feature("status", _status),
    Feature("family", _family),
    Feature("day", _day),
    Feature("place", _place),
    Feature("same_text", _same_text),
    Feature("actors", _actors),
    Feature("toll", _toll),
    Feature("wounded", _wounded),
    Feature("means", _means),
    Feature("wording", _wording),
    Feature("title", _title),
)


_QUICKEST = tuple(row.points for row in sorted(TABLE, key=lambda row: row.name != "place"))
"""The table's rows for a sum: most pairs are of two towns, so the row that refuses them comes first."""


def score(a: Features, b: Features) -> int | None:
    """How many points speak for one event? ``None`` where the two can not be one. Symmetric.

    A sum over the table; a pair that a row rules out is not looked at further.
    """
    total, trust = 0, None
    for points_of in _QUICKEST:
        points = points_of(a, b)
        if points is None:
            return None
        if points <= UNLESS_NAMED:
            trust = _named(a, b) if trust is None else trust
            trust -= SHARED_NAMES
            if trust < 0:
                return None
            points -= UNLESS_NAMED
        total += points
    return total


def is_place_possible(a: Features, where: Where) -> bool:
    """May a report of this place be of the same event, whatever else it says?"""
    return _between(a.where, where) is not None or not where.words.isdisjoint(a.said)


def hopeful(a: Features, others: Iterable[Features]) -> Iterator[Features]:
    """Which of these reports, whose places alone rule them out, may be of the same event all the same? Those that have a word
    in common with it, or name its town: most do not, which one look tells."""
    own, words, title = a.where.words, a.words.keys(), a.title
    none_said = (own | words).isdisjoint  # what both weigh is said by both
    for b in others:
        if (title and b.title) or not (none_said(b.said) or (words.isdisjoint(b.words) and own.isdisjoint(b.said))):
            yield b


def _named(a: Features, b: Features) -> int:
    """How far do both name the same people and streets? Another count of dead or wounded takes as much from it as a doubt."""
    named = shared_words(a, b) + _telling_title_words(a, b)
    if named < SHARED_NAMES:
        return named  # too few for one doubt already: most pairs end here
    return named - SHARED_NAMES * ((_toll(a, b) < 0) + (_wounded(a, b) < 0))


def are_days_apart(a: Features, b: Features) -> bool:
    """Do both say on which days, and on others? Not where they name the same people and streets: then one day is misread."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return max(a.start, b.start) - min(a.end, b.end) > DAY_SLACK and _named(a, b) < SHARED_NAMES


@lru_cache(maxsize=20_000)
def why(a: Features, b: Features) -> str | None:
    """Which features gave the points, in words ("day 100, place 110")? ``None`` where the two can not be one event."""
    if score(a, b) is None:
        return None
    return ", ".join(f"{reason.feature} {reason.points}" for reason in reasons(a, b))


def reasons(a: Features, b: Features) -> tuple[Reason, ...]:
    """Which features gave the points, in the table's order? The last one with no points where it ruled the pair out."""
    found: list[Reason] = []
    for row in TABLE:
        points = row.points(a, b)
        if points is None:
            return (*found, Reason(f"not: {row.name}", 0))
        if points <= UNLESS_NAMED:
            found.append(Reason(f"unless named: {row.name}", points - UNLESS_NAMED))
        elif points:
            found.append(Reason(row.name, points))
    return tuple(found)
