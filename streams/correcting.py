"""Publishes an analyst's correction to the partition of the event's region."""

from __future__ import annotations

import hashlib

from schemas.cloudevents import ce_headers
from schemas.codec import decode, encode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from streams.errors import SitrepError
from streams.reading import scan
from streams.routing import Outgoing
from streams.sending import open_sender
from streams.settings import Settings
from streams.topics import REGION_PARTITION


class NoSuchEventError(SitrepError):
    """Which event is not on ``events``?"""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"no event {event_id} on the topic of events")
        self.event_id = event_id


async def find_event(settings: Settings, event_id: str) -> ConflictEvent:
    """Which record stands under this id? Raises NoSuchEventError where there is none."""
    found: ConflictEvent | None = None
    async for record in scan(settings, "events"):
        if record.key == event_id.encode() and record.value is not None:
            found = decode(ConflictEvent, record.value)
    if found is None:
        raise NoSuchEventError(event_id)
    return found


async def publish_correction(settings: Settings, correction: Correction) -> ConflictEvent:
    """Which event does the correction speak of? Published when this returns; `sitrep watch` shows what follows."""
    event = await find_event(settings, correction.event_id)
    key = correction.event_id
    named = hashlib.sha256(encode(correction)).hexdigest()[:16]
    correction = correction.model_copy(update={"correction_id": named})
    headers = ce_headers("event.correction.v1", named, key, correction.made_at)
    partition = REGION_PARTITION[event.region]
    async with open_sender(settings, "analyst") as sender:
        await sender.send([Outgoing("events.corrections", key.encode(), encode(correction), partition, headers)])
    return event
