"""What does every answer of the interface hold? For its OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel

from schemas import ConflictEvent
from schemas.codes import RecordStatus
from schemas.model import Instant
from streams.web.problems import Problem


class Readiness(BaseModel):
    """Has the process read what its topics held? ``reason`` where it has not, else what it holds."""

    status: Literal["ready", "waiting"]
    reason: str | None = None
    events: int | None = None
    listeners: int | None = None
    is_cut_off: bool | None = None


class CountRow(BaseModel):
    """How many events, and how many dead in them at least? ``key`` is null where it is not known."""

    key: str | None
    name: str | None = None
    events: int
    deaths: int


class Mark(BaseModel):
    """Which characters of a passage gave which fields their values? Half-open code points."""

    start_char: int
    end_char: int
    fields: list[str]


class Passage(BaseModel):
    """Which words of an article support the record? ``…`` stands for what is not quoted."""

    article_id: str
    part: str
    text: str
    fields: list[str]
    marks: list[Mark]


class PastRevision(BaseModel):
    """Which revision was it, and what changed?"""

    revision: int
    record_status: RecordStatus
    updated_at: Instant
    changed_fields: list[str]
    headline: str
    deaths: int


class OneEvent(BaseModel):
    """What is known of one event?"""

    event: ConflictEvent
    country_name: str | None
    evidence: list[Passage]
    revisions: list[PastRevision]


class Revisions(BaseModel):
    """Full records, the oldest first."""

    revisions: list[ConflictEvent]


_TEXT = {"schema": {"type": "string"}}
EVENTS: dict[str, Any] = {
    "description": "Events that meet the filters.",
    "headers": {
        "X-Total-Count": {"description": "Events that meet the filters, on all pages.", "schema": {"type": "integer"}},
        "Link": {"description": 'The next page, rel="next", where there is one.', "schema": {"type": "string"}},
    },
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["events", "total", "next"],
                "properties": {
                    "events": {"type": "array", "items": {"$ref": "#/components/schemas/ConflictEvent"}},
                    "total": {"type": "integer"},
                    "next": {"type": ["string", "null"]},
                },
            }
        },
        **dict.fromkeys(("application/x-ndjson", "application/geo+json", "text/csv"), _TEXT),
    },
}
SENT: dict[str, Any] = {
    "description": "Server-Sent Events: `ready` or `reset` first, then `revision`, `gone`, `heartbeat`.",
    "content": {"text/event-stream": _TEXT},
}


def describe_records(api: FastAPI) -> None:
    """Adds the schemas that no route names: the record's, whose bytes are sent as they were published, and the problem's."""
    generate = api.openapi

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            document: dict[str, Any] = generate()
            for model in (ConflictEvent, Problem):
                schema = model.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
                known: Mapping[str, Any] = schema.pop("$defs", {})
                document["components"]["schemas"] |= {**known, model.__name__: schema}
            api.openapi_schema = document
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]
