"""The whole pipeline on a cluster of somebody else's: TLS, users, and no right beyond what `sitrep topics plan` prints."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import Counter

import orjson
import pytest

from schemas import ArticleOutcome, decode
from streams.kafka.plan import RightRow, TopicRow
from streams.reading import scan
from streams.running import SAMPLES
from streams.settings import Settings
from tests.kafka.kills import drained
from tests.kafka.secure import SecureKafka
from tests.kafka.workers import running_worker

pytestmark = pytest.mark.kafka

USERS = {"ingest": "crawler", "worker": "sitrep", "reader": "analyst"}


def sitrep(kafka: SecureKafka, settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as this user would type it."""
    environment = {**os.environ, **kafka.environment(settings), "COLUMNS": "500"}
    command = [sys.executable, "-m", "streams.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def as_planned(kafka: SecureKafka, settings: Settings) -> list[RightRow]:
    """Does what an administrator does with the printed plan: creates the topics; answers with the rights to grant."""
    lines = [orjson.loads(line) for line in sitrep(kafka, settings, "topics", "plan", "--format", "jsonl").stdout.splitlines()]
    rows = [{name: value for name, value in line.items() if name != "kind"} for line in lines]
    kafka.create(TopicRow(**row) for row, line in zip(rows, lines, strict=True) if line["kind"] == "topic")
    return [RightRow(**row) for row, line in zip(rows, lines, strict=True) if line["kind"] == "right"]


async def test_articles_become_events_with_the_planned_rights_and_no_others(
    secure_kafka: SecureKafka, topic_prefix: str
) -> None:
    settings = {user: secure_kafka.settings(user, kafka_topic_prefix=topic_prefix) for user in USERS.values()}
    rights = as_planned(secure_kafka, settings["sitrep"])
    for role, user in USERS.items():
        secure_kafka.grant((right for right in rights if right.role == role), f"User:{user}")

    variables = {**secure_kafka.environment(settings["sitrep"]), "SITREP_KAFKA_TOPICS_CREATE": "false"}
    with running_worker(settings["sitrep"], SITREP_LOG_LEVEL="warning", **variables):
        done = sitrep(secure_kafka, settings["crawler"], "ingest", str(SAMPLES))
        assert done.returncode == 0, done.stderr
        await drained(settings["sitrep"], timeout_s=120)
    told = [record async for record in scan(settings["analyst"], "articles.outcomes")]
    assert Counter(decode(ArticleOutcome, record.value or b"").outcome for record in told) == {"events": 12}
    asked = sitrep(secure_kafka, settings["analyst"], "why", "sample-mali", "--format", "jsonl")
    assert orjson.loads(asked.stdout)["event_ids"], asked.stderr
    refused = sitrep(secure_kafka, settings["analyst"], "ingest", str(SAMPLES))
    assert refused.returncode == 1
    assert f"has no right to WRITE on topic {topic_prefix}articles.raw" in refused.stderr.strip().splitlines()[-1]
    refused = sitrep(secure_kafka, settings["crawler"], "why", "sample-mali")
    assert refused.returncode == 1
    assert f"has no right to READ on topic {topic_prefix}articles.outcomes" in refused.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kafka_password": "not-it"}, "refused user 'sitrep' (SCRAM-SHA-512): wrong user or password"),
        ({"kafka_ca_file": "stranger"}, "its certificate is not trusted"),
        ({"kafka_username": "outsider", "kafka_password": "outsider-secret"}, "has no right to READ on topic"),
    ],
    ids=["a wrong password", "an untrusted certificate", "a missing right"],
)
async def test_a_worker_that_may_not_says_why_in_one_line(
    secure_kafka: SecureKafka, topic_prefix: str, changes: dict[str, str], said: str
) -> None:
    if "kafka_ca_file" in changes:
        changes = {"kafka_ca_file": str(secure_kafka.stranger.file)}
    settings = secure_kafka.settings(kafka_topic_prefix=topic_prefix, **changes)
    environment = {**os.environ, **secure_kafka.environment(settings), "SITREP_KAFKA_TOPICS_CREATE": "false"}
    for module, arguments in (("streams.cli", ["worker"]), ("streams.start_worker", [])):
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", module, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 1
        assert said in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert "secret" not in done.stderr
