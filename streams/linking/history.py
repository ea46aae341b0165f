"""What would a reader see change? Revision numbers, changed fields, merged and retracted records."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from schemas.codec import decode
from schemas.conflict_event import ConflictEvent

HISTORY_FIELDS = frozenset({"revision", "created_at", "updated_at", "changed_fields", "supersedes"})
"""What is no content: it tells how the record came about, and may differ between two runs over the same articles."""


def content_of(event: ConflictEvent) -> dict[str, Any]:
    """What does the record say, history left out? Two runs over the same articles agree on it byte for byte."""
    return event.model_dump(exclude=set(HISTORY_FIELDS))


@dataclass(slots=True)
class Past:
    """The last published revision of an event, as compressed bytes."""

    revision: int
    blob: bytes

    def fields(self) -> dict[str, Any]:
        """Which fields had it? None of an event that left the window."""
        return dict(orjson.loads(zlib.decompress(self.blob))) if self.blob else {}

    def event(self) -> ConflictEvent | None:
        """Which record was published? ``None`` of an event that left the window."""
        return decode(ConflictEvent, zlib.decompress(self.blob)) if self.blob else None


class History:
    """What was published of each event? Revision numbers only rise, also after a retraction."""

    def __init__(self) -> None:
        self._past: dict[str, Past] = {}
        self.changed: set[str] = set()
        """Ids whose entry changed since the store last wrote."""

    def seed(self, events: Iterable[ConflictEvent]) -> None:
        """Continues from what is on the topic: of two records of an event the greater revision stands."""
        for event in events:
            known = self._past.get(event.event_id)
            if known is None or known.revision < event.revision:
                self._keep(event)

    def put(self, event_id: str, past: Past) -> None:
        """As `seed`, for an entry that the store kept."""
        self._past[event_id] = past

    def past(self, event_id: str) -> Past | None:
        """What was last published of this event?"""
        return self._past.get(event_id)

    def ids(self) -> tuple[str, ...]:
        """Which events were ever published, in order of id?"""
        return tuple(sorted(self._past))

    def revise(self, event: ConflictEvent) -> ConflictEvent | None:
        """Which revision is to be published? ``None`` where a reader would see no change."""
        known = self._past.get(event.event_id)
        if known is None:
            self._keep(event)
            return event
        before = known.fields()
        after = orjson.loads(event.model_dump_json())
        changed = tuple(name for name in after if name not in HISTORY_FIELDS and after[name] != before.get(name))
        if not changed:
            return None
        update: dict[str, Any] = {
            "revision": known.revision + 1,
            "changed_fields": changed,
            "created_at": min(event.created_at, _instant(before, "created_at", event.created_at)),
            "updated_at": max(event.updated_at, _instant(before, "updated_at", event.updated_at)),
            "supersedes": tuple(sorted({*before.get("supersedes", ()), *event.supersedes})),
        }
        revised = event.model_copy(update=update)
        after.update(orjson.loads(revised.model_dump_json(include=set(update))))
        self._remember(revised, orjson.dumps(after))
        return revised

    def close(self, event_id: str, at: datetime, merged_into: str | None) -> ConflictEvent | None:
        """Which last record says that the event is gone? ``None`` where it was never published or is closed already.

        Merged where its reports now tell of another event, else retracted.
        """
        known = self._past.get(event_id)
        if known is None:
            return None
        before = known.event()
        if before is None:
            return None
        status = "merged" if merged_into else "retracted"
        if before.record_status == status and before.merged_into == merged_into:
            return None
        changed = ("record_status", "merged_into") if merged_into else ("record_status",)
        closed = before.model_copy(
            update={
                "revision": known.revision + 1,
                "record_status": status,
                "merged_into": merged_into,
                "changed_fields": changed,
                "updated_at": max(at, before.updated_at),
            }
        )
        self._keep(closed)
        return closed

    def _keep(self, event: ConflictEvent) -> None:
        self._remember(event, event.model_dump_json().encode())

    def _remember(self, event: ConflictEvent, packed: bytes) -> None:
        self._past[event.event_id] = Past(event.revision, zlib.compress(packed, 1))
        self.changed.add(event.event_id)

    def forget(self, event_id: str) -> None:
        """Drops what an event said that no report can reach any more: its last record stays on the topic, and its revision
        number here, so that none is given twice."""
        known = self._past.get(event_id)
        if known is not None:
            self._past[event_id] = Past(known.revision, b"")
            self.changed.add(event_id)


def _instant(fields: Mapping[str, Any], name: str, otherwise: datetime) -> datetime:
    value = fields.get(name)
    return datetime.fromisoformat(value) if isinstance(value, str) else otherwise
