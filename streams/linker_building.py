"""From what is a region's linker built? From its own input, then set against what is published of it.

Live and in a replay alike: the retained part of ``mentions.enriched`` and the analysts' corrections are read up to their
present end, without publishing on the way. Then the result is compared with the partition of ``events``, and revision numbers
continue from there, and from what a crash left on ``events.revisions`` alone: a number never stands for two contents.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from schemas.codec import DecodeError, decode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from streams.linking import LinkResult, RegionLinker
from streams.partition_state import read_partition
from streams.settings import Settings
from streams.topics import REGIONS

ARTICLES, CORRECTIONS = "mentions.enriched", "events.corrections"

_YIELD_EVERY = 50
_CLOCKS_MS = 600_000
"""How far apart, in milliseconds, may the clocks of two workers be? So much further back ``events.revisions`` is read."""


async def build_linker(
    settings: Settings, partition: int, is_spoiled: Callable[[str, int], bool] = lambda topic, offset: False
) -> tuple[RegionLinker, LinkResult]:
    """Which linker does the partition's input give, and what must be published to bring ``events`` in line with it?
    ``is_spoiled``: which records (topic, offset) are left out."""
    linker = RegionLinker(REGIONS[partition], settings.link_window_days, settings.link_horizon_days)
    count = 0
    async for record in read_partition(settings, ARTICLES, partition):
        count += 1
        if record.value is None or is_spoiled(ARTICLES, record.offset):
            continue
        try:
            linker.absorb(decode(EnrichedArticle, record.value), record.offset)
        except (DecodeError, ValueError):
            continue  # its dead letter was written when it first came, or will be
        if count % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
    async for record in read_partition(settings, CORRECTIONS, partition):
        if record.value is None or is_spoiled(CORRECTIONS, record.offset):
            continue
        try:
            linker.absorb_correction(decode(Correction, record.value), record.offset)
        except (DecodeError, ValueError):
            continue
    linker.forget_history()
    published, ahead = await _published(settings, partition)
    return linker, linker.reconcile(published, ahead)


async def _published(settings: Settings, partition: int) -> tuple[list[ConflictEvent], list[ConflictEvent]]:
    """What stands on ``events``, and which revisions, written first, did a crash leave without their state there?"""
    standing: dict[str, ConflictEvent] = {}
    nulls: set[str] = set()
    written_ms: int | None = None
    async for record in read_partition(settings, "events", partition):
        written_ms = max(written_ms or 0, record.timestamp)
        if record.value is None:
            nulls.add((record.key or b"").decode())  # the retraction before it stands, until it is compacted away
            continue
        event = decode(ConflictEvent, record.value)
        standing[event.event_id] = event
    since_ms = None if written_ms is None else written_ms - _CLOCKS_MS
    ahead: dict[str, ConflictEvent] = {}
    async for record in read_partition(settings, "events.revisions", partition, since_ms=since_ms):
        event = decode(ConflictEvent, record.value or b"")
        known = ahead.get(event.event_id) or standing.get(event.event_id)
        is_done = event.event_id in nulls and event.event_id not in standing
        if not is_done and (known is None or known.revision < event.revision):
            ahead[event.event_id] = event
    return list(standing.values()), list(ahead.values())
