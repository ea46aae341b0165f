"""How do commands and replays write? One producer, and sends that every in-sync replica has confirmed when a call returns.

The worker writes through Faust's producer (`relay.Line.send`), with its own judgement of what a refusal means.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer

from streams.kafka.connection import producer_options
from streams.kafka.preflight import preflight
from streams.routing import Outgoing
from streams.schema_registry import framed
from streams.settings import Settings
from streams.topics import Use, topic_name

IN_FLIGHT = 500
"""Sends that wait for the broker at once."""


class Sender:
    """Who sends records of this run? `open_sender` makes one."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self._settings = settings
        self._producer = producer

    async def send(self, records: Iterable[Outgoing]) -> int:
        """How many records has the broker confirmed? All of them; those of one key lie in the order given.

        Raises aiokafka's error for the first that the broker refuses.
        """
        count = 0
        waiting: list[asyncio.Future[object]] = []
        for record in records:
            waiting.append(await self._hand_over(record))
            if len(waiting) == IN_FLIGHT:
                await asyncio.gather(*waiting)
                waiting.clear()
            count += 1
        await asyncio.gather(*waiting)
        return count

    async def _hand_over(self, record: Outgoing) -> asyncio.Future[object]:
        sent: asyncio.Future[object] = await self._producer.send(
            topic_name(record.topic, self._settings),
            framed(record, self._settings),
            key=record.key,
            partition=record.partition,
            timestamp_ms=record.timestamp_ms,
            headers=record.headers,
        )
        return sent


@asynccontextmanager
async def open_sender(settings: Settings, use: Use | None = None) -> AsyncIterator[Sender]:
    """A sender with a producer of its own, which ends with it. ``use``: what it is for, where a missing topic or right is to be
    named before anything is sent."""
    if use is not None:
        await preflight(settings, (use,), groups=())
    producer = AIOKafkaProducer(**producer_options(settings))
    try:
        await producer.start()
        yield Sender(settings, producer)
    finally:
        await producer.stop()
