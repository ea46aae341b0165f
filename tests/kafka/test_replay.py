"""Replays on Apache Kafka itself: the same answer each time, also after a kill in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson
import pytest

import streams.replay as replay_module
from schemas.conflict_event import ConflictEvent
from streams.kafka.admin import create_topics
from streams.linking.history import content_of
from streams.publishing import key_of
from streams.reading import standing_events
from streams.replay import Progress, Replay
from streams.replay_results import compare, differences, promote
from streams.running import SAMPLES
from streams.settings import Settings
from tests.kafka.engine import send_raw
from tests.kafka.replays import UNKNOWN, check_replays
from tests.kafka.stories import short_articles

pytestmark = pytest.mark.kafka


class KilledError(Exception):
    pass


def quiet(_: Progress) -> None:
    return None


def run_of(settings: Settings, name: str, processes: int = 1) -> Replay:
    return Replay(settings.model_copy(update={"run_name": name}), processes, "test")


async def replayed(settings: Settings, name: str, work: Callable[[Replay], Awaitable[int]]) -> dict[str, object]:
    await work(run_of(settings, name))
    found = await standing_events(settings.model_copy(update={"run_name": name}))
    return {event_id: content_of(event) for event_id, event in found.items()}


@pytest.mark.long
async def test_a_replay_gives_the_same_answer_twice_and_after_a_kill(
    kafka_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(replay_module, "CHUNK", 3)
    lines = SAMPLES.read_bytes().splitlines()
    values = [((key_of(line) or b"").decode(), line) for line in lines]
    await create_topics(kafka_settings)
    await send_raw(kafka_settings, [*values, (values[0][0], None)])

    def whole(run: Replay) -> Awaitable[int]:
        return run.from_kafka(None, None, quiet)

    first = await replayed(kafka_settings, "one", whole)
    assert len(first) >= len(lines) - 3

    def kill(now: Progress) -> None:
        if now.done >= 6:
            raise KilledError

    with pytest.raises(KilledError):
        await run_of(kafka_settings, "two").from_kafka(None, None, kill)
    second = await replayed(kafka_settings, "two", whole)
    assert await compare(kafka_settings, "one", "two") == (len(first), [])
    assert second == first

    done = await promote(kafka_settings, "one")
    assert (done.revised, done.retracted) == (len(first), 0)
    again = await promote(kafka_settings, "two")
    assert (again.revised, again.retracted, again.unchanged) == (0, 0, len(first))
    count, found = await compare(kafka_settings, "live", "two")
    assert (count, found) == (len(first), [])
    await asyncio.sleep(0)


@pytest.mark.long
async def test_runs_of_one_and_of_three_workers_agree_and_a_row_more_changes_what_it_should(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    await create_topics(kafka_settings)
    await send_raw(kafka_settings, [*short_articles(260), ("zarn", orjson.dumps(UNKNOWN))])
    count, _ = await check_replays(kafka_settings, 261, tmp_path / "overlay")
    assert count > 40


def test_a_difference_names_the_field_and_the_rules_on_both_sides() -> None:
    from streams.linking import single_article_events
    from tests.linking.builders import article, mention

    (one,) = single_article_events([article("one", mention(killed=3))])
    (other,) = single_article_events([article("one", mention(killed=4))])
    assert isinstance(one, ConflictEvent)
    found = list(differences({one.event_id: one}, {other.event_id: other}))
    assert {d.field for d in found} >= {"fatalities.best", "headline"}
    assert [d.kind for d in differences({one.event_id: one}, {})] == ["only_first"]
