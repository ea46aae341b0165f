"""What is new, for whoever listens? Changes fan out to subscribers; a position is the next offset of every partition."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from streams.web.table import Change, EventTable

RING_BYTES = 16 * 1024 * 1024
"""Memory of past changes that are kept for those who reconnect, about 3,500 of them; what is older is read from Kafka again."""
QUEUE_LENGTH = 5_000
"""Changes that wait for a slow subscriber before it is cut off; it comes back with its position and misses none."""
_POSITIONS = re.compile(r"\d{1,18}(?:\.\d{1,18}){0,999}")

Positions = dict[int, int]


class Past(Protocol):
    """Where can records of `events.revisions` be read again?"""

    def between(self, start: Mapping[int, int], stop: Mapping[int, int]) -> AsyncIterator[Change]:
        """Which changes lie at or after ``start`` and before ``stop``, partition by partition?"""
        ...

    async def values(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """Which values stand at these partitions and offsets? Those that are no longer there are left out."""
        ...


def write_positions(positions: Mapping[int, int]) -> str:
    """How is a position written? The next offset of each partition, in partition order.

    >>> write_positions({0: 12, 1: 0, 2: 7})
    '12.0.7'
    """
    return ".".join(str(positions[partition]) for partition in sorted(positions))


def read_positions(text: str) -> Positions:
    """Which position is meant? Raises ValueError for what is none.

    >>> read_positions("12.0.7")
    {0: 12, 1: 0, 2: 7}
    """
    if not _POSITIONS.fullmatch(text):
        raise ValueError("a position is the next offset of every partition, as in 12.0.7")
    return dict(enumerate(int(part) for part in text.split(".")))


@dataclass(slots=True)
class News:
    """What has just changed, and where does whoever has had everything stand after it? The same object for all who listen,
    so that what is written of it is written once."""

    change: Change
    positions: Positions
    written: dict[str, Any] = field(default_factory=dict)


class Feed:
    """Who listens, and what came lately? All in one event loop, so that a subscription and its position are one moment."""

    def __init__(self, starts: Mapping[int, int] | None = None, ring_bytes: int = RING_BYTES) -> None:
        self.positions: Positions = {}
        self.starts: Positions = {}
        """The first offset that a partition still had when we began: whoever asks for less has missed records for good."""
        self.is_cut_off = False
        """Whether Kafka can not be reached now, so that silence says nothing."""
        self._floors: Positions = {}
        self._ring: deque[Change] = deque()
        self.ring_bytes = 0
        """Memory that the past changes take, shared with the table or not."""
        self._most_bytes = ring_bytes
        self._queues: set[asyncio.Queue[News | None]] = set()
        if starts is not None:
            self.begin(starts)

    def begin(self, starts: Mapping[int, int]) -> None:
        """Says which partitions there are and where each starts. Said again after a lost connection, it changes nothing."""
        for partition, start in starts.items():
            for offsets in (self.positions, self.starts, self._floors):
                offsets.setdefault(partition, start)

    @property
    def listener_count(self) -> int:
        """How many listen now?"""
        return len(self._queues)

    def publish(self, change: Change) -> None:
        """Hands a change to everybody who listens."""
        self.positions[change.partition] = change.offset + 1
        self._ring.append(change)
        self.ring_bytes += change.entry.size_bytes
        self._forget(self._most_bytes)
        news = News(change, dict(self.positions))
        for queue in tuple(self._queues):
            if queue.qsize() >= QUEUE_LENGTH:
                self._queues.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(news)

    def apart_bytes(self, table: EventTable) -> int:
        """Memory that the past changes take beside the table: most of them are its events' states still."""
        entries = (change.entry for change in self._ring)
        return sum(entry.size_bytes for entry in entries if table.get(entry.event_id) is not entry)

    def forget(self) -> None:
        """Lets go of what came lately; whoever comes back is served from Kafka."""
        self._forget(0)

    def _forget(self, most_bytes: int) -> None:
        while self.ring_bytes > most_bytes:
            dropped = self._ring.popleft()
            self.ring_bytes -= dropped.entry.size_bytes
            self._floors[dropped.partition] = dropped.offset + 1

    @contextmanager
    def subscribed(self) -> Iterator[asyncio.Queue[News | None]]:
        """A queue of every change from now on; ``None`` in it: too slow, cut off."""
        queue: asyncio.Queue[News | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def is_lost(self, start: Mapping[int, int]) -> bool:
        """Whether records at or after this position have expired, or its partitions are not ours."""
        return set(start) != set(self.positions) or any(start[part] < first for part, first in self.starts.items())

    def recent(self, start: Mapping[int, int]) -> list[Change] | None:
        """Which changes came since this position? ``None`` where memory does not reach so far back."""
        if any(start[partition] < floor for partition, floor in self._floors.items()):
            return None
        return [change for change in self._ring if change.offset >= start[change.partition]]
