"""Who has been told already? The alert step's state: what stands on its own topic, read back when a partition is assigned."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from schemas.alert import Alert
from schemas.codec import DecodeError, decode, encode
from schemas.conflict_event import ConflictEvent
from schemas.model import Message
from streams import metrics
from streams.alert_rules import RulesInForce
from streams.alerting import AlertBook, raise_alerts
from streams.partition_reader import open_reader
from streams.partition_state import PartitionStates
from streams.routing import REPLAY_HEADER, WEBHOOK_HEADER, Outgoing, Record, value_of
from streams.settings import Settings
from streams.topics import REGIONS

log = logging.getLogger(__name__)


class AlertStep:
    """Which alerts does each revision raise, given those that were sent?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.in_force = RulesInForce(settings.alert_rules)
        self.states: PartitionStates[AlertBook] = PartitionStates("alert", len(REGIONS), self._build)

    async def _build(self, partition: int) -> tuple[AlertBook, Sequence[Outgoing]]:
        book = AlertBook()
        async with open_reader(self._settings, ("alerts",)) as reader:
            async for record in reader.read("alerts", partition):
                key = (record.key or b"").decode("utf-8", "replace")
                if record.value is None:
                    book.forget(key)
                    continue
                if any(name == WEBHOOK_HEADER for name, _ in record.headers):
                    continue  # an old one that a person sends to an endpoint again
                try:
                    book.absorb(decode(Alert, record.value))
                except DecodeError as error:  # of a newer version: that somebody was told is in its key
                    log.warning("alert: %s/%d@%d: %s", record.topic, record.partition, record.offset, error)
                    book.note(key)
        return book, ()

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Reads back what was sent."""
        return await self.states.prepare(partition, generation)

    def apply(self, record: Record) -> Iterable[Message]:
        """Which alerts does this revision raise? A replay's raises none."""
        if any(name == REPLAY_HEADER for name, _ in record.headers):
            return ()
        event = value_of(ConflictEvent, record)
        book = self.states[record.partition]
        published_at = None if record.timestamp_ms is None else datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
        alerts = raise_alerts(event, book, self.in_force.rules, published_at)
        for alert in alerts:
            encode(alert)  # what can not be written is told to nobody
        for alert in alerts:
            book.absorb(alert)
            if alert.is_held_back:
                metrics.ALERTS_HELD_BACK.labels(alert.rule_id).inc()
                log.info("alert: the rate limit of %s holds back %s: %s", alert.rule_id, alert.event_id, alert.headline)
            else:
                metrics.ALERTS.labels(alert.rule_id, alert.reason).inc()
        metrics.STATE_ENTRIES.labels("alert", str(record.partition)).set(len(book))
        return alerts

    def spoiled(self, record: Record) -> None:
        """Reads back what was sent: an alert of a record that failed counts as told, and nobody was."""
        self.states.forget(record.partition)

    def confirmed(self, partitions: Iterable[int]) -> None:
        """The alerts themselves are the state: nothing else is kept."""
