"""What need the search for garbage not look at? The worker's state, which is large, long-lived and free of cycles.

Python looks through all objects there are whenever those that live long have grown by a quarter; the linker's state alone made
that a standstill of 0.6 s every ten seconds after 2,400 articles, with heartbeats and every agent in it. So what has lived
through a search is left out of those that follow. A cycle of objects that ends only later is found at the next rebalance, when
the worker stands still anyway: consumers and tasks end then, and hardly any cycle does between two (seen: none of 12 searches
found one).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SETTLE_EVERY_S = 5.0
"""Seconds of new objects that one search looks through: 20 ms at 20 articles a second."""

_growths: list[None] = []
"""One for each state that is being built now."""


def settle() -> None:
    """Searches what is new, and leaves out what is still there from now on."""
    gc.collect()
    gc.freeze()


def unsettle() -> None:
    """Lets the next `settle` look through everything."""
    gc.unfreeze()


@contextmanager
def growing() -> Iterator[None]:
    """While a large state is built nothing is searched at all: it only grows, and each search would look through all of it."""
    gc.disable()
    _growths.append(None)
    try:
        yield
    finally:
        _growths.pop()
        if not _growths:
            gc.enable()
