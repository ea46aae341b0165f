"""What does one listener of `/stream` get? Every revision that meets its filter once, also across a reconnection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson
from sse_starlette import ServerSentEvent

from streams.web import metrics
from streams.web.feed import Feed, News, Past, Positions, read_positions, write_positions
from streams.web.filters import EventFilter, matcher
from streams.web.table import Change, Entry

HEARTBEAT_S = 15.0
"""Seconds of silence before a heartbeat, so that both ends notice a dead connection, and the position moves on."""


class StreamForm(StrEnum):
    """In which shape is a revision sent?"""

    event = "event"
    feature = "feature"


@dataclass(frozen=True, slots=True)
class StreamStart:
    """From where does a listener want to go on? ``positions`` is None for one that starts anew."""

    positions: Positions | None = None
    is_unreadable: bool = False

    @classmethod
    def read(cls, last_event_id: str | None) -> StreamStart:
        """What does the header say? An id that is not ours is a listener that must load everything again."""
        if not last_event_id:
            return cls()
        try:
            return cls(read_positions(last_event_id))
        except ValueError:
            return cls(is_unreadable=True)


async def sent_events(
    feed: Feed, past: Past, wanted: EventFilter, form: StreamForm, start: StreamStart
) -> AsyncGenerator[Sent, None]:
    """Which events are sent? Ends where the listener is too slow: it comes back with its position."""
    meets = matcher(wanted)

    def name_of(change: Change) -> str | None:
        if meets(change.entry.facets):
            return "revision"
        # one that was read from the past, without what was before it, may have been shown if it is not the first
        was_shown = meets(change.before) if change.before is not None else change.entry.revision > 1
        return "gone" if was_shown else None

    with feed.subscribed() as queue:
        here = dict(feed.positions)
        is_reset = start.is_unreadable or (start.positions is not None and feed.is_lost(start.positions))
        resumed = start.positions if start.positions is not None and not is_reset else None
        positions = dict(resumed or here)
        yield _plain("reset" if is_reset else "ready", positions)
        if resumed is not None:
            async for change in _missed(feed, past, resumed, here):
                if change.offset >= positions[change.partition]:
                    positions[change.partition] = change.offset + 1
                    if (name := name_of(change)) is not None:
                        yield _sent(name, positions, change.entry, form)
            positions = {part: max(offset, here[part]) for part, offset in positions.items()}
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    news = await queue.get()
            except TimeoutError:
                yield _plain("heartbeat", positions, {"is_cut_off": feed.is_cut_off})
                continue
            if news is None:
                metrics.CUT_OFF.inc()
                return
            change = news.change
            if change.offset < positions[change.partition]:
                continue
            positions[change.partition] = change.offset + 1
            if (name := name_of(change)) is not None:
                yield _shared(news, name, form) if positions == news.positions else _sent(name, positions, change.entry, form)


def _shared(news: News, name: str, form: StreamForm) -> Sent:
    """What all who have had everything are sent: written by the first of them."""
    key = f"{name} {form}"
    if key not in news.written:
        news.written[key] = _sent(name, news.positions, news.change.entry, form)
    sent: Sent = news.written[key]
    return sent


async def _missed(feed: Feed, past: Past, start: Positions, stop: Positions) -> AsyncIterator[Change]:
    """What came between: from memory, or from Kafka where that does not reach so far back."""
    recent = feed.recent(start)
    metrics.RESUMED.labels("kafka" if recent is None else "memory").inc()
    if recent is not None:
        for change in recent:
            if change.offset < stop[change.partition]:
                yield change
        return
    async for change in past.between(start, stop):
        yield change


class Sent(ServerSentEvent):
    """One event of the stream. Its data are bytes as they were published: nothing is decoded for each listener."""

    def __init__(self, name: str, positions: Positions, value: bytes, retry_ms: int | None = None) -> None:
        super().__init__(event=name, id=write_positions(positions), retry=retry_ms)
        self.value = value
        retry = b"retry: %d\n" % retry_ms if retry_ms is not None else b""
        head = f"id: {self.id}\nevent: {name}\n".encode()
        # a line feed in the value begins another line of data
        self._frame = b"%s%sdata: %s\n\n" % (head, retry, value.replace(b"\n", b"\ndata: "))

    def encode(self) -> bytes:
        """Which bytes are written?"""
        metrics.SENT.labels(self.event).inc()
        return self._frame


def _sent(name: str, positions: Positions, entry: Entry, form: StreamForm) -> Sent:
    if name == "gone":
        return Sent(name, positions, orjson.dumps({"event_id": entry.event_id, "revision": entry.revision}))
    return Sent(name, positions, entry.value if form is StreamForm.event else entry.feature)


def _plain(name: str, positions: Positions, told: Mapping[str, bool] | None = None) -> Sent:
    return Sent(name, positions, orjson.dumps(told or {}), retry_ms=2_000)
