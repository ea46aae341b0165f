"""Publishes raw articles: what `sitrep ingest` and the demonstration send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import orjson

from schemas.cloudevents import ce_headers
from streams.routing import Outgoing
from streams.sending import IN_FLIGHT, open_sender
from streams.settings import Settings

_ID_FIELDS = ("id", "identifier", "uri", "guid", "url", "link")


def key_of(value: bytes) -> bytes | None:
    """Which key does an article travel under? Its own id or address, so that its versions stay in one partition's order;
    ``None`` where it has none that can be read."""
    try:
        article = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(article, dict):
        return None
    found = next((article[name] for name in _ID_FIELDS if isinstance(article.get(name), str) and article[name]), None)
    return found.encode() if found else None


async def publish_articles(
    settings: Settings, values: Iterable[bytes | dict[str, Any]], sent: Callable[[int], None] = lambda count: None
) -> int:
    """How many articles were confirmed by the broker? Calls ``sent`` with the running number.

    Raises aiokafka's errors where the broker refuses one.
    """
    count = 0
    records = (_record(item, number) for number, item in enumerate(values))
    async with open_sender(settings, "ingest") as sender:
        while some := list(islice(records, IN_FLIGHT)):
            count += await sender.send(some)
            sent(count)
    return count


def _record(item: bytes | dict[str, Any], number: int) -> Outgoing:
    value = item if isinstance(item, bytes) else orjson.dumps(item)
    key = key_of(value)
    subject = key.decode("utf-8", "replace") if key else ""
    return Outgoing("articles.raw", key, value, None, ce_headers("raw.article.v1", subject or str(number), subject))
