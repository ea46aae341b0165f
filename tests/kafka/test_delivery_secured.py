"""From an article to a webhook on Kafka with TLS, SCRAM and rights; each process with its own user and its own plan."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from streams.errors import AccessDeniedError
from streams.kafka.admin import create_topics
from streams.kafka.plan import plan_topics
from streams.kafka.preflight import preflight
from streams.publishing import publish_articles
from streams.replay import Replay
from streams.replay_results import compare
from streams.running import SAMPLES
from streams.webhooks.states import EndpointStates
from tests.delivery.builders import alert, receiver, until
from tests.kafka.deliverers import await_ready, publish_alerts, start_deliverer, write_endpoints
from tests.kafka.secure import ADMIN, SecureKafka
from tests.kafka.workers import running_worker, stop

pytestmark = pytest.mark.kafka


@pytest.mark.timed
async def test_an_article_is_an_alert_within_two_seconds_is_corrected_and_withdrawn_and_a_replay_says_the_same_in_silence(
    secure_kafka: SecureKafka, topic_prefix: str, tmp_path: Path
) -> None:
    own = {"kafka_topic_prefix": topic_prefix, "state_dir": tmp_path / "state", "data_dir": tmp_path / "data"}
    await create_topics(secure_kafka.settings(ADMIN, **own))
    worker, deliverer = secure_kafka.settings(**own), secure_kafka.settings("outsider", **own)
    rights = plan_topics(worker).rights
    secure_kafka.grant(right for right in rights if right.role in {"worker", "ingest"})
    with pytest.raises(AccessDeniedError, match="READ on topic"):
        await preflight(deliverer, ("deliverer",), groups=[deliverer.webhook_group("desk")])
    secure_kafka.grant((right for right in rights if right.role == "deliverer"), "User:outsider")
    await preflight(deliverer, ("deliverer",), groups=[deliverer.webhook_group("desk")])

    told = "Gunmen killed {} villagers in Douentza, Mali, on {:%A}, the mayor said."
    now = datetime.now(UTC)
    article = {"id": "douentza", "published_at": (now - timedelta(hours=1)).isoformat()}
    without_create = {"SITREP_KAFKA_TOPICS_CREATE": "false"}
    async with receiver() as desk:
        file = write_endpoints(tmp_path, desk=desk.url)
        with running_worker(worker, **secure_kafka.environment(worker), **without_create):
            process, address = start_deliverer(deliverer, file, **secure_kafka.environment(deliverer), **without_create)
            try:
                await await_ready(process, address)
                warm = {**article, "id": "warm", "body_text": told.format("two", now - timedelta(days=1))}
                await publish_articles(worker, [*SAMPLES.read_bytes().splitlines(), warm])  # the samples are years old
                await until(lambda: desk.accepted, 60)
                begin = time.perf_counter()
                body = told.format("nine", now - timedelta(days=1)).replace("Douentza", "Menaka")
                await publish_articles(worker, [{**article, "body_text": body}])
                await until(lambda: len(desk.accepted) > 1)
                seconds = time.perf_counter() - begin
                corrected = {**article, "body_text": body.replace("nine", "nineteen"), "version": 2}
                await publish_articles(worker, [corrected])
                await until(lambda: len(desk.accepted) > 2)
                await publish_articles(worker, [{**corrected, "version": 3, "pub_status": "canceled"}])
                await until(lambda: len(desk.accepted) > 3)
                for role in ("replay", "reader"):
                    secure_kafka.grant(right for right in rights if right.role == role)
                run = Replay(worker.model_copy(update={"run_name": "again"}), 1, "test")
                assert await run.from_kafka(None, None, lambda _: None) > 0
                count, found = await compare(worker, "live", "again")
                assert (count > 12, found) == (True, [])
                await asyncio.sleep(2)
            finally:
                await asyncio.to_thread(stop, process)
    sent = [orjson.loads(got.body) for got in desk.accepted]
    assert [one["type"] for one in sent] == ["alert.match", "alert.match", "alert.promotion", "alert.retraction"]
    promoted, withdrawn = sent[2]["data"], sent[3]["data"]
    assert promoted["event_id"] == withdrawn["event_id"]
    assert promoted["revision"] < withdrawn["revision"]
    print(f"article to webhook: {1000 * seconds:.0f} ms")
    assert seconds < 2


async def test_a_deliverer_disables_and_buries_with_the_rights_of_its_role(
    secure_kafka: SecureKafka, topic_prefix: str, tmp_path: Path
) -> None:
    admin = secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix)
    await create_topics(admin)
    deliverer = secure_kafka.settings("outsider", kafka_topic_prefix=topic_prefix)
    secure_kafka.grant((right for right in plan_topics(deliverer).rights if right.role == "deliverer"), "User:outsider")
    async with receiver(lambda _: web.Response(status=410)) as desk, receiver() as other:
        file = write_endpoints(tmp_path, desk=desk.url, other=other.url)
        variables = {**secure_kafka.environment(deliverer), "SITREP_KAFKA_TOPICS_CREATE": "false"}
        process, address = start_deliverer(deliverer, file, **variables)
        try:
            await await_ready(process, address)
            huge = alert(2, rule_id="r" * 25_000)
            assert await publish_alerts(admin, [alert(1), huge, alert(3)]) == 3
            await until(lambda: {got.message_id for got in other.accepted} == {"alert-00001", "alert-00003"})
            states = EndpointStates(admin)
            async with asyncio.timeout(20):
                while not states.is_disabled("desk"):
                    await states.read()
        finally:
            await asyncio.to_thread(stop, process)
