"""What does one listener of `/stream` get? Every revision that meets its filter once, also across a reconnection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

import orjson
from sse_starlette import ServerSentEvent

from streams.web.feed import Feed, Past, Positions, read_positions, write_positions
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
) -> AsyncGenerator[ServerSentEvent, None]:
    """Which events are sent? Ends where the listener is too slow: it comes back with its position."""
    meets = matcher(wanted)

    def shown(change: Change) -> ServerSentEvent | None:
        if meets(change.entry.facets):
            return _sent("revision", positions, change.entry, form)
        # one that was read from the past, without what was before it, may have been shown if it is not the first
        was_shown = meets(change.before.facets) if change.before is not None else change.entry.revision > 1
        return _sent("gone", positions, change.entry, None) if was_shown else None

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
                    if (event := shown(change)) is not None:
                        yield event
            positions = {part: max(offset, here[part]) for part, offset in positions.items()}
        while True:
            try:
                news = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
            except TimeoutError:
                yield _plain("heartbeat", positions)
                continue
            if news is None:
                return
            if news.offset < positions[news.partition]:
                continue
            positions[news.partition] = news.offset + 1
            if (event := shown(news)) is not None:
                yield event


async def _missed(feed: Feed, past: Past, start: Positions, stop: Positions) -> AsyncIterator[Change]:
    """What came between: from memory, or from Kafka where that does not reach so far back."""
    recent = feed.recent(start)
    if recent is not None:
        for change in recent:
            if change.offset < stop[change.partition]:
                yield change
        return
    async for change in past.between(start, stop):
        yield change


def _sent(name: str, positions: Positions, entry: Entry, form: StreamForm | None) -> ServerSentEvent:
    if form is None:
        body = orjson.dumps({"event_id": entry.event_id, "revision": entry.revision})
    else:
        body = entry.value if form is StreamForm.event else entry.feature
    return ServerSentEvent(data=body.decode(), event=name, id=write_positions(positions), sep="\n")


def _plain(name: str, positions: Positions) -> ServerSentEvent:
    return ServerSentEvent(data="{}", event=name, id=write_positions(positions), retry=2_000, sep="\n")
