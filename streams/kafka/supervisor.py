"""Who ends Kafka when its parent is gone? This small process, between the two. Standard library only; run as a script.

    python -I -S supervisor.py PARENT_PID COMMAND...

It ends COMMAND (first by SIGTERM, so that Kafka closes its logs) on SIGTERM, on SIGINT, and when PARENT_PID is no longer its
parent, also after a kill -9. Where the kernel can (Linux), COMMAND dies with this process too. The inherited lock on the data
directory is held until COMMAND has ended, so a new owner never meets the old one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
from types import FrameType

POLL_S = 0.5
"""Seconds between two looks at the parent: the longest that an orphan goes unnoticed."""
GRACE_S = 20.0
"""Seconds that Kafka gets to close its logs before it is killed; one node with 60 partitions needs about 1."""
_PR_SET_PDEATHSIG = 1


def _die_with_supervisor() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main(arguments: list[str]) -> int:
    """With which status did the command end?"""
    parent_pid, command = int(arguments[0]), arguments[1:]
    read_fd, write_fd = os.pipe()
    os.set_blocking(write_fd, False)
    signal.set_wakeup_fd(write_fd)
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, ask)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)  # wakes the select below

    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_die_with_supervisor)
    while child.poll() is None and not asked and os.getppid() == parent_pid:
        if select.select([read_fd], [], [], POLL_S)[0]:
            os.read(read_fd, 512)
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_S)
    if child.poll() is None:
        child.kill()
    return child.wait()


if __name__ == "__main__":
    sys.exit(abs(main(sys.argv[1:])) % 256)
