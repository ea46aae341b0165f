"""`sitrep run`, as a person types it: everything starts, events appear, and nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from tests.kafka.workers import free_port

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parent.parent.parent


def environment(folder: Path, page_port: int) -> dict[str, str]:
    """Folders and ports of its own, and the index of places that is built already."""
    return {
        **os.environ,
        "SITREP_DATA_DIR": str(folder / "data"),
        "SITREP_STATE_DIR": str(folder / "state"),
        "SITREP_WEB_PORT": str(free_port()),
        "SITREP_WEB_PAGE_PORT": str(page_port),
    }


def start(folder: Path, *arguments: str, page_port: int | None = None) -> subprocess.Popen[bytes]:
    """`sitrep run`."""
    command = [sys.executable, "-m", "streams.cli", "run", *arguments]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        return subprocess.Popen(
            command, env=environment(folder, page_port or free_port()), stdout=out, stderr=err, start_new_session=True
        )


def until(folder: Path, process: subprocess.Popen[bytes], words: str) -> None:
    deadline = time.monotonic() + 150
    while words not in (folder / "out").read_text() + (folder / "err").read_text():
        assert process.poll() is None and time.monotonic() < deadline, (folder / "err").read_text()
        time.sleep(0.2)


@pytest.mark.long
def test_the_demonstration_ends_with_every_article_settled(tmp_path: Path) -> None:
    process = start(tmp_path, "--demo", "--once")
    until(tmp_path, process, "published; their events:")
    family = psutil.Process(process.pid).children(recursive=True)
    assert process.wait(150) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert "all 12 articles have their outcome" in (tmp_path / "err").read_text()
    printed = (tmp_path / "out").read_text()
    assert printed.count(" killed") >= 8
    again = start(tmp_path, "--demo", "--once")
    assert again.wait(150) == 0
    assert "events of the samples stand from an earlier run" in (tmp_path / "err").read_text()
    assert sorted((tmp_path / "out").read_text().split()) == sorted(printed.split())


def test_a_kill_leaves_no_process(tmp_path: Path) -> None:
    process = start(tmp_path)
    until(tmp_path, process, "ready: Kafka at")
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 5  # Kafka, the worker, its step processes, the page, and who watches over them
    process.kill()
    process.wait()
    assert psutil.wait_procs(family, timeout=30)[1] == []


SECOND_TERMINAL = re.search(r"In a second terminal:\n\n```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
ENDLESS = ("watch", "curl")
"""Commands that follow: they are ended once they have printed something."""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>World</title><item><title>Four killed in Gao</title>
<guid>feed-1</guid><pubDate>Fri, 17 May 2024 08:00:00 GMT</pubDate>
<description>Gunmen killed four villagers in Gao, Mali, on Thursday, the mayor said.</description></item></channel></rss>"""
PAGE = """<!doctype html><html><head><title>Three killed in Gao</title></head><body><article><h1>Three killed in Gao</h1>
<p>Gunmen killed three villagers in Gao, Mali, on Thursday, the mayor said. Two others were wounded.</p></article></body>"""


@pytest.fixture
def feed_address(tmp_path: Path) -> Iterator[str]:
    """Where a feed is served."""
    (tmp_path / "world.rss").write_text(FEED)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/world.rss"
    server.shutdown()
    server.server_close()


@pytest.mark.long
def test_the_commands_of_the_readmes_second_terminal_work_beside_the_first(tmp_path: Path, feed_address: str) -> None:
    assert SECOND_TERMINAL
    lines = [line.split("  #")[0].split("   #")[0].strip() for line in SECOND_TERMINAL[1].splitlines()]
    page_port = free_port()
    process = start(tmp_path, "--demo", page_port=page_port)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "article.html").write_text(PAGE)
    (tmp_path / "article.txt").write_text("Three killed in Gao\n\nGunmen killed three villagers in Gao, Mali, on Thursday.")
    try:
        until(tmp_path, process, " ML ")
        for line in lines:
            given = line.replace("8080", str(page_port))
            given = given.replace("https://example.org/world.rss", f"{feed_address} --once")
            done = subprocess.run(
                ["bash", "-c", f"timeout 8 {given}" if any(name in given for name in ENDLESS) else given],
                cwd=tmp_path,
                env=environment(tmp_path, page_port),
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            ended = 124 if any(name in given for name in ENDLESS) else 0
            assert done.returncode == ended, f"{given}: {done.stderr}"
            assert done.stdout or done.stderr or "> " in given, given
        assert (tmp_path / "sudan.csv").read_text().count("Sudan") >= 1
    finally:
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert "Traceback" not in (tmp_path / "err").read_text()
