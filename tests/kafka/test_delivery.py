"""Alerts on Apache Kafka reach every endpoint at least once, whatever fails."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook
from typer.testing import CliRunner

from schemas.codes import LinkRegion
from streams.cli import app
from streams.deadletters import list_dead_letters, retry_dead_letters
from streams.kafka.admin import committed_offsets, create_topics, end_offsets
from streams.sending import open_sender
from streams.settings import Settings
from streams.topics import topic_name
from streams.webhooks.client import EndpointClient
from streams.webhooks.lane import COMMIT_EVERY_S, Lane
from streams.webhooks.server import Deliverer
from streams.webhooks.states import EndpointStates
from tests.delivery.builders import SECRET, Got, alert, endpoint, flaky, receiver, until
from tests.kafka.deliverers import await_ready, metric, publish_alerts, start_deliverer, write_endpoints
from tests.kafka.workers import stop

pytestmark = pytest.mark.kafka


@asynccontextmanager
async def delivering(settings: Settings, file: Path, **changes: str) -> AsyncIterator[tuple[subprocess.Popen[bytes], str]]:
    process, address = start_deliverer(settings, file, **changes)
    try:
        await await_ready(process, address)
        yield process, address
    finally:
        await asyncio.to_thread(stop, process)


@pytest.fixture
async def settings(kafka_settings: Settings) -> Settings:
    await create_topics(kafka_settings)
    return kafka_settings


def ids(got: list[Got]) -> set[str]:
    return {one.message_id for one in got}


async def settled(settings: Settings, endpoint: str) -> bool:
    """Has the endpoint's group committed the end of `alerts`?"""
    topic = topic_name("alerts", settings)
    done = await committed_offsets(settings, (topic,), settings.webhook_group(endpoint))
    return done == await end_offsets(settings, (topic,))


async def until_settled(settings: Settings, endpoint: str, timeout_s: float = 30.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not await settled(settings, endpoint):
            await asyncio.sleep(0.3)


async def test_no_alert_is_lost_to_a_flaky_receiver_that_is_down_for_a_while_and_a_kill_in_mid_stream(
    settings: Settings, tmp_path: Path
) -> None:
    count = 500
    async with receiver(flaky(0.3)) as desk, receiver() as other:
        file = write_endpoints(tmp_path, desk=desk.url, other=other.url)
        async with delivering(settings, file) as (process, _):
            assert await publish_alerts(settings, (alert(number) for number in range(count))) == count
            await until(lambda: len(ids(desk.accepted)) > count // 5)
            process.send_signal(signal.SIGKILL)
            process.wait()
        before = len(ids(desk.accepted))
        assert before < count
        async with delivering(settings, file) as (process, address):
            await until(lambda: len(ids(desk.accepted)) > min(before + 20, count - 50))
            await desk.stop()
            await until(lambda: len(ids(other.accepted)) == count)  # the one that is down holds nobody back
            await asyncio.sleep(2)
            await desk.start()
            await until(lambda: len(ids(desk.accepted)) == count, timeout_s=90)
            for name in ("desk", "other"):
                await until_settled(settings, name)
            assert metric(address, "sitrep_webhook_failed_attempts_total", "desk") > 0
            assert metric(address, "sitrep_webhook_given_up_total", "desk") == 0
            assert metric(address, "sitrep_webhook_lag_records", "desk") == 0
    for got in desk.accepted[:20]:
        Webhook(SECRET).verify(got.body, got.headers)
    bodies: dict[str, bytes] = {}
    for got in desk.got:
        assert bodies.setdefault(got.message_id, got.body) == got.body  # a repetition is the same message
    assert Counter(got.message_id for got in other.accepted).total() < count * 1.5


async def test_a_kill_repeats_no_alert_that_was_accepted_behind_one_that_waits(settings: Settings, tmp_path: Path) -> None:
    refused = [True]
    async with receiver(
        lambda got: web.Response(status=500 if refused[0] and got.message_id == "alert-00001" else 204)
    ) as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        async with delivering(settings, file) as (process, _):
            await publish_alerts(settings, (alert(number) for number in range(1, 61)))
            await until(lambda: len(ids(desk.accepted)) == 59)
            await asyncio.sleep(2 * COMMIT_EVERY_S)
            process.send_signal(signal.SIGKILL)
            process.wait()
        refused[0] = False
        async with delivering(settings, file):
            await until(lambda: len(ids(desk.accepted)) == 60)
            await until_settled(settings, "desk")
    assert Counter(got.message_id for got in desk.accepted).total() == 60


async def test_a_deliverer_that_has_lost_kafka_ends_at_once_when_it_is_told_to(settings: Settings) -> None:
    lost = settings.model_copy(update={"kafka_bootstrap": "127.0.0.1:1"})
    async with open_sender(settings) as sender:
        lane = Lane(lost, EndpointClient(endpoint(), "test"), EndpointStates(lost), sender, "test")
        running = asyncio.create_task(lane.run())
        await asyncio.sleep(1)
        lane.stop()
        await asyncio.wait_for(running, 1)


async def test_alerts_of_one_event_arrive_in_order_though_attempts_fail(settings: Settings, tmp_path: Path) -> None:
    async with receiver(flaky(0.3, seed=5)) as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        async with delivering(settings, file):
            told = [alert(number, alert_id=f"{number}-{level}", level=str(level)) for level in range(4) for number in range(15)]
            await publish_alerts(settings, told)
            await until(lambda: len(ids(desk.accepted)) == 60, timeout_s=60)
    for number in range(15):
        levels = [got.message_id for got in desk.accepted if got.message_id.startswith(f"{number}-")]
        assert levels == sorted(levels)


async def test_410_disables_an_endpoint_for_every_process_until_it_is_enabled_by_hand(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [True]
    async with receiver(lambda _: web.Response(status=410 if gone[0] else 204)) as desk, receiver() as other:
        file = write_endpoints(tmp_path, desk=desk.url, other=other.url)
        async with delivering(settings, file) as (_, address):
            await publish_alerts(settings, [alert(1), alert(2)])
            await until(lambda: desk.got and metric(address, "sitrep_webhook_disabled", "desk") == 1)
            await until(lambda: len(other.accepted) == 2)
        asked = len(desk.got)
        async with delivering(settings, file) as (_, address):
            await publish_alerts(settings, [alert(3)])
            await until(lambda: len(other.accepted) == 3)
            assert metric(address, "sitrep_webhook_disabled", "desk") == 1
            assert len(desk.got) == asked
            gone[0] = False
            monkeypatch.setenv("SITREP_WEBHOOKS", str(file))
            options = ["--bootstrap", settings.kafka_bootstrap or "", "--topic-prefix", settings.kafka_topic_prefix]
            listed = await asyncio.to_thread(CliRunner().invoke, app, ["webhooks", "list", "--format", "jsonl", *options])
            assert '"state":"disabled","waiting":3,"reason":"it answered 410 (Gone)"' in listed.output
            enabled = await asyncio.to_thread(CliRunner().invoke, app, ["webhooks", "enable", "desk", *options])
            assert enabled.exit_code == 0, enabled.output
            await until(lambda: ids(desk.accepted) == {"alert-00001", "alert-00002", "alert-00003"})
            again = await asyncio.to_thread(CliRunner().invoke, app, ["webhooks", "enable", "desk", *options])
            assert again.exit_code == 2


async def test_a_new_endpoint_is_not_sent_history_and_a_known_one_misses_nothing(settings: Settings, tmp_path: Path) -> None:
    await publish_alerts(settings, [alert(1)])
    async with receiver() as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        async with delivering(settings, file):
            await publish_alerts(settings, [alert(2)])
            await until(lambda: ids(desk.accepted) == {"alert-00002"})
        await publish_alerts(settings, [alert(3)])
        async with delivering(settings, file):
            await until(lambda: ids(desk.accepted) == {"alert-00002", "alert-00003"})
    states = EndpointStates(settings)
    await states.read()
    state = states.of("desk")
    assert state is not None
    assert (state.status, state.reason) == ("active", "first seen")


async def test_a_receiver_that_asks_for_a_pause_gets_it(settings: Settings, tmp_path: Path) -> None:
    times: list[float] = []

    def answer(_: Got) -> web.StreamResponse:
        times.append(asyncio.get_running_loop().time())
        return web.Response(status=429, headers={"Retry-After": "3"}) if len(times) == 1 else web.Response()

    async with receiver(answer) as desk:
        file = write_endpoints(tmp_path, desk={"url": desk.url, "concurrency": 1})
        async with delivering(settings, file):
            await publish_alerts(settings, [alert(1), alert(2)])
            await until(lambda: len(desk.accepted) == 2)
    assert times[1] - times[0] > 2.9


async def test_what_no_endpoint_can_be_given_becomes_a_dead_letter_for_it_alone(settings: Settings, tmp_path: Path) -> None:
    """The rule's name alone is larger than a webhook may be."""
    huge = alert(1, rule_id="r" * 25_000)
    async with receiver() as desk, receiver() as wall:
        file = write_endpoints(tmp_path, desk=desk.url, wall={"url": wall.url, "shape": "slack"})
        async with delivering(settings, file):
            await publish_alerts(settings, [huge, alert(2)])
            await until(lambda: ids(desk.accepted) == {"alert-00002"} and len(wall.accepted) == 2)
            letters = [letter async for letter in list_dead_letters(settings, step="deliver")]
            assert [(letter.error, letter.topic) for letter in letters] == [("TooLarge", "alerts")]
            assert letters[0].key is not None
            assert letters[0].key.endswith(b":desk")
            assert letters[0].value is not None
            assert b'"alert_id":"alert-00001"' in letters[0].value
            await retry_dead_letters(settings, letters)
            await until_settled(settings, "wall")
            await until_settled(settings, "desk")
            letters = [letter async for letter in list_dead_letters(settings, step="deliver")]
    assert [letter.tries for letter in letters] == [1, 2]
    assert letters[1].key == letters[0].key
    assert len(wall.got) == 2


async def test_an_alert_that_is_too_old_is_given_up_unsent_and_tried_once_when_a_person_sends_it_again(
    settings: Settings, tmp_path: Path
) -> None:
    async with receiver() as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        async with delivering(settings, file):
            yesterday = datetime.now(UTC) - timedelta(hours=25)
            await publish_alerts(settings, [alert(1)], at=yesterday)
            await publish_alerts(settings, [alert(2)])
            await until(lambda: ids(desk.accepted) == {"alert-00002"})
            await until_settled(settings, "desk")
            (letter,) = [letter async for letter in list_dead_letters(settings, step="deliver")]
            assert (letter.error, letter.reason) == ("Expired", "desk: not accepted in 24 h")
            assert len(desk.got) == 1
            await retry_dead_letters(settings, [letter])
            await until(lambda: ids(desk.accepted) == {"alert-00001", "alert-00002"})


async def test_an_alert_that_an_endpoint_refuses_while_it_takes_others_is_given_up_in_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.webhooks.lane.MOST_REFUSALS", 3)
    async with receiver(lambda got: web.Response(status=400 if got.message_id == "alert-00001" else 204)) as desk:
        deliverer = Deliverer(settings, [endpoint(desk.url)])
        async with deliverer.running():
            await until(lambda: not deliverer.waiting)
            await publish_alerts(settings, [alert(1), alert(2)])
            await until(lambda: Counter(got.message_id for got in desk.got) == {"alert-00001": 3, "alert-00002": 1})
            async with asyncio.timeout(10):
                while not (letters := [letter async for letter in list_dead_letters(settings, step="deliver")]):
                    await asyncio.sleep(0.2)
    assert [letter.error for letter in letters] == ["Refused"]
    assert letters[0].reason == "desk: refused 3 times while others were taken: status 400"
    assert await settled(settings, "desk")


async def test_a_place_that_kafka_has_forgotten_is_found_again_by_what_is_not_too_old(settings: Settings) -> None:
    """As after a week without a deliverer: the endpoint is known, its group has no place."""
    async with open_sender(settings) as sender:
        states = EndpointStates(settings)
        await states.publish(sender, "desk", "active", "first seen", datetime.now(UTC) - timedelta(days=30))
    await publish_alerts(settings, [alert(1)], at=datetime.now(UTC) - timedelta(days=9))
    await publish_alerts(settings, [alert(2)], at=datetime.now(UTC) - timedelta(hours=2))
    async with receiver() as desk, Deliverer(settings, [endpoint(desk.url)]).running():
        await until(lambda: desk.accepted)
        await until_settled(settings, "desk")
    assert ids(desk.got) == {"alert-00002"}


async def test_two_deliverers_share_the_work_and_one_takes_over_from_the_other(settings: Settings, tmp_path: Path) -> None:
    async with receiver() as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        async with (
            delivering(settings, file, SITREP_WORKER_NAME="one") as (first, _),
            delivering(settings, file, SITREP_WORKER_NAME="two", SITREP_SESSION_TIMEOUT_S="6") as (_, _address),
        ):
            regions: tuple[LinkRegion, ...] = ("levant", "north_africa", "americas")
            made = [alert(number, region=regions[number % 3]) for number in range(300)]
            await publish_alerts(settings, made[:150])
            await until(lambda: len(ids(desk.accepted)) > 20)
            first.send_signal(signal.SIGKILL)
            await publish_alerts(settings, made[150:])
            await until(lambda: len(ids(desk.accepted)) == 300, timeout_s=60)
            await until_settled(settings, "desk")
