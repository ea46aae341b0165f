"""An analyst's correction on Apache Kafka itself."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from schemas.correction import Correction
from streams.correcting import NoSuchEventError, publish_correction
from streams.settings import Settings
from tests.fictional import raw
from tests.kafka.engine import send_raw, start_fictional_worker, until
from tests.kafka.workers import await_ready, stop

pytestmark = pytest.mark.kafka


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        stop(process, signal.SIGKILL)


async def test_a_correction_is_a_revision_and_survives_a_new_worker(
    kafka_settings: Settings, processes: list[subprocess.Popen[bytes]]
) -> None:
    process, address = start_fictional_worker(kafka_settings)
    processes.append(process)
    await_ready(process, address)
    await send_raw(kafka_settings, [("one", raw("one"))])
    found = await until(kafka_settings, lambda found: len(found.events) == 1)
    (event,) = found.events.values()
    word = Correction(
        correction_id="",
        event_id=event.event_id,
        action="set",
        field="fatalities.best",
        value=41,
        by="An Analyst",
        made_at=datetime(2024, 5, 2, 12, tzinfo=UTC),
    )
    await publish_correction(kafka_settings, word)
    found = await until(kafka_settings, lambda found: [e.revision for e in found.events.values()] == [2])
    (event,) = found.events.values()
    assert event.fatalities.best == 41 and "fatalities" in event.changed_fields
    assert any("An Analyst" in row.rule_id for row in event.provenance)
    process.kill()
    process.wait()
    other, address = start_fictional_worker(kafka_settings)
    processes.append(other)
    await_ready(other, address)
    await send_raw(kafka_settings, [("one", raw("one", version=1))])
    found = await until(kafka_settings, lambda found: len(found.records["articles.outcomes"]) >= 2)
    assert [(e.fatalities.best, e.revision) for e in found.events.values()] == [(41, 2)]
    with pytest.raises(NoSuchEventError):
        await publish_correction(kafka_settings, word.model_copy(update={"event_id": "none"}))
