"""What would a reader see change? Revision numbers, changed fields, merged and retracted records."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schemas.codec import decode
from schemas.conflict_event import ConflictEvent
from streams.linking.packing import pack, unpack
from streams.linking.standing import Standing

HISTORY_FIELDS = frozenset({"revision", "created_at", "updated_at", "changed_fields", "supersedes"})
"""What is no content: it tells how the record came about, and may differ between two runs over the same articles."""

CONTENT_FIELDS = tuple(name for name in ConflictEvent.model_fields if name not in HISTORY_FIELDS)


def content_of(event: ConflictEvent) -> dict[str, Any]:
    """What does the record say, history left out? Two runs over the same articles agree on it byte for byte."""
    return event.model_dump(exclude=set(HISTORY_FIELDS))


HOT = 1_000
"""Events whose last record is kept as it is: those that reports come in for now. The others' are compressed to a tenth."""


@dataclass(slots=True)
class Past:
    """The last published revision of an event, as compressed bytes; none of an event that left the window."""

    revision: int
    blob: bytes


class History:
    """What was published of each event? Revision numbers only rise, also after a retraction."""

    def __init__(self) -> None:
        self._past: dict[str, Past] = {}
        self._hot: OrderedDict[str, ConflictEvent] = OrderedDict()
        """Records that are not compressed yet, the one that was longest without a change first."""
        self._made_of: dict[str, str] = {}
        """What the last revision of an event that stands was assembled of, as far as that is known."""
        self.changed: dict[str, None] = {}
        """Ids whose entry changed since the store last wrote."""

    def seed(self, records: Iterable[Standing]) -> None:
        """Continues from what is on the topic: of two records of an event the greater revision stands."""
        for record in records:
            name, revision = record.slim.event_id, record.slim.revision
            known = self.revision(name)
            if known is None or known < revision:
                self._hot.pop(name, None)
                self._past[name] = Past(revision, pack(record.value))
                self.changed[name] = None
                self._note(name, record.made_of if record.slim.record_status == "active" else None)

    def made_of(self, event_id: str) -> str | None:
        """What was the revision that stands assembled of? ``None`` where that is not known, or none stands."""
        return self._made_of.get(event_id)

    def _note(self, event_id: str, made_of: str | None) -> None:
        if made_of is None:
            self._made_of.pop(event_id, None)
        else:
            self._made_of[event_id] = made_of

    def put(self, event_id: str, past: Past) -> None:
        """As `seed`, for an entry that the store kept."""
        self._past[event_id] = past

    def past(self, event_id: str) -> Past | None:
        """What is to be stored of this event?"""
        hot = self._hot.get(event_id)
        return _packed(hot) if hot else self._past.get(event_id)

    def revision(self, event_id: str) -> int | None:
        """Which revision was last published? ``None`` for none."""
        known = self._hot.get(event_id) or self._past.get(event_id)
        return known.revision if known else None

    def event(self, event_id: str) -> ConflictEvent | None:
        """Which record was last published? ``None`` for none, and of an event that left the window."""
        hot = self._hot.get(event_id)
        if hot is not None:
            return hot
        past = self._past.get(event_id)
        return decode(ConflictEvent, unpack(past.blob)) if past and past.blob else None

    def revise(self, event: ConflictEvent, made_of: str | None = None) -> ConflictEvent | None:
        """Which revision is to be published? ``None`` where a reader would see no change."""
        self._note(event.event_id, made_of)
        known = self.revision(event.event_id)
        if known is None:
            self._keep(event)
            return event
        before = self.event(event.event_id)
        changed = tuple(
            name for name in CONTENT_FIELDS if before is None or _differs(getattr(event, name), getattr(before, name))
        )
        if not changed:
            return None
        update: dict[str, Any] = {"revision": known + 1, "changed_fields": changed}
        if before is not None:
            update["created_at"] = min(event.created_at, before.created_at)
            update["updated_at"] = max(event.updated_at, before.updated_at)
            update["supersedes"] = tuple(sorted({*before.supersedes, *event.supersedes}))
        revised = event.model_copy(update=update)
        self._keep(revised)
        return revised

    def close(self, event_id: str, at: datetime, merged_into: str | None) -> ConflictEvent | None:
        """Which last record says that the event is gone? ``None`` where it was never published or is closed already.

        Merged where its reports now tell of another event, else retracted.
        """
        self._note(event_id, None)
        before = self.event(event_id)
        if before is None:
            return None
        status = "merged" if merged_into else "retracted"
        if before.record_status == status and before.merged_into == merged_into:
            return None
        changed = ("record_status", "merged_into") if merged_into else ("record_status",)
        closed = before.model_copy(
            update={
                "revision": before.revision + 1,
                "record_status": status,
                "merged_into": merged_into,
                "changed_fields": changed,
                "updated_at": max(at, before.updated_at),
            }
        )
        self._keep(closed)
        return closed

    def _keep(self, event: ConflictEvent) -> None:
        self._hot[event.event_id] = event
        self._hot.move_to_end(event.event_id)
        self.changed[event.event_id] = None
        if len(self._hot) > HOT:
            self._cool(next(iter(self._hot)))

    def _cool(self, event_id: str) -> None:
        hot = self._hot.pop(event_id, None)
        if hot is not None:
            self._past[event_id] = _packed(hot)

    def forget(self, event_id: str) -> None:
        """Drops what an event said that no report can reach any more: its last record stays on the topic, and its revision
        number here, so that none is given twice."""
        self._note(event_id, None)
        revision = self.revision(event_id)
        if revision is not None:
            self._hot.pop(event_id, None)
            self._past[event_id] = Past(revision, b"")
            self.changed[event_id] = None


def _differs(one: object, other: object) -> bool:
    """Most of what an event has is the very object that it had before."""
    return one is not other and one != other


def _packed(event: ConflictEvent) -> Past:
    return Past(event.revision, pack(event.model_dump_json().encode()))
