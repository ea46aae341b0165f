from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import orjson
import pytest

from schemas.conflict_event import Fatalities
from streams.web import feed as feeds
from streams.web import stream
from streams.web.filters import EventFilter
from streams.web.stream import Sent, StreamForm, StreamStart, sent_events
from tests.web.builders import MemoryLive, event


def listen(live: MemoryLive, last_id: str | None = None, **wanted: Any) -> AsyncGenerator[Sent, None]:
    start = StreamStart.read(last_id)
    return sent_events(live.feed, live.past, EventFilter(**wanted), StreamForm.event, start)


async def take(source: AsyncIterator[Sent], count: int) -> list[Sent]:
    return [await asyncio.wait_for(anext(source), 2) for _ in range(count)]


def value(sent: Sent) -> Any:
    return orjson.loads(sent.value)


def ids(sent: list[Sent]) -> list[str]:
    return [value(one)["event_id"] for one in sent]


async def test_a_listener_gets_what_happens_from_now_on() -> None:
    live = MemoryLive()
    live.publish(event(1))
    async with aclosing(listen(live)) as source:
        (ready,) = await take(source, 1)
        live.publish(event(2))
        (news,) = await take(source, 1)
    assert (ready.event, news.event) == ("ready", "revision")
    assert ids([news]) == ["event-00002"]


@pytest.mark.parametrize("ring_bytes", [10_000_000, 1])
async def test_a_listener_that_comes_back_misses_none_and_gets_none_twice(ring_bytes: int) -> None:
    live = MemoryLive(ring_bytes)
    async with aclosing(listen(live)) as source:
        await take(source, 1)
        for number in range(1, 31):
            live.publish(event(number))
        first = await take(source, 10)
    async with aclosing(listen(live, first[-1].id)) as source:
        await take(source, 1)
        live.publish(event(31))
        rest = await take(source, 21)
    assert sorted(ids(first) + ids(rest)) == [f"event-{number:05d}" for number in range(1, 32)]
    assert live.past.reads == (1 if ring_bytes == 1 else 0)


async def test_another_replica_takes_over_with_the_same_position() -> None:
    here, there = MemoryLive(), MemoryLive()
    async with aclosing(listen(here)) as source:
        await take(source, 1)
        for number in range(1, 11):
            here.publish(event(number))
            there.publish(event(number))
        first = await take(source, 4)
    async with aclosing(listen(there, first[-1].id)) as source:
        await take(source, 1)
        rest = await take(source, 6)
    assert ids(first + rest) == [f"event-{number:05d}" for number in range(1, 11)]


async def test_an_event_that_leaves_the_filter_is_said_to_be_gone() -> None:
    live = MemoryLive()
    async with aclosing(listen(live, min_deaths=10)) as source:
        await take(source, 1)
        live.publish(event(1))
        live.publish(event(2, fatalities=Fatalities(best=2, acled_value=2)))
        live.publish(event(1, revision=2, fatalities=Fatalities(best=3, acled_value=3)))
        sent = await take(source, 2)
    assert [(one.event, value(one)["revision"]) for one in sent] == [("revision", 1), ("gone", 2)]


@pytest.mark.parametrize("last_id", ["nonsense", "1.2", "0.0.0.0"])
async def test_a_position_that_is_not_ours_tells_the_listener_to_load_again(last_id: str) -> None:
    live = MemoryLive()
    live.publish(event(1))
    async with aclosing(listen(live, last_id)) as source:
        (first,) = await take(source, 1)
    assert first.event == "reset"


async def test_silence_is_filled_with_heartbeats_that_move_the_position_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    live = MemoryLive()
    async with aclosing(listen(live, country=("UA",))) as source:
        (ready,) = await take(source, 1)
        live.publish(event(1))
        (beat,) = await take(source, 1)
    assert beat.event == "heartbeat"
    assert value(beat) == {"is_cut_off": False}
    assert beat.id != ready.id


async def test_a_listener_that_does_not_listen_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "QUEUE_LENGTH", 5)
    live = MemoryLive()
    async with aclosing(listen(live)) as source:
        await take(source, 1)
        for number in range(1, 20):
            live.publish(event(number))
        sent = [one async for one in source]
    assert len(sent) == 5
    assert live.feed.listener_count == 0


async def test_what_is_written_is_one_event_whatever_the_value_holds() -> None:
    written = Sent("revision", {0: 12, 1: 3}, b'{"a":\n1}').encode()
    assert written == b'id: 12.3\nevent: revision\ndata: {"a":\ndata: 1}\n\n'


async def test_what_two_listeners_are_sent_is_written_once() -> None:
    live = MemoryLive()
    async with aclosing(listen(live)) as one, aclosing(listen(live)) as other:
        await take(one, 1)
        await take(other, 1)
        live.publish(event(1))
        (first,), (second,) = await take(one, 1), await take(other, 1)
    assert first.encode() is second.encode()


async def test_a_listener_ahead_of_this_replica_keeps_its_own_position() -> None:
    live = MemoryLive()
    async with aclosing(listen(live, "0.0.7")) as source:
        await take(source, 1)
        for number in range(1, 4):
            live.publish(event(number))
        sent = await take(source, 2)
    assert all(one.id.split(".")[2] == "7" for one in sent)


def test_the_past_that_is_kept_is_counted_and_let_go() -> None:
    live = MemoryLive(ring_bytes=20_000)
    for number in range(1, 51):
        live.publish(event(number))
    kept = live.feed.ring_bytes
    assert 10_000 < kept <= 20_000
    assert live.feed.apart_bytes(live.table) == 0  # all of it is the table's
    for number in range(1, 51):
        live.table.set_state(f"event-{number:05d}", None)
    assert live.feed.apart_bytes(live.table) == kept
    live.feed.forget()
    assert live.feed.ring_bytes == 0
