"""How does the page's process read Kafka? One task for `events`, one for `events.revisions`, and single reads of the past."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from time import monotonic, time

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from schemas import DecodeError
from schemas.codec import payload
from streams.errors import SitrepError
from streams.reading import open_consumer
from streams.settings import Settings
from streams.topics import topic_name
from streams.web import metrics
from streams.web.feed import Feed
from streams.web.table import Change, EventTable, read_entry

log = logging.getLogger(__name__)

POLL_MS = 250
PAST_READS_AT_ONCE = 8
"""Questions about the past that are answered at once: a replica's restart brings all of its listeners back together."""
SILENCE_S = 10.0
"""Seconds without a record after which the cluster is asked whether it is there."""
ANSWER_S = 5.0
RETRY_S = 2.0
"""Seconds before a reader that lost its cluster, or found no topic, tries again."""


class LiveTable:
    """What does this process know, and is it up to date? Table, feed and the tasks that keep them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.table = EventTable()
        self.feed = Feed()
        self.past = KafkaPast(settings)
        self.waiting_for = {"events", "events.revisions"}
        """Topics that are not read to the end that they had when we started."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Starts reading; returns at once, `waiting_for` empties as the topics are read."""
        self._tasks = [asyncio.create_task(self._keep_reading(topic)) for topic in ("events", "events.revisions")]

    async def stop(self) -> None:
        """Ends the tasks and waits for them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_reading(self, topic: str) -> None:
        positions: dict[int, int] = {}
        while True:
            try:
                await self._read(topic, positions)
            except (KafkaError, SitrepError, OSError) as error:
                self._reads(topic, is_reading=False)
                told = "reading %s failed, trying again in %.0f s: %s"
                log.warning(told, topic, RETRY_S, error, extra={"topic": topic})
                await asyncio.sleep(RETRY_S)

    async def _read(self, topic: str, positions: dict[int, int]) -> None:
        since = heard_at = monotonic()
        async with open_consumer(self.settings, topic, from_start=True) as (consumer, partitions):
            starts = await consumer.beginning_offsets(partitions)
            ends = await consumer.end_offsets(partitions)
            await _seek(consumer, {part: max(starts[part], positions.get(part.partition, 0)) for part in partitions})
            if topic == "events.revisions":
                self.feed.begin({part.partition: starts[part] for part in partitions})
            while True:
                if topic in self.waiting_for and await _has_reached(consumer, ends):
                    self.waiting_for.discard(topic)
                    metrics.REBUILDS.labels(topic).inc()
                    metrics.REBUILD_SECONDS.labels(topic).set(monotonic() - since)
                    log.info("%s is read: %d events", topic, len(self.table), extra={"topic": topic})
                batches = await consumer.getmany(timeout_ms=POLL_MS)
                if batches:
                    heard_at = monotonic()
                elif monotonic() - heard_at > SILENCE_S:  # a client says nothing of a broker that is gone
                    await asyncio.wait_for(consumer.end_offsets(partitions), ANSWER_S)
                    heard_at = monotonic()
                self._reads(topic, is_reading=True)
                for part, records in batches.items():
                    for record in records:
                        self._take(topic, record, is_news=record.offset >= ends[part])
                        positions[part.partition] = record.offset + 1
                    behind = max(0, (consumer.highwater(part) or 0) - positions[part.partition])
                    metrics.LAG.labels(topic, str(part.partition)).set(behind)
                    await asyncio.sleep(0)  # requests are answered between two batches of a long rebuild

    def _reads(self, topic: str, *, is_reading: bool) -> None:
        metrics.READING.labels(topic).set(is_reading)
        if topic == "events.revisions":
            self.feed.is_cut_off = not is_reading

    def _take(self, topic: str, record: ConsumerRecord, *, is_news: bool) -> None:
        metrics.RECORDS.labels(topic).inc()
        try:
            if topic == "events":
                value = None if record.value is None else payload(record.value)
                self.table.set_state((record.key or b"").decode(), value)
            elif record.value is not None:
                change = self.table.add_revision(record.partition, record.offset, payload(record.value), is_news=is_news)
                self.feed.publish(change)
                if is_news:
                    metrics.DELAY_SECONDS.observe(max(0.0, time() - record.timestamp / 1000))
        except (DecodeError, UnicodeDecodeError) as error:
            metrics.UNREADABLE.labels(topic).inc()
            where = {"topic": topic, "partition": record.partition, "offset": record.offset}
            log.warning("%s [%d] at %d is no event and is left out: %s", *where.values(), error, extra=where)


async def _seek(consumer: AIOKafkaConsumer, offsets: Mapping[TopicPartition, int]) -> None:
    """Goes to these offsets, once the look for a first place that every assignment begins has had its answer: it would
    undo a seek that came in between."""
    for part, offset in offsets.items():
        await consumer.position(part)
        consumer.seek(part, offset)


async def _has_reached(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    for part, end in ends.items():
        if await consumer.position(part) < end:
            return False
    return True


class KafkaPast:
    """What stood at an offset of `events.revisions`? Each question has a consumer of its own, closed with the answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rooms = asyncio.Semaphore(PAST_READS_AT_ONCE)

    async def between(self, start: Mapping[int, int], stop: Mapping[int, int]) -> AsyncIterator[Change]:
        """Which changes lie at or after ``start`` and before ``stop``? A partition's own order is kept."""
        wanted = {partition for partition, end in stop.items() if start.get(partition, 0) < end}
        if not wanted:
            return
        async with self._rooms, open_consumer(self._settings, "events.revisions", from_start=True) as (consumer, _):
            name = topic_name("events.revisions", self._settings)
            parts = [TopicPartition(name, partition) for partition in sorted(wanted)]
            consumer.assign(parts)
            firsts = await consumer.beginning_offsets(parts)
            await _seek(consumer, {part: max(firsts[part], start.get(part.partition, 0)) for part in parts})
            ends = {part: stop[part.partition] for part in parts}
            while not await _has_reached(consumer, ends):
                for part, records in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                    for record in records:
                        if record.offset < ends[part] and record.value is not None:
                            yield Change(record.partition, record.offset, read_entry(payload(record.value)), None)

    async def values(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """Which values stand there?"""
        found: list[bytes] = []
        if not places:
            return found
        async with self._rooms, open_consumer(self._settings, "events.revisions", from_start=True) as (consumer, _):
            name = topic_name("events.revisions", self._settings)
            parts = {partition: TopicPartition(name, partition) for partition, _ in places}
            consumer.assign(list(parts.values()))
            firsts = await consumer.beginning_offsets(list(parts.values()))
            for partition, offset in places:
                part = parts[partition]
                if offset < firsts[part]:
                    continue
                await _seek(consumer, {part: offset})
                batches = await consumer.getmany(part, timeout_ms=2_000, max_records=1)
                found += [payload(r.value) for r in batches.get(part, ()) if r.offset == offset and r.value is not None]
        return found
