"""The gazetteer: which places bear a name, anywhere in the world?"""

from __future__ import annotations

import fcntl
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from schemas.annotations import PlaceCandidate
from streams.lexicons.gazetteer_build import (
    CountryRow,
    base_version,
    build_base,
    cache_folder,
    import_dump,
    imported_folders,
)
from streams.lexicons.load import read_table
from streams.lexicons.place_cues import cues
from streams.lexicons.place_index import ALTERNATE, NO_POINT, PlaceIndex, Progress
from streams.lexicons.place_names import fold_name, transliteration_key

__all__ = ["STATE_FEATURES", "Gazetteer", "Known", "PlaceRecord", "gazetteer", "import_dump"]

STATE_FEATURES = frozenset({"PCLI", "PCL", "PCLD", "PCLS"})
"""GeoNames features of places that are states."""

_AREAS = frozenset(("ADM1", "ADM2", "RGN"))

_LONGEST = 6
"""Words of the longest name that is looked for in a text."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One place. ``lat_deg`` is ``None`` for a country and for a district whose town is unknown."""

    row: int
    name: str
    country: str
    admin1_code: str
    feature: str
    lat_deg: float | None
    lon_deg: float | None
    geonameid: int | None
    population: int
    is_alternate: bool = False
    """Found under another name than its main one."""
    is_respelled: bool = False
    """Found by the transliteration key only."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the gazetteer knows of a key, for recognition: is it a country, how large is its largest place?"""

    is_country: bool
    is_province: bool
    population: int
    """Of the largest place whose main name this is; alternate names count a tenth."""
    has_main: bool
    features: frozenset[str]
    countries: frozenset[str]


class Gazetteer:
    """Names to places, over the built index and the user's imports. Opens in milliseconds; rows are read when asked for."""

    def __init__(self, indexes: Sequence[PlaceIndex]) -> None:
        self._indexes = tuple(indexes)
        self.version = "+".join(index.version for index in self._indexes)
        """Identity of the built index and of every import: part of a run's version."""
        bases, base = [], 0
        for index in self._indexes:
            bases.append(base)
            base += index.count
        self._bases = tuple(bases)
        self.known = lru_cache(maxsize=65536)(self._known)
        self.records = lru_cache(maxsize=16384)(self._records)
        self.province = lru_cache(maxsize=4096)(self._province)
        self.demonym = lru_cache(maxsize=16384)(self._demonym)

    def __len__(self) -> int:
        """How many places are known?"""
        return sum(index.count for index in self._indexes)

    def longest(self, words: Sequence[str]) -> int:
        """How many of these folded words, from the first on, make the longest known name? 0 for none."""
        text = " ".join(words[:_LONGEST])
        best = 0
        for index in self._indexes:
            for key in index.trie.iter_prefixes(text):
                size = len(key)
                if size > best and (size == len(text) or text[size] == " "):
                    best = size
        return text.count(" ", 0, best) + 1 if best else 0

    def candidates(self, name: str, limit: int = 8) -> tuple[PlaceCandidate, ...]:
        """Which places may this name mean? The most prominent first, scored by prominence alone.

        >>> gazetteer().candidates("Deyr ez Zor")[0].country
        'SY'
        """
        return tuple(self.candidate(record, score=prominence(record)) for record in self.lookup(name)[:limit])

    def lookup(self, name: str) -> tuple[PlaceRecord, ...]:
        """Which records stand under a name as printed? Under its spelling where the name itself is unknown."""
        key = fold_name(name)
        found = self.records(key)
        if found:
            return found
        bare, _, kind = key.rpartition(" ")
        if bare and kind in cues("area_kind"):
            return self.of_kind(self.lookup(bare), kind)
        article, _, rest = key.partition(" ")
        return self.respelled(key) or (self.records(rest) if article in ("al", "el") else ())

    def of_kind(self, records: tuple[PlaceRecord, ...], kind: str) -> tuple[PlaceRecord, ...]:
        """Which of the rows are of the kind that the text names ("village", "province")? A capital stands for its province,
        never a town for the province that its district lies in; all of the rows where none fits."""
        if kind in cues("town_kind"):
            return tuple(record for record in records if record.feature not in _AREAS and record.feature != "PCLI") or records
        if kind in cues("area_kind"):
            areas = tuple(record for record in records if record.feature in _AREAS)
            if kind in cues("district_kind"):
                return areas or records
            return areas or tuple(filter(None, map(self._province_at, records))) or records
        return records

    def _province_at(self, town: PlaceRecord) -> PlaceRecord | None:
        province = self.province(town.admin1_code)
        return province if province and (province.lat_deg, province.lon_deg) == (town.lat_deg, town.lon_deg) else None

    def respelled(self, key: str) -> tuple[PlaceRecord, ...]:
        """Which records share the transliteration key of a folded name? Short keys have none: they mean too much."""
        spelling = transliteration_key(key)
        return self.records(f"~{spelling}") if len(spelling) >= 4 else ()

    def candidate(self, record: PlaceRecord, score: float, reasons: tuple[str, ...] = ()) -> PlaceCandidate:
        """How is a record told in a message?"""
        province = self.province(record.admin1_code)
        return PlaceCandidate.model_construct(
            name=record.name,
            geonameid=record.geonameid,
            country=record.country or None,
            admin1=province.name if province else None,
            admin2=record.name if record.feature == "ADM2" else None,
            lat_deg=record.lat_deg,
            lon_deg=record.lon_deg,
            feature=record.feature,
            population=record.population or None,
            score=round(min(max(score, 0.0), 1.0), 3),
            reasons=reasons,
        )

    def label_point(self, place: PlaceCandidate) -> tuple[float, float] | None:
        """Where would a map print this name? For a country and a province amid it; never for an event.

        >>> gazetteer().label_point(gazetteer().candidates("Syria")[0])
        (35.0, 38.0)
        """
        if place.feature == "PCLI" and place.country:
            return _label_points().get(place.country)
        if place.feature == "ADM1":
            for record in self.records(fold_name(place.name)):
                if record.geonameid == place.geonameid and record.feature == "ADM1":
                    lat, lon = (round(self._indexes[0].value(column, record.row), 3) for column in ("label_lat", "label_lon"))
                    return (lat, lon) if lat != NO_POINT else None
        return (place.lat_deg, place.lon_deg) if place.lat_deg is not None and place.lon_deg is not None else None

    def abbreviated(self, short: str) -> tuple[PlaceRecord, ...]:
        """Which province has this abbreviation ("Ind.", "OH", "W.Va.")?"""
        return self.records(f"^{fold_name(short)}")

    def _province(self, code: str) -> PlaceRecord | None:
        found = self.records(f"={code}") if code else ()
        return found[0] if found else None

    def _demonym(self, word: str) -> PlaceRecord | None:
        found = self.records(f"@{word}")
        return found[0] if found else None

    def _records(self, key: str) -> tuple[PlaceRecord, ...]:
        found: dict[tuple[int, str, int], PlaceRecord] = {}
        for base, index in zip(self._bases, self._indexes, strict=True):
            for ref in index.refs(key):
                record = self._record(index, base, ref, key)
                found.setdefault((record.geonameid or 0, record.feature, 0 if record.geonameid else record.row), record)
        return tuple(sorted(found.values(), key=lambda record: (-prominence(record), record.row)))

    @staticmethod
    def _record(index: PlaceIndex, base: int, ref: int, key: str) -> PlaceRecord:
        row = ref & ~ALTERNATE
        lat = index.value("lat", row)
        has_point = lat != NO_POINT
        return PlaceRecord(
            row=base + row,
            name=index.text(index.value("name", row)),
            country=index.text(index.value("country", row)),
            admin1_code=index.text(index.value("admin1", row)),
            feature=index.text(index.value("feature", row)),
            lat_deg=round(lat, 5) if has_point else None,
            lon_deg=round(index.value("lon", row), 5) if has_point else None,
            geonameid=index.value("gid", row) or None,
            population=index.value("population", row),
            is_alternate=bool(ref & ALTERNATE),
            is_respelled=key.startswith("~"),
        )

    def _known(self, key: str) -> Known | None:
        records = self.records(key)
        if not records:
            return None
        return Known(
            is_country=any(record.feature == "PCLI" for record in records),
            is_province=any(record.feature == "ADM1" and not record.is_alternate for record in records),
            population=max(record.population // (10 if record.is_alternate else 1) for record in records),
            has_main=any(not record.is_alternate for record in records),
            features=frozenset(record.feature for record in records),
            countries=frozenset(record.country for record in records),
        )


_FEATURE_WEIGHT = {"PCLI": 0.45, "PPLC": 0.2, "ADM1": 0.1, "ADM2": -0.1, "RGN": 0.05}


def prominence(record: PlaceRecord) -> float:
    """How well known is a place, 0..1? From its population (10 million = 0.5), its feature and its name."""
    size = max(1.2 * math.log10(record.population) - 0.6, 0.3) / 16 if record.population > 1 else 0.02
    weight = size + _FEATURE_WEIGHT.get(record.feature, 0.0) - (0.2 if record.is_alternate else 0.0)
    return min(max(weight - (0.1 if record.is_respelled else 0.0) + 0.1, 0.0), 1.0)


@cache
def _label_points() -> dict[str, tuple[float, float]]:
    return {row.country: (row.lat_deg, row.lon_deg) for row in read_table("countries", CountryRow)}


def open_gazetteer(progress: Progress = lambda _step, _share: None) -> Gazetteer:
    """Opens the user's gazetteer; builds it first where this version of it was never built."""
    version = base_version()
    folder = cache_folder() / f"base-{version}"
    if not (folder / "meta.json").exists():
        cache_folder().mkdir(parents=True, exist_ok=True)
        with (cache_folder() / "build.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # processes that start together: one builds, the others wait for it
            if not (folder / "meta.json").exists():
                build_base(folder, version, progress)
    imports = [] if os.environ.get("SITREP_GAZETTEER_IMPORTS") == "off" else _readable(imported_folders())
    return Gazetteer([PlaceIndex(folder), *imports])


def _readable(folders: Sequence[Path]) -> list[PlaceIndex]:
    found = []
    for folder in folders:
        try:
            found.append(PlaceIndex(folder))
        except OSError:  # of an older format: `sitrep gazetteer add` makes it anew
            continue
    return found


@cache
def gazetteer() -> Gazetteer:
    """The user's gazetteer, opened once in this process.

    >>> gazetteer().candidates("Aleppo")[0].geonameid
    170063
    """
    return open_gazetteer()
