"""The long promises, on Apache Kafka itself: `make soak`, or one of them with `python -m tests.bench.soak NAME`.

reading: 500 articles through the real steps, the worker killed three times. linking: 5,000 articles, two workers, killed twelve
times, with rebalances. replay: 5,000 articles with one worker, with three and a kill in the middle, and with one row more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson

from streams.kafka.admin import create_topics
from streams.kafka.embedded import EmbeddedKafka
from streams.settings import Settings, load_settings
from tests.bench.bench_latency import articles
from tests.kafka.engine import send_raw, start_fictional_worker
from tests.kafka.kills import Storm, calm, check_revisions, contents
from tests.kafka.replays import UNKNOWN, check_replays
from tests.kafka.stories import reports, short_articles
from tests.kafka.workers import start_worker


async def reading(settings: Settings, folder: Path) -> str:
    storm = Storm(settings, start_worker)
    await storm.run(list(articles(500, "killed")), kills=3)
    found, (count, repeats) = await contents(settings), await check_revisions(settings)
    assert found == await calm(settings, start_worker)
    waits = ", ".join(f"{wait:.1f}" for wait in storm.waits_s)
    return (
        f"500 articles, 3 kills: {len(found)} events as in a calm run; {count} revisions, {repeats} twice; next after {waits} s"
    )


async def linking(settings: Settings, folder: Path) -> str:
    storm = Storm(settings, start_fictional_worker, ("one", "two"), {"SITREP_SESSION_TIMEOUT_S": "6"})
    await storm.run(reports(5000), kills=12)
    found, (count, repeats) = await contents(settings), await check_revisions(settings)
    assert found == await calm(settings, start_fictional_worker)
    told = f"{len(found)} events as in a calm run; {count} revisions, {repeats} twice, none back"
    return f"5,000 articles, 2 workers, 12 kills: {told}"


async def replay(settings: Settings, folder: Path) -> str:
    await send_raw(settings, [*short_articles(4999), ("zarn", orjson.dumps(UNKNOWN))])
    count, seconds = await check_replays(settings, 5000, folder / "overlay")
    told = "the same bytes with 1 worker and with 3, killed once; a row more changes its event alone"
    return f"5,000 articles replayed: {count} events, {told}; {5000 / seconds:.0f} articles/s with 1 worker"


PROMISES: dict[str, Callable[[Settings, Path], Awaitable[str]]] = {"reading": reading, "linking": linking, "replay": replay}


async def keep(name: str, base: Settings, folder: Path) -> str:
    """Keeps one promise in topics of its own."""
    settings = base.model_copy(update={"kafka_topic_prefix": f"{name}."})
    await create_topics(settings)
    return await PROMISES[name](settings, folder)


def main() -> None:
    """Keeps what is asked for, and says what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PROMISES))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = load_settings(data_dir=folder, state_dir=folder / "state", article_partitions=4, step_processes=os.cpu_count())
        with EmbeddedKafka.from_settings(base) as broker:
            for name in given.names or PROMISES:
                since = time.monotonic()
                told = asyncio.run(keep(name, base.model_copy(update={"kafka_bootstrap": broker.bootstrap}), folder))
                print(f"{told} ({time.monotonic() - since:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
