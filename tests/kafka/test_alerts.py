"""Alerts on Apache Kafka: from an article to an alert, through corrections, a retraction, restarts and a replay."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas import Alert, ConflictEvent, decode
from streams.cli import app
from streams.publishing import publish_articles
from streams.reading import scan
from streams.routing import outgoing
from streams.sending import open_sender
from streams.settings import Settings
from tests.kafka.workers import running_worker

pytestmark = pytest.mark.kafka

RULES = "rules: [{id: mali, when: {least_deaths: 2, area: [{country: ML}]}}]"
OTHERS = "rules: [{id: mali, when: {least_deaths: 2, area: [{country: ML}]}}, {id: late, when: {least_deaths: 1}}]"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


def article(deaths: str, version: int, **fields: object) -> dict[str, object]:
    now = datetime.now(UTC)
    return {
        "id": "douentza",
        "version": version,
        "published_at": (now - timedelta(hours=1)).isoformat(),
        "body_text": f"Gunmen killed {deaths} villagers in Douentza, Mali, on {now - timedelta(days=1):%A}, the mayor said.",
        **fields,
    }


async def alerts(settings: Settings) -> list[Alert]:
    return [decode(Alert, record.value) async for record in scan(settings, "alerts") if record.value]


async def told(settings: Settings, count: int) -> list[tuple[str, str, str]]:
    """Rule, reason and level of all alerts once there are so many; a moment longer, for one too many."""
    async with asyncio.timeout(60):
        while len(await alerts(settings)) < count:
            await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    return [(alert.rule_id, alert.reason, alert.level) for alert in await alerts(settings)]


@pytest.fixture
def commands(kafka_settings: Settings) -> Iterator[list[str]]:
    yield ["--bootstrap", kafka_settings.kafka_bootstrap or "", "--topic-prefix", kafka_settings.kafka_topic_prefix]


async def test_an_article_alerts_a_correction_promotes_a_cancellation_withdraws_and_nothing_is_told_twice(
    kafka_settings: Settings, rules: Path, commands: list[str]
) -> None:
    match, promotion = ("mali", "match", "match"), ("mali", "promotion", "toll 10")
    withdrawn, retracted = ("mali", "correction", "withdrawn 1"), ("mali", "retraction", "withdrawn 2")
    restored = ("mali", "correction", "restored 1")
    with running_worker(kafka_settings, SITREP_ALERT_RULES=str(rules)):
        await publish_articles(kafka_settings, [article("nine", 1)])
        assert await told(kafka_settings, 1) == [match]
        await publish_articles(kafka_settings, [article("12", 2)])
        assert await told(kafka_settings, 2) == [match, promotion]
    with running_worker(kafka_settings, SITREP_ALERT_RULES=str(rules)):
        await publish_articles(kafka_settings, [article("12", 3), article("one", 4)])
        assert await told(kafka_settings, 3) == [match, promotion, withdrawn]
        await publish_articles(kafka_settings, [article("12", 5)])
        assert await told(kafka_settings, 4) == [match, promotion, withdrawn, restored]
        await asyncio.to_thread(rules.write_text, OTHERS)
        await asyncio.sleep(5)
        await publish_articles(kafka_settings, [article("12", 6, pub_status="canceled")])
        assert await told(kafka_settings, 5) == [match, promotion, withdrawn, restored, retracted]
        await publish_articles(kafka_settings, [article("eight", 1, id="again")])
        found = await told(kafka_settings, 7)
        assert Counter(found[5:]) == Counter([match, ("late", "match", "match")])
        last = {alert.event_id: alert.event for alert in await alerts(kafka_settings)}
        await replay(kafka_settings, last.values())
        assert await told(kafka_settings, 7) == found
    ids = [alert.alert_id for alert in await alerts(kafka_settings)]
    assert len(set(ids)) == len(ids)
    tried = await asyncio.to_thread(
        CliRunner().invoke, app, ["alerts", "test", "--rules", str(rules), "--since", "1h", *commands]
    )
    assert (tried.stdout.count("mali  match"), tried.stdout.count("withdrawn 2")) == (2, 1)


async def replay(settings: Settings, events: Iterable[ConflictEvent]) -> None:
    """Publishes graver revisions as a replay's promotion does."""
    graver = [ConflictEvent(**{**dict(one), "revision": 90, "severity": 5, "record_status": "active"}) for one in events]
    async with open_sender(settings) as sender:
        await sender.send([outgoing(one, "may") for one in graver])
