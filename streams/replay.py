"""A replay: the same articles through the same steps again, into topics of its own, without delaying the live group.

It reads ``articles.raw`` between two instants by record timestamp, all partitions merged in order of time (so that no record is
too late that was not), runs the steps in worker processes and the very linker that the agents run, and writes to the run's own
topics, every record with the replay's header. It commits to a group of its own only what is confirmed: killed and started
again it continues there, its linkers built anew from the run's own ``mentions.enriched``.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from time import monotonic

from aiokafka import TopicPartition

from schemas.article_outcome import ArticleOutcome
from schemas.clean_article import CleanArticle
from schemas.codec import DecodeError
from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.enriched_article import EnrichedArticle
from schemas.model import Message
from streams.deadletters import Failure, dead_letter, dead_outcome
from streams.errors import SitrepError
from streams.kafka.admin import commit_offsets, committed_offsets, create_topics, end_offsets, offsets_at
from streams.lexicons import overlays
from streams.linker_building import build_linker
from streams.linking import RegionLinker
from streams.partition_reader import open_reader
from streams.pool import ChildDiedError, StepPool
from streams.relay import tried
from streams.routing import Outgoing, Record, current_state, outgoing
from streams.sending import Sender, open_sender
from streams.settings import Settings
from streams.steps import load_knowledge_with
from streams.topics import REGIONS, topic_name

CHUNK = 200
"""Articles between two commits: what a kill repeats."""

_POLL_MS = 500


class ReplayError(SitrepError):
    """Why can the run not be made?"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far is it? ``left_s`` is an estimate from the rate so far, ``None`` before there is one."""

    done: int
    total: int
    events: int
    left_s: float | None


Report = Callable[[Progress], None]


def work_on(record: Record) -> tuple[Message, ...] | Failure:
    """What does one raw record give, up to the linker's input? A module-level function: it runs in a worker process."""
    from streams.enrichment import enrich_mentions
    from streams.extraction import extract_mentions
    from streams.intake import read_article

    article = tried("intake", lambda: read_article(record.key, record.value, record.timestamp_ms))
    if isinstance(article, Failure):
        return article
    if not isinstance(article, CleanArticle):
        return (article,)
    return tried("extract", lambda: enrich_mentions(extract_mentions(article)))


@dataclass(slots=True)
class Replay:
    """One run: its settings (with the run's name), its linkers, its producer."""

    settings: Settings
    processes: int
    version: str
    rate: float | None = None
    """Articles a second at most; ``None`` as fast as it goes."""
    linkers: dict[LinkRegion, RegionLinker] = field(default_factory=dict)
    events: int = 0

    async def from_kafka(self, start: datetime | None, end: datetime | None, report: Report) -> int:
        """Replays what ``articles.raw`` holds from ``start`` to ``end``. How many records were read?"""
        await create_topics(self.settings)
        raw = [topic_name("articles.raw", self.settings)]
        first = await offsets_at(self.settings, raw, start or datetime(1970, 1, 1, tzinfo=UTC))
        last = await (offsets_at(self.settings, raw, end) if end else end_offsets(self.settings, raw))
        done = await committed_offsets(self.settings, raw)
        begin = {part: max(first[part], done[part] or 0) for part in first}
        records = self._merged(begin, last)
        total = sum(max(0, last[part] - first[part]) for part in last)
        before = sum(max(0, begin[part] - first[part]) for part in last)
        return await self._run(records, total, before, report, commit=True)

    async def from_values(self, values: Iterable[bytes], report: Report) -> int:
        """Replays articles from files, in order of their dates."""
        from streams.intake import read_article

        dated: list[tuple[str, int, bytes]] = []
        for number, value in enumerate(values):
            try:
                article = read_article(None, value, None)
                at = article.header.received_at.isoformat() if isinstance(article, CleanArticle) else ""
            except DecodeError:
                at = ""
            dated.append((at, number, value))
        dated.sort()

        async def records() -> AsyncIterator[Record]:
            for number, (_, _, value) in enumerate(dated):
                yield Record("files", 0, number, None, value, None)

        await create_topics(self.settings)
        return await self._run(records(), len(dated), 0, report, commit=False)

    async def _run(self, records: AsyncIterator[Record], total: int, before: int, report: Report, *, commit: bool) -> int:
        pool = StepPool(self.processes, partial(load_knowledge_with, overlays()), self.settings.step_timeout_s)
        try:
            async with open_sender(self.settings) as sender:
                await self._build(sender)
                since, count = monotonic(), 0
                async for chunk in _chunks(records, CHUNK):
                    results = await asyncio.gather(*(self._work(pool, record) for record in chunk))
                    await self._publish(sender, chunk, results)
                    if commit:
                        await commit_offsets(self.settings, _next_offsets(chunk))
                    count += len(chunk)
                    spent = monotonic() - since
                    left = spent / count * (total - before - count)
                    report(Progress(before + count, total, self.events, max(0.0, left)))
                    if self.rate and count / self.rate > spent:
                        await asyncio.sleep(count / self.rate - spent)
                return count
        finally:
            pool.close()

    async def _work(self, pool: StepPool, record: Record) -> tuple[Message, ...] | Failure:
        try:
            return await pool.run(work_on, record)
        except ChildDiedError as error:
            return Failure("extract", "ChildDied", f"the process ended with status {error.exitcode}", is_safety_net=True)
        except TimeoutError:
            reason = f"not done after {self.settings.step_timeout_s:.0f} s"
            return Failure("extract", "StepTimeout", reason, is_safety_net=True)

    async def _build(self, sender: Sender) -> None:
        """Builds each region's linker from what the run has written, then publishes what a kill left unpublished."""
        for partition, region in enumerate(REGIONS):
            self.linkers[region], found = await build_linker(self.settings, partition)
            await self._send_revisions(sender, found.upserts)

    async def _publish(self, sender: Sender, chunk: Sequence[Record], results: Sequence[tuple[Message, ...] | Failure]) -> None:
        """Sends the linker's input first: it is what the linkers are built from after a kill."""
        letters: list[Outgoing] = []
        outcomes: list[ArticleOutcome] = []
        enriched: list[EnrichedArticle] = []
        for record, result in zip(chunk, results, strict=True):
            if isinstance(result, Failure):
                letters.append(dead_letter(record, "articles.raw", result, self.version, self.settings))
                if (outcome := dead_outcome(record, "articles.raw", result)) is not None:
                    outcomes.append(outcome)
                continue
            outcomes.extend(message for message in result if isinstance(message, ArticleOutcome))
            enriched.extend(message for message in result if isinstance(message, EnrichedArticle))
        run = self.settings.run_name
        await sender.send([*letters, *(outgoing(message, run) for message in enriched)])
        revisions: list[ConflictEvent] = []
        for article in enriched:
            linked = self.linkers[article.region].apply(article)
            revisions.extend(linked.upserts)
            outcomes.extend(linked.outcomes)
        await self._send_revisions(sender, revisions)
        await sender.send([outgoing(message, run) for message in outcomes])

    async def _send_revisions(self, sender: Sender, events: Sequence[ConflictEvent]) -> None:
        revisions = [outgoing(event, self.settings.run_name) for event in events]
        await sender.send(revisions)
        await sender.send([state for revision in revisions for state in current_state(revision)])
        self.events += sum(event.revision == 1 for event in events)

    async def _merged(self, begin: dict[TopicPartition, int], last: dict[TopicPartition, int]) -> AsyncIterator[Record]:
        """All partitions' records in order of their timestamps."""
        readers = [self._read(part, begin[part], last[part]) for part in sorted(last) if begin[part] < last[part]]
        heads: list[tuple[int, int, int, Record, AsyncIterator[Record]]] = []
        for reader in readers:
            async for record in reader:
                heapq.heappush(heads, (record.timestamp_ms or 0, record.partition, record.offset, record, reader))
                break
        while heads:
            _, _, _, record, reader = heapq.heappop(heads)
            yield record
            async for following in reader:
                heapq.heappush(heads, (following.timestamp_ms or 0, following.partition, following.offset, following, reader))
                break

    async def _read(self, part: TopicPartition, begin: int, last: int) -> AsyncIterator[Record]:
        async with open_reader(self.settings, ("articles.raw",)) as reader:
            async for record in reader.read("articles.raw", part.partition, begin=begin, until=last):
                headers = tuple(record.headers)
                yield Record(part.topic, part.partition, record.offset, record.key, record.value, record.timestamp, headers)


async def _chunks(records: AsyncIterator[Record], size: int) -> AsyncIterator[list[Record]]:
    chunk: list[Record] = []
    async for record in records:
        chunk.append(record)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _next_offsets(chunk: Sequence[Record]) -> dict[TopicPartition, int]:
    ends: dict[TopicPartition, int] = {}
    for record in chunk:
        part = TopicPartition(record.topic, record.partition)
        ends[part] = max(ends.get(part, 0), record.offset + 1)
    return ends
