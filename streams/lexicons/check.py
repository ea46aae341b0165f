"""Are the tables sound? Every row of every table is read and validated; overlays are checked as our own are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from streams.lexicons.load import DATA, LexiconError, Row, read_file


def _tables() -> dict[str, type[Row]]:
    """Which row type does each table that operators may extend have? Imported when asked, since some are heavy."""
    from streams.lexicons.actors import ActorRow
    from streams.lexicons.crosswalk import CrosswalkRow
    from streams.lexicons.gazetteer_build import PlaceTableRow
    from streams.lexicons.regions import RegionRow
    from streams.lexicons.sources import ClaimantRow, SourceRow
    from streams.lexicons.triggers import TriggerRow

    return {
        "actors": ActorRow,
        "crosswalk": CrosswalkRow,
        "places": PlaceTableRow,
        "regions": RegionRow,
        "claimants": ClaimantRow,
        "sources": SourceRow,
        "triggers": TriggerRow,
    }


def check_tables(folder: Path | None) -> Iterator[LexiconError]:
    """Which rows are faulty? The first of each table; a file that no table is called after is a fault too, since it would
    never be read."""
    tables = _tables()
    where = folder or DATA
    paths: Sequence[Path] = sorted(where.glob("*.tsv"))
    if folder is None:
        paths = [path for path in paths if path.stem in tables]
    for path in paths:
        if path.stem not in tables:
            yield LexiconError(path, 1, path.stem, f"no table has this name; there are {', '.join(sorted(tables))}")
            continue
        try:
            for _ in read_file(path, tables[path.stem]):
                pass
        except LexiconError as error:
            yield error
