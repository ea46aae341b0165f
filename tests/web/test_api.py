from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from schemas import ConflictEvent, decode
from streams.web.api import MAX_LISTENERS, build_api
from tests.web.builders import SENTENCE, MemoryLive, event


@pytest.fixture
def live() -> MemoryLive:
    live = MemoryLive()
    for number in range(1, 26):
        live.publish(event(number, event_type="Battles", sub_event_type="Armed clash") if number % 5 == 0 else event(number))
    return live


@pytest.fixture
async def client(live: MemoryLive) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(build_api(live)), base_url="http://page") as client:
        yield client


async def test_pages_of_events_give_each_once_the_last_changed_first(client: httpx.AsyncClient) -> None:
    seen: list[str] = []
    address: str | None = "/events?limit=10"
    while address:
        answer = await client.get(address)
        body = answer.json()
        assert body["total"] == 25
        seen += [found["event_id"] for found in body["events"]]
        address = answer.links["next"]["url"] if body["next"] else None
    assert seen == [f"event-{number:05d}" for number in range(25, 0, -1)]


async def test_an_event_in_json_is_the_record_as_it_was_published(client: httpx.AsyncClient) -> None:
    body = (await client.get("/events", params={"limit": 1})).content
    (record,) = orjson.loads(body)["events"]
    assert decode(ConflictEvent, orjson.dumps(record)) == event(25, event_type="Battles", sub_event_type="Armed clash")


async def test_filters_narrow_every_format(client: httpx.AsyncClient) -> None:
    wanted: dict[str, str | int] = {"type": "Battles", "limit": 1000}
    lines = (await client.get("/events", params={**wanted, "format": "jsonl"})).text.splitlines()
    shapes = (await client.get("/events", params={**wanted, "format": "geojson"})).json()
    acled = (await client.get("/events", params={**wanted, "format": "acled-csv"})).text
    ged = (await client.get("/events", params={**wanted, "format": "ged-csv"})).text
    assert len(lines) == len(shapes["features"]) == 5
    assert shapes["type"] == "FeatureCollection"
    assert {row["event_type"] for row in csv.DictReader(io.StringIO(acled))} == {"Battles"}
    assert len(list(csv.DictReader(io.StringIO(ged)))) == 5


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=20001", "bbox=1,2", "type=War", "after=nonsense", "colour=red", "since=2024-05-02&until=2024-05-01"],
)
async def test_a_query_that_makes_no_sense_is_refused_with_its_field(query: str, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/events?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == 422
    field = query.partition("=")[0]
    assert field == "after" or [one["field"] for one in problem["errors"]] in ([field], [""])
    assert field in problem["detail"]


async def test_every_failure_has_one_shape(client: httpx.AsyncClient, live: MemoryLive) -> None:
    failures = [
        await client.get(path) for path in ("/events/no-such", "/events/no-such/revisions", "/nowhere", "/counts?by=sum")
    ]
    failures.append(await client.post("/events"))
    live.waiting_for.add("events.revisions")
    failures.append(await client.get("/stream"))
    assert [answer.status_code for answer in failures] == [404, 404, 404, 422, 405, 503]
    for answer in failures:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json().keys() == {"status", "title", "detail", "errors"}
        assert isinstance(answer.json()["detail"], str)


async def test_a_country_may_be_written_small_and_its_name_is_told_what_to_write(client: httpx.AsyncClient) -> None:
    assert (await client.get("/events?country=sd")).json()["total"] == 25
    assert (await client.get("/events?country=sudan")).json()[
        "detail"
    ] == "country: a country is two letters of ISO 3166, as in SD"


async def test_one_event_comes_with_highlighted_evidence_and_its_revisions(live: MemoryLive, client: httpx.AsyncClient) -> None:
    live.publish(event(3, revision=2, changed_fields=("fatalities",)))
    body = (await client.get("/events/event-00003")).json()
    assert body["event"]["revision"] == 2
    (quote,) = body["evidence"]
    assert quote["text"] == SENTENCE
    (mark,) = quote["marks"]
    assert SENTENCE[mark["start_char"] : mark["end_char"]] == "at least 14"
    assert [revision["changed_fields"] for revision in body["revisions"]] == [[], ["fatalities"]]
    full = (await client.get("/events/event-00003/revisions")).json()["revisions"]
    assert [record["revision"] for record in full] == [1, 2]


async def test_an_event_that_ended_is_gone(live: MemoryLive, client: httpx.AsyncClient) -> None:
    live.publish(event(3, revision=2, record_status="retracted"))
    assert (await client.get("/events", params={"limit": 100})).json()["total"] == 24
    assert (await client.get("/events/event-00003")).json()["event"]["record_status"] == "retracted"
    live.table.set_state("event-00003", None)
    assert (await client.get("/events/event-00003")).status_code == 404


async def test_a_repeated_or_older_record_changes_nothing(live: MemoryLive, client: httpx.AsyncClient) -> None:
    live.publish(event(3, revision=2, headline="Later"))
    live.publish(event(3, revision=1, headline="Earlier"))
    assert (await client.get("/events/event-00003")).json()["event"]["headline"] == "Later"


@pytest.mark.parametrize(
    ("by", "first"),
    [
        ("country", {"key": "SD", "name": "Sudan", "events": 25, "deaths": 350}),
        ("province", {"key": "SD/North Darfur", "name": "North Darfur, Sudan", "events": 25, "deaths": 350}),
        ("type", {"key": "Explosions/Remote violence", "name": "Explosions/Remote violence", "events": 20, "deaths": 280}),
        ("day", {"key": "2024-05-02", "name": "2024-05-02", "events": 1, "deaths": 14}),
    ],
)
async def test_counts_add_up(by: str, first: dict[str, Any], client: httpx.AsyncClient) -> None:
    counted = (await client.get("/counts", params={"by": by})).json()
    assert counted[0] == first
    assert sum(row["events"] for row in counted) == 25


async def test_a_token_is_asked_for_where_one_is_set_but_not_for_health_or_the_page(live: MemoryLive) -> None:
    api = build_api(live, token=SecretStr("open-sesame"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://page") as client:
        for path in ("/events", "/events/event-00001", "/counts", "/stream"):
            assert (await client.get(path)).status_code == 401, path
            assert (await client.get(path, headers={"Authorization": "Bearer wrong"})).status_code == 401, path
        allowed = await client.get("/events", headers={"Authorization": "Bearer open-sesame"})
        assert allowed.status_code == 200
        for path in ("/healthz", "/readyz", "/"):
            assert (await client.get(path)).status_code == 200, path


async def test_it_is_not_ready_before_its_topics_are_read(live: MemoryLive, client: httpx.AsyncClient) -> None:
    live.waiting_for = {"events", "events.revisions"}
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "reading events, events.revisions")
    assert (await client.get("/stream")).status_code == 503
    live.waiting_for.clear()
    assert (await client.get("/readyz")).json() == {
        "status": "ready",
        "events": 25,
        "listeners": 0,
        "is_cut_off": False,
    }


async def test_the_page_needs_no_other_host_and_says_so_to_the_browser(client: httpx.AsyncClient) -> None:
    for path in (
        "/",
        "/page/app.js",
        "/page/style.css",
        "/page/maplibre-gl.js",
        "/page/maplibre-gl.css",
        "/page/world.geojson",
    ):
        answer = await client.get(path, headers={"Origin": "https://other.example"})
        assert answer.status_code == 200, path
        assert "access-control-allow-origin" not in answer.headers
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_pages_of_named_origins_alone_may_read_answers(live: MemoryLive) -> None:
    api = build_api(live, allowed_origins=("https://desk.example",))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://page") as client:
        named = await client.get("/events", headers={"Origin": "https://desk.example"})
        assert named.headers["access-control-allow-origin"] == "https://desk.example"
        assert "X-Total-Count" in named.headers["access-control-expose-headers"]
        other = await client.get("/events", headers={"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in other.headers
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization,last-event-id"}
        assert (await client.options("/stream", headers={"Origin": "https://desk.example", **asked})).status_code == 200
        assert (await client.options("/stream", headers={"Origin": "https://other.example", **asked})).status_code == 400


async def test_metrics_count_by_route_and_never_by_the_path_that_was_asked_for(client: httpx.AsyncClient) -> None:
    await client.get("/events/event-00001")
    await client.get("/events/no-such-event")
    await client.get("/nonsense/path")
    told = (await client.get("/metrics")).text
    assert 'sitrep_page_requests_total{route="/events/{event_id}",status="404"}' in told
    assert 'sitrep_page_requests_total{route="unknown",status="404"}' in told
    assert "no-such-event" not in told
    assert "nonsense" not in told
    assert "sitrep_page_events 25.0" in told


async def test_a_process_has_a_limit_of_listeners(live: MemoryLive, client: httpx.AsyncClient) -> None:
    with contextlib.ExitStack() as listeners:
        for _ in range(MAX_LISTENERS):
            listeners.enter_context(live.feed.subscribed())
        answer = await client.get("/stream")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_the_openapi_document_names_the_record(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert {"/events", "/events/{event_id}", "/counts", "/stream"} <= set(document["paths"])
    assert "ConflictEvent" in document["components"]["schemas"]
    assert "HTTPBearer" in document["components"]["securitySchemes"]


async def test_the_openapi_document_says_what_every_answer_holds(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert named <= schemas.keys()
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["description"], path
            for status, answer in operation["responses"].items():
                assert answer["description"], (path, status)
                assert all(content["schema"] for content in answer["content"].values()), (path, status)
            if "tags" in operation and "health" not in operation["tags"]:
                assert {"401", "422"} <= operation["responses"].keys()
            for parameter in operation.get("parameters", ()):
                told = parameter.get("description") or parameter["schema"].get("description")
                assert told or parameter["name"] in {"event_id", "limit"}, (path, parameter["name"])
    assert set(document["paths"]["/events"]["get"]["responses"]["200"]["content"]) == {
        "application/json", "application/x-ndjson", "application/geo+json", "text/csv",
    }  # fmt: skip
