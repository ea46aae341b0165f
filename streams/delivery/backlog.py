"""Which alert is sent next, and up to where is everything settled? Bookkeeping for one endpoint; times are handed in.

Alerts of one event go out one after the other, in the order of their partition; those of different events side by side. What
fails steps aside until its time comes and holds back nothing but its own event.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from streams.delivery.answers import LONGEST_PROBE_S, backoff_s
from streams.delivery.settled import read_settled, write_settled

T = TypeVar("T")

DOWN_AFTER = 10
"""Failures in a row after which an endpoint counts as down. One that fails half of the time is taken for down once in a
thousand attempts, for a second; fewer, and it would be more often."""
MOST_REFUSALS = 20
"""Failures of one alert at an endpoint that takes others, after which the endpoint does not want it: in a quarter of an hour.
Fewer, and a receiver that often fails would lose alerts (at 30% of failures one in 10^10 is lost so); more, and nobody hears of
it while it is news."""


@dataclass(slots=True, eq=False)
class Pending(Generic[T]):
    """Which alert waits, and how often has it failed? ``refusals`` are failures at an endpoint that takes others."""

    partition: int
    offset: int
    chain: str
    item: T
    failures: int = 0
    refusals: int = 0


@dataclass(slots=True)
class _Line:
    """One partition: what was read and is not settled, and what is settled behind it."""

    next_offset: int
    unsettled: set[int] = field(default_factory=set)
    known: deque[range] = field(default_factory=deque)
    """Offsets still to come that were settled before we began."""

    @property
    def position(self) -> int:
        return min(self.unsettled, default=self.next_offset)

    @property
    def settled(self) -> Iterator[range]:
        """What is settled behind the position? What lies between those that wait, then what the reader before us settled."""
        if self.unsettled:
            for offset, following in pairwise((*sorted(self.unsettled), self.next_offset)):
                if following > offset + 1:
                    yield range(offset + 1, following)
        for run in self.known:
            if run.stop > self.next_offset:
                yield range(max(run.start, self.next_offset), run.stop)


class Backlog(Generic[T]):
    """What waits for one endpoint?"""

    def __init__(self) -> None:
        self._lines: dict[int, _Line] = {}
        self._chains: dict[tuple[int, str], deque[Pending[T]]] = defaultdict(deque)
        self._due: list[tuple[float, int, Pending[T]]] = []
        self._serial = 0
        self._size = 0

    def __len__(self) -> int:
        """How many alerts are not settled?"""
        return self._size

    def begin(self, partition: int, position: int, note: str) -> None:
        """Takes in what a reader before us left: the offset that it committed, and its note beside it."""
        self._lines[partition] = _Line(position, known=deque(read_settled(position, note)))

    def is_settled(self, partition: int, offset: int) -> bool:
        """Did a reader before us settle this record? Asked of the records of a partition in their order."""
        line = self._lines.get(partition)
        if line and offset < line.next_offset:  # the topic was made anew: what was noted is of other records
            line.known.clear()
        while line and line.known and offset >= line.known[0].stop:
            line.known.popleft()
        return bool(line and line.known and offset in line.known[0])

    def add(self, partition: int, offset: int, chain: str, item: T, now: float) -> None:
        """Takes in the next record of a partition. ``chain`` names what must stay in order: the event."""
        self.skip(partition, offset)
        self._lines[partition].unsettled.add(offset)
        self._size += 1
        pending = Pending(partition, offset, chain, item)
        line = self._chains[partition, chain]
        line.append(pending)
        if len(line) == 1:
            self._push(pending, now)

    def skip(self, partition: int, offset: int) -> None:
        """Takes in a record that this endpoint does not want: settled already."""
        line = self._lines.setdefault(partition, _Line(offset))
        line.next_offset = offset + 1

    def next(self, now: float) -> Pending[T] | None:
        """Which alert's turn is it? It is out until it is settled or postponed."""
        while self._due and self._due[0][0] <= now:
            pending = heapq.heappop(self._due)[2]
            if self._is_held(pending):
                return pending
        return None

    def due_at(self) -> float | None:
        """When does the next one's turn come?"""
        return self._due[0][0] if self._due else None

    def settle(self, pending: Pending[T], now: float) -> None:
        """It was accepted or given up: the next of its event has its turn."""
        if not self._is_held(pending):
            return
        self._lines[pending.partition].unsettled.discard(pending.offset)
        self._size -= 1
        line = self._chains[pending.partition, pending.chain]
        line.popleft()
        if line:
            self._push(line[0], now)
        else:
            del self._chains[pending.partition, pending.chain]

    def postpone(self, pending: Pending[T], until: float) -> None:
        """It failed: its turn comes again then."""
        if self._is_held(pending):
            self._push(pending, until)

    def drop(self, keep: Callable[[int], bool]) -> None:
        """Forgets the partitions that are not kept: somebody else reads them now."""
        self._lines = {partition: line for partition, line in self._lines.items() if keep(partition)}
        for place in [place for place in self._chains if not keep(place[0])]:
            self._size -= len(self._chains.pop(place))

    def positions(self) -> dict[int, int]:
        """Up to where is each partition settled? The offset that a new reader must begin at."""
        return {partition: line.position for partition, line in self._lines.items()}

    def notes(self) -> dict[int, str]:
        """What is settled behind each position? A note for the next reader."""
        return {partition: write_settled(line.position, line.settled) for partition, line in self._lines.items()}

    def _is_held(self, pending: Pending[T]) -> bool:
        line = self._chains.get((pending.partition, pending.chain))
        return line is not None and line[0] is pending

    def _push(self, pending: Pending[T], at: float) -> None:
        self._serial += 1
        heapq.heappush(self._due, (at, self._serial, pending))


@dataclass(slots=True)
class Health:
    """May the endpoint be asked now, and how many times at once? ``most`` is its own limit."""

    most: int
    failures: int = 0
    """In a row, without an acceptance between."""
    pauses: int = 0
    """How often it was left alone since it counts as down."""
    not_before: float = 0.0

    @property
    def is_down(self) -> bool:
        """Has it failed so often that one attempt after the other asks whether it is back?"""
        return self.failures >= DOWN_AFTER

    @property
    def at_once(self) -> int:
        """How many attempts may run side by side?"""
        return 1 if self.is_down else self.most

    def accepted(self) -> None:
        """It took an alert: it is well. What it asked for before still holds."""
        self.failures = self.pauses = 0

    def failed(self, now: float, chance: float, retry_after_s: float | None) -> None:
        """It took none. What it asks for holds for every alert; without a word it is left alone once it counts as down."""
        self.failures += 1
        if retry_after_s is not None:
            self.not_before = max(self.not_before, now + retry_after_s)
        elif self.is_down and now >= self.not_before:  # what was under way when the pause began does not lengthen it
            self.pauses += 1
            self.not_before = now + backoff_s(self.pauses, chance, LONGEST_PROBE_S)
