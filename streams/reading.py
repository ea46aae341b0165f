"""Reads topics for people: follow what is new, or scan what is there. No group, no commits, nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from schemas.codec import decode
from schemas.conflict_event import ConflictEvent
from streams.errors import AccessDeniedError, TopicMissingError
from streams.kafka.connection import client_options
from streams.kafka.preflight import reach
from streams.kafka.wire import TOPIC_DENIED, Operation
from streams.settings import Settings
from streams.topics import BY_NAME, max_message_bytes, topic_name

POLL_MS = 500


@asynccontextmanager
async def open_consumer(
    settings: Settings, topic: str, *, from_start: bool
) -> AsyncIterator[tuple[AIOKafkaConsumer, list[TopicPartition]]]:
    """A consumer of the whole topic, without a group, and its partitions. Raises TopicMissingError where there is none."""
    # Where to begin is said here and never by a seek: assigning starts to look for this very place at once, and its answer
    # would undo a seek that came in between.
    name = topic_name(topic, settings)
    partitions = await _partitions(settings, name)  # before the client starts, whose own words say little
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_start else "latest",
        max_partition_fetch_bytes=max_message_bytes(BY_NAME[topic], settings),
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        yield consumer, partitions
    finally:
        await consumer.stop()


async def _partitions(settings: Settings, name: str) -> list[TopicPartition]:
    facts = (await reach(settings, [name])).topics[name]
    if facts.error_code == TOPIC_DENIED or (facts.exists and Operation.READ not in facts.rights):
        raise AccessDeniedError(settings.kafka_username, (("READ", f"topic {name}"),))
    if not facts.exists:
        raise TopicMissingError((name,))
    return [TopicPartition(name, number) for number in sorted(facts.leaders)]


async def scan(settings: Settings, topic: str) -> AsyncIterator[ConsumerRecord]:
    """Which records does the topic hold now, partition by partition? Ends at the ends that it found at the start."""
    async with open_consumer(settings, topic, from_start=True) as (consumer, partitions):
        ends = await consumer.end_offsets(partitions)
        waiting = {part for part in partitions if ends[part] > await consumer.position(part)}
        while waiting:
            batches = await consumer.getmany(timeout_ms=POLL_MS)
            for part, records in batches.items():
                for record in records:
                    if record.offset < ends[part]:
                        yield record
            waiting = {part for part in waiting if await consumer.position(part) < ends[part]}


async def follow(
    settings: Settings, topic: str, *, from_start: bool = False, ready: asyncio.Event | None = None
) -> AsyncIterator[ConsumerRecord]:
    """Which records come in? Without end; ``ready`` is set once nothing that is published from then on can be missed."""
    async with open_consumer(settings, topic, from_start=from_start) as (consumer, partitions):
        for part in partitions:
            await consumer.position(part)
        if ready is not None:
            ready.set()
        async for record in consumer:
            yield record


async def standing_events(settings: Settings) -> dict[str, ConflictEvent]:
    """Which events stand on ``events``, of this run or live? The last record of each, less retracted and merged ones."""
    standing: dict[str, ConflictEvent] = {}
    async for record in scan(settings, "events"):
        name = (record.key or b"").decode()
        event = decode(ConflictEvent, record.value) if record.value is not None else None
        if event is None or event.record_status != "active":
            standing.pop(name, None)
        else:
            standing[name] = event
    return standing
