"""From what is a region's linker built? From its own input, then set against what is published of it.

Live and in a replay alike: the retained part of ``mentions.enriched`` and the analysts' corrections are read up to their
present end, without publishing on the way. Then the result is compared with the partition of ``events``, and revision numbers
continue from there, and from what a crash left on ``events.revisions`` alone: a number never stands for two contents.

Where this worker saved the state before, only what came since is read, of the input and of what was published: by whomever.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import pickle
import sqlite3
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from aiokafka import ConsumerRecord

import schemas
import streams.lexicons
import streams.linking
from schemas.codec import DecodeError, decode, payload
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from streams.kafka.preflight import reach
from streams.lexicons import lexicon_version
from streams.linking import LinkResult, RegionLinker
from streams.linking.standing import Standing, standing
from streams.linking.store import Store
from streams.long_lived import growing
from streams.partition_reader import PartitionReader, open_reader
from streams.routing import MADE_OF_HEADER, encoded
from streams.settings import Settings
from streams.topics import REGIONS, topic_name

log = logging.getLogger(__name__)

ARTICLES, CORRECTIONS = "mentions.enriched", "events.corrections"
_READ = (ARTICLES, CORRECTIONS, "events", "events.revisions")

_YIELD_EVERY = 50
_CLOCKS_MS = 600_000
"""How far apart, in milliseconds, may the clocks of two workers be? So much further back what was published is read."""


async def build_linker(
    settings: Settings, partition: int, is_spoiled: Callable[[str, int], bool] = lambda topic, offset: False
) -> tuple[RegionLinker, LinkResult]:
    """Which linker does the partition's input give, and what must be published to bring ``events`` in line with it?
    ``is_spoiled``: which records (topic, offset) are left out."""
    async with open_reader(settings, _READ) as reader:
        with growing():
            return await _built(settings, reader, partition, is_spoiled)


async def _built(
    settings: Settings, reader: PartitionReader, partition: int, is_spoiled: Callable[[str, int], bool]
) -> tuple[RegionLinker, LinkResult]:
    linker = await _taken_up(settings, reader, partition)
    count = 0
    async for record in reader.read(ARTICLES, partition, begin=linker.read_from):
        count += 1
        if record.value is None or is_spoiled(ARTICLES, record.offset):
            continue
        try:
            linker.absorb(encoded(EnrichedArticle, record), record.offset)
        except (DecodeError, ValueError):
            continue  # its dead letter was written when it first came, or will be
        if count % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
    async for record in reader.read(CORRECTIONS, partition, begin=_after(linker.corrections_offset)):
        if record.value is None or is_spoiled(CORRECTIONS, record.offset):
            continue
        try:
            linker.absorb_correction(decode(Correction, record.value), record.offset)
        except (DecodeError, ValueError):
            continue
    published, ahead = await _published(reader, partition, linker.saved_ms)
    return linker, await asyncio.to_thread(linker.reconcile, published, ahead)


def _after(offset: int | None) -> int:
    return 0 if offset is None else offset + 1


async def _taken_up(settings: Settings, reader: PartitionReader, partition: int) -> RegionLinker:
    """The linker as it was saved, where that was of this very cluster, these topics and this code, and Kafka still has what
    follows; else an empty one."""
    region = REGIONS[partition]
    made_by = f"{_code()} {lexicon_version()}"
    new = partial(RegionLinker, region, settings.link_window_days, settings.link_horizon_days, made_by=made_by)
    names = [topic_name(name, settings) for name in _READ]
    facts = await reach(settings, names)
    ids = [facts.topics[name].topic_id for name in names]
    if not all(ids):
        return new()
    days = settings.link_window_days, settings.link_horizon_days
    made_of = " ".join((facts.cluster_id, *ids, *map(str, days), made_by))
    path = settings.run_state_dir / f"{settings.group_id}.{settings.worker_name}" / f"{region}.sqlite"
    try:
        linker = await asyncio.to_thread(lambda: new(store=Store(path, made_of)))
    except (OSError, sqlite3.Error, pickle.PickleError) as error:
        log.warning("link: the state saved in %s can not be used, and is built from Kafka: %s", path, error)
        with contextlib.suppress(OSError):
            for file in path.parent.glob(f"{path.name}*"):
                file.unlink()
        return new()
    if linker.saved_ms is not None:
        for topic, offset in ((ARTICLES, linker.offset), (CORRECTIONS, linker.corrections_offset)):
            kept = await reader.kept(topic, partition)
            if not kept.start <= _after(offset) <= kept.stop:
                linker.start_anew()
    return linker


@cache
def _code() -> str:
    """Which code worked the state out? Another one may answer otherwise."""
    digest = hashlib.sha256()
    for package in (streams.linking, streams.lexicons, schemas):
        for module in sorted(Path(package.__path__[0]).glob("*.py")):
            digest.update(module.read_bytes())
    return digest.hexdigest()[:16]


async def _published(reader: PartitionReader, partition: int, saved_ms: int | None) -> tuple[list[Standing], list[Standing]]:
    """What stands on ``events``, of what was written since ``saved_ms``, and which revisions, written first, did a crash leave
    without their state there?"""
    stand: dict[str, Standing] = {}
    nulls: set[str] = set()
    written_ms: int | None = None
    begin_ms = None if saved_ms is None else saved_ms - _CLOCKS_MS
    async for record in reader.read("events", partition, since_ms=begin_ms):
        written_ms = max(written_ms or 0, record.timestamp)
        if record.value is None:
            nulls.add((record.key or b"").decode())  # the retraction before it stands, until it is compacted away
            continue
        event = _standing(record)
        stand[event.slim.event_id] = event
    since_ms = begin_ms if written_ms is None else written_ms - _CLOCKS_MS
    ahead: dict[str, Standing] = {}
    async for record in reader.read("events.revisions", partition, since_ms=since_ms):
        event = _standing(record)
        name, revision = event.slim.event_id, event.slim.revision
        known = ahead.get(name) or stand.get(name)
        is_done = name in nulls and name not in stand
        if not is_done and (known is None or known.slim.revision < revision):
            ahead[name] = event
    return list(stand.values()), list(ahead.values())


def _standing(record: ConsumerRecord) -> Standing:
    made_of = dict(record.headers).get(MADE_OF_HEADER)
    return standing(payload(record.value or b""), made_of.decode() if made_of else None)
