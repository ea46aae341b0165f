"""Imports go one way: schemas <- lexicons <- stages <- agents <- app, cli; stages never import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGES = {"intake", "extraction", "enrichment", "linking", "alerting", "delivery"}
CONSTRUCTION = {"faust", "aiokafka"}
FILES = sorted([*(ROOT / "streams").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")])


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def faults(path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    for name in imports_of(path):
        target = name.split(".")
        if parts[0] == "schemas" and (target[0] == "streams" or target[0] in CONSTRUCTION):
            yield f"schemas imports {name}"
        if parts[0] != "streams" or len(parts) < 2:
            continue
        layer = parts[1]
        if target[0] == "streams" and len(target) > 1:
            if layer == "lexicons" and target[1] != "lexicons":
                yield f"lexicons import {name}"
            if layer in STAGES and target[1] not in {layer, "lexicons", "version"}:
                yield f"the stage {layer} imports {name}"
        if layer in STAGES | {"lexicons"} and target[0] in CONSTRUCTION | {"asyncio", "random", "socket"}:
            yield f"{layer} imports {name}: a step knows no Faust, network or chance"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    assert list(faults(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_walk_finds_the_code() -> None:
    assert len(FILES) > 20


def test_a_stage_that_imports_another_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "streams" / "intake" / "step.py"
    bad.parent.mkdir(parents=True)
    bad.write_text("from streams.linking import step\nimport faust\n", encoding="utf-8")
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    assert len(list(faults(bad))) == 2
