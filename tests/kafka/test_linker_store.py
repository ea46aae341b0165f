"""The linker's saved state, on Apache Kafka itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import time

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from schemas.enriched_article import EnrichedArticle
from streams.kafka.admin import create_topics
from streams.kafka.connection import client_options
from streams.linker_building import ARTICLES, build_linker
from streams.linker_state import LinkStep
from streams.linking import LinkResult, RegionLinker
from streams.linking.filed import FiledArticle
from streams.linking.store import Store
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
    revisions = [outgoing(event, None, result.made_of.get(event.event_id)) for event in result.upserts]
    async with open_sender(settings) as sender:
        await sender.send(revisions)
        await sender.send(state for revision in revisions for state in current_state(revision))
    linker.save(round(1000 * time()))
    return linker, result


async def test_a_worker_that_starts_again_reads_what_came_since_it_saved_and_a_topic_created_again_from_its_first_record(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create_topics(kafka_settings)
    await send(kafka_settings, article("one", mention()), article("two", mention("b", town="Kessab"), hours=1))
    first, result = await built(kafka_settings)
    assert (first.offset, len(result.upserts)) == (1, 2) and first.saved_ms is not None
    await send(kafka_settings, article("three", mention("c"), hours=2))
    again, result = await built(kafka_settings)
    assert again.offset == 2 and [event.revision for event in result.upserts] == [2]
    assert again.read_from == 2, "the first two records were not read again"
    with monkeypatch.context() as patched:
        patched.setattr("streams.linking.region.assemble", None)  # what stands says what it was made of
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


async def test_a_saved_state_that_can_not_be_read_or_written_is_done_without(kafka_settings: Settings, tmp_path: Path) -> None:
    await create_topics(kafka_settings)
    await send(kafka_settings, article("one", mention()))
    await built(kafka_settings)
    files = list(kafka_settings.state_dir.rglob("levant.sqlite*"))
    for file in files:
        file.write_bytes(b"no database" * 1000)
    linker, _ = await build_linker(kafka_settings, LEVANT)
    assert linker.read_from == 0 and len(linker) == 1
    assert files and not any(file.exists() for file in files)
    blocked = tmp_path / "a file"
    blocked.write_text("in the place of a folder")
    linker, _ = await build_linker(kafka_settings.model_copy(update={"state_dir": blocked}), LEVANT)
    assert linker.read_from == 0 and len(linker) == 1


async def test_a_full_disk_stops_the_saving_and_not_the_worker(kafka_settings: Settings, tmp_path: Path) -> None:
    class Full(Store):
        def put_article(self, article_id: str, filed: FiledArticle | None) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    linker = RegionLinker("levant", store=Full(tmp_path / "levant.sqlite", "x"))
    step = LinkStep(kafka_settings.model_copy(update={"link_save_every": 1}))
    step.states.told = lambda partition: linker  # type: ignore[method-assign]
    for number in range(2):
        linker.apply(article(f"n{number}", mention()), number)
        step.confirmed([LEVANT])
    assert linker.saved_ms is None and len(linker) == 2
