"""What stands on the topic of events? Of each record what a rebuild asks; the whole is decoded where the event changed."""

from __future__ import annotations

from typing import Annotated

import msgspec

from schemas.codec import DecodeError, encode
from schemas.codes import RecordStatus
from schemas.conflict_event import ConflictEvent
from streams.linking.slim import Instant


class SlimEvent(msgspec.Struct, frozen=True, gc=False):
    """Which event is it, and at which revision?"""

    event_id: str
    created_at: Instant
    revision: Annotated[int, msgspec.Meta(ge=1)] = 1
    record_status: RecordStatus = "active"
    supersedes: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, gc=False):
    """A record of an event. ``made_of``: what its revision was assembled of, as `RegionReports.made_of` tells; ``None`` where
    nobody said so."""

    slim: SlimEvent
    value: bytes
    made_of: str | None = None


_decoder = msgspec.json.Decoder(SlimEvent)


def standing(value: bytes, made_of: str | None = None) -> Standing:
    """Which event do these bytes tell of? Raises DecodeError where it is none."""
    try:
        return Standing(_decoder.decode(value), value, made_of)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DecodeError("ConflictEvent", "", str(error)) from error


def standing_as(event: ConflictEvent) -> Standing:
    """Which record would this event stand as?"""
    return standing(encode(event))
