"""In which processes do the steps run? A pool whose children end with their parent, and whose deaths cost one article."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from streams.errors import SitrepError
from streams.template import end_with_parent

T = TypeVar("T")

_ATTEMPTS = 2
"""A child that dies (out of memory, kill -9) may have been innocent: its article is tried once more, then given up."""

_BREAKS = 4
"""So often may the whole pool break for one article before the worker stops: then its children can not start at all."""

ChildDiedError = ProcessExpired
"""The child that ran a step died, twice for the same article."""


class PoolBrokenError(SitrepError):
    """Why can no step run?"""


class _Generation:
    """One pebble pool, and a future that is set once it is of no more use. Its start waits for the process that children are
    forked from, and so happens in a thread."""

    def __init__(self, pool: ProcessPool, lost: asyncio.Future[None]) -> None:
        self.pool, self.lost = pool, lost
        starter = ThreadPoolExecutor(1, "pool-start")
        self.started = starter.submit(lambda: pool.active)
        starter.shutdown(wait=False)

    @property
    def is_usable(self) -> bool:
        return not self.started.done() or self.pool.active

    def stop(self) -> None:
        """Ends every child, whatever it does; returns when they have ended."""
        self.started.exception()  # waits; one that could not start has children all the same
        self.pool.stop()  # type: ignore[no-untyped-call]
        self.pool.join()


class StepPool:
    """Who runs a step outside of the event loop? ``processes`` children that each hold all knowledge in memory.

    ``prepare`` runs first in every child (a module-level function: it loads models and tables), so that no article waits
    for it; it finds them loaded where `begin_template` was called before. ``timeout_s`` is a safety net, not a work budget:
    a child that runs longer on one article is ended.
    """

    def __init__(self, processes: int, prepare: Callable[[], object], timeout_s: float) -> None:
        self._processes = processes
        self._prepare = prepare
        self._timeout_s = timeout_s
        self._current: _Generation | None = None
        self.is_warm = False
        """Whether a child has prepared itself."""
        self.deaths = 0
        """Children that died at work or at rest."""

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """What does ``work`` (a module-level function) answer in a child?

        Raises ChildDiedError where the child died of it, TimeoutError after ``timeout_s``, PoolBrokenError where no child
        can be started; else what ``work`` raises.
        """
        deaths = breaks = 0
        while True:
            current = self._running()
            try:
                await asyncio.wrap_future(current.started)
                task = asyncio.wrap_future(current.pool.schedule(work, args=args, timeout=self._timeout_s))
                both: set[asyncio.Future[Any]] = {task, current.lost}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if task.done():
                    return task.result()
                task.cancel()
                breaks += 1
            except ProcessExpired:
                self.deaths += 1
                deaths += 1
                if deaths == _ATTEMPTS:
                    raise
            except BrokenProcessPool as error:
                # pebble gives up all of a pool when a child at rest dies; no article is to blame
                self._discard(current)
                breaks += 1
                if breaks == _BREAKS:
                    raise PoolBrokenError("no worker process can be started; its own error stands above") from error

    async def warm_up(self) -> None:
        """Returns when a child has prepared itself. Raises PoolBrokenError where none can."""
        await self.run(_nothing)
        self.is_warm = True

    def _running(self) -> _Generation:
        if self._current is None or not self._current.is_usable:
            if self._current is not None:
                self._discard(self._current)
            pool = ProcessPool(
                max_workers=self._processes,
                initializer=_begin,
                initargs=(self._prepare,),
                context=multiprocessing.get_context("forkserver"),
            )
            self._current = _Generation(pool, asyncio.get_running_loop().create_future())
        return self._current

    def _discard(self, generation: _Generation) -> None:
        if not generation.lost.done():
            generation.lost.set_result(None)
            self.deaths += 1
            threading.Thread(target=generation.stop, daemon=True, name="pool-end").start()
        if self._current is generation:
            self._current = None

    def close(self) -> None:
        """Ends every child, whatever it does."""
        generation, self._current = self._current, None
        if generation is not None:
            generation.stop()


def _nothing() -> None:
    return None


def _begin(prepare: Callable[[], object]) -> None:
    """What does a child do first? It ties its life to its parent's, leaves Ctrl-C to it, and loads its knowledge."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()  # which is the process it was forked from
    threading.Thread(target=_end_with_worker, daemon=True, name="parent-watch").start()
    prepare()


def _end_with_worker() -> None:
    worker = multiprocessing.parent_process()
    if worker is not None:
        worker.join()
        os._exit(1)
