"""`sitrep run`, as a person types it: everything starts, events appear, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.kafka.workers import free_port

pytestmark = pytest.mark.kafka


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """`sitrep run` with folders and ports of its own, and the index of places that is built already."""
    environment = {
        **os.environ,
        "SITREP_DATA_DIR": str(folder / "data"),
        "SITREP_STATE_DIR": str(folder / "state"),
        "SITREP_WEB_PORT": str(free_port()),
        "SITREP_WEB_PAGE_PORT": str(free_port()),
    }
    command = [sys.executable, "-m", "streams.cli", "run", *arguments]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        return subprocess.Popen(command, env=environment, stdout=out, stderr=err, start_new_session=True)


def until(folder: Path, process: subprocess.Popen[bytes], words: str) -> None:
    deadline = time.monotonic() + 150
    while words not in (folder / "out").read_text() + (folder / "err").read_text():
        assert process.poll() is None and time.monotonic() < deadline, (folder / "err").read_text()
        time.sleep(0.2)


def test_the_demonstration_ends_with_every_article_settled(tmp_path: Path) -> None:
    process = start(tmp_path, "--demo", "--once")
    until(tmp_path, process, "published; their events:")
    family = psutil.Process(process.pid).children(recursive=True)
    assert process.wait(150) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []
    assert "all 12 articles have their outcome" in (tmp_path / "err").read_text()
    assert (tmp_path / "out").read_text().count(" killed") >= 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_an_end_by_signal_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path)
    until(tmp_path, process, "ready: Kafka at")
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 5  # Kafka, the worker, its step processes, the page, and who watches over them
    process.send_signal(number)
    assert process.wait(60) == (-signal.SIGKILL if number is signal.SIGKILL else 0)
    assert psutil.wait_procs(family, timeout=30)[1] == []
    assert "Traceback" not in (tmp_path / "err").read_text()
