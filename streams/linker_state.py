"""Which events does a partition hold? The link step's state: built from its own input, set against what is published.

The retained part of ``mentions.enriched`` is the changelog: at a partition's first record all of it is read up to its present
end, without publishing on the way. Then the result is compared with the partition of ``events``, revision numbers continue from
there, and only what differs is published. Records that were read ahead in this way come again from the stream and change
nothing but report their article's outcome.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from time import time

from schemas.codec import DecodeError, decode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from schemas.model import Message
from streams import metrics
from streams.linking import LinkResult, RegionLinker
from streams.partition_state import PartitionStates, read_partition
from streams.relay import Line
from streams.routing import STATUS_HEADER, Outgoing, Record, current_state, outgoing, value_of
from streams.settings import Settings
from streams.topics import REGIONS, topic_name

_YIELD_EVERY = 50
_LIVE_S = 3600.0
"""Older articles are a backlog or a replay: their age says nothing about our latency."""


ARTICLES, CORRECTIONS = "mentions.enriched", "events.corrections"


class LinkStep:
    """Which revisions follow from each article's report on a region, and from each analyst's correction?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spoiled: set[tuple[str, int, int]] = set()
        self.states: PartitionStates[RegionLinker] = PartitionStates("link", len(REGIONS), self._build)

    async def _build(self, partition: int) -> tuple[RegionLinker, Sequence[Outgoing]]:
        linker = self._new_linker(partition)
        count = 0
        async for record in read_partition(self._settings, "mentions.enriched", partition):
            count += 1
            if record.value is None or (ARTICLES, partition, record.offset) in self._spoiled:
                continue
            try:
                linker.absorb(decode(EnrichedArticle, record.value), record.offset)
            except (DecodeError, ValueError):
                continue  # its dead letter was written when it first came, or will be
            if count % _YIELD_EVERY == 0:
                await asyncio.sleep(0)
        async for record in read_partition(self._settings, "events.corrections", partition):
            if record.value is None or (CORRECTIONS, partition, record.offset) in self._spoiled:
                continue
            try:
                linker.apply_correction(decode(Correction, record.value), record.offset)
            except (DecodeError, ValueError):
                continue
        published: dict[str, ConflictEvent] = {}
        async for record in read_partition(self._settings, "events", partition):
            if record.value is None:
                continue  # the retraction before it stands
            event = decode(ConflictEvent, record.value)
            published[event.event_id] = event
        linker.forget_history()
        return linker, _records(linker.reconcile(published.values()), self._settings.run_name)

    def _new_linker(self, partition: int) -> RegionLinker:
        return RegionLinker(REGIONS[partition], self._settings.link_window_days, self._settings.link_horizon_days)

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Builds the partition's state where it does not hold."""
        return await self.states.prepare(partition, generation)

    def apply(self, record: Record) -> Iterable[Message]:
        """Which revisions and which outcome follow from this record?"""
        linker = self.states[record.partition]
        if self._kind(record) == CORRECTIONS:
            result = linker.apply_correction(value_of(Correction, record), record.offset)
        else:
            result = linker.apply(value_of(EnrichedArticle, record), record.offset)
        metrics.STATE_ENTRIES.labels("link", str(record.partition)).set(len(linker))
        return (*result.upserts, *result.outcomes)

    def _kind(self, record: Record) -> str:
        return CORRECTIONS if record.topic == topic_name(CORRECTIONS, self._settings) else ARTICLES

    def spoiled(self, record: Record) -> None:
        """Builds the state anew before the next record, without this one."""
        self._spoiled.add((self._kind(record), record.partition, record.offset))
        self.states.forget(record.partition)


def _records(result: LinkResult, replay: str | None) -> tuple[Outgoing, ...]:
    return tuple(outgoing(message, replay) for message in (*result.upserts, *result.outcomes))


async def publish_revisions(line: Line, results: Sequence[Outgoing]) -> None:
    """Sends revisions and outcomes, and when those are confirmed the state of each event to ``events``: whoever sees an event
    finds its revision."""
    await line.send(results)
    revisions = [result for result in results if result.topic == "events.revisions"]
    await line.send([record for revision in revisions for record in current_state(revision)])
    now = time()
    for revision in revisions:
        headers = dict(revision.headers)
        metrics.EVENTS.labels(headers[STATUS_HEADER].decode()).inc()
        age_s = now - datetime.fromisoformat(headers["ce_time"].decode()).astimezone(UTC).timestamp()
        if 0 <= age_s < _LIVE_S:
            metrics.EVENT_LATENCY_SECONDS.observe(age_s)
