"""`sitrep replay`, as an operator types it: run twice, killed and continued, run with a row of one's own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import orjson

from streams.errors import TopicMissingError
from streams.reading import scan
from streams.settings import Settings
from tests.kafka.kills import contents
from tests.kafka.workers import environment

UNKNOWN = {
    "id": "zarn",
    "body_text": "Fighters of the Zarn Front attacked an army post in Gao, Mali, on Monday and killed 7 soldiers, police said.",
    "published_at": "2024-03-19T12:00:00Z",
}
"""An article on a group that nobody knows yet."""

ROW = """actor_id	name	aliases	kind	inter	country	example	source
zarn-front	Zarn Front		rebel	2	ML	Fighters of Zarn Front attacked a post.	made up
"""


def of_run(settings: Settings, run: str) -> Settings:
    return settings.model_copy(update={"run_name": run})


def command(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "streams.cli", *arguments],
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


async def replay(settings: Settings, run: str, *options: str, before: tuple[str, ...] = ()) -> float:
    """Makes a run, in how many seconds?"""
    since = time.monotonic()
    process = command(settings, *before, "replay", "--run", run, *options)
    _, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, err.decode()
    return time.monotonic() - since


async def killed_replay(settings: Settings, run: str, count: int, *options: str) -> int:
    """Begins a run and kills it once it has settled ``count`` articles. How many were settled then?"""
    process = command(settings, "replay", "--run", run, *options)
    try:
        async with asyncio.timeout(300):
            while (done := await settled(of_run(settings, run))) < count:
                assert process.poll() is None, "the run ended before it could be killed"
                await asyncio.sleep(0.2)
    finally:
        process.kill()
        await asyncio.to_thread(process.communicate)
    return done


async def settled(settings: Settings) -> int:
    """How many articles have their outcome?"""
    try:
        return len({record.key async for record in scan(settings, "articles.outcomes")})
    except TopicMissingError:
        return 0


def overlay(folder: Path) -> Path:
    """A folder with one row of an operator's own."""
    folder.mkdir()
    (folder / "actors.tsv").write_text(ROW)
    return folder


async def compared(settings: Settings, first: str, second: str) -> dict[str, set[str]]:
    """Which events differ, in which fields? As `sitrep replay compare` prints them."""
    process = command(settings, "replay", "compare", first, second, "--format", "jsonl")
    out, err = await asyncio.to_thread(process.communicate)
    found: dict[str, set[str]] = {}
    for row in map(orjson.loads, out.splitlines()):
        found.setdefault(row["event_id"], set()).add(row["field"] or row["kind"])
    assert process.returncode == bool(found), err.decode()
    return found


async def check_replays(settings: Settings, count: int, folder: Path) -> tuple[int, float]:
    """Replays what is on ``articles.raw`` with one worker, with three and a kill in the middle, and with a row more; checks
    what they say. How many events are there, and how many seconds did the first take?"""
    seconds = await replay(settings, "one", "--workers", "1")
    done = await killed_replay(settings, "three", count // 3, "--workers", "3", "--rate", "150")
    assert done < count
    await replay(settings, "three", "--workers", "3")
    one, three = await contents(of_run(settings, "one")), await contents(of_run(settings, "three"))
    assert one == three
    assert await settled(of_run(settings, "three")) == await settled(of_run(settings, "one")) == count
    assert await compared(settings, "one", "three") == {}
    await replay(settings, "row", before=("--overlays", str(overlay(folder))))
    (zarn,) = [name for name, content in one.items() if b'"zarn"' in content]
    found = await compared(settings, "one", "row")
    assert set(found) == {zarn}
    assert any(field.startswith("actors") for field in found[zarn])
    return len(one), seconds
