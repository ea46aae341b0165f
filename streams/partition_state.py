"""When does a partition's state hold, and when must it be built anew? What the steps with state have in common."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from schemas.codes import Stage
from streams import metrics
from streams.kafka.connection import client_options
from streams.routing import Outgoing
from streams.settings import Settings
from streams.topics import BY_NAME, max_message_bytes, topic_name

log = logging.getLogger(__name__)

S = TypeVar("S")
POLL_MS = 200


@dataclass(slots=True)
class _Held(Generic[S]):
    generation: int
    state: S


class PartitionStates(Generic[S]):
    """Which partitions' states does this worker hold?

    A state is built at its partition's first record, and kept while every assignment in turn gives the partition to this
    worker again. Once another worker may have held it, what is published may have moved on, and it is built anew.
    """

    def __init__(self, step: Stage, build: Callable[[int], Awaitable[tuple[S, Sequence[Outgoing]]]]) -> None:
        self._step = step
        self._build = build
        self._held: dict[int, _Held[S]] = {}

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Builds the state where it does not hold; returns what the building found unpublished."""
        held = self._held.get(partition)
        if held is not None and held.generation == generation:
            return ()
        since = monotonic()
        state, unpublished = await self._build(partition)
        self._held[partition] = _Held(generation, state)
        seconds = monotonic() - since
        metrics.REBUILDS.labels(self._step).inc()
        metrics.REBUILD_SECONDS.labels(self._step, str(partition)).set(seconds)
        log.info(
            "%s: state of partition %d built in %.2f s, %d records to publish", self._step, partition, seconds, len(unpublished)
        )
        return unpublished

    def __getitem__(self, partition: int) -> S:
        return self._held[partition].state

    def forget(self, partition: int) -> None:
        """Drops a state, so that it is built anew."""
        self._held.pop(partition, None)

    def assigned(self, partitions: Iterable[int], generation: int) -> None:
        """Keeps the states that this assignment continues, drops all others."""
        mine = set(partitions)
        for partition, held in list(self._held.items()):
            if partition in mine and held.generation in (generation - 1, generation):
                held.generation = generation
            else:
                del self._held[partition]


async def read_partition(
    settings: Settings, topic: str, partition: int, *, until: int | None = None
) -> AsyncIterator[ConsumerRecord]:
    """Which records does the partition hold now? From its beginning to its present end, or to ``until`` (exclusive)."""
    name = TopicPartition(topic_name(topic, settings), partition)
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # no seek: assigning starts to look for this place, and its answer would undo a seek
        max_partition_fetch_bytes=max_message_bytes(BY_NAME[topic], settings),
    )
    await consumer.start()
    try:
        consumer.assign([name])
        end = (await consumer.end_offsets([name]))[name]
        end = end if until is None else min(end, until)
        while await consumer.position(name) < end:
            for record in (await consumer.getmany(name, timeout_ms=POLL_MS, max_records=500)).get(name, ()):
                if record.offset < end:
                    yield record
    finally:
        await consumer.stop()
