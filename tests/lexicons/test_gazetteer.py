from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from streams.lexicons import gazetteer as module
from streams.lexicons.gazetteer import Gazetteer, gazetteer, open_gazetteer
from streams.lexicons.gazetteer_build import import_dump
from streams.lexicons.place_index import PlaceIndex, PlaceRow, write_index
from streams.lexicons.place_names import fold_name, transliteration_key


def quiet(_step: str, _share: float) -> None:
    """Shows nothing."""


ROWS = [
    PlaceRow("Elvenport", "XX", "PPL", 10.0, 20.0, 7, 5000, "XX.01", ("elvenport", "porto elven")),
    PlaceRow("Elvenport", "YY", "PPL", -3.0, 40.0, 8, 90000, "YY.02", ("elvenport",)),
    PlaceRow("Nowhere District", "XX", "ADM2", admin1="XX.01", keys=("nowhere",)),
]


def test_spellings_of_one_arabic_name_share_a_key() -> None:
    spellings = ("Deir ez-Zor", "Deyr ez Zor", "Dayr az Zawr", "Deir al-Zour")
    assert len({transliteration_key(fold_name(name)) for name in spellings}) == 1


@pytest.mark.parametrize(("one", "two"), [("Hama", "Hamas"), ("Niger", "Nigeria"), ("Mali", "Malia")])
def test_names_that_only_look_alike_keep_their_own_keys(one: str, two: str) -> None:
    assert transliteration_key(fold_name(one)) != transliteration_key(fold_name(two))


def test_an_index_returns_what_was_written_best_known_first(tmp_path: Path) -> None:
    write_index(ROWS, {}, tmp_path / "index", "v1", quiet)
    places = Gazetteer([PlaceIndex(tmp_path / "index")])
    assert [(place.country, place.population) for place in places.candidates("Elvenport")] == [("YY", 90000), ("XX", 5000)]
    assert places.records("porto elven")[0].is_alternate
    assert places.candidates("Nowhere")[0].lat_deg is None
    assert places.lookup("Atlantis") == ()


def test_builders_that_run_at_once_leave_one_whole_index(tmp_path: Path) -> None:
    builders = [threading.Thread(target=write_index, args=(ROWS, {}, tmp_path / "index", "v1", quiet)) for _ in range(4)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert [path.name for path in tmp_path.iterdir()] == ["index"]
    assert PlaceIndex(tmp_path / "index").count == len(ROWS)


def test_an_imported_dump_is_used_and_named_in_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.lexicons.gazetteer_build.cache_folder", lambda: tmp_path)
    short = tmp_path / "XX.tsv"
    short.write_text("99\tTiny Hamlet\tTiny Hamlet\tTinie\t1.5\t2.5\tP\tPPL\tXX\t01\t\t120\n", encoding="utf-8")
    full = tmp_path / "YY.txt"
    full.write_text(
        "98\tFull Village\tFull Village\t\t3.5\t4.5\tP\tPPL\tYY\t\t02\t\t\t\t50\t\t\tUTC\t2020-01-01\n", encoding="utf-8"
    )
    assert import_dump(short) == 1
    assert import_dump(full) == 1
    write_index(ROWS, {}, tmp_path / "base", "v1", quiet)
    imported = sorted((tmp_path / "imports").iterdir())
    places = Gazetteer([PlaceIndex(tmp_path / "base"), *map(PlaceIndex, imported)])
    assert places.candidates("Tiny Hamlet")[0].geonameid == 99
    assert places.candidates("Full Village")[0].lat_deg == 3.5
    assert len(places.version.split("+")) == 3


def test_a_file_that_is_no_dump_is_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.tsv"
    path.write_text("one\ttwo\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"notes\.tsv:1"):
        import_dump(path)


def test_the_built_index_opens_in_milliseconds() -> None:
    gazetteer()
    start = time.perf_counter()
    open_gazetteer()
    assert time.perf_counter() - start < 0.05


def test_towns_provinces_countries_and_curated_places_are_known() -> None:
    places = gazetteer()
    assert {"PPL", "ADM1"} <= {place.feature for place in places.candidates("Aleppo")}
    assert places.candidates("Syria")[0].lat_deg is None
    assert places.candidates("Donbas")[0].country == "UA"
    assert places.candidates("Kadhimiyah")[0].country == "IQ"
    assert places.candidates("Rapides Parish")[0].admin1 == "Louisiana"
    assert places.demonym("sudanese") is not None
    assert [record.admin1_code for record in places.abbreviated("W.Va.")] == ["US.WV"]


def test_a_province_stands_at_its_capital_and_is_labelled_amid_its_towns() -> None:
    anbar = next(place for place in gazetteer().candidates("Anbar") if place.feature == "ADM1")
    assert (round(anbar.lat_deg or 0), round(anbar.lon_deg or 0)) == (33, 43)
    assert module.gazetteer().label_point(anbar) != (anbar.lat_deg, anbar.lon_deg)
