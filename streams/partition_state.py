"""When does a partition's state hold, and when must it be built anew? What the steps with state have in common."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from schemas.codes import Stage
from streams import metrics
from streams.routing import Outgoing

log = logging.getLogger(__name__)

S = TypeVar("S")
BUILDS_AT_ONCE = 4


@dataclass(slots=True)
class _Held(Generic[S]):
    generation: int
    building: asyncio.Task[tuple[S, Sequence[Outgoing]]]
    is_told: bool = False
    """Whether what the building found unpublished was handed out."""


class PartitionStates(Generic[S]):
    """Which partitions' states does this worker hold?

    A state is built when its partition is assigned, and kept while every assignment in turn gives the partition to this
    worker again. Once another worker may have held it, what is published may have moved on, and it is built anew.
    """

    def __init__(self, step: Stage, count: int, build: Callable[[int], Awaitable[tuple[S, Sequence[Outgoing]]]]) -> None:
        self._step = step
        self._count = count
        self._build_one = build
        self._held: dict[int, _Held[S]] = {}
        self._generation = 0
        self._rooms = asyncio.Semaphore(BUILDS_AT_ONCE)

    def assigned(self, partitions: Iterable[int], generation: int) -> None:
        """Keeps the states that this assignment continues, drops all others, begins to build those that are new."""
        self._generation = generation
        mine = {partition for partition in partitions if partition < self._count}
        for partition, held in list(self._held.items()):
            if partition in mine and held.generation in (generation - 1, generation):
                held.generation = generation
            else:
                self.forget(partition)
        for partition in sorted(mine - self._held.keys()):
            self._begin(partition, generation)

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Returns when the state holds, with what its building found unpublished, the first time; or when a later assignment
        has overtaken the caller, whose record is then not its own any more."""
        while generation >= self._generation:
            held = self._held.get(partition)
            if held is None or held.generation != generation:
                held = self._begin(partition, generation)
            await asyncio.wait({held.building})
            if held.building.cancelled():
                continue
            _, unpublished = held.building.result()
            if held.is_told:
                return ()
            held.is_told = True
            return unpublished
        return ()

    def __getitem__(self, partition: int) -> S:
        return self._held[partition].building.result()[0]

    def told(self, partition: int) -> S | None:
        """The partition's state, once what its building found unpublished was handed out."""
        held = self._held.get(partition)
        return held.building.result()[0] if held is not None and held.is_told else None

    def forget(self, partition: int) -> None:
        """Drops a state, so that it is built anew."""
        held = self._held.pop(partition, None)
        if held is not None:
            held.building.cancel()

    @property
    def pending(self) -> int:
        """How many partitions' states are being built?"""
        return sum(not held.building.done() for held in self._held.values())

    def _begin(self, partition: int, generation: int) -> _Held[S]:
        self.forget(partition)
        held = self._held[partition] = _Held(generation, asyncio.ensure_future(self._build(partition)))
        return held

    async def _build(self, partition: int) -> tuple[S, Sequence[Outgoing]]:
        async with self._rooms:
            since = monotonic()
            state, unpublished = await self._build_one(partition)
        seconds = monotonic() - since
        metrics.REBUILDS.labels(self._step).inc()
        metrics.REBUILD_SECONDS.labels(self._step, str(partition)).set(seconds)
        told = "%s: state of partition %d built in %.2f s, %d records to publish"
        where = {"step": self._step, "partition": partition}
        log.info(told, *where.values(), seconds, len(unpublished), extra=where)
        return state, unpublished
