"""Which event loop does the worker run on? uvloop's, that lets go of a TLS connection at once."""

from __future__ import annotations

from typing import Any

import uvloop

TLS_GOODBYE_S = 0.5
"""Seconds that the other side gets to confirm the end of a TLS connection that we close. Kafka sometimes does not, and uvloop
would wait 30 s: each state that is rebuilt opens a connection and closes it, so a worker would take minutes to be ready."""


class WorkerLoop(uvloop.Loop):
    """What is different from uvloop's own? How long a closing TLS connection is waited for."""

    async def create_connection(self, *args: Any, **options: Any) -> Any:
        """Connects as the loop of any other does."""
        if options.get("ssl"):
            options.setdefault("ssl_shutdown_timeout", TLS_GOODBYE_S)
        return await super().create_connection(*args, **options)
