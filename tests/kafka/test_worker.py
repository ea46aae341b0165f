"""A worker as a process of its own, on Apache Kafka itself: it works, survives, and loses nothing."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from schemas import ConflictEvent
from streams.deadletters import list_dead_letters, retry_dead_letters
from streams.kafka.embedded import EmbeddedKafka
from streams.settings import Settings, load_settings
from tests.fictional import raw
from tests.kafka.engine import Results, results_of, send_raw, start_fictional_worker, until
from tests.kafka.workers import await_ready, stop

pytestmark = pytest.mark.kafka

Process = subprocess.Popen[bytes]


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    """Workers to be ended, whatever a test did."""
    started: list[Process] = []
    yield started
    for process in started:
        stop(process, signal.SIGKILL)


def start(settings: Settings, processes: list[Process], **changes: str) -> tuple[Process, str]:
    process, address = start_fictional_worker(settings, **changes)
    processes.append(process)
    await_ready(process, address)
    return process, address


def page(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.read().decode())


def await_reason(address: str, told: str) -> None:
    """Returns when the worker says that it is not ready for this reason."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            page(f"{address}/readyz")
        except urllib.error.HTTPError as answer:
            if told in answer.read().decode():
                return
        time.sleep(0.2)
    raise AssertionError(f"the worker did not say: {told}")


def articles(count: int, text: str = "slow:0.02", name: str = "a") -> list[tuple[str, bytes]]:
    return [(f"{name}{number}", raw(f"{name}{number}", text)) for number in range(count)]


def check_whole(found: Results, count: int) -> None:
    """Every article has its outcome and its event; no revision number repeats or goes back with other content."""
    assert Counter(outcome.outcome for outcome in found.outcomes.values()) == {"events": count}
    assert len(found.events) == count
    last: dict[str, ConflictEvent] = {}
    for revision in found.revisions:
        before = last.get(revision.event_id)
        assert before is None or revision.revision >= before.revision
        if before is not None and before.revision == revision.revision:
            assert before == revision
        last[revision.event_id] = revision
    assert {event_id: event.revision for event_id, event in found.events.items()} == dict.fromkeys(found.events, 1)


async def test_articles_become_events_and_every_one_has_its_outcome(kafka_settings: Settings, processes: list[Process]) -> None:
    process, address = start(kafka_settings, processes)
    odd = [("f", raw("f", "french")), ("n", raw("n", "nothing")), ("bad", b"{"), ("p", raw("p", "poison"))]
    await send_raw(kafka_settings, articles(30, "attack") + odd)
    found = await until(kafka_settings, lambda found: len(found.outcomes) == 34)
    assert Counter(outcome.outcome for outcome in found.outcomes.values()) == {
        "events": 30, "language": 1, "no_event": 1, "dead_letter": 2,
    }  # fmt: skip
    assert {record.partition for record in found.records["events"]} == {0}
    assert {record.value for record in found.records["deadletters"]} >= {b"{"}
    told = await asyncio.to_thread(page, f"{address}/metrics")
    assert 'sitrep_dead_letters_total{error="LookupError",step="extract"} 1.0' in told
    assert 'sitrep_article_outcomes_total{outcome="events"} 30.0' in told
    assert json.loads(await asyncio.to_thread(page, f"{address}/healthz"))["status"] == "alive"
    process.terminate()
    assert process.wait(30) == 0


async def test_a_tombstone_retracts_with_a_record_and_then_a_null(kafka_settings: Settings, processes: list[Process]) -> None:
    start(kafka_settings, processes)
    await send_raw(kafka_settings, articles(2, "attack"))
    await until(kafka_settings, lambda found: len(found.events) == 2)
    await send_raw(kafka_settings, [("a1", None)])
    found = await until(kafka_settings, lambda found: found.outcomes["a1"].outcome == "withheld" and len(found.events) == 1)
    gone, null = found.records["events"][-2:]
    assert json.loads(gone.value)["record_status"] == "retracted"
    assert (null.key, null.value) == (gone.key, None)


async def test_kill_9_in_mid_batch_loses_nothing_and_leaves_no_orphans(
    kafka_settings: Settings, processes: list[Process]
) -> None:
    feeding = asyncio.ensure_future(send_raw(kafka_settings, articles(300), pause_s=0.01))
    for _ in range(3):
        process, _ = await asyncio.to_thread(start, kafka_settings, processes)
        await asyncio.sleep(1.2)
        children = psutil.Process(process.pid).children(recursive=True)
        assert children
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=5)
        assert alive == []
    await asyncio.to_thread(start, kafka_settings, processes)
    await feeding
    found = await until(kafka_settings, lambda found: len(found.outcomes) == 300)
    check_whole(found, 300)


async def test_sigterm_in_mid_batch_finishes_what_is_in_flight_and_repeats_nothing(
    kafka_settings: Settings, processes: list[Process]
) -> None:
    process, _ = start(kafka_settings, processes)
    await send_raw(kafka_settings, articles(200))
    await until(kafka_settings, lambda found: len(found.outcomes) > 20)
    process.terminate()
    assert await asyncio.to_thread(process.wait, 30) == 0
    start(kafka_settings, processes)
    found = await until(kafka_settings, lambda found: len(found.outcomes) == 200)
    check_whole(found, 200)
    assert len(found.revisions) == 200


async def test_workers_come_and_go_and_nothing_is_lost(kafka_settings: Settings, processes: list[Process]) -> None:
    start(kafka_settings, processes)
    feeding = asyncio.ensure_future(send_raw(kafka_settings, articles(400), pause_s=0.02))
    await asyncio.sleep(1)
    second, _ = await asyncio.to_thread(start, kafka_settings, processes, SITREP_WORKER_NAME="second")
    await asyncio.sleep(2)
    second.terminate()
    await asyncio.to_thread(second.wait, 30)
    third, _ = await asyncio.to_thread(start, kafka_settings, processes, SITREP_WORKER_NAME="third")
    await asyncio.sleep(1)
    third.kill()
    await feeding
    found = await until(kafka_settings, lambda found: len(found.outcomes) == 400, timeout_s=90)
    check_whole(found, 400)


@pytest.mark.timed
async def test_a_worker_that_is_killed_is_back_in_seconds(kafka_settings: Settings, processes: list[Process]) -> None:
    process, _ = start(kafka_settings, processes)
    await send_raw(kafka_settings, articles(3, "attack"))
    await until(kafka_settings, lambda found: len(found.outcomes) == 3)
    process.kill()
    process.wait()
    since = time.monotonic()
    start(kafka_settings, processes)
    assert time.monotonic() - since < 9, "it waited for the session of its former self"


async def test_a_dead_letter_can_be_listed_and_retried(kafka_settings: Settings, processes: list[Process]) -> None:
    start(kafka_settings, processes)
    await send_raw(kafka_settings, [("p", raw("p", "poison")), ("bad", b"{")])
    await until(kafka_settings, lambda found: len(found.records["deadletters"]) == 2)
    letters = [letter async for letter in list_dead_letters(kafka_settings, step="extract")]
    assert [(letter.topic, letter.error, letter.tries) for letter in letters] == [("articles.clean", "LookupError", 1)]
    assert await retry_dead_letters(kafka_settings, letters) == 1
    await until(kafka_settings, lambda found: len(found.records["deadletters"]) == 3)
    again = [letter async for letter in list_dead_letters(kafka_settings, step="extract")]
    assert [letter.tries for letter in again] == [1, 2]
    assert again[0].value == again[1].value


async def test_state_is_built_from_its_input_and_set_against_what_is_published(
    kafka_settings: Settings, processes: list[Process]
) -> None:
    first, _ = start(kafka_settings, processes)
    await send_raw(kafka_settings, articles(20, "attack"))
    before = await until(kafka_settings, lambda found: len(found.events) == 20)
    stop(first)
    start(kafka_settings, processes)
    await send_raw(kafka_settings, [("late", raw("late"))])
    after = await until(kafka_settings, lambda found: len(found.events) == 21)
    assert len(after.revisions) == 21, "a restart published what was published already"
    assert all(after.events[key] == event for key, event in before.events.items())
    assert (await results_of(kafka_settings)).records["alerts"] == []


async def test_a_broker_that_is_gone_stops_the_worker_and_what_was_in_flight_comes_again(
    tmp_path: Path, processes: list[Process]
) -> None:
    own = load_settings(data_dir=tmp_path, state_dir=tmp_path / "state", article_partitions=2, step_processes=1)
    broker = EmbeddedKafka.from_settings(own)
    settings = own.model_copy(update={"kafka_bootstrap": await asyncio.to_thread(broker.start), "worker_name": "w"})
    try:
        process, _ = await asyncio.to_thread(start, settings, processes, TEST_CONFIRM_TIMEOUT_S="3")
        await send_raw(settings, articles(60, "slow:0.05"))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(broker.stop)
        assert await asyncio.to_thread(process.wait, 30) == 1
        settings = settings.model_copy(update={"kafka_bootstrap": await asyncio.to_thread(broker.start)})
        await asyncio.to_thread(start, settings, processes)
        check_whole(await until(settings, lambda found: len(found.outcomes) == 60), 60)
    finally:
        await asyncio.to_thread(broker.stop)


@pytest.mark.long
async def test_an_idle_worker_says_that_the_broker_is_gone_and_goes_on_or_ends(
    tmp_path: Path, processes: list[Process]
) -> None:
    own = load_settings(data_dir=tmp_path, state_dir=tmp_path / "state", article_partitions=2, step_processes=1)
    broker = EmbeddedKafka.from_settings(own)
    settings = own.model_copy(update={"kafka_bootstrap": await asyncio.to_thread(broker.start), "worker_name": "w"})
    said = tmp_path / "said"
    try:
        with said.open("wb") as log:
            process, address = start_fictional_worker(settings, stderr=log, TEST_GIVE_UP_S="25")
        processes.append(process)
        await asyncio.to_thread(await_ready, process, address)
        await asyncio.to_thread(broker.stop)
        await asyncio.to_thread(await_reason, address, "no broker: Kafka can not be reached at")
        settings = settings.model_copy(update={"kafka_bootstrap": await asyncio.to_thread(broker.start)})
        await asyncio.to_thread(await_ready, process, address)
        await send_raw(settings, articles(3))
        await until(settings, lambda found: len(found.outcomes) == 3)
        await asyncio.to_thread(broker.stop)
        assert await asyncio.to_thread(process.wait, 60) == 1
    finally:
        await asyncio.to_thread(broker.stop)
    lines = said.read_text().splitlines()
    assert sum("Kafka can not be reached" in line and "waiting for it for up to 25 s" in line for line in lines) == 2
    assert sum("Kafka answers again after" in line for line in lines) == 1
    assert sum("the worker stops: Kafka can not be reached" in line and "gone for 25 s" in line for line in lines) == 1
