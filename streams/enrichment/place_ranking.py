"""Which of the places of one name is meant? Candidates ranked in the context of the whole article."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.annotations import PlaceCandidate, Toponym
from schemas.article_mentions import ArticleMentions
from streams.enrichment.place_geometry import closeness, reaches
from streams.lexicons.actors import only_country
from streams.lexicons.gazetteer import Gazetteer, PlaceRecord, gazetteer, prominence
from streams.lexicons.place_names import fold_name
from streams.lexicons.sources import resolve_outlet

_WEIGHTS = {
    "prominence": 3.2,  # times 0..1
    "inside the place named with it": 3.5,
    "near the place named with it": 1.5,
    "country is named": 1.5,  # times the country's share
    "province is named": 1.4,
    "country of the other places": 1.2,
    "province of the other places": 1.2,
    "near the other places": 1.6,
    "publisher's country": 0.7,
    "publisher's home": 1.2,
}
"""What speaks for a candidate; each but prominence is multiplied by its strength, 0..1."""

_MOST_RECORDS = 60
_CELL_DEG = 1.0
_SHARPNESS = 1.3
"""Factor on score differences when they become shares: higher makes choices look surer."""


@dataclass(slots=True)
class _Name:
    """All toponyms of an article that share a name, a kind and a container: they mean one place."""

    records: tuple[PlaceRecord, ...]
    is_demonym: bool = False
    members: list[int] = field(default_factory=list)
    containers: set[int] = field(default_factory=set)
    """Other names that stand as container of one of the members."""
    contained: set[int] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)
    best: int = 0
    share: float = 0.0


def _rows(toponym: Toponym, places: Gazetteer) -> tuple[PlaceRecord, ...]:
    """Which records may it be? Those that extract found, and the others of that name where it could not carry all."""
    if toponym.use == "demonym":
        found = places.demonym(fold_name(toponym.quote))
        return (found,) if found else ()
    records = places.lookup(toponym.quote)
    if toponym.quote.endswith(".") or (len(toponym.quote) == 2 and toponym.quote.isupper()):
        records = places.abbreviated(toponym.quote) or records
    features = {candidate.feature for candidate in toponym.candidates}
    if not features:
        return ()
    kept = tuple(record for record in records if record.feature in features) or records
    states = {record.country for record in kept if record.feature == "PCLI"}
    # "Mexico" is the country: its state and its capital are called so only at home
    return tuple(record for record in kept if record.feature == "PCLI" or record.country not in states)[:_MOST_RECORDS]


def rank_places(mentions: ArticleMentions) -> tuple[PlaceCandidate | None, ...]:
    """Which place does each toponym mean? One answer a toponym, with score and reasons; ``None`` where no row has the name.

    Evidence: a place named with it that contains it, countries and provinces that the article names, nearness of the
    other places, prominence, and where the publisher is at home. Two rounds: the second knows the first's choices.
    """
    places = gazetteer()
    toponyms = mentions.context.toponyms
    names, name_of = _names(toponyms, places)
    if not names:
        return tuple(None for _ in toponyms)
    home_country, home_rows = _home(mentions, places)
    named = _named(names, toponyms, mentions)
    cells = _cells(names)
    for number in range(len(names)):
        _score(number, names, named, cells, home_country, home_rows)
    _second_round(names)
    _doubt(names, named)
    chosen = [
        places.candidate(name.records[name.best], name.share, tuple(name.reasons[name.best])) if name.share else None
        for name in names
    ]
    return tuple(chosen[name_of[number]] if number in name_of else None for number in range(len(toponyms)))


def _names(toponyms: Sequence[Toponym], places: Gazetteer) -> tuple[list[_Name], dict[int, int]]:
    by_key: dict[tuple[object, ...], int] = {}
    names: list[_Name] = []
    name_of: dict[int, int] = {}
    for number, toponym in enumerate(toponyms):
        if toponym.use in ("person", "newspaper"):
            continue
        records = _rows(toponym, places)
        if not records:
            continue
        key = (toponym.use == "demonym", fold_name(toponym.quote), tuple(record.row for record in records[:3]))
        if key not in by_key:
            by_key[key] = len(names)
            names.append(_Name(records, toponym.use == "demonym"))
        at = by_key[key]
        names[at].members.append(number)
        name_of[number] = at
    for number, toponym in enumerate(toponyms):
        if toponym.within is not None and number in name_of and toponym.within in name_of:
            inner, outer = name_of[number], name_of[toponym.within]
            if inner != outer:
                names[inner].containers.add(outer)
                names[outer].contained.add(inner)
    return names, name_of


def _home(mentions: ArticleMentions, places: Gazetteer) -> tuple[str | None, tuple[PlaceRecord, ...]]:
    """Where is the publisher at home? Its country by its row or its domain, its town by its name ("The Gainesville Sun")."""
    publisher = mentions.header.publisher
    if publisher is None:
        return None, ()
    outlet = resolve_outlet(publisher.name, publisher.domain)
    country = outlet.country if outlet else None
    if country is None and publisher.domain:
        suffix = publisher.domain.rsplit(".", 1)[-1].upper()
        country = {"UK": "GB"}.get(suffix, suffix) if len(suffix) == 2 and suffix not in _OPEN_SUFFIXES else None
    rows: tuple[PlaceRecord, ...] = ()
    if outlet is None and publisher.name:
        words = [word for word in fold_name(publisher.name).split(" ") if word != "the"]
        for at in range(len(words)):
            size = places.longest(words[at:])
            if size:
                rows = places.records(" ".join(words[at : at + size]))[:_MOST_RECORDS]
                break
    return country, rows


_OPEN_SUFFIXES = frozenset(("TV", "ME", "CO", "IO", "FM", "AI", "EU", "TK", "WS", "CC", "LY", "TO"))
"""Country domains that anybody takes: they say nothing of a publisher's home."""


@dataclass(slots=True)
class _Named:
    """What do the names of the article's countries and provinces weigh, each name by its number? Actors have none."""

    of_country: dict[str, dict[int | None, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    of_province: dict[str, dict[int | None, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))

    def countries(self, but: int | None = -1) -> dict[str, float]:
        """Which countries does the article name outright? Shares, the most named one 1. No name speaks for itself."""
        return _shares(_without(self.of_country, but))

    def provinces(self, but: int | None = -1) -> dict[str, float]:
        """The same of provinces."""
        return _shares(_without(self.of_province, but))


def _without(weights: dict[str, dict[int | None, float]], but: int | None) -> dict[str, float]:
    return {key: sum(weight for number, weight in by_name.items() if number != but) for key, by_name in weights.items()}


def _named(names: Sequence[_Name], toponyms: Sequence[Toponym], mentions: ArticleMentions) -> _Named:
    named = _Named()
    for number, name in enumerate(names):
        top = name.records[0]
        areas = [record for record in name.records if record.feature in ("PCLI", "ADM1") and not record.is_alternate]
        for record in areas or ([top] if top.feature == "PCLI" else []):
            weight = math.sqrt(len(name.members)) / len(areas or [top])
            if toponyms[name.members[0]].use == "demonym":
                weight *= 0.6
            if record.feature == "PCLI":
                named.of_country[record.country][number] += weight
            else:
                named.of_province[record.admin1_code][number] += weight
                named.of_country[record.country][number] += weight / 2
    for actor in mentions.context.actors:
        if country := actor.country_hint or only_country(actor.actor_ids):
            named.of_country[country][None] += 0.4
    return named


def _shares(weights: dict[str, float]) -> dict[str, float]:
    """Shares of the greatest weight, which is at least one sure place: a single doubtful one says little."""
    most = max(weights.values(), default=0.0)
    return {key: weight / max(most, 1.0) for key, weight in weights.items()}


def _cell(record: PlaceRecord) -> tuple[int, int] | None:
    if record.lat_deg is None or record.lon_deg is None:
        return None
    return math.floor(record.lat_deg / _CELL_DEG), math.floor(record.lon_deg / _CELL_DEG)


def _around(cell: tuple[int, int]) -> Iterator[tuple[int, int]]:
    return ((cell[0] + lat, cell[1] + lon) for lat in (-1, 0, 1) for lon in (-1, 0, 1))


def _cells(names: Sequence[_Name]) -> dict[tuple[int, int], dict[int, float]]:
    """Which names may lie in which cell of the grid, and how likely? The weight of a name is spread over its candidates."""
    cells: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for number, name in enumerate(names):
        if name.records[0].feature == "PCLI":
            continue
        weights = [math.exp(4 * prominence(record)) for record in name.records]
        total = sum(weights)
        for record, weight in zip(name.records, weights, strict=True):
            cell = _cell(record)
            if cell is not None:
                at = cells[cell]
                at[number] = max(at.get(number, 0.0), 0.15 + 0.85 * weight / total)
    return cells


def _neighbours(record: PlaceRecord, own: int, cells: dict[tuple[int, int], dict[int, float]]) -> float:
    cell = _cell(record)
    if cell is None:
        return 0.0
    best: dict[int, float] = {}
    for nearby in _around(cell):
        for number, weight in cells.get(nearby, {}).items():
            if number != own and weight > best.get(number, 0.0):
                best[number] = weight
    return min(sum(best.values()) / 2.0, 1.0)


def _score(
    own: int,
    names: Sequence[_Name],
    named: _Named,
    cells: dict[tuple[int, int], dict[int, float]],
    home_country: str | None,
    home_rows: Sequence[PlaceRecord],
) -> None:
    name = names[own]
    countries, provinces = named.countries(own), named.provinces(own)
    around = [names[number] for number in sorted(name.containers)]
    for record in name.records:
        parts = {"prominence": prominence(record)}
        parts["inside the place named with it"] = max((_inside(record, outer) for outer in around), default=0.0)
        inner = (other for number in sorted(name.contained) for other in names[number].records)
        parts["near the place named with it"] = max((_inside(other, name, record) for other in inner), default=0.0)
        parts["country is named"] = countries.get(record.country, 0.0) if record.feature != "PCLI" else 0.0
        parts["province is named"] = provinces.get(record.admin1_code, 0.0) if record.feature != "ADM1" else 0.0
        parts["near the other places"] = _neighbours(record, own, cells) if len(name.records) > 1 else 0.0
        parts["publisher's country"] = float(home_country == record.country)
        parts["publisher's home"] = max((closeness(record, home) for home in home_rows), default=0.0)
        if _is_overshadowed(record, name) and not (around or parts["publisher's home"]):
            parts["country is named"] = 0.0
        _settle(name, parts)
    _choose(name)


def _inside(record: PlaceRecord, outer: _Name, only: PlaceRecord | None = None) -> float:
    """How well does a record lie inside one of the places that the outer name may mean?"""
    best = 0.0
    for place in (only,) if only else outer.records:
        if place.feature == "PCLI":
            fits = place.country == record.country and record.feature != "PCLI"
            best = max(best, 0.9 if fits else 0.0)
        elif place.feature == "ADM1":
            best = max(best, 1.0 if place.admin1_code == record.admin1_code and record.feature != "ADM1" else 0.0)
        elif place.lat_deg is not None and place.row != record.row:
            best = max(best, 0.7 * closeness(record, place) if place.country == record.country else 0.0)
    return best


_SEATS = ("PCLI", "PPLC")


def _is_overshadowed(record: PlaceRecord, name: _Name) -> bool:
    """Is it a small place called as a country or a capital is? That others of its country are named says nothing for it: an
    article on Russia names Washington, and means no village in Ohio."""
    is_town = record.feature not in _SEATS and not record.feature.startswith("ADM")
    return is_town and _is_small(record) and any(one.feature in _SEATS and not one.is_alternate for one in name.records)


def _settle(name: _Name, parts: dict[str, float]) -> None:
    name.scores.append(sum(_WEIGHTS[reason] * strength for reason, strength in parts.items()))
    name.reasons.append([f"{reason} {strength:.2f}" for reason, strength in parts.items() if strength])


def _choose(name: _Name) -> None:
    """Which candidate leads, and by what share?"""
    name.best = max(range(len(name.scores)), key=lambda at: (name.scores[at], -at))
    top = name.scores[name.best]
    place = name.records[name.best]
    if place.feature == "ADM1":  # the bare name of a province and of its capital: the town is meant
        for at, record in enumerate(name.records):
            is_seat = (record.lat_deg, record.lon_deg) == (place.lat_deg, place.lon_deg)
            if record.feature in ("PPL", "PPLC") and is_seat and record.is_alternate <= place.is_alternate:
                name.best, place = at, record
                break
    if place.lat_deg is None and place.feature == "ADM2":  # the same district in another row, with its town
        twins = (at for at, record in enumerate(name.records) if record.feature == "ADM2" and record.lat_deg is not None)
        name.best = next((at for at in twins if name.records[at].country == place.country), name.best)
        place = name.records[name.best]
    total = 0.0
    for score, record in zip(name.scores, name.records, strict=True):
        same = record.country == place.country and closeness(record, place) > 0.85
        total += 0.0 if same and record is not place else math.exp(_SHARPNESS * (score - top))
    name.share = min(0.98, 1.0 / total)


def _second_round(names: Sequence[_Name]) -> None:
    countries: dict[str, float] = defaultdict(float)
    provinces: dict[str, float] = defaultdict(float)
    for name in names:
        record = name.records[name.best]
        weight = name.share * math.sqrt(len(name.members))
        if record.feature != "PCLI":
            countries[record.country] += weight
            provinces[record.admin1_code] += weight
    for name in names:
        if len(name.records) == 1:
            continue
        chosen = name.records[name.best]
        weight = name.share * math.sqrt(len(name.members))
        others = {key: value - (weight if key == chosen.country else 0.0) for key, value in countries.items()}
        beside = {key: value - (weight if key == chosen.admin1_code else 0.0) for key, value in provinces.items()}
        by_country, by_province = _shares(others), _shares(beside)
        for at, record in enumerate(name.records):
            if record.feature == "PCLI":
                continue
            is_alone = _is_overshadowed(record, name) and not name.containers
            for reason, strength in (
                ("country of the other places", 0.0 if is_alone else by_country.get(record.country, 0.0)),
                ("province of the other places", by_province.get(record.admin1_code, 0.0)),
            ):
                if strength > 0.05:
                    name.scores[at] += _WEIGHTS[reason] * strength
                    name.reasons[at].append(f"{reason} {strength:.2f}")
        _choose(name)


_BESIDE = {"PS": "IL", "IL": "PS"}
"""An article that names the one is about the other, too."""
_WHOSE = 0.4
"""Armies strike abroad: their country's adjective names no place."""
_FOREIGN = 0.35
"""Factor on the share of a small place that stands alone in its country, while the article is about another."""

ALONE = "alone in its country"
_SMALL_PEOPLE = 300_000


def _doubt(names: Sequence[_Name], named: _Named) -> None:
    """Which choices contradict the text? A name whose container lies elsewhere is another place of that name, one that no
    row knows; so is a mere respelling in a country that the article does not name."""
    weights: dict[str, float] = defaultdict(float)
    for name in names:
        weights[name.records[name.best].country] += _presence(name)
    for number, name in enumerate(names):
        record = name.records[name.best]
        if record.feature == "PCLI":
            continue
        outer = [names[other] for other in sorted(name.containers)]
        if outer and not any(_fits(record, other) for other in outer):
            name.share = 0.0
            continue
        own = weights[record.country] - _presence(name)
        others = sum(weights.values()) - weights[record.country]
        told = named.countries(number)
        is_backed = own > 0.3 or max(told.get(record.country, 0.0), told.get(_BESIDE.get(record.country, ""), 0.0)) > 0.2
        if record.is_respelled and not is_backed:
            name.share = 0.0
        elif not is_backed and others >= 0.9 and (record.is_alternate or _is_small(record)):
            name.share = round(name.share * _FOREIGN, 3)
            name.reasons[name.best].append(ALONE)


def _presence(name: _Name) -> float:
    """How much does a name say that the article is about its country? Less where it only says whose ("Turkish drones")."""
    return name.share * math.sqrt(len(name.members)) * (_WHOSE if name.is_demonym else 1.0)


def _is_small(record: PlaceRecord) -> bool:
    return record.population < _SMALL_PEOPLE and record.feature != "PPLC"


def _fits(record: PlaceRecord, outer: _Name) -> bool:
    """Does the choice lie inside what its container was taken for, or inside an area of that name about it? Only a sure
    container can contradict."""
    place = outer.records[outer.best]
    if outer.share < 0.5:
        return True
    if place.feature == "PCLI" or place.country != record.country:
        return place.country == record.country
    areas = [one for one in outer.records if one.feature in ("ADM1", "ADM2", "RGN") and closeness(one, place) > 0.5]
    return any(reaches(area, record) for area in (place, *areas))
