"""Does the broker still answer? A worker without records to send would wait for one that is gone, and say nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from streams.errors import BrokerError, BrokerUnreachableError
from streams.kafka.preflight import reach
from streams.settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""Seconds between two looks: a third of the time after which a group gives partitions away is soon enough to say so."""
GIVE_UP_S = 120.0
"""Seconds after which the worker ends, so that its supervisor starts it anew: longer than a broker takes to restart."""


class BrokerWatch:
    """Since when does no broker answer, and why?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._gone_at: float | None = None
        self.reason: str | None = None
        """What is wrong now; ``None`` where a broker answers."""

    async def watch(self, end: Callable[[BrokerError], Awaitable[None]]) -> None:
        """Looks every few seconds, for ever; calls ``end`` once the broker has been gone for too long."""
        while True:
            if await self._is_over(end):
                return
            await asyncio.sleep(LOOK_EVERY_S)

    async def _is_over(self, end: Callable[[BrokerError], Awaitable[None]]) -> bool:
        try:
            await reach(self._settings)
        except BrokerError as error:
            return await self._note(error, end)
        if self._gone_at is not None:
            log.warning("Kafka answers again after %.0f s", monotonic() - self._gone_at)
        self._gone_at = self.reason = None
        return False

    async def _note(self, error: BrokerError, end: Callable[[BrokerError], Awaitable[None]]) -> bool:
        if self._gone_at is None:
            self._gone_at = monotonic()
            log.error("%s; waiting for it for up to %.0f s", error, GIVE_UP_S)
        self.reason = f"no broker: {error}"
        if monotonic() - self._gone_at < GIVE_UP_S:
            return False
        told = f"gone for {GIVE_UP_S:.0f} s; the worker ends, and another goes on where it had committed"
        await end(BrokerUnreachableError(self._settings.kafka_bootstrap or "", told))
        return True
