"""An operator's own tables: they hold in every process, and they are part of the version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.batch import run_steps
from streams.extraction import parsing
from streams.lexicons import lexicon_version, load, overlays, use_overlays
from streams.lexicons.gazetteer import Gazetteer, gazetteer
from streams.lexicons.place_index import PlaceIndex
from streams.settings import Settings
from streams.version import PIPELINE_VERSION


def what_holds(_: bytes) -> tuple[tuple[Path, ...], str]:
    return overlays(), lexicon_version()


@pytest.fixture
def overlay(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "actors.tsv").write_text("# a table of nobody\n")
    use_overlays([tmp_path])
    lexicon_version.cache_clear()
    yield tmp_path
    use_overlays([])
    lexicon_version.cache_clear()


def test_worker_processes_have_the_operators_tables(overlay: Path) -> None:
    found = list(run_steps(what_holds, [b"1", b"2"], workers=2))
    assert found == [((overlay,), lexicon_version())] * 2
    ours = lexicon_version()
    use_overlays([])
    lexicon_version.cache_clear()
    assert lexicon_version() != ours


def test_the_index_of_places_is_part_of_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load.lexicon_version.__wrapped__()
    more = Gazetteer([PlaceIndex(index.folder) for index in gazetteer()._indexes])
    more.version += "+imported"
    monkeypatch.setattr("streams.lexicons.gazetteer.gazetteer", lambda: more)
    assert load.lexicon_version.__wrapped__() != before


def test_another_model_is_another_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parsing.pipeline_version() == PIPELINE_VERSION
    assert Settings().spacy_model == parsing.DEFAULT_MODEL
    monkeypatch.setenv("SITREP_SPACY_MODEL", "another")
    monkeypatch.setattr(
        parsing, "language_model", lambda: type("Model", (), {"meta": {"lang": "en", "name": "x", "version": "9"}})
    )
    assert parsing.pipeline_version() == f"{PIPELINE_VERSION}+en_x-9"
