"""Instants as foreign shapes write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from schemas.codec import DecodeError

_DAY = re.compile(r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})")
_MILLISECONDS_FROM = 100_000_000_000
"""A number from here on counts milliseconds: as seconds it would lie after the year 5138."""


def read_instant(value: Any, field: str) -> datetime | None:
    """Which instant is meant? ISO 8601, RFC 2822, a bare day (its midnight), epoch seconds or milliseconds, a time tuple.

    What names no offset is UTC: that is what feeds and crawlers that leave it out mean. ``None`` and "" are absence.
    Raises DecodeError where it is something else.

    >>> read_instant("Sun, 11 Dec 2016 10:00:00 +0100", "published").isoformat()
    '2016-12-11T09:00:00+00:00'
    >>> read_instant("20161211", "date").isoformat()
    '2016-12-11T00:00:00+00:00'
    """
    if isinstance(value, dict):
        value = value.get("$date") or value.get("@value")
    if value is None or value == "":
        return None
    try:
        found = _read(value)
    except (ValueError, OverflowError, OSError, TypeError, IndexError) as error:
        raise DecodeError("RawArticle", field, f"not a date: {str(value)[:60]!r}") from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _read(value: Any) -> datetime:
    if isinstance(value, bool):
        raise TypeError("a truth value")
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS_FROM else value, UTC)
    if isinstance(value, list):
        year, month, day, hour, minute, second = (int(part) for part in value[:6])
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    text = str(value).strip()
    if match := _DAY.fullmatch(text):
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
