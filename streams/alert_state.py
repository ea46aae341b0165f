"""Who has been told already? The alert step's state: the keys on its own topic, read back when a partition is assigned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.conflict_event import ConflictEvent
from schemas.model import Message
from streams import metrics
from streams.alerting import alert_key, raise_alerts
from streams.partition_state import PartitionStates, read_partition
from streams.routing import Outgoing, Record, value_of
from streams.settings import Settings
from streams.topics import REGIONS


class AlertStep:
    """Which alerts does each revision raise, given those that were sent?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.states: PartitionStates[set[str]] = PartitionStates("alert", len(REGIONS), self._build)

    async def _build(self, partition: int) -> tuple[set[str], Sequence[Outgoing]]:
        sent: set[str] = set()
        async for record in read_partition(self._settings, "alerts", partition):
            key = (record.key or b"").decode("utf-8", "replace")
            if record.value is None:
                sent.discard(key)
            else:
                sent.add(key)
        return sent, ()

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Reads back what was sent."""
        return await self.states.prepare(partition, generation)

    def apply(self, record: Record) -> Iterable[Message]:
        """Which alerts does this revision raise?"""
        if any(name == "sitrep_replay" for name, _ in record.headers):
            return ()
        event = value_of(ConflictEvent, record)
        sent = self.states[record.partition]
        alerts = raise_alerts(event, sent)
        for alert in alerts:
            sent.add(alert_key(alert.rule_id, alert.event_id))
            metrics.ALERTS.labels(alert.rule_id).inc()
        metrics.STATE_ENTRIES.labels("alert", str(record.partition)).set(len(sent))
        return alerts

    def spoiled(self, record: Record) -> None:
        """Nothing of a record that failed has entered the state."""
