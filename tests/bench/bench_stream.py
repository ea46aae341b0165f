"""Does every listener get every revision once, how soon, and does memory stay flat? 200 listeners of two pages' processes.

    python -m tests.bench.bench_stream [--seconds 180] [--rate 20] [--listeners 200]

Articles are published to Kafka at this rate; one worker with the real steps; two replicas of the page. Every tenth listener
breaks its connection once in a while and goes on at the other replica with its last id. Latency: from the moment before the
article is handed to the producer until a listener that has never moved reads the first revision that names it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, get_args

import psutil

from schemas import ConflictEvent, decode
from schemas.codes import ModalityValue, RecordStatus, Tense
from streams.kafka.embedded import EmbeddedKafka
from streams.reading import scan
from streams.settings import Settings, load_settings
from streams.topics import topic_name
from tests.bench.bench_latency import Latencies, Watch, articles, feed, watching
from tests.kafka.workers import await_ready, running_page, start_worker, stop

MOVES_EVERY_S = 15.0
"""Seconds that a listener which moves stays with one replica."""
DRAIN_S = 60.0
EVERYTHING = "crime=true&" + "&".join(
    f"{name}={value}"
    for name, kinds in (("tense", Tense), ("status", RecordStatus), ("modality", ModalityValue))
    for value in get_args(kinds)
)
"""The filters that leave nothing out."""
SENT = re.compile(rb"id: (?P<id>[\d.]+)\nevent: (?P<event>\w+)\n(?:retry: \d+\n)?data: (?P<data>.*)\n\n")
HEAD = re.compile(rb'"properties":\{"event_id":"(?P<event_id>[^"]+)","revision":(?P<revision>\d+)')
"""Of a feature: to read the whole of it 200 times would measure us."""


@dataclass
class Listener:
    """What has one listener received, and when?"""

    ports: tuple[int, ...]
    moves: bool
    last_id: str = ""
    got: Counter[tuple[str, int]] = field(default_factory=Counter)
    resets: int = 0
    connections: int = 0
    first_seen: dict[str, float] | None = None
    """When an article was first named in a revision; kept by few, since each record is read for it."""

    async def listen(self) -> None:
        while True:
            port = self.ports[self.connections % len(self.ports)]
            self.connections += 1
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                if self.moves:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(MOVES_EVERY_S):
                            await self._connect(port)
                else:
                    await self._connect(port)
            await asyncio.sleep(0.2)

    async def _connect(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            resumed = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id else ""
            shape = "feature" if self.first_seen is None else "event"
            writer.write(f"GET /stream?format={shape}&{EVERYTHING} HTTP/1.0\r\nHost: page\r\n{resumed}\r\n".encode())
            buffer = b""
            while chunk := await reader.read(1 << 20):
                buffer += chunk
                end = 0
                for found in SENT.finditer(buffer):
                    self._take(found["event"], found["data"])
                    self.last_id, end = found["id"].decode(), found.end()
                buffer = buffer[end:]
        finally:
            writer.close()

    def _take(self, event: bytes, data: bytes) -> None:
        now = time.perf_counter()
        if event == b"reset":
            self.resets += 1
        if event != b"revision":
            return
        if self.first_seen is not None:
            record = decode(ConflictEvent, data)
            self.got[record.event_id, record.revision] += 1
            for source in record.sources:
                self.first_seen.setdefault(source.article_id, now)
        else:
            head = HEAD.search(data)
            assert head is not None
            self.got[head["event_id"].decode(), int(head["revision"])] += 1


async def revisions(settings: Settings) -> set[tuple[str, int]]:
    """Every revision that was published."""
    found = set()
    async for record in scan(settings, "events.revisions"):
        event = decode(ConflictEvent, record.value)
        found.add((event.event_id, event.revision))
    return found


async def measure(settings: Settings, ports: tuple[int, int], pids: tuple[int, int], given: argparse.Namespace) -> list[str]:
    raw = topic_name("articles.raw", settings)
    async with watching(settings) as watch:
        warm = articles(24, "warm")
        await feed(settings, warm, 20, raw)
        await watch.until_settled({name for name, _ in warm})
        await asyncio.sleep(1)
        before = await revisions(settings)
        listeners = [
            Listener(ports=ports if number % 2 else ports[::-1], moves=number % 10 == 9) for number in range(given.listeners)
        ]
        watched = listeners[0]
        watched.first_seen = {}
        tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
        await asyncio.sleep(3)
        memory: list[Memory] = []
        began = time.monotonic()

        async def sample() -> None:
            while True:
                held = [await asyncio.to_thread(memory_of, port, pid) for port, pid in zip(ports, pids, strict=True)]
                memory.append(held[0]._replace(at_s=time.monotonic() - began))
                await asyncio.sleep(max(1.0, given.seconds / 12))

        sampling = asyncio.create_task(sample())
        sent = await feed(settings, articles(int(given.rate * given.seconds), "live"), given.rate, raw)
        await watch.until_settled(set(sent))
        wanted = await revisions(settings) - before
        deadline = time.monotonic() + DRAIN_S
        while time.monotonic() < deadline and any(not wanted <= listener.got.keys() for listener in listeners):
            await asyncio.sleep(0.5)
        for task in (*tasks, sampling):
            task.cancel()
        await asyncio.gather(*tasks, sampling, return_exceptions=True)
    return report(given, listeners, wanted, sent, watch, memory)


def report(
    given: argparse.Namespace,
    listeners: list[Listener],
    wanted: set[tuple[str, int]],
    sent: dict[str, float],
    watch: Watch,
    memory: list[Memory],
) -> list[str]:
    first_seen = listeners[0].first_seen or {}
    named = {name: at for name, at in sent.items() if name in watch.seen}
    latencies = [1000 * (first_seen[name] - at) for name, at in named.items() if name in first_seen]
    missed = sum(len(wanted - listener.got.keys()) for listener in listeners)
    twice = sum(count - 1 for listener in listeners for count in listener.got.values())
    movers = [listener for listener in listeners if listener.moves]
    revised = [1000 * (watch.seen[name] - at) for name, at in named.items()]
    return [
        Latencies(f"article to revision at {given.rate:g}/s", revised).line(),
        Latencies(f"article to SSE line at {given.rate:g}/s", latencies, len(named) - len(latencies)).line(),
        f"{len(listeners)} listeners for {given.seconds:g} s: {len(wanted)} revisions each,"
        f" missed {missed}, received twice {twice}",
        f"{len(movers)} of them moved {sum(one.connections - 1 for one in movers)} times to the other replica;"
        f" told to load again {sum(one.resets for one in listeners)} times",
        f"{sum(len(one.got) for one in listeners) / given.seconds:.0f} revisions written a second by both pages together",
        *memory_lines(memory),
    ]


class Memory(NamedTuple):
    """What does a page's process take, and what of it is its table?"""

    at_s: float
    whole: float
    table: float
    ring: float
    events: float

    @property
    def rest(self) -> float:
        """Without the table of events and what is kept for those who come back: this must not grow."""
        return self.whole - self.table - self.ring


def memory_of(port: int, pid: int) -> Memory:
    """What does this process take now? In bytes."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    lines = dict(line.split(" ") for line in text.splitlines() if re.match(r"sitrep_page_\w+ ", line))
    told = (float(lines[f"sitrep_page_{name}"]) for name in ("table_bytes", "ring_bytes", "events"))
    return Memory(0.0, psutil.Process(pid).memory_info().rss, *told)


def memory_lines(memory: list[Memory]) -> Iterator[str]:
    """The memory of one page's process over time, and what an event in its table costs."""
    yield "memory of a page's process in MiB: all; its table of events; beside it, kept for listeners that come back; the rest"
    for one in memory:
        sizes = " ".join(f"{size / 2**20:7.1f}" for size in (one.whole, one.table, one.ring, one.rest))
        yield f"  after {one.at_s:4.0f} s: {sizes}   {one.events:.0f} events"
    third = max(len(memory) // 3, 1)
    early, late = (sum(one.rest for one in part) / len(part) / 2**20 for part in (memory[:third], memory[-third:]))
    yield f"  without table and ring: {early:.0f} MiB in the first third, {late:.0f} MiB in the last"
    if memory[-1].events:
        yield f"  an event in the table: {memory[-1].table / memory[-1].events / 1000:.1f} kB"


def main() -> None:
    """Measures and prints; ends with status 1 where a listener missed a revision or got one twice."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--listeners", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = load_settings(data_dir=Path(folder), state_dir=Path(folder) / "state", worker_name="bench")
        with EmbeddedKafka.from_settings(base) as broker, contextlib.ExitStack() as stack:
            settings = base.model_copy(update={"kafka_bootstrap": broker.bootstrap})
            worker, address = start_worker(settings, SITREP_LOG_LEVEL="warning")
            stack.callback(stop, worker)
            await_ready(worker, address)
            (first, port), (second, other) = (stack.enter_context(running_page(settings)) for _ in range(2))
            lines = asyncio.run(measure(settings, (port, other), (first.pid, second.pid), given))
    print("\n".join(lines))
    if not any("missed 0, received twice 0" in line for line in lines):
        sys.exit(1)


if __name__ == "__main__":
    main()
