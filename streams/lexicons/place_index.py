"""The gazetteer's file: names in a trie, rows in packed arrays, both mapped into memory."""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie  # type: ignore[import-not-found]

FORMAT = 4
"""Raised with every change of the layout: an index of another format is built anew, never read."""

NO_POINT = 1000.0
"""Stands for "no latitude": a country or a district whose town is unknown."""

ALTERNATE = 0x8000_0000
"""Marks a reference to a row by one of its other names."""

Progress = Callable[[str, float], None]
"""Told what is done and how far, 0..1."""

_COLUMNS = (
    ("gid", "I"), ("lat", "f"), ("lon", "f"), ("label_lat", "f"), ("label_lon", "f"), ("population", "I"),
    ("name", "I"), ("country", "H"), ("admin1", "I"), ("feature", "H"),
)  # fmt: skip


@dataclass(slots=True)
class PlaceRow:
    """One place as the builder collects it. ``admin1`` is a GeoNames code such as ``SY.09``."""

    name: str
    country: str
    feature: str
    lat: float = NO_POINT
    lon: float = NO_POINT
    gid: int = 0
    population: int = 0
    admin1: str = ""
    keys: tuple[str, ...] = ()
    """Folded names, the first is the primary one."""
    label_lat: float = NO_POINT
    label_lon: float = NO_POINT
    """Where a map prints the name of a province: amid its towns, while ``lat`` and ``lon`` are its capital's."""


class PlaceIndex:
    """An opened index: which rows does a key name, and what do they say? Reads nothing until asked."""

    def __init__(self, folder: Path) -> None:
        meta = json.loads((folder / "meta.json").read_bytes())
        if meta["format"] != FORMAT:
            raise OSError(f"{folder}: index of format {meta['format']}, not {FORMAT}")
        self.folder, self.version, self.count = folder, str(meta["version"]), int(meta["count"])
        self.trie: Any = marisa_trie.Trie()
        self.trie.mmap(str(folder / "names.trie"))
        with (folder / "rows.bin").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(self._map)
        self._column: dict[str, memoryview] = {}
        for name, kind, start, end in meta["sections"]:
            self._column[name] = whole[start:end].cast(kind)
        self._first, self._refs = self._column["first"], self._column["refs"]
        self._text_at, self._text = self._column["text_at"], self._column["text"]

    def refs(self, key: str) -> Sequence[int]:
        """Which rows stand under this key? References with the ``ALTERNATE`` bit, best first; empty for an unknown key."""
        number = self.trie.get(key)
        if number is None:
            return ()
        return self._refs[self._first[number] : self._first[number + 1]].tolist()

    def text(self, number: int) -> str:
        """Which string has this number?"""
        return bytes(self._text[self._text_at[number] : self._text_at[number + 1]]).decode()

    def value(self, column: str, row: int) -> Any:
        """What does a column hold for a row? Strings come as numbers for `text`."""
        return self._column[column][row]


def write_index(rows: Sequence[PlaceRow], extra: dict[str, list[int]], folder: Path, version: str, progress: Progress) -> None:
    """Writes an index into ``folder``, whole or not at all: built beside it, then renamed.

    Builders that run at the same time do not meet: the first rename wins, the others drop their own work.
    ``extra`` adds keys (with references) beside those of the rows.
    """
    progress("names", 0.5)
    under: dict[str, list[int]] = {key: list(refs) for key, refs in extra.items()}
    for number, row in enumerate(rows):
        for place, key in enumerate(dict.fromkeys(row.keys)):
            under.setdefault(key, []).append(number if place == 0 else number | ALTERNATE)
    trie = marisa_trie.Trie(under)
    ordered: list[list[int]] = [[] for _ in range(len(trie))]
    for key, refs in under.items():
        refs.sort(key=lambda ref: (-rows[ref & ~ALTERNATE].population, ref & ~ALTERNATE))
        ordered[trie[key]] = refs
    progress("rows", 0.8)
    strings: dict[str, int] = {}

    def number_of(text: str) -> int:
        return strings.setdefault(text, len(strings))

    number_of("")
    columns = {name: array(kind) for name, kind in _COLUMNS}
    for row in rows:
        values: dict[str, Any] = {
            "gid": row.gid, "lat": row.lat, "lon": row.lon, "label_lat": row.label_lat, "label_lon": row.label_lon,
            "population": row.population, "name": 0,
            "country": 0, "admin1": 0, "feature": 0,
        }  # fmt: skip
        values |= {name: number_of(getattr(row, name)) for name in ("country", "feature")}
        for name, value in values.items():
            columns[name].append(value)
    for number, row in enumerate(rows):  # countries and features first: their numbers fit two bytes
        columns["name"][number], columns["admin1"][number] = number_of(row.name), number_of(row.admin1)
    first, refs_column = array("I", [0]), array("I")
    for refs in ordered:
        refs_column.extend(refs)
        first.append(len(refs_column))
    text_at, text = array("I", [0]), bytearray()
    for string in strings:
        text += string.encode()
        text_at.append(len(text))
    sections = {**columns, "first": first, "refs": refs_column, "text_at": text_at, "text": array("B", bytes(text))}
    _publish(trie, sections, {"format": FORMAT, "version": version, "count": len(rows)}, folder)
    progress("done", 1.0)


def _publish(trie: Any, sections: dict[str, array[Any]], meta: dict[str, Any], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        work = Path(scratch) / "index"
        work.mkdir()
        trie.save(str(work / "names.trie"))
        layout = []
        with (work / "rows.bin").open("wb") as file:
            for name, column in sections.items():
                file.write(b"\0" * (-file.tell() % 8))
                start = file.tell()
                file.write(column.tobytes())
                layout.append([name, column.typecode, start, file.tell()])
        (work / "meta.json").write_text(json.dumps({**meta, "sections": layout}))
        try:
            os.rename(work, folder)  # noqa: PTH104 - the atomic step; it fails where another builder was first
        except OSError:
            if not (folder / "meta.json").exists():
                raise
