"""The table of events: what it holds, and what that takes."""

from __future__ import annotations

import gc
import tracemalloc

from schemas import encode
from streams.web.table import EventTable
from tests.web.builders import event

OWN_ROOM = 1.5
"""Most times over what the table says that it takes: the dictionaries' and lists' own room."""


def test_a_record_is_given_back_as_it_was_published() -> None:
    table = EventTable()
    value = encode(event(1))
    change = table.add_revision(0, 0, value)
    assert change.entry.value == value
    assert table.get("event-00001") is change.entry


def test_the_state_that_its_revision_brought_already_changes_nothing() -> None:
    table = EventTable()
    entry = table.add_revision(0, 0, encode(event(1))).entry
    table.set_state("event-00001", encode(event(1)))
    assert table.get("event-00001") is entry
    table.set_state("event-00001", encode(event(1, revision=2)))
    held = table.get("event-00001")
    assert held is not None
    assert held.revision == 2


def test_memory_is_counted_and_given_back_with_the_event() -> None:
    table = EventTable()
    table.add_revision(0, 0, encode(event(1)))
    one = table.size_bytes
    table.add_revision(0, 1, encode(event(1, revision=2, notes="x" * 9)))
    table.add_revision(0, 2, encode(event(2)))
    assert one < table.size_bytes < 3 * one
    table.set_state("event-00001", None)
    table.set_state("event-00002", None)
    assert table.size_bytes == 0


def test_an_event_takes_little_more_than_it_says() -> None:
    values = [encode(event(number)) for number in range(400)]
    table = EventTable()
    table.add_revision(0, 0, encode(event(1_000)))
    gc.collect()
    tracemalloc.start()
    try:
        before = table.size_bytes
        for number, value in enumerate(values, 1):
            table.add_revision(0, number, value)
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < OWN_ROOM * (table.size_bytes - before)
