"""Workers that are killed in mid-stream, and a calm run over the very same records to set the result against."""

from __future__ import annotations

import asyncio
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import orjson

from schemas import ConflictEvent, decode
from schemas.codec import OPTIONS
from streams.kafka.admin import committed_offsets, end_offsets
from streams.linking.history import content_of
from streams.reading import follow, scan, standing_events
from streams.settings import Settings
from streams.topics import topic_name
from tests.kafka.engine import send_raw
from tests.kafka.stories import Articles
from tests.kafka.workers import await_ready, stop

Process = subprocess.Popen[bytes]
Start = Callable[..., tuple[Process, str]]
"""`start_worker` or `start_fictional_worker`."""

HOPS = ("articles.raw", "articles.clean", "mentions.extracted", "mentions.enriched", "events.corrections")


async def drained(settings: Settings, timeout_s: float) -> None:
    """Returns when the group has committed all that its topics hold, hop after hop."""
    async with asyncio.timeout(timeout_s):
        for hop in HOPS:
            name = [topic_name(hop, settings)]
            while True:
                ends, done = await end_offsets(settings, name), await committed_offsets(settings, name)
                if all((done[part] or 0) >= end for part, end in ends.items()):
                    break
                await asyncio.sleep(0.3)


async def contents(settings: Settings) -> dict[str, bytes]:
    """The content of each event that stands, as bytes."""
    found = await standing_events(settings)
    return {name: orjson.dumps(content_of(event), option=OPTIONS) for name, event in found.items()}


async def check_revisions(settings: Settings) -> tuple[int, int]:
    """No revision number goes back, on either topic, and none stands for two contents. How many revisions are there, and how
    many of them are repeats?"""
    seen: dict[tuple[str, int], bytes] = {}
    count = repeats = 0
    for topic in ("events.revisions", "events"):
        last: dict[str, int] = {}
        async for record in scan(settings, topic):
            if record.value is None:
                continue
            event = decode(ConflictEvent, record.value)
            assert event.revision >= last.get(event.event_id, 0), f"{topic}: {event.event_id} went back to {event.revision}"
            last[event.event_id] = event.revision
            known = seen.setdefault((event.event_id, event.revision), record.value)
            assert known == record.value, f"{topic}: {event.event_id} has two revisions {event.revision}"
            if topic == "events.revisions":
                count += 1
    repeats = count - len(seen)
    return count, repeats


@dataclass
class Storm:
    """Kills while articles flow. ``start`` starts a worker; ``names`` are the workers that run at once."""

    settings: Settings
    start: Start
    names: Sequence[str] = ("first",)
    variables: dict[str, str] = field(default_factory=dict)
    running: dict[str, Process] = field(default_factory=dict)
    revisions: list[float] = field(default_factory=list)
    """When each revision was written, seconds of the clock."""
    waits_s: list[float] = field(default_factory=list)
    """From each restart to the next revision."""

    async def run(self, articles: Articles, kills: int, timeout_s: float = 600) -> None:
        """Feeds the articles in as many parts as there are kills, and one more; kills a worker while it is at work on a part;
        waits for the end.

        A killed worker comes back under its own name (its partitions are its own at once) or, every second time where there
        are several, under a new one (a rebalance now, another when the dead one's session ends).
        """
        chance = random.Random(len(articles))
        size = -(-len(articles) // (kills + 1))
        parts = [articles[at : at + size] for at in range(0, len(articles), size)]
        watching = asyncio.create_task(self._watch())
        try:
            for name in self.names:
                await self._start(name)
            for number, part in enumerate(parts[:-1]):
                aim = len(self.revisions) + max(1, size // 4)
                await send_raw(self.settings, part)
                async with asyncio.timeout(timeout_s):
                    while len(self.revisions) < aim:
                        await asyncio.sleep(0.01)
                name = chance.choice(sorted(self.running))
                process = self.running.pop(name)
                process.kill()
                process.wait()
                is_new = len(self.names) > 1 and number % 2 == 1
                await self._start(f"{self.names[0]}-{number}" if is_new else name)
            await send_raw(self.settings, parts[-1])
            await drained(self.settings, timeout_s)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            for process in self.running.values():
                await asyncio.to_thread(stop, process)

    async def _start(self, name: str) -> None:
        since, is_first = time.time(), not self.revisions
        variables = {"SITREP_WORKER_NAME": name, "SITREP_LOG_LEVEL": "warning", **self.variables}
        process, address = self.start(self.settings, **variables)
        self.running[name] = process
        if is_first or len(self.names) > 1:
            await asyncio.to_thread(await_ready, process, address)
        if len(self.running) == 1 and not is_first:
            async with asyncio.timeout(60):
                while (at := next((at for at in self.revisions if at > since), None)) is None:
                    await asyncio.sleep(0.02)
            self.waits_s.append(at - since)

    async def _watch(self) -> None:
        async for record in follow(self.settings, "events.revisions", from_start=True):
            self.revisions.append(record.timestamp / 1000)


async def calm(settings: Settings, start: Start, name: str = "calm", timeout_s: float = 600) -> dict[str, bytes]:
    """What does one undisturbed worker make of the same records, in topics of its own?"""
    own = settings.model_copy(update={"run_name": name, "worker_name": name})
    process, address = start(settings, SITREP_RUN_NAME=name, SITREP_WORKER_NAME=name, SITREP_LOG_LEVEL="warning")
    try:
        await asyncio.to_thread(await_ready, process, address)
        await drained(own, timeout_s)
    finally:
        await asyncio.to_thread(stop, process)
    return await contents(own)
