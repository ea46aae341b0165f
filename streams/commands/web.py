"""Commands around the page: serve, export."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from streams.commands.live import Bootstrap, Prefix, connected_settings
from streams.commands.output import USAGE, errors, fail
from streams.settings import Settings
from streams.web.export_format import ExportFormat

if TYPE_CHECKING:
    from schemas import ConflictEvent
    from streams.web.filters import EventFilter

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day, inclusive.")]


def serve(
    port: Annotated[int | None, typer.Option(help="Port; default SITREP_WEB_PAGE_PORT.")] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Serve the live page, its queries and its stream, beside workers that run elsewhere; any number of replicas."""
    from streams.serving import site_address
    from streams.web.server import run_web

    settings = connected_settings(bootstrap, prefix)
    if port is not None:
        settings = settings.model_copy(update={"web_page_port": port})
    errors.print(f"the page is at {site_address(settings, settings.web_page_port)}", highlight=False)
    run_web(settings)


def export(
    since: Day = None,
    until: Day = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166 alpha-2; may be given several times.")] = None,
    event_type: Annotated[
        list[str] | None, typer.Option("--type", help="ACLED's event type; may be given several times.")
    ] = None,
    min_deaths: Annotated[int, typer.Option(min=0, help="Least deaths, by the best figure or the lower bound.")] = 0,
    undated: Annotated[
        bool, typer.Option("--undated", help="Events without a date too, where --since or --until is given.")
    ] = False,
    background: Annotated[bool, typer.Option("--background", help="Events that articles look back on, too.")] = False,
    crime: Annotated[bool, typer.Option("--crime", help="Crime without politics, too.")] = False,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="jsonl, geojson, or CSV in ACLED's or UCDP GED's columns.")
    ] = ExportFormat.jsonl,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Write the events that Kafka holds now to standard output, by day."""
    wanted = _filter(
        {
            "since": since and since.date(),
            "until": until and until.date(),
            "country": country or (),
            "type": event_type or (),
            "min_deaths": min_deaths,
            "undated": undated,
            "tense": ("current", "background") if background else ("current",),
            "crime": crime,
        }
    )
    write_events(asyncio.run(_current(connected_settings(bootstrap, prefix), wanted)), form)


def _filter(values: dict[str, object]) -> EventFilter:
    from pydantic import ValidationError

    from streams.web.filters import EventFilter

    try:
        return EventFilter.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = f"--{str(first['loc'][0]).replace('_', '-')}: " if first["loc"] else ""
        fail(f"{where}{first['msg'].removeprefix('Value error, ')}", code=USAGE)


async def _current(settings: Settings, wanted: EventFilter) -> list[tuple[ConflictEvent, bytes]]:
    """The last state of each event that meets the filter, in the order of days, then of ids."""
    from schemas import ConflictEvent, DecodeError, decode
    from streams.reading import scan
    from streams.web.filters import facets, matcher

    meets = matcher(wanted)
    held: dict[str, tuple[ConflictEvent, bytes]] = {}
    async for record in scan(settings, "events"):
        key = (record.key or b"").decode(errors="replace")
        held.pop(key, None)
        if record.value is None:
            continue
        try:
            event = decode(ConflictEvent, record.value)
        except DecodeError as error:
            errors.print(f"left out: {key}: {error}", highlight=False, markup=False)
            continue
        if meets(facets(event)):
            held[key] = event, record.value
    return sorted(held.values(), key=lambda pair: (str(pair[0].occurred.best_date or ""), pair[0].event_id))


def write_events(found: list[tuple[ConflictEvent, bytes]], form: ExportFormat) -> None:
    """Writes events to standard output in this shape."""
    from streams.web.export import csv_lines, feature

    out = sys.stdout.buffer
    match form:
        case ExportFormat.jsonl:
            out.writelines(value + b"\n" for _, value in found)
        case ExportFormat.geojson:
            collection = {"type": "FeatureCollection", "features": [feature(event) for event, _ in found]}
            out.write(orjson.dumps(collection, option=orjson.OPT_UTC_Z) + b"\n")
        case ExportFormat.acled_csv | ExportFormat.ged_csv:
            out.writelines(line.encode() for line in csv_lines((event for event, _ in found), form))
    out.flush()
