"""A lane's bookkeeping where its group changes while it waits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from streams.sending import Sender
from streams.settings import Settings
from streams.webhooks.client import EndpointClient
from streams.webhooks.lane import Lane
from streams.webhooks.states import EndpointStates
from tests.delivery.builders import endpoint

UNREADABLE = cast(
    ConsumerRecord,
    SimpleNamespace(topic="alerts", partition=0, offset=7, key=b"a", value=b"no alert", timestamp=0, headers=()),
)


class ARebalanceMayCome:
    """Confirms a dead letter; the lane loses its partitions meanwhile, if asked."""

    def __init__(self, *, comes: bool) -> None:
        self._comes = comes
        self.lane: Lane
        self.letters = 0

    async def send(self, messages: Any) -> None:
        self.letters += len(messages)
        if self._comes:
            await self.lane.on_partitions_revoked(())


@pytest.mark.parametrize(("comes", "positions"), [(False, {0: 8}), (True, {})])
async def test_a_dead_letter_settles_its_record_only_for_the_reader_that_still_holds_it(
    comes: bool, positions: dict[int, int]
) -> None:
    settings, sender = Settings(), ARebalanceMayCome(comes=comes)
    lane = Lane(settings, EndpointClient(endpoint(), "test"), EndpointStates(settings), cast(Sender, sender), "test")
    lane._consumer = cast(AIOKafkaConsumer, SimpleNamespace(assignment=frozenset))
    sender.lane = lane
    await lane._take(UNREADABLE)
    assert sender.letters == 1
    assert lane._backlog.positions() == positions
