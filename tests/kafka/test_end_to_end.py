"""The whole pipeline on Apache Kafka: articles in, events and outcomes out."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from schemas import ArticleOutcome, CleanArticle, ConflictEvent, decode
from streams.deadletters import list_dead_letters, retry_dead_letters
from streams.publishing import publish_articles
from streams.reading import scan
from streams.running import SAMPLES
from streams.settings import Settings
from tests.kafka.broken_articles import BROKEN, GOOD
from tests.kafka.workers import running_worker

pytestmark = pytest.mark.kafka


@pytest.fixture
def worker(kafka_settings: Settings) -> Iterator[Settings]:
    with running_worker(kafka_settings):
        yield kafka_settings


async def outcomes(settings: Settings) -> dict[str, ArticleOutcome]:
    found = {}
    async for record in scan(settings, "articles.outcomes"):
        if record.value is not None:
            outcome = decode(ArticleOutcome, record.value)
            found[outcome.article_id] = outcome
    return found


async def until_settled(settings: Settings, count: int, timeout_s: float = 120) -> dict[str, ArticleOutcome]:
    async with asyncio.timeout(timeout_s):
        while len(found := await outcomes(settings)) < count:
            await asyncio.sleep(0.5)
    return found


async def events(settings: Settings) -> dict[str, ConflictEvent]:
    found: dict[str, ConflictEvent] = {}
    async for record in scan(settings, "events"):
        assert record.key is not None
        if record.value is None:
            found.pop(record.key.decode(), None)
        else:
            found[record.key.decode()] = decode(ConflictEvent, record.value)
    return found


async def test_the_sample_articles_become_events_with_evidence(worker: Settings) -> None:
    await publish_articles(worker, SAMPLES.read_bytes().splitlines())
    settled = await until_settled(worker, 12)
    assert Counter(outcome.outcome for outcome in settled.values()) == {"events": 12}
    published = await events(worker)
    countries = {event.place.country for event in published.values() if event.place}
    assert {"SD", "UA", "MM", "ML", "CO", "PS", "YE", "CD", "PK", "MX", "KE"} <= countries
    texts = {}
    async for record in scan(worker, "articles.clean"):
        article = decode(CleanArticle, record.value or b"")
        texts[article.header.article_id] = {"title": article.title, "body": article.body}
    quotes = 0
    for event in published.values():
        assert event.sources
        assert event.provenance
        for row in event.provenance:
            quotes += 1
            assert texts[row.article_id][row.part][row.start_char : row.end_char] == row.quote
        for claim in event.claims:
            if claim.span is not None:
                quotes += 1
                span = claim.span
                assert texts[claim.article_id or ""][span.part][span.start_char : span.end_char] == span.quote
    assert quotes > 100


async def test_a_cancelled_article_takes_its_events_away(worker: Settings) -> None:
    article = {**GOOD, "id": "to-cancel"}
    await publish_articles(worker, [article])
    await until_settled(worker, 1)
    assert await events(worker)
    await publish_articles(worker, [{**article, "version": 2, "pub_status": "canceled"}])
    async with asyncio.timeout(30):
        while await events(worker):
            await asyncio.sleep(0.3)


@pytest.mark.long
async def test_of_a_thousand_articles_a_hundred_are_broken_and_all_are_accounted_for(worker: Settings) -> None:
    assert len(BROKEN) == 20
    values = []
    for number in range(100):
        kind = list(BROKEN)[number % len(BROKEN)]
        values.extend(orjson.dumps({**GOOD, "id": f"good-{number}-{copy}"}) for copy in range(9))
        values.append(BROKEN[kind](number))
    assert len(values) == 1000
    await publish_articles(worker, values)
    async with asyncio.timeout(240):
        while True:
            dead = [record async for record in scan(worker, "deadletters")]
            settled = [outcome for outcome in (await outcomes(worker)).values() if outcome.outcome != "dead_letter"]
            if len(dead) + len(settled) >= len(values):
                break
            await asyncio.sleep(1)
    assert len(dead) == 100
    assert len(settled) == 900
    originals = set(values)
    assert all(record.value in originals for record in dead)
    letters = [letter async for letter in list_dead_letters(worker)]
    assert all(letter.reason and letter.error == "DecodeError" and letter.step == "intake" for letter in letters)
    assert len({letter.reason for letter in letters}) >= 15
    assert await retry_dead_letters(worker, letters[:7]) == 7
    async with asyncio.timeout(60):
        while len(again := [letter async for letter in list_dead_letters(worker) if letter.tries == 2]) < 7:
            await asyncio.sleep(0.5)
    assert Counter(letter.value for letter in again) == Counter(letter.value for letter in letters[:7])


def test_the_worker_says_in_one_line_that_no_broker_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streams.cli", "worker", "--bootstrap", "127.0.0.1:1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert "can not be reached" in done.stderr
    assert "Traceback" not in done.stderr
