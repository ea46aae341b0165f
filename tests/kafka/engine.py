"""What the tests of the engine share: workers with fictional steps, articles in, everything that came out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import IO

from aiokafka import AIOKafkaProducer, ConsumerRecord

from schemas import ArticleOutcome, ConflictEvent, decode
from streams.kafka.connection import producer_options
from streams.reading import scan
from streams.settings import Settings
from streams.topics import topic_name
from tests.kafka.workers import environment

TOPICS = ("articles.outcomes", "events", "events.revisions", "alerts", "deadletters")


def start_fictional_worker(
    settings: Settings, stderr: IO[bytes] | None = None, **changes: str
) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a worker; answers with its process and the address of its web endpoint."""
    variables = environment(settings, **{"SITREP_LOG_LEVEL": "warning", **changes})
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kafka.fictional_worker"], env=variables, start_new_session=True, stderr=stderr
    )
    return process, f"http://127.0.0.1:{variables['SITREP_WEB_PORT']}"


async def send_raw(settings: Settings, values: Iterable[tuple[str, bytes | None]], pause_s: float = 0.0) -> None:
    """Publishes raw records by key, one each ``pause_s``."""
    producer = AIOKafkaProducer(**producer_options(settings))
    await producer.start()
    try:
        waiting = []
        for key, value in values:
            waiting.append(await producer.send(topic_name("articles.raw", settings), value, key=key.encode()))
            await asyncio.sleep(pause_s)
        for confirmation in waiting:
            await confirmation
    finally:
        await producer.stop()


@dataclass
class Results:
    """Everything that came out."""

    records: dict[str, list[ConsumerRecord]] = field(default_factory=dict)

    @property
    def outcomes(self) -> dict[str, ArticleOutcome]:
        """The last outcome of each article."""
        found = [decode(ArticleOutcome, record.value) for record in self.records["articles.outcomes"]]
        return {outcome.article_id: outcome for outcome in found}

    @property
    def events(self) -> dict[str, ConflictEvent]:
        """The events that stand."""
        found: dict[str, ConflictEvent] = {}
        for record in self.records["events"]:
            if record.value is None:
                found.pop(record.key.decode(), None)
            else:
                found[record.key.decode()] = decode(ConflictEvent, record.value)
        return found

    @property
    def revisions(self) -> list[ConflictEvent]:
        """Every revision, in the order of the topic."""
        return [decode(ConflictEvent, record.value) for record in self.records["events.revisions"]]


async def results_of(settings: Settings) -> Results:
    """What has come out so far?"""
    return Results({topic: [record async for record in scan(settings, topic)] for topic in TOPICS})


async def until(settings: Settings, condition: Callable[[Results], object], timeout_s: float = 60.0) -> Results:
    """What has come out once the condition holds?"""
    async with asyncio.timeout(timeout_s):
        while not condition(found := await results_of(settings)):
            await asyncio.sleep(0.3)
    return found
