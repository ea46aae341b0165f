"""The names of the shapes that events are exported in."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """In which shape?"""

    jsonl = "jsonl"
    geojson = "geojson"
    acled_csv = "acled-csv"
    ged_csv = "ged-csv"
