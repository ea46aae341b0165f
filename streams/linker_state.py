"""Which events does a partition hold? The link step's state.

It is built when the partition is assigned (`build_linker`), and saved as its records' results are confirmed. Records that were
read ahead in this way come again from the stream and change nothing but report their article's outcome.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from time import time

from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from streams import metrics
from streams.linker_building import ARTICLES, CORRECTIONS, build_linker
from streams.linking import LinkResult, RegionLinker
from streams.partition_state import PartitionStates
from streams.relay import Line
from streams.routing import STATUS_HEADER, Outgoing, Record, current_state, encoded, outgoing, value_of
from streams.settings import Settings
from streams.topics import REGIONS, topic_name

log = logging.getLogger(__name__)

_LIVE_S = 3600.0
"""Older articles are a backlog or a replay: their age says nothing about our latency."""


class LinkStep:
    """Which revisions follow from each article's report on a region, and from each analyst's correction?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spoiled: set[tuple[str, int, int]] = set()
        self.states: PartitionStates[RegionLinker] = PartitionStates("link", len(REGIONS), self._build)

    async def _build(self, partition: int) -> tuple[RegionLinker, Sequence[Outgoing]]:
        linker, result = await build_linker(
            self._settings, partition, lambda topic, offset: (topic, partition, offset) in self._spoiled
        )
        return linker, _records(result, self._settings.run_name)

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Builds the partition's state where it does not hold."""
        return await self.states.prepare(partition, generation)

    def apply(self, record: Record) -> Iterable[Outgoing]:
        """Which revisions and which outcome follow from this record?"""
        linker = self.states[record.partition]
        if self._kind(record) == CORRECTIONS:
            result = linker.apply_correction(value_of(Correction, record), record.offset)
        else:
            message = value_of(EnrichedArticle, record)
            result = linker.apply(message, record.offset, encoded(EnrichedArticle, record))
        metrics.STATE_ENTRIES.labels("link", str(record.partition)).set(len(linker))
        return _records(result, self._settings.run_name)

    def _kind(self, record: Record) -> str:
        return CORRECTIONS if record.topic == topic_name(CORRECTIONS, self._settings) else ARTICLES

    def spoiled(self, record: Record) -> None:
        """Builds the state anew before the next record, without this one."""
        self._spoiled.add((self._kind(record), record.partition, record.offset))
        self.states.forget(record.partition)

    def confirmed(self, partitions: Iterable[int]) -> None:
        """Saves what these partitions' records changed."""
        at_ms = round(1000 * time())
        for partition in partitions:
            linker = self.states.told(partition)
            if linker is None:
                continue
            try:
                linker.save(at_ms, self._settings.link_save_every)
            except sqlite3.Error as error:
                log.warning("link: the state of %s is not saved any more: %s", linker.region, error)
                linker.save_no_more()


def _records(result: LinkResult, replay: str | None) -> tuple[Outgoing, ...]:
    revisions = (outgoing(event, replay, result.made_of.get(event.event_id)) for event in result.upserts)
    return (*revisions, *(outgoing(outcome, replay) for outcome in result.outcomes))


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
