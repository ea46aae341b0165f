"""Workers as processes of their own, as an operator runs them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from streams.settings import Settings

READY_S = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Settings, **changes: str) -> dict[str, str]:
    """The variables that make a new process see these settings."""
    names = (
        "kafka_bootstrap",
        "kafka_topic_prefix",
        "article_partitions",
        "worker_name",
        "step_processes",
        "data_dir",
        "state_dir",
    )
    given = {f"SITREP_{name.upper()}": str(getattr(settings, name)) for name in names}
    return {**os.environ, **given, "SITREP_WEB_PORT": str(free_port()), **changes}


def start_worker(settings: Settings, **changes: str) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a worker; answers with its process and the address of its web endpoint."""
    variables = environment(settings, **changes)
    process = subprocess.Popen([sys.executable, "-m", "streams.start_worker"], env=variables, start_new_session=True)
    return process, f"http://127.0.0.1:{variables['SITREP_WEB_PORT']}"


def await_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the worker ended with status {process.returncode}"
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the worker did not become ready")


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextmanager
def running_worker(settings: Settings, **changes: str) -> Iterator[str]:
    """A worker that is ready; the address of its web endpoint. Stopped at the end."""
    process, address = start_worker(settings, **changes)
    try:
        await_ready(process, address)
        yield address
    finally:
        stop(process)


@contextmanager
def running_page(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A replica of the page, ready: its process and port. Stopped at the end."""
    port = free_port()
    variables = environment(settings, SITREP_WEB_PAGE_PORT=str(port), SITREP_LOG_LEVEL="warning")
    process = subprocess.Popen([sys.executable, "-m", "streams.web.server"], env=variables, start_new_session=True)
    try:
        await_ready(process, f"http://127.0.0.1:{port}")
        yield process, port
    finally:
        stop(process)
