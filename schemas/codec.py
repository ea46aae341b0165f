"""The one codec: bytes to message and back, with errors that name the field and the reason."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

OPTIONS = orjson.OPT_UTC_Z
CONTENT_TYPE = "application/json"
FRAME_BYTES = 5
"""Of the Confluent wire format: a zero byte and four of the schema's number."""


class DecodeError(ValueError):
    """A value that is not the message it should be.

    ``field`` is a dotted path ("" for the whole value), ``reason`` one line for a person.
    """

    def __init__(self, message: str, field: str, reason: str) -> None:
        super().__init__(f"{message}: {field or 'value'}: {reason}")
        self.message = message
        self.field = field
        self.reason = reason


def encode(message: BaseModel) -> bytes:
    """Which bytes carry this message? JSON in field order, instants in UTC with Z; the same message, the same bytes."""
    return orjson.dumps(message.model_dump(), option=OPTIONS)


def payload(data: bytes) -> bytes:
    """Which JSON does a record's value hold? Without the Confluent wire format's zero byte and number before it, if they are
    there: no JSON begins with a zero byte.

    >>> payload(b"\\0\\0\\0\\0\\7{}") == payload(b"{}") == b"{}"
    True
    """
    return data[FRAME_BYTES:] if data[:1] == b"\0" else data


def parse_json(data: bytes | str, message: str = "JSON") -> Any:
    """What JSON value is this? Raises DecodeError where it is none (not JSON, not UTF-8, nested too deep)."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise DecodeError(message, "", f"not JSON: {error}") from error


def decode(model: type[M], data: bytes | str) -> M:
    """Which message do these bytes carry? Strict: no number for text, no text for a number.

    Raises DecodeError with the first faulty field and the count of the others.
    """
    try:
        return model.model_validate_json(payload(data) if isinstance(data, bytes) else data, strict=True)
    except ValidationError as error:
        raise validation_error(model, error) from error


def validation_error(model: type[BaseModel], error: ValidationError) -> DecodeError:
    """Which field is at fault? The first one, with the number of further faults in the reason."""
    first, *others = error.errors(include_url=False, include_context=False, include_input=False)
    field = ".".join(str(part) for part in first["loc"])
    more = f" (and {len(others)} more)" if others else ""
    return DecodeError(model.__name__, field, f"{first['msg']}{more}")
