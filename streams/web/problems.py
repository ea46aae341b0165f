"""How does the interface say that it can not answer? In one shape, whatever went wrong: problem details by RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of the query?"""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong? ``detail`` is one line for a person; ``errors`` names each field that can not be used."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    status: int
    title: str
    """The status in words."""
    detail: str
    errors: list[FieldProblem] = []


_SAID: Mapping[int, str] = {
    401: "A token is set, and it was not shown.",
    404: "No such event: never published here, retracted, or expired.",
    422: "A filter is unknown or its value can not be used: `errors` names each.",
    503: "Not now: topics are still read, or the process has all the listeners that it takes.",
}


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Which problems may a route answer with, for the OpenAPI document?"""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": _SAID[status], "content": content} for status in statuses}


def field_problems(errors: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """Which fields can not be used, and why? What the query said is not repeated: it may be long.

    >>> field_problems([{"loc": ("query", "country", 0), "msg": "Value error, two letters", "type": "value_error"}])
    [FieldProblem(field='country', message='two letters')]
    """
    found = []
    for error in errors:
        place = [str(part) for part in error["loc"] if part not in {"query", "path", "header"} and not isinstance(part, int)]
        message = "no such filter" if error["type"] == "extra_forbidden" else error["msg"].removeprefix("Value error, ")
        found.append(FieldProblem(field=".".join(place), message=message))
    return found


def _answer(
    status: int, detail: str, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    problem = Problem(status=status, title=HTTPStatus(status).phrase, detail=detail, errors=list(errors))
    return JSONResponse(problem.model_dump(), status, headers=headers, media_type=MEDIA_TYPE)


def add_problems(api: FastAPI) -> None:
    """Gives every failure of the interface this shape."""

    @api.exception_handler(RequestValidationError)
    async def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        found = field_problems(error.errors())
        detail = "; ".join(f"{one.field}: {one.message}" if one.field else one.message for one in found)
        return _answer(422, detail, found)

    @api.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        return _answer(error.status_code, error.detail, headers=error.headers)
