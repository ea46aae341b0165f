"""How long does an article take to become an event, and how many a second? On the broker that `sitrep run` starts.

    python -m tests.bench.bench_latency [--seconds 30] [--rate 20] [--backlog 200]

One worker with the real steps. Latency: from the moment before the article is handed to the producer until a reader of
`events.revisions` has the first revision that names it. The reference is measured in the same run and at the same rate: a bare
aiokafka loop that forwards a record from one topic to another, read back in the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from schemas import ArticleOutcome, ConflictEvent, decode
from streams.kafka.admin import create_topics
from streams.kafka.connection import client_options, producer_options
from streams.kafka.embedded import EmbeddedKafka
from streams.reading import follow, scan
from streams.running import SAMPLES
from streams.settings import Settings, load_settings
from streams.topics import topic_name
from tests.kafka.workers import await_ready, start_worker, stop

SETTLE_S = 120.0
SLOWEST = 8
"""Articles of which is told where they waited."""


def articles(count: int, name: str) -> list[tuple[str, bytes]]:
    """The sample articles over and over, each round a week earlier, so that each tells of an event of its own."""
    read = [orjson.loads(line) for line in SAMPLES.read_bytes().splitlines()]
    samples = [article for article in read if "published_at" in article]
    made = []
    for number in range(count):
        article = dict(samples[number % len(samples)])
        article["id"] = f"{name}-{number}"
        article.pop("url", None)
        article.pop("canonical_url", None)
        at = datetime.fromisoformat(article["published_at"]) - timedelta(days=7 * (number // len(samples)))
        article["published_at"] = at.isoformat()
        made.append((article["id"], orjson.dumps(article)))
    return made


@dataclass
class Latencies:
    """What was measured, in milliseconds."""

    name: str
    values: list[float]
    missing: int = 0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def line(self) -> str:
        p50, p95, p99 = (self.percentile(share) for share in (0.5, 0.95, 0.99))
        told = f"{self.name:<34} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms  p99 {p99:7.1f} ms  n {len(self.values)}"
        return told + (f"  without an event {self.missing}" if self.missing else "")


async def feed(settings: Settings, values: list[tuple[str, bytes]], rate: float, topic: str) -> dict[str, float]:
    """Sends at this rate; when was each handed over?"""
    producer = AIOKafkaProducer(**{**producer_options(settings), "linger_ms": 0})
    await producer.start()
    sent: dict[str, float] = {}
    begin = time.perf_counter()
    try:
        for number, (key, value) in enumerate(values):
            await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
            sent[key] = time.perf_counter()
            await producer.send(topic, value, key=key.encode())
    finally:
        await producer.stop()
    return sent


class Watch:
    """When was each article first seen in an event, and when did it have its outcome?"""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.seen: dict[str, float] = {}
        self.settled: dict[str, float] = {}

    async def events(self, ready: asyncio.Event) -> None:
        async for record in follow(self._settings, "events.revisions", ready=ready):
            now = time.perf_counter()
            if record.value is not None:
                for source in decode(ConflictEvent, record.value).sources:
                    self.seen.setdefault(source.article_id, now)

    async def outcomes(self, ready: asyncio.Event) -> None:
        async for record in follow(self._settings, "articles.outcomes", ready=ready):
            self.settled.setdefault(decode(ArticleOutcome, record.value).article_id, time.perf_counter())

    async def until_settled(self, names: set[str]) -> None:
        async with asyncio.timeout(SETTLE_S):
            while not names <= self.settled.keys():
                await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[Watch]:
    watch, ready = Watch(settings), (asyncio.Event(), asyncio.Event())
    tasks = [asyncio.create_task(watch.events(ready[0])), asyncio.create_task(watch.outcomes(ready[1]))]
    for event in ready:
        await event.wait()
    try:
        yield watch
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def cpu_seconds(pid: int) -> tuple[float, float]:
    """How much have the worker itself and its step processes computed? What a busy machine can not falsify."""
    worker = psutil.Process(pid)
    own = worker.cpu_times()
    children = [child.cpu_times() for child in worker.children(recursive=True)]
    return own.user + own.system, sum(times.user + times.system for times in children)


HOPS = ("articles.raw", "articles.clean", "mentions.extracted", "mentions.enriched", "events.revisions")


async def slowest(settings: Settings, sent: dict[str, float], seen: dict[str, float]) -> list[str]:
    """Where did the slowest articles wait? By the timestamps of their records, topic after topic, in milliseconds."""
    names = sorted((name for name in sent if name in seen), key=lambda name: sent[name] - seen[name])[:SLOWEST]
    at: dict[tuple[str, str], int] = {}
    for hop in HOPS:
        async for record in scan(settings, hop):
            if hop != "events.revisions":
                at.setdefault(((record.key or b"").decode(), hop), record.timestamp)
            elif record.value is not None:
                for source in decode(ConflictEvent, record.value).sources:
                    at.setdefault((source.article_id, hop), record.timestamp)
    begin = min(sent.values())
    told = ["the slowest, from topic to topic in milliseconds:"]
    for name in names:
        times = [at[name, hop] for hop in HOPS]
        steps = "  ".join(f"{hop} +{then - before}" for hop, before, then in zip(HOPS[1:], times, times[1:], strict=False))
        told.append(f"  {1000 * (seen[name] - sent[name]):7.0f} ms, sent after {sent[name] - begin:6.1f} s: {steps}")
    return told


async def measure_pipeline(
    settings: Settings, rate: float, seconds: float, backlog: int, pid: int
) -> tuple[Latencies, float, tuple[float, float], list[str]]:
    """The latencies at this rate, the articles a second of a backlog, the CPU milliseconds an article of that, and where the
    slowest waited."""
    raw = topic_name("articles.raw", settings)
    async with watching(settings) as watch:
        warm = articles(24, "warm")
        await feed(settings, warm, 50, raw)
        await watch.until_settled({name for name, _ in warm})
        values = articles(int(rate * seconds), "live")
        sent = await feed(settings, values, rate, raw)
        await watch.until_settled(set(sent))
        latencies = [1000 * (watch.seen[name] - at) for name, at in sent.items() if name in watch.seen]
        waited = await slowest(settings, sent, watch.seen)
        many = articles(backlog, "bulk")
        before, begin = cpu_seconds(pid), time.perf_counter()
        await feed(settings, many, 1e9, raw)
        await watch.until_settled({name for name, _ in many})
        own, children = (1000 * (now - then) / backlog for now, then in zip(cpu_seconds(pid), before, strict=True))
        speed = backlog / (max(watch.settled[name] for name, _ in many) - begin)
        ours = Latencies(f"article to event at {rate:g}/s", latencies, len(sent) - len(latencies))
        return ours, speed, (own, children), waited


async def measure_reference(settings: Settings, rate: float, seconds: float) -> tuple[Latencies, float]:
    """The same for a bare loop: consume, produce, await the broker. From one topic of ours to another."""
    source, target = topic_name("articles.clean", settings), topic_name("mentions.extracted", settings)
    options: dict[str, Any] = {**client_options(settings), "group_id": None, "auto_offset_reset": "latest"}
    consumer, reader = AIOKafkaConsumer(source, **options), AIOKafkaConsumer(target, **options)
    producer = AIOKafkaProducer(**{**producer_options(settings), "linger_ms": 0})
    for client in (consumer, reader, producer):
        await client.start()
    seen: dict[str, float] = {}

    async def forward() -> None:
        while True:
            batches = await consumer.getmany(timeout_ms=1000)
            sends = [await producer.send(target, one.value, key=one.key) for batch in batches.values() for one in batch]
            await asyncio.gather(*sends)

    async def read() -> None:
        async for record in reader:
            seen.setdefault(record.key.decode(), time.perf_counter())

    for client in (consumer, reader):
        await client.seek_to_end()
    tasks = [asyncio.create_task(forward()), asyncio.create_task(read())]
    try:
        await feed(settings, articles(20, "reference-warm"), 50, source)
        sent = await feed(settings, articles(int(rate * seconds), "reference"), rate, source)
        await asyncio.sleep(1)
        many = articles(5000, "reference-bulk")
        begin = time.perf_counter()
        await feed(settings, many, 1e9, source)
        async with asyncio.timeout(SETTLE_S):
            while not {name for name, _ in many} <= seen.keys():
                await asyncio.sleep(0.02)
        speed = len(many) / (max(seen[name] for name, _ in many) - begin)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in (consumer, reader, producer):
            await client.stop()
    return Latencies(f"aiokafka forward at {rate:g}/s", [1000 * (seen[name] - at) for name, at in sent.items()]), speed


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--backlog", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = load_settings(data_dir=Path(folder), state_dir=Path(folder) / "state", worker_name="bench")
        with EmbeddedKafka.from_settings(base) as broker:
            settings = base.model_copy(update={"kafka_bootstrap": broker.bootstrap})
            plain = settings.model_copy(update={"kafka_topic_prefix": "reference."})
            asyncio.run(create_topics(plain))
            reference, reference_speed = asyncio.run(measure_reference(plain, given.rate, min(given.seconds, 10)))
            process: subprocess.Popen[bytes] | None = None
            try:
                process, address = start_worker(settings, SITREP_LOG_LEVEL="warning")
                await_ready(process, address)
                measured = measure_pipeline(settings, given.rate, given.seconds, given.backlog, process.pid)
                ours, speed, (own_ms, steps_ms), waited = asyncio.run(measured)
            finally:
                if process is not None:
                    stop(process)
    print(reference.line())
    print(ours.line())
    print("\n".join(waited))
    p50, p99 = (ours.percentile(share) / reference.percentile(share) for share in (0.5, 0.99))
    print(f"ratio to the forward: p50 {p50:.1f}, p99 {p99:.1f}; mean {statistics.mean(ours.values):.1f} ms")
    print(
        f"backlog: {speed:.1f} articles/s (the forward: {reference_speed:,.0f} records/s, ratio {speed / reference_speed:.4f})"
    )
    print(f"CPU an article: {own_ms:.1f} ms in the worker, {steps_ms:.1f} ms in its step processes")


if __name__ == "__main__":
    main()
