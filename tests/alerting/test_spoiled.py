"""An alert that could not be encoded was told to nobody."""

from __future__ import annotations

from collections.abc import Sequence

from streams.alert_state import AlertStep
from streams.alerting import AlertBook
from streams.partition_state import PartitionStates
from streams.routing import Outgoing, Record
from streams.settings import load_settings


async def test_what_was_told_is_read_back_after_a_record_that_failed() -> None:
    built: list[int] = []

    async def build(partition: int) -> tuple[AlertBook, Sequence[Outgoing]]:
        built.append(partition)
        return AlertBook(), ()

    step = AlertStep(load_settings())
    step.states = PartitionStates("alert", 2, build)
    await step.prepare(1, 1)
    step.spoiled(Record("events.revisions", 1, 7, b"event", b"{}", 1))
    await step.prepare(1, 1)
    assert built == [1, 1]
