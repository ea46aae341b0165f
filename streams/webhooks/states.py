"""Which endpoints are disabled? What the topic `webhooks` says, kept up to date; every deliverer sees what another wrote."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Literal

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError

from schemas import DecodeError, WebhookState, decode
from streams import metrics
from streams.errors import SitrepError
from streams.reading import follow, scan
from streams.routing import outgoing
from streams.sending import Sender
from streams.settings import Settings

log = logging.getLogger(__name__)

RETRY_S = 2.0
"""Seconds before a reader that lost its cluster tries again."""

Status = Literal["active", "disabled"]


class EndpointStates:
    """What holds for each endpoint? By id; never an older record than one that was read."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._states: dict[str, WebhookState] = {}
        self._offsets: dict[str, int] = {}
        self._changed = asyncio.Condition()

    def of(self, endpoint_id: str) -> WebhookState | None:
        """What holds for this endpoint? ``None`` where it was never seen."""
        return self._states.get(endpoint_id)

    def is_disabled(self, endpoint_id: str) -> bool:
        """Is it sent nothing?"""
        state = self._states.get(endpoint_id)
        return state is not None and state.status == "disabled"

    async def until(self, endpoint_id: str, *, disabled: bool) -> None:
        """Returns when the endpoint is disabled, or when it is not."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.is_disabled(endpoint_id) == disabled)

    async def read(self) -> None:
        """Reads what is there now."""
        async for record in scan(self._settings, "webhooks"):
            self._take(record)

    async def keep_reading(self) -> None:
        """Reads what comes in, without end."""
        while True:
            try:
                async for record in follow(self._settings, "webhooks", from_start=True):
                    self._take(record)
                    await self._tell()
            except (KafkaError, SitrepError, OSError) as error:
                log.warning("reading webhooks failed, trying again in %.0f s: %s", RETRY_S, error)
                await asyncio.sleep(RETRY_S)

    async def publish(self, sender: Sender, endpoint_id: str, status: Status, reason: str, now: datetime) -> None:
        """Says what holds from now on; returns when the broker has confirmed it. It holds here once it is read back."""
        known = self._states.get(endpoint_id)
        since = known.since if known else now
        state = WebhookState(endpoint_id=endpoint_id, status=status, reason=reason, since=since, changed_at=now)
        await sender.send((outgoing(state),))

    def _take(self, record: ConsumerRecord) -> None:
        name = (record.key or b"").decode("utf-8", "replace")
        if record.offset <= self._offsets.get(name, -1):
            return
        self._offsets[name] = record.offset
        if record.value is None:
            self._states.pop(name, None)
            return
        try:
            self._states[name] = decode(WebhookState, record.value)
        except DecodeError as error:
            log.warning("webhooks at %d is no state and is left out: %s", record.offset, error)

    async def _tell(self) -> None:
        for name, state in self._states.items():
            metrics.WEBHOOK_DISABLED.labels(name).set(state.status == "disabled")
        async with self._changed:
            self._changed.notify_all()
