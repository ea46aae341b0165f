"""The linker's saved state, on Apache Kafka itself."""

from __future__ import annotations

from time import time

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from schemas.enriched_article import EnrichedArticle
from streams.kafka.admin import create_topics
from streams.kafka.connection import client_options
from streams.linker_building import ARTICLES, build_linker
from streams.linking import LinkResult, RegionLinker
from streams.routing import current_state, outgoing
from streams.sending import open_sender
from streams.settings import Settings
from streams.topics import REGION_PARTITION, topic_name
from tests.linking.builders import article, mention
from tests.linking.test_convergence import content

pytestmark = pytest.mark.kafka

LEVANT = REGION_PARTITION["levant"]


async def send(settings: Settings, *records: EnrichedArticle) -> None:
    async with open_sender(settings) as sender:
        await sender.send(outgoing(record) for record in records)


async def built(settings: Settings) -> tuple[RegionLinker, LinkResult]:
    """A worker's first steps: the linker is built, what it found unpublished is published, and the state is saved."""
    linker, result = await build_linker(settings, LEVANT)
    revisions = [outgoing(event) for event in result.upserts]
    async with open_sender(settings) as sender:
        await sender.send(revisions)
        await sender.send(state for revision in revisions for state in current_state(revision))
    linker.save(round(1000 * time()))
    return linker, result


async def test_a_worker_that_starts_again_reads_what_came_since_it_saved_and_a_topic_created_again_from_its_first_record(
    kafka_settings: Settings,
) -> None:
    await create_topics(kafka_settings)
    await send(kafka_settings, article("one", mention()), article("two", mention("b", town="Kessab"), hours=1))
    first, result = await built(kafka_settings)
    assert (first.offset, len(result.upserts)) == (1, 2) and first.saved_ms is not None
    await send(kafka_settings, article("three", mention("c"), hours=2))
    again, result = await built(kafka_settings)
    assert again.offset == 2 and [event.revision for event in result.upserts] == [2]
    assert again.read_from == 2, "the first two records were not read again"
    cold, result = await build_linker(kafka_settings.model_copy(update={"worker_name": "another"}), LEVANT)
    assert result == LinkResult() and cold.read_from == 0 and content(cold) == content(again)

    names = [topic_name(ARTICLES, kafka_settings)]
    admin = AIOKafkaAdminClient(**client_options(kafka_settings))
    await admin.start()
    await admin.delete_topics(names)
    await admin.close()
    await create_topics(kafka_settings)
    records = [article(name, mention(name, town="Olvane"), hours=3) for name in ("four", "five", "six")]
    await send(kafka_settings, *records)
    anew, result = await built(kafka_settings)
    assert anew.read_from == 0 and anew.offset == 2
    assert {event.record_status for event in result.upserts} == {"active", "retracted"}
