"""From which process are the step processes forked? From one that has loaded all knowledge, once for all of them.

A worker's first event waits for that process more than for anything else, so `begin_template` is what a worker does first,
while everything else it needs is still to be imported.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from multiprocessing.forkserver import ensure_running, set_forkserver_preload

TIED, KNOWLEDGE = "streams.template_tied", "streams.knowledge"
"""The modules that tie its life to ours and load its knowledge, by being imported."""

_PR_SET_PDEATHSIG = 1


def begin_template() -> None:
    """Starts the process that the children of every `StepPool` of this process will be forked from. It loads its knowledge on
    its own time: nobody waits for it here, and where it can not, each child says why. To be called in the main thread."""
    set_forkserver_preload([TIED, KNOWLEDGE])
    ensure_running()
    set_forkserver_preload([KNOWLEDGE])  # one that follows a dead one is started by a thread, and is not to end with that


def end_with_parent() -> None:
    """Ends this process at once when the thread that started it ends, however it does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
