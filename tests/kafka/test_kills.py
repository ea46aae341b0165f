"""kill -9 in mid-stream, on Apache Kafka itself: at the end the events are those of an undisturbed run.

The long versions, with the numbers of articles and kills that we promise, are `make soak` (`tests/bench/soak.py`).
"""

from __future__ import annotations

import pytest

from streams.kafka.admin import create_topics
from streams.settings import Settings
from tests.bench.bench_latency import articles
from tests.kafka.engine import start_fictional_worker
from tests.kafka.kills import Storm, calm, check_revisions, contents
from tests.kafka.stories import reports
from tests.kafka.workers import start_worker

pytestmark = pytest.mark.kafka


@pytest.mark.long
async def test_two_workers_killed_while_linking_leave_what_a_calm_run_finds(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    storm = Storm(
        kafka_settings,
        start_fictional_worker,
        ("one", "two"),
        {"SITREP_SESSION_TIMEOUT_S": "6", "SITREP_LINK_SAVE_EVERY": "20"},
    )
    await storm.run(reports(400), kills=2)
    found = await contents(kafka_settings)
    assert len(found) > 40
    await check_revisions(kafka_settings)
    assert found == await calm(kafka_settings, start_fictional_worker)


@pytest.mark.timed
async def test_a_worker_killed_while_reading_is_back_in_seconds_and_loses_nothing(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    storm = Storm(kafka_settings, start_worker)
    await storm.run(list(articles(60, "killed")), kills=1)
    found = await contents(kafka_settings)
    assert len(found) > 40
    assert max(storm.waits_s) < 15  # 4 s on an idle machine, most of it for loading the language model
    await check_revisions(kafka_settings)
    assert found == await calm(kafka_settings, start_worker)
