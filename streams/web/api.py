"""The interface of the page: events, counts, a stream, health, OpenAPI, and the page itself."""

from __future__ import annotations

import base64
import hmac
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Protocol

import orjson
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Path, Query, Request, Response, status
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field, SecretStr
from sse_starlette import EventSourceResponse

from schemas import ConflictEvent
from streams.web import metrics
from streams.web.documented import EVENTS, SENT, CountRow, OneEvent, Readiness, Revisions, describe_records
from streams.web.evidence import evidence_of
from streams.web.export import MEDIA_TYPES, country_name, csv_lines
from streams.web.export_format import ExportFormat
from streams.web.feed import Feed, Past
from streams.web.filters import EventFilter, Facets
from streams.web.gate import add_gate
from streams.web.pages import add_page
from streams.web.problems import add_problems, answers
from streams.web.stream import StreamForm, StreamStart, sent_events
from streams.web.table import Entry, EventTable, after

MAX_PAGE = 1_000
"""Events in one answer of JSON."""
MAX_EXPORT = 20_000
"""Events in one answer of GeoJSON, JSON lines or CSV; more come with `next`."""
MAX_REVISIONS = 50
"""Full revisions in one answer; the list names them all."""
MAX_LISTENERS = 2_000
"""Listeners of one process; a further one is told to ask another replica."""
SEND_TIMEOUT_S = 60.0
"""Seconds that a listener's connection may take no byte before it is closed."""


EventId = Annotated[str, Path(max_length=200)]


class Live(Protocol):
    """What do the routes need? The table and the feed of this process, and how the past is read again."""

    table: EventTable
    feed: Feed
    waiting_for: set[str]

    @property
    def past(self) -> Past:
        """Where earlier revisions are read."""
        ...


class Form(StrEnum):
    """In which shape does `/events` answer?"""

    json = "json"
    jsonl = "jsonl"
    geojson = "geojson"
    acled_csv = "acled-csv"
    ged_csv = "ged-csv"


class EventQuery(EventFilter):
    """Which page of which events, in which shape?"""

    format: Form = Form.json
    """json, jsonl, geojson, acled-csv (ACLED's columns) or ged-csv (UCDP GED's columns)."""
    limit: Annotated[int, Field(ge=1, le=MAX_EXPORT)] = 100
    """Events in the answer; for json at most 1000."""
    after: Annotated[str, Field(max_length=300)] | None = None
    """`next` of the page before. Events come last changed first."""


class CountQuery(EventFilter):
    """Which counts of which events?"""

    by: Literal["country", "province", "day", "type", "sub_type"] = "country"
    """country, province, day, type or sub_type."""
    limit: Annotated[int, Field(ge=1, le=5_000)] = 500
    """Rows in the answer, the largest first; days in their order, the latest."""


class StreamQuery(EventFilter):
    """Which revisions, in which shape?"""

    format: StreamForm = StreamForm.event
    """event: the full record; feature: its GeoJSON feature."""


def _cursor(entry: Entry) -> str:
    return base64.urlsafe_b64encode(f"{entry.updated_at.isoformat()} {entry.event_id}".encode()).decode()


def _read_cursor(text: str) -> tuple[datetime, str]:
    try:
        at, _, event_id = base64.urlsafe_b64decode(text.encode()).decode().partition(" ")
        instant = datetime.fromisoformat(at)
    except (ValueError, UnicodeError):
        instant, event_id = None, ""
    if instant is None or instant.tzinfo is None:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "after is not the next of an answer")
    return instant, event_id


def _page_of(entries: Sequence[Entry], query: EventQuery) -> tuple[list[Entry], str | None]:
    most = min(query.limit, MAX_PAGE) if query.format is Form.json else query.limit
    rest = list(entries if query.after is None else after(entries, *_read_cursor(query.after)))
    chosen = rest[:most]
    return chosen, _cursor(chosen[-1]) if len(rest) > most else None


def _events(entries: Iterable[Entry]) -> Iterator[ConflictEvent]:
    return (entry.event for entry in entries)


def _answer(chosen: list[Entry], total: int, following: str | None, query: EventQuery, request: Request) -> Response:
    headers = {"X-Total-Count": str(total)}
    if following is not None:
        headers["Link"] = f'<{request.url.include_query_params(after=following)}>; rel="next"'
    tail = orjson.dumps({"total": total, "next": following})[1:]
    match query.format:
        case Form.json:
            body = b'{"events":[' + b",".join(entry.value for entry in chosen) + b"]," + tail
            return Response(body, media_type="application/json", headers=headers)
        case Form.geojson:
            features = b",".join(entry.feature for entry in chosen)
            body = b'{"type":"FeatureCollection","features":[' + features + b"]," + tail
            return Response(body, media_type=MEDIA_TYPES[ExportFormat.geojson], headers=headers | _as_file("events.geojson"))
        case Form.jsonl:
            lines = (entry.value + b"\n" for entry in chosen)
            return StreamingResponse(
                lines, media_type=MEDIA_TYPES[ExportFormat.jsonl], headers=headers | _as_file("events.jsonl")
            )
        case Form.acled_csv | Form.ged_csv:
            form = ExportFormat(query.format.value)
            rows = csv_lines(_events(chosen), form)
            return StreamingResponse(rows, media_type=MEDIA_TYPES[form], headers=headers | _as_file(f"{form.value}.csv"))


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="sitrep-{name}"'}


def _key(found: Facets, by: str) -> str | None:
    match by:
        case "country":
            return found.country
        case "province":
            return f"{found.country or ''}/{found.admin1}" if found.admin1 else None
        case "day":
            return found.best_on.isoformat() if found.best_on else None
        case "type":
            return found.event_type
        case "sub_type":
            return found.sub_event_type
        case _:
            raise AssertionError(by)


def _name(key: str | None, by: str) -> str | None:
    if key is None:
        return None
    if by == "province":
        country, _, province = key.partition("/")
        return f"{province}, {country_name(country or None) or 'unknown country'}"
    return country_name(key) if by == "country" else key


_BEARER = HTTPBearer(auto_error=False, description="Where a token is set (SITREP_WEB_TOKEN).")


def _token_check(token: SecretStr | None) -> Callable[..., Awaitable[None]]:
    """Who may ask? Everybody where no token is set, else who shows it."""

    async def check(shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> None:
        if token is None:
            return
        given = shown.credentials if shown else ""
        if not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
            raise HTTPException(
                status.HTTP_401_UNAUTHORIZED, "a bearer token is needed", headers={"WWW-Authenticate": "Bearer"}
            )

    return check


def _unavailable(reason: str) -> HTTPException:
    return HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, reason, headers={"Retry-After": "5"})


def _health(live: Live) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "Not yet."}})
    async def readyz() -> JSONResponse:
        """200 once what the topics held at the start is read, else 503. A cluster that is lost later leaves the process
        ready, with what it knows: `is_cut_off`."""
        if live.waiting_for:
            waiting = {"status": "waiting", "reason": f"reading {', '.join(sorted(live.waiting_for))}"}
            return JSONResponse(waiting, status.HTTP_503_SERVICE_UNAVAILABLE)
        told = {"events": len(live.table), "listeners": live.feed.listener_count, "is_cut_off": live.feed.is_cut_off}
        return JSONResponse({"status": "ready", **told})

    @router.get("/metrics", include_in_schema=False)
    async def metrics_page() -> Response:
        """Prometheus's text format."""
        metrics.LISTENERS.set(live.feed.listener_count)
        metrics.EVENTS.set(len(live.table))
        metrics.TABLE_BYTES.set(live.table.size_bytes)
        metrics.RING_BYTES.set(live.feed.apart_bytes(live.table))
        metrics.READY.set(not live.waiting_for)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _queries(live: Live, check: Callable[..., Awaitable[None]]) -> APIRouter:
    router = APIRouter(tags=["events"], dependencies=[Depends(check)])

    @router.get("/events", response_class=Response, responses={200: EVENTS, **answers(401, 422)})
    def events(query: Annotated[EventQuery, Query()], request: Request) -> Response:
        """Events that meet the filters, last changed first; `next` (also in the Link header) leads on."""
        found = live.table.select(query)
        chosen, following = _page_of(found, query)
        return _answer(chosen, len(found), following, query, request)

    @router.get("/events/{event_id}", response_model=OneEvent, responses=answers(401, 404, 422))
    async def event(event_id: EventId) -> Response:
        """One event: the full record, the evidence as text with highlights, and its revisions."""
        entry = live.table.get(event_id)
        history = live.table.history(event_id)
        if entry is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "no such event: never published here, retracted, or expired")
        body = {
            "event": orjson.Fragment(entry.value),
            "country_name": country_name(entry.facets.country),
            "evidence": evidence_of(entry.event),
            "revisions": [
                {
                    "revision": past.revision,
                    "record_status": past.record_status,
                    "updated_at": past.updated_at,
                    "changed_fields": past.changed_fields,
                    "headline": past.headline,
                    "deaths": past.deaths,
                }
                for past in history
            ],
        }
        return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), media_type="application/json")

    @router.get("/events/{event_id}/revisions", response_model=Revisions, responses=answers(401, 404, 422))
    async def revisions(event_id: EventId, limit: Annotated[int, Query(ge=1, le=MAX_REVISIONS)] = 10) -> Response:
        """The last revisions of one event as full records, the oldest first."""
        history = live.table.history(event_id)
        if not history:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "no revision of such an event")
        values = await live.past.values([(past.partition, past.offset) for past in history[-limit:]])
        return Response(b'{"revisions":[' + b",".join(values) + b"]}", media_type="application/json")

    @router.get("/counts", responses=answers(401, 422))
    def counts(query: Annotated[CountQuery, Query()]) -> list[CountRow]:
        """How many events and dead, by country, province, day or type. ``key`` is null where it is not known."""
        number: Counter[str | None] = Counter()
        deaths: Counter[str | None] = Counter()
        for entry in live.table.select(query):
            key = _key(entry.facets, query.by)
            number[key] += 1
            deaths[key] += entry.facets.deaths
        keys = sorted(number, key=lambda key: (-number[key], key or ""))
        if query.by == "day":
            keys = sorted(number, key=lambda key: key or "")[-query.limit :]
        return [
            CountRow(key=key, name=_name(key, query.by), events=number[key], deaths=deaths[key]) for key in keys[: query.limit]
        ]

    return router


def _stream(live: Live, check: Callable[..., Awaitable[None]]) -> APIRouter:
    router = APIRouter(tags=["stream"], dependencies=[Depends(check)])

    @router.get("/stream", response_class=EventSourceResponse, responses={200: SENT, **answers(401, 422, 503)})
    async def stream(
        query: Annotated[StreamQuery, Query()],
        last_event_id: Annotated[str | None, Header(description="Where to go on: the id of the last event received.")] = None,
    ) -> EventSourceResponse:
        """Revisions as they happen (Server-Sent Events): `revision`, `gone` where an event no longer meets the filters,
        `reset` where records were missed for good, `heartbeat`. Each id is the next offset of every partition. A
        heartbeat says whether Kafka is out of reach (`is_cut_off`)."""
        if "events.revisions" in live.waiting_for:
            raise _unavailable("still reading events.revisions")
        if live.feed.listener_count >= MAX_LISTENERS:
            raise _unavailable(f"{MAX_LISTENERS} listen here already")
        start = StreamStart.read(last_event_id)
        events = sent_events(live.feed, live.past, query, query.format, start)
        return EventSourceResponse(events, ping=0, send_timeout=SEND_TIMEOUT_S)

    return router


def build_api(
    live: Live, *, token: SecretStr | None = None, allowed_origins: tuple[str, ...] = (), version: str = "0"
) -> FastAPI:
    """Which application answers? Pages of origins that are not named read nothing."""
    api = FastAPI(
        title="Sitrep",
        version=version,
        docs_url=None,
        redoc_url=None,
        summary="Conflict events from the news.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        generate_unique_id_function=lambda route: route.name,
    )
    add_gate(api, allowed_origins)
    add_problems(api)
    check = _token_check(token)
    for router in (_health(live), _queries(live, check), _stream(live, check)):
        api.include_router(router)
    add_page(api)

    describe_records(api)
    return api
