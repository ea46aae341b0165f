"""The page's process itself: it serves what Kafka holds, and ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys

import httpx
import orjson
import pytest

from streams.kafka.admin import create_topics
from streams.settings import Settings


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.kafka
async def test_the_process_is_ready_on_an_empty_cluster_and_ends_on_sigterm(kafka_settings: Settings) -> None:
    await create_topics(kafka_settings)
    port = free_port()
    environment = {
        **os.environ,
        "SITREP_KAFKA_BOOTSTRAP": kafka_settings.kafka_bootstrap or "",
        "SITREP_KAFKA_TOPIC_PREFIX": kafka_settings.kafka_topic_prefix,
        "SITREP_WEB_PAGE_PORT": str(port),
        "SITREP_WEB_TOKEN": "open-sesame",
        "SITREP_LOG_FORMAT": "json",
    }
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "streams.web.server"], env=environment, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        async with asyncio.timeout(60), httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            while True:
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        break
                except httpx.TransportError:
                    assert process.poll() is None
                await asyncio.sleep(0.1)
            assert (await client.get("/events")).status_code == 401
            answer = await client.get("/events", headers={"Authorization": "Bearer open-sesame"})
            assert answer.json() == {"events": [], "total": 0, "next": None}
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=20)
    assert process.returncode in {0, -signal.SIGTERM}
    assert b"sesame" not in log
    assert all(orjson.loads(line)["level"] for line in log.splitlines())
