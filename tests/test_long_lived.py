"""Searches for garbage leave the state out, and find all the same what ended."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from streams.long_lived import growing, settle, unsettle


class Node:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    unsettle()
    gc.collect()


def test_what_has_settled_is_not_looked_at_again() -> None:
    state = [[number] for number in range(1000)]
    settle()
    assert gc.get_freeze_count() > 1000
    assert not any(looked_at is state for looked_at in gc.get_objects())


def test_a_cycle_that_ends_between_two_searches_is_found() -> None:
    settle()
    gone = weakref.ref(Node())
    settle()
    assert gone() is None


def test_a_cycle_that_had_settled_is_found_after_a_rebalance() -> None:
    node = Node()
    gone = weakref.ref(node)
    settle()
    del node
    settle()
    assert gone() is not None
    unsettle()
    settle()
    assert gone() is None


def test_nothing_is_searched_until_the_last_of_several_states_is_built() -> None:
    assert gc.isenabled()
    with growing():
        with growing():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
