"""The deliverer as a process of its own, and alerts on the topic that it reads."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from schemas import Alert
from streams.routing import outgoing
from streams.sending import open_sender
from streams.settings import Settings
from tests.delivery.builders import SECRET
from tests.kafka.workers import environment, free_port

READY_S = 60.0


def write_endpoints(folder: Path, **urls: str | dict[str, Any]) -> Path:
    """A file of endpoints in one's own network, by id."""
    (folder / "secret").write_text(SECRET)
    made = []
    for name, given in urls.items():
        fields = {"url": given} if isinstance(given, str) else given
        made.append({"id": name, "secret": {"file": str(folder / "secret")}, "allow_private": True, **fields})
    file = folder / "webhooks.yaml"
    file.write_text(yaml.safe_dump({"endpoints": made}))
    return file


def start_deliverer(settings: Settings, file: Path, **changes: str) -> tuple[subprocess.Popen[bytes], str]:
    """Starts a deliverer; answers with its process and the address of its metrics."""
    given = {"SITREP_WEBHOOKS": str(file), "SITREP_DELIVER_PORT": str(free_port()), "SITREP_LOG_LEVEL": "error", **changes}
    variables = environment(settings, **given)
    process = subprocess.Popen([sys.executable, "-m", "streams.webhooks.server"], env=variables, start_new_session=True)
    return process, f"http://127.0.0.1:{variables['SITREP_DELIVER_PORT']}"


async def await_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Returns when every endpoint has its partitions."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the deliverer ended with status {process.returncode}"
        try:
            await asyncio.to_thread(page, f"{address}/readyz")
        except (urllib.error.URLError, OSError):
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("the deliverer did not become ready")


def page(url: str) -> str:
    """What does the page say? Raises where it does not say 200."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def metric(address: str, name: str, endpoint: str) -> float:
    """The sum of the samples of this name for an endpoint."""
    samples = (line.rpartition(" ") for line in page(f"{address}/metrics").splitlines() if not line.startswith("#"))
    return sum(
        float(value) for labels, _, value in samples if labels.startswith(name + "{") and f'endpoint="{endpoint}"' in labels
    )


async def publish_alerts(settings: Settings, alerts: Iterable[Alert], at: datetime | None = None) -> int:
    """Publishes alerts as the worker does, now or as if then; how many?"""
    timestamp_ms = at and int(at.timestamp() * 1000)
    async with open_sender(settings) as sender:
        return await sender.send(outgoing(alert)._replace(timestamp_ms=timestamp_ms) for alert in alerts)
