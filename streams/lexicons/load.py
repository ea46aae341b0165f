"""Reads the tables: read -> validate -> freeze. One reader for every lexicon, so that a bad row names itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

DATA = Path(__file__).parent / "data"

R = TypeVar("R", bound="Row")

_overlays: list[Path] = []


def split_cell(cell: object) -> object:
    """Which parts does a cell list? What is no text is passed on as it is."""
    return tuple(part.strip() for part in cell.split("|") if part.strip()) if isinstance(cell, str) else cell


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


Cells = Annotated[tuple[str, ...], BeforeValidator(split_cell)]
"""A list in one cell, its parts separated by ``|``."""

RegexText = Annotated[str, AfterValidator(_compiles)]
"""A regular expression that compiles, kept as its text."""


class Row(BaseModel):
    """A row of a table. Empty cells are absent; unknown columns are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LexiconError(ValueError):
    """A row that is not what its table asks for. Names file, line, column and reason."""

    def __init__(self, path: Path, line: int, column: str, reason: str) -> None:
        super().__init__(f"{path}:{line}: {column}: {reason}")
        self.path, self.line, self.column, self.reason = path, line, column, reason


def use_overlays(folders: Iterable[Path]) -> None:
    """Sets an operator's folders of tables: rows in FOLDER/NAME.tsv stand before those of our own NAME.tsv.

    Called once in each process, before any table is read.
    """
    _overlays[:] = folders


def overlays() -> tuple[Path, ...]:
    """Which folders of an operator's tables hold in this process? Those that it starts are told them."""
    return tuple(_overlays)


def table_paths(name: str) -> list[Path]:
    """Which files hold the table NAME? Overlays first, so that an operator's row is met before ours."""
    return [path for path in (*(folder / f"{name}.tsv" for folder in _overlays), DATA / f"{name}.tsv") if path.exists()]


def read_table(name: str, row_type: type[R]) -> tuple[R, ...]:
    """Which rows does the table NAME hold? Tab-separated, a header line, ``#`` comments; lists are split at ``|`` by the
    row's own validators. Raises LexiconError at the first bad row."""
    return tuple(row for path in table_paths(name) for row in read_file(path, row_type))


def read_file(path: Path, row_type: type[R]) -> Iterator[R]:
    """Which rows does one file hold? As `read_table`."""
    with path.open(encoding="utf-8", newline="") as lines:
        numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#"))
        header: list[str] | None = None
        for number, line in numbered:
            cells = line.rstrip("\r\n").split("\t")
            if header is None:
                header = cells
                continue
            if len(cells) > len(header):
                raise LexiconError(path, number, header[-1], f"{len(cells)} cells under {len(header)} columns")
            try:
                yield row_type.model_validate(
                    {key: cell.strip() for key, cell in zip(header, cells, strict=False) if cell.strip()}
                )
            except ValidationError as error:
                first = error.errors()[0]
                raise LexiconError(path, number, ".".join(map(str, first["loc"])), first["msg"]) from error


@cache
def lexicon_version() -> str:
    """Which knowledge is this? The first 12 hex digits of a hash over every data file and overlay, in name order, and over the
    index of places with what was imported into it."""
    from streams.lexicons.gazetteer import gazetteer  # it reads tables itself

    digest = hashlib.sha256(gazetteer().version.encode() + b"\0")
    for folder in (DATA, *_overlays):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".tsv", ".yaml", ".json"}:
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
