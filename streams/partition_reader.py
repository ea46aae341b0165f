"""What do partitions hold now? From where a state is built: read once from some offset to the present end, without a group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from streams.kafka.connection import client_options
from streams.settings import Settings
from streams.topics import BY_NAME, max_message_bytes, topic_name

POLL_MS = 200
FETCH_WAIT_MS = 20
"""How long the broker holds a fetch at a partition's end, milliseconds. The reading of the next partition waits for it: with
the client's 500 a worker that takes over nine regions came seconds later."""
AT_ONCE = 500


class PartitionReader:
    """Reads one partition after the other with one consumer: opening one takes longer than reading what a quiet region holds.
    Not for two readings at a time."""

    def __init__(self, settings: Settings, consumer: AIOKafkaConsumer) -> None:
        self._settings = settings
        self._consumer = consumer

    async def kept(self, topic: str, partition: int) -> range:
        """Which offsets does the partition hold now?"""
        name = TopicPartition(topic_name(topic, self._settings), partition)
        begin, end = await self._consumer.beginning_offsets([name]), await self._consumer.end_offsets([name])
        return range(begin[name], end[name])

    async def read(
        self, topic: str, partition: int, *, begin: int = 0, since_ms: int | None = None, until: int | None = None
    ) -> AsyncIterator[ConsumerRecord]:
        """Which records does the partition hold now? From ``begin`` on, or from the first that is not older than ``since_ms``
        by its timestamp; to its present end, or to ``until`` (exclusive)."""
        name = TopicPartition(topic_name(topic, self._settings), partition)
        consumer = self._consumer
        end = (await consumer.end_offsets([name]))[name]
        if since_ms is not None:
            found = (await consumer.offsets_for_times({name: since_ms}))[name]
            begin = found.offset if found else end
        end = end if until is None else min(end, until)
        if begin >= end:
            return
        consumer.assign([name])
        if await consumer.position(name) < begin:  # awaited: assigning looks for this place, and would undo an earlier seek
            consumer.seek(name, begin)
        while await consumer.position(name) < end:
            for record in (await consumer.getmany(name, timeout_ms=POLL_MS, max_records=AT_ONCE)).get(name, ()):
                if record.offset < end:
                    yield record


@asynccontextmanager
async def open_reader(settings: Settings, topics: Sequence[str]) -> AsyncIterator[PartitionReader]:
    """A reader of these topics, by their logical names."""
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=max(max_message_bytes(BY_NAME[topic], settings) for topic in topics),
    )
    await consumer.start()
    try:
        yield PartitionReader(settings, consumer)
    finally:
        await consumer.stop()
