"""Publishes raw articles: what `sitrep ingest` and the demonstration send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer

from schemas.cloudevents import ce_headers
from streams.kafka.connection import producer_options
from streams.settings import Settings
from streams.topics import topic_name

IN_FLIGHT = 500
"""Sends that wait for the broker at once."""
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
    producer = AIOKafkaProducer(**producer_options(settings))
    topic = topic_name("articles.raw", settings)
    await producer.start()
    count = 0
    try:
        waiting = []
        for item in values:
            value = item if isinstance(item, bytes) else orjson.dumps(item)
            key = key_of(value)
            subject = key.decode("utf-8", "replace") if key else ""
            headers = ce_headers("raw.article.v1", subject or str(count), subject)
            waiting.append(await producer.send(topic, value, key=key, headers=headers))
            if len(waiting) >= IN_FLIGHT:
                count += await _confirmed(waiting, count, sent)
                waiting.clear()
        count += await _confirmed(waiting, count, sent)
    finally:
        await producer.stop()
    return count


async def _confirmed(waiting: list[Any], before: int, sent: Callable[[int], None]) -> int:
    for number, future in enumerate(waiting, 1):
        await future
        sent(before + number)
    return len(waiting)
