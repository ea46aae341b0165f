"""A port that another program has is said in one line, before anything starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", [["streams.cli", "run"], ["streams.start_worker"]], ids=["run", "worker"])
def test_a_port_that_is_taken_is_named_in_one_line(command: list[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        environment = {
            **os.environ,
            "SITREP_WEB_PORT": port,
            "SITREP_KAFKA_BOOTSTRAP": "127.0.0.1:1",
            "SITREP_LOG_LEVEL": "info",
        }
        done = subprocess.run(
            [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"error: SITREP_WEB_PORT: port {port} of 127.0.0.1 can not be had (Address already in use): name another"
    ]
