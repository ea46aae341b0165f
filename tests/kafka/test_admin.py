from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from streams.errors import TopicMismatchError, TopicMissingError
from streams.kafka.admin import (
    commit_offsets,
    committed_offsets,
    create_topics,
    delete_topics,
    end_offsets,
    offsets_at,
    verify_topics,
)
from streams.kafka.connection import client_options, producer_options
from streams.kafka.preflight import preflight, reach
from streams.settings import Settings, load_settings
from streams.topics import REGIONS, TOPICS, topic_name

pytestmark = pytest.mark.kafka


async def make(settings: Settings, name: str, partitions: int, **config: str) -> None:
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        configs = {key.replace("_", "."): value for key, value in config.items()}
        await admin.create_topics([NewTopic(topic_name(name, settings), partitions, 1, topic_configs=configs)])
    finally:
        await admin.close()


def with_changes(settings: Settings, **changes: Any) -> Settings:
    return settings.model_copy(update=changes)


async def test_topics_are_created_once_and_usable_at_once(kafka_settings: Settings) -> None:
    with pytest.raises(TopicMissingError, match="sitrep topics create"):
        await verify_topics(kafka_settings)
    first = await create_topics(kafka_settings)
    assert len(first.created) == len(TOPICS)
    producer = AIOKafkaProducer(**producer_options(kafka_settings))
    await producer.start()
    try:
        for name in first.created:
            sent = await producer.send_and_wait(name, b"v", key=b"k", partition=0)
            assert sent.offset == 0
    finally:
        await producer.stop()
    again = await create_topics(kafka_settings)
    assert (again.created, len(again.existing)) == ((), len(TOPICS))
    facts = await preflight(kafka_settings, ("worker", "ingest", "reader", "analyst"))
    assert len(facts.topics[topic_name("events", kafka_settings)].leaders) == len(REGIONS)


async def test_an_article_of_the_largest_size_fits_and_a_larger_one_does_not(kafka_settings: Settings) -> None:
    settings = with_changes(kafka_settings, max_article_bytes=1024 * 1024)
    await create_topics(settings)
    # compression must not decide: what is measured is the record as it was given
    options = {**producer_options(kafka_settings), "compression_type": None}
    producer = AIOKafkaProducer(**options)
    await producer.start()
    raw = topic_name("articles.raw", settings)
    try:
        await producer.send_and_wait(raw, b"x" * (1024 * 1024 - 200), partition=0)
        with pytest.raises(Exception, match="MessageSizeTooLarge"):
            await producer.send_and_wait(raw, b"x" * (1024 * 1024 + 200), partition=0)
    finally:
        await producer.stop()


async def test_the_largest_article_travels_and_is_read_with_our_options(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    raw = topic_name("articles.raw", kafka_settings)
    value = random.Random(1).randbytes(kafka_settings.max_article_bytes - 4096)  # does not compress
    producer = AIOKafkaProducer(**producer_options(kafka_settings))
    consumer = AIOKafkaConsumer(raw, auto_offset_reset="earliest", **client_options(kafka_settings))
    await producer.start()
    await consumer.start()
    try:
        await producer.send_and_wait(raw, value, key=b"k")
        assert (await consumer.getone()).value == value
    finally:
        await producer.stop()
        await consumer.stop()


async def test_partitions_of_new_link_regions_are_added(kafka_settings: Settings) -> None:
    await make(kafka_settings, "events", len(REGIONS) - 2, cleanup_policy="compact", max_message_bytes=str(2**24))
    done = await create_topics(kafka_settings)
    events = topic_name("events", kafka_settings)
    assert done.widened == (events,)
    assert len((await reach(kafka_settings, [events])).topics[events].leaders) == len(REGIONS)


async def test_a_topic_that_can_not_carry_our_records_is_named_with_every_reason(kafka_settings: Settings) -> None:
    await make(kafka_settings, "articles.raw", 2, cleanup_policy="compact", max_message_bytes="1000000")
    await make(kafka_settings, "mentions.enriched", 2, retention_ms="86400000", max_message_bytes=str(2**24))
    await make(kafka_settings, "alerts", 10, cleanup_policy="compact", max_message_bytes=str(2**24))
    await make(kafka_settings, "webhooks", 1, retention_ms="86400000")
    with pytest.raises(TopicMismatchError) as caught:
        await create_topics(kafka_settings)
    reasons = "; ".join(caught.value.reasons)
    assert "articles.raw has max.message.bytes=1000000, at least 10485760 is needed" in reasons
    assert "articles.raw has cleanup.policy=compact" in reasons
    assert "mentions.enriched has retention.ms=86400000" in reasons
    assert "alerts has min.compaction.lag.ms=0, at least 86400000 is needed" in reasons
    assert "webhooks has retention.ms=86400000: what people or endpoints decided would be forgotten" in reasons
    assert len(caught.value.reasons) == 5


async def test_an_administrators_own_choices_are_left_alone(kafka_settings: Settings) -> None:
    await make(kafka_settings, "articles.raw", 7, retention_ms="3600000", max_message_bytes=str(2**25))
    await create_topics(kafka_settings)


async def test_a_runs_own_topics_come_and_go_and_the_live_ones_stay(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    run = with_changes(kafka_settings, run_name="may")
    done = await create_topics(run)
    own = {topic_name(topic.name, run) for topic in TOPICS if not topic.is_shared}
    assert set(done.created) == own
    assert set(await delete_topics(run)) == own
    await verify_topics(kafka_settings)
    with pytest.raises(ValueError, match="named run"):
        await delete_topics(kafka_settings)


async def test_a_stopped_groups_offsets_are_set_by_time(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    raw = topic_name("articles.raw", kafka_settings)
    start = datetime(2024, 5, 1, tzinfo=UTC)
    # record timestamps of years ago would be deleted by retention only at its next check, minutes from now
    producer = AIOKafkaProducer(**producer_options(kafka_settings))
    await producer.start()
    try:
        for hour in range(4):
            moment = int((start + timedelta(hours=hour)).timestamp() * 1000)
            await producer.send_and_wait(raw, b"v", key=b"k", partition=1, timestamp_ms=moment)
    finally:
        await producer.stop()
    at = await offsets_at(kafka_settings, [raw], start + timedelta(minutes=90))
    assert at[TopicPartition(raw, 1)] == 2
    assert at[TopicPartition(raw, 0)] == 0
    assert (await end_offsets(kafka_settings, [raw]))[TopicPartition(raw, 1)] == 4
    run = with_changes(kafka_settings, run_name="may")
    await commit_offsets(run, at)
    assert await committed_offsets(run, [raw]) == at
    assert set((await committed_offsets(kafka_settings, [raw])).values()) == {None}


async def test_the_clusters_default_number_of_copies_is_taken_or_the_one_of_the_settings(kafka_settings: Settings) -> None:
    too_many = load_settings(
        kafka_bootstrap=kafka_settings.kafka_bootstrap, kafka_topic_prefix="many.", kafka_replication_factor=3
    )
    with pytest.raises(TopicMismatchError, match=r"many\.articles\.raw could not be created: .*replication factor"):
        await create_topics(too_many)
