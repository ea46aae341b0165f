"""The agents in memory, as Faust runs them: keys are kept, poison is set aside, the next message flows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from schemas import CleanArticle, decode
from schemas.codes import Stage
from streams.agents import Flow, add_agents
from streams.app import SitrepApp, build_app
from streams.partition_state import PartitionStates
from streams.pool import StepPool
from streams.relay import Line, publish_all
from streams.routing import Outgoing
from streams.settings import Settings, load_settings
from tests import fictional
from tests.test_relay import Counting, FakeProducer

Made = tuple[SitrepApp, FakeProducer, Counting]


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[Made]:
    settings = load_settings(kafka_bootstrap="nowhere:9092", state_dir=tmp_path, kafka_topic_prefix="t.")
    producer, step, pool = FakeProducer(), Counting(), StepPool(1, fictional.load_nothing, 5)
    app = build_app(settings)
    app.finalize()
    app.flow_control.resume()
    add_agents(app, flow_of(step), lines(settings, pool, producer))
    yield app, producer, step
    pool.close()


def flow_of(step: Counting) -> Flow:
    return Flow(fictional.intake, fictional.extract, fictional.enrich, step, publish_all, step, publish_all)


def lines(settings: Settings, pool: StepPool, producer: FakeProducer) -> Callable[[Stage, str], Line]:
    def line(stage: Stage, source: str) -> Line:
        return Line(stage, source, settings, pool, lambda: producer, lambda: 1, "test")

    return line


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_an_agent_keeps_keys_buries_poison_and_goes_on(made: Made) -> None:
    app, producer, _ = made
    async with app.agents["intake"].test_context() as agent:  # type: ignore[attr-defined]
        await agent.put(key=b"k1", value=fictional.raw("a1"), wait=False)
        await agent.put(key=b"k2", value=b"{nonsense", wait=False)
        await agent.put(key=b"k3", value=fictional.raw("a3"), wait=False)
        await until(lambda: len(producer.on("t.articles.clean")) == 2 and producer.on("t.articles.outcomes"))
    assert {key for key, _ in producer.on("t.articles.clean")} == {b"a1", b"a3"}
    assert producer.on("t.deadletters") == [(b"k2", b"{nonsense")]


async def test_a_null_value_is_a_retraction_and_no_poison(made: Made) -> None:
    app, producer, _ = made
    async with app.agents["intake"].test_context() as agent:  # type: ignore[attr-defined]
        await agent.put(key=b"a1", value=None, wait=False)
        await until(lambda: producer.on("t.articles.clean"))
    ((_, value),) = producer.on("t.articles.clean")
    assert decode(CleanArticle, value or b"").header.is_tombstone
    assert producer.on("t.deadletters") == []


async def test_there_is_one_agent_a_step_in_flow_order_and_each_reads_its_topic(made: Made) -> None:
    app, _, _ = made
    assert [(name, list(agent.channel.topics)) for name, agent in app.agents.items()] == [
        ("intake", ["t.articles.raw"]),
        ("extract", ["t.articles.clean"]),
        ("enrich", ["t.mentions.extracted"]),
        ("link", ["t.mentions.enriched", "t.events.corrections"]),
        ("alert", ["t.events.revisions"]),
    ]


async def test_a_replay_has_its_own_group_and_topics_and_never_alerts(tmp_path: Path) -> None:
    settings = load_settings(kafka_bootstrap="nowhere:9092", state_dir=tmp_path, run_name="may")
    app = build_app(settings)
    add_agents(
        app, flow_of(Counting()), lines(settings, StepPool(1, fictional.load_nothing, 5), FakeProducer()), is_replay=True
    )
    assert app.conf.id == "sitrep-run-may"
    assert "alert" not in app.agents
    assert app.agents["intake"].channel.get_topic_name() == "articles.raw"
    assert list(app.agents["link"].channel.topics) == ["runs.may.mentions.enriched", "events.corrections"]


async def test_state_is_kept_while_assignments_follow_one_another_and_built_anew_after_a_gap() -> None:
    built: list[int] = []

    async def build(partition: int) -> tuple[str, tuple[Outgoing, ...]]:
        built.append(partition)
        return "state", ()

    states: PartitionStates[str] = PartitionStates("link", 10, build)
    await states.prepare(3, 1)
    await states.prepare(3, 1)
    states.assigned([3], 2)
    await states.prepare(3, 2)
    assert built == [3]
    states.assigned([], 3)
    states.assigned([3], 4)
    await states.prepare(3, 4)
    assert built == [3, 3]
    states.assigned([3], 6)
    await states.prepare(3, 6)
    assert built == [3, 3, 3]


async def test_a_rebalance_during_a_rebuild_neither_hangs_nor_kills_the_agent() -> None:
    begun = asyncio.Event()

    async def build(partition: int) -> tuple[str, tuple[Outgoing, ...]]:
        begun.set()
        await asyncio.sleep(30)
        return "state", ()

    states: PartitionStates[str] = PartitionStates("link", 10, build)
    states.assigned([3], 1)
    waiting = asyncio.ensure_future(states.prepare(3, 1))
    await begun.wait()
    states.assigned([4], 2)
    assert await asyncio.wait_for(waiting, 1) == ()
    assert states.pending == 1
    states.assigned([], 3)
