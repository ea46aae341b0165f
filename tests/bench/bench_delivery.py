"""Are 10,000 alerts delivered to a receiver that fails, is down for a minute, and while the deliverer is killed? How fast?

    python -m tests.bench.bench_delivery [--alerts 10000] [--fails 0.3] [--down-s 60]

On the broker that `sitrep run` starts: the deliverer as a process of its own, killed with -9 after a third; the receiver
refuses connections for the time given after two thirds. A second endpoint that never fails shows that it waits for neither.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import get_args

import psutil

from schemas.codes import LinkRegion
from streams.deadletters import list_dead_letters
from streams.kafka.admin import committed_offsets, create_topics, end_offsets
from streams.kafka.embedded import EmbeddedKafka
from streams.settings import Settings, load_settings
from streams.topics import topic_name
from tests.delivery.builders import Receiver, alert, flaky, receiver, until
from tests.kafka.deliverers import await_ready, publish_alerts, start_deliverer, write_endpoints
from tests.kafka.workers import stop

PATIENCE_S = 600.0


def distinct(desk: Receiver) -> int:
    return len({got.message_id for got in desk.accepted})


async def measure(settings: Settings, folder: Path, count: int, fails: float, down_s: float) -> bool:
    """Prints what happened; was every alert delivered?"""
    await create_topics(settings)
    regions = get_args(LinkRegion)
    async with receiver(flaky(fails)) as desk, receiver() as other:
        file = write_endpoints(folder, desk=desk.url, other=other.url)
        process, address = start_deliverer(settings, file)
        try:
            await await_ready(process, address)
            begin = time.perf_counter()
            await publish_alerts(settings, (alert(number, region=regions[number % len(regions)]) for number in range(count)))
            print(f"published {count} alerts in {time.perf_counter() - begin:.1f} s", flush=True)
            await until(lambda: distinct(desk) > count // 3, PATIENCE_S)
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed_at, before = time.perf_counter(), distinct(desk)
            print(f"killed at {killed_at - begin:.1f} s with {before} delivered", flush=True)
            process, address = start_deliverer(settings, file)
            await until(lambda: distinct(desk) > before, PATIENCE_S)
            print(f"goes on {time.perf_counter() - killed_at:.1f} s later", flush=True)
            await until(lambda: distinct(desk) > 2 * count // 3, PATIENCE_S)
            await desk.stop()
            down_at, before = time.perf_counter(), distinct(desk)
            print(f"receiver down at {down_at - begin:.1f} s with {before} delivered", flush=True)
            await until(lambda: distinct(other) == count, PATIENCE_S)
            print(f"the other endpoint has all {count} at {time.perf_counter() - begin:.1f} s", flush=True)
            await asyncio.sleep(max(0.0, down_s - (time.perf_counter() - down_at)))
            asked = len(desk.got)
            await desk.start()
            up_at = time.perf_counter()
            await until(lambda: len(desk.got) > asked, PATIENCE_S)
            print(f"receiver up at {up_at - begin:.1f} s, asked again {time.perf_counter() - up_at:.1f} s later", flush=True)
            await until(lambda: distinct(desk) == count, PATIENCE_S)
            took = time.perf_counter() - begin
            topic = topic_name("alerts", settings)
            print(f"all {count} are delivered at {took:.1f} s; what the kill left unconfirmed is sent again", flush=True)
            async with asyncio.timeout(PATIENCE_S):
                while await committed_offsets(settings, (topic,), settings.webhook_group("desk")) != await end_offsets(
                    settings, (topic,)
                ):
                    await asyncio.sleep(0.2)
            me = psutil.Process(process.pid)
            cpu, rss = sum(me.cpu_times()[:2]), me.memory_info().rss / 2**20
        finally:
            await asyncio.to_thread(stop, process)
        letters = [letter async for letter in list_dead_letters(settings)]
        bodies: dict[str, set[bytes]] = {}
        for got in desk.got:
            bodies.setdefault(got.message_id, set()).add(got.body)
        missing = count - distinct(desk)
        again = Counter(got.message_id for got in desk.accepted)
        changed = sum(len(kinds) > 1 for kinds in bodies.values())
        print(
            f"{count} alerts in {took:.1f} s: {missing} missing, {len(letters)} dead letters, {len(desk.got)} requests,"
            f" {again.total() - len(again)} accepted twice, {changed} ids with two bodies;"
            f" to the other endpoint {len(other.accepted) - count} twice"
        )
        print(f"second deliverer: {cpu:.1f} CPU seconds, {rss:.0f} MB")
        return missing == 0 and not letters


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--fails", type=float, default=0.3)
    parser.add_argument("--down-s", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = load_settings(data_dir=folder, state_dir=folder / "state", worker_name="bench")
        with EmbeddedKafka.from_settings(base) as broker:
            settings = base.model_copy(update={"kafka_bootstrap": broker.bootstrap})
            if not asyncio.run(measure(settings, folder, given.alerts, given.fails, given.down_s)):
                sys.exit("not every alert was delivered")


if __name__ == "__main__":
    main()
