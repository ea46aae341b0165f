"""Our web applications as processes: where they are found, and how they end where they can not start."""

from __future__ import annotations

import doctest
import socket
import subprocess
import sys

from streams import serving


def test_the_examples_hold() -> None:
    assert doctest.testmod(serving).failed == 0


def test_a_port_that_is_taken_is_a_failure() -> None:
    code = (
        "import sys; from starlette.applications import Starlette; from streams.serving import serve;"
        "from streams.settings import Settings; serve(Starlette(), Settings(), int(sys.argv[1]))"
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = subprocess.run([sys.executable, "-c", code, str(taken.getsockname()[1])], timeout=60, check=False)
    assert ended.returncode > 0


def test_an_error_of_ours_is_one_line() -> None:
    code = (
        "from streams.errors import SettingsError; from streams.serving import run_process\n"
        "def run(settings): raise SettingsError('SITREP_WEBHOOKS', 'it names no file')\n"
        "run_process(run)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: ")
    assert len(ended.stderr.splitlines()) == 1
