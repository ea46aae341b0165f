"""The table of the page on Apache Kafka: rebuilt, followed, resumed by another replica."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaProducer

from schemas import ConflictEvent, encode
from streams.kafka.admin import create_topics
from streams.kafka.connection import producer_options
from streams.settings import Settings
from streams.topics import REGION_PARTITION, topic_name
from streams.web.feed import write_positions
from streams.web.filters import EventFilter
from streams.web.reader import LiveTable
from streams.web.stream import StreamForm, StreamStart, sent_events
from tests.web.builders import event

pytestmark = pytest.mark.kafka


@pytest.fixture
async def producer(kafka_settings: Settings) -> AsyncIterator[AIOKafkaProducer]:
    await create_topics(kafka_settings)
    producer = AIOKafkaProducer(**producer_options(kafka_settings))
    await producer.start()
    yield producer
    await producer.stop()


async def publish(producer: AIOKafkaProducer, settings: Settings, *events: ConflictEvent) -> None:
    """As the linker does: the revision first, then the state."""
    for revised in events:
        for topic in ("events.revisions", "events"):
            await producer.send_and_wait(
                topic_name(topic, settings),
                encode(revised),
                key=revised.event_id.encode(),
                partition=REGION_PARTITION[revised.region],
            )


@asynccontextmanager
async def live_table(settings: Settings) -> AsyncIterator[LiveTable]:
    live = LiveTable(settings)
    await live.start()
    try:
        await until(lambda: not live.waiting_for)
        yield live
    finally:
        await live.stop()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0.05)


async def test_the_table_is_rebuilt_and_then_follows(kafka_settings: Settings, producer: AIOKafkaProducer) -> None:
    await publish(producer, kafka_settings, event(1), event(1, revision=2), event(2, region="levant"), event(3))
    await producer.send_and_wait(
        topic_name("events", kafka_settings), None, key=b"event-00003", partition=REGION_PARTITION["north_africa"]
    )
    await producer.send_and_wait(topic_name("events", kafka_settings), b"no JSON", key=b"x", partition=0)
    async with live_table(kafka_settings) as live:
        assert len(live.table) == 2
        held = live.table.get("event-00001")
        assert held is not None
        assert held.revision == 2
        places = [(past.partition, past.offset) for past in live.table.history("event-00001")]
        assert await live.past.values(places) == [encode(event(1)), encode(event(1, revision=2))]
        await publish(producer, kafka_settings, event(4))
        await until(lambda: live.table.get("event-00004") is not None)


async def test_another_replica_resumes_a_stream_from_kafka(kafka_settings: Settings, producer: AIOKafkaProducer) -> None:
    await publish(producer, kafka_settings, *(event(number) for number in range(1, 4)))
    async with live_table(kafka_settings) as first:
        position = write_positions(first.feed.positions)
    await publish(producer, kafka_settings, event(4), event(5, region="americas"))
    async with live_table(kafka_settings) as second:
        second.feed.forget()
        source = sent_events(second.feed, second.past, EventFilter(), StreamForm.feature, StreamStart.read(position))
        async with asyncio.timeout(30):
            ready = await anext(source)
            missed = [await anext(source) for _ in range(2)]
            await publish(producer, kafka_settings, event(6))
            news = await anext(source)
        await source.aclose()
    assert ready.event == "ready"
    seen = [one.value.decode() for one in (*missed, news)]
    assert sorted(text[text.index("event-") :][:11] for text in seen) == ["event-00004", "event-00005", "event-00006"]
