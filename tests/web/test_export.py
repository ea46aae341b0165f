from __future__ import annotations

import csv
import io
from typing import Any

from schemas import ConflictEvent
from schemas.conflict_event import Fatalities, Place
from streams.web.export import ACLED_COLUMNS, GED_COLUMNS, csv_lines, feature
from streams.web.export_format import ExportFormat
from tests.web.builders import event


def rows(found: ConflictEvent, form: ExportFormat) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO("".join(csv_lines([found], form)), newline="")))


def test_a_row_has_the_columns_and_words_of_acled() -> None:
    (row,) = rows(event(), ExportFormat.acled_csv)
    assert tuple(row) == ACLED_COLUMNS
    assert (row["event_date"], row["year"], row["time_precision"]) == ("2024-05-02", "2024", "1")
    assert (row["actor1"], row["country"], row["iso"], row["fatalities"]) == ("Military Forces of Sudan", "Sudan", "729", "14")
    assert (row["region"], row["admin2"]) == ("", "")


def test_a_row_has_the_columns_and_estimates_of_ged() -> None:
    (row,) = rows(event(), ExportFormat.ged_csv)
    assert tuple(row) == GED_COLUMNS
    assert (row["low"], row["best"], row["high"]) == ("14", "14", "14")
    assert row["geom_wkt"] == "POINT (25.3 13.6)"
    assert row["priogrid_gid"] == str(207 * 720 + 411)
    at_most = event(fatalities=Fatalities(high=300, acled_value=300))
    assert [rows(at_most, ExportFormat.ged_csv)[0][name] for name in ("low", "best", "high")] == ["300", "300", "300"]


def test_a_cell_that_a_spreadsheet_would_run_becomes_text() -> None:
    hostile = event(notes='=HYPERLINK("http://evil.example")', place=Place(name="@cmd", raw="x", lat_deg=-1.5, lon_deg=-2.5))
    (row,) = rows(hostile, ExportFormat.acled_csv)
    assert row["notes"].startswith("'=")
    assert row["location"] == "'@cmd"
    assert row["latitude"] == "-1.5"


def test_a_feature_has_no_geometry_where_only_a_country_is_known() -> None:
    assert feature(event())["geometry"] == {"type": "Point", "coordinates": [25.3, 13.6]}
    assert feature(event(place=Place(name="Sudan", raw="Sudan", country="SD")))["geometry"] is None
