"""Serves one site until a signal, as a process of its own beside the worker: the page's, or the deliverer's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from streams.errors import SitrepError
from streams.settings import Settings, load_settings

STOP_GRACE_S = 3
"""Seconds that requests under way get to end, once the site is told to."""
LONGEST_HEAD_BYTES = 64 * 1024
"""Of a request's line and headers: a query may name sixty values of each filter."""


def site_address(settings: Settings, port: int) -> str:
    """Where does a program on this machine find the site at this port?

    >>> site_address(Settings(web_host="0.0.0.0"), 8080), site_address(Settings(web_host="::1"), 8080)
    ('http://127.0.0.1:8080', 'http://[::1]:8080')
    """
    host = "127.0.0.1" if settings.web_host in {"0.0.0.0", "::"} else settings.web_host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(site: ASGIApp, settings: Settings, port: int) -> None:
    """Serves until SIGTERM or Ctrl-C. Ends the process with a status above 0 where it could not start: the port is taken."""
    config = uvicorn.Config(
        site,
        host=settings.web_host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_GRACE_S,
        h11_max_incomplete_event_size=LONGEST_HEAD_BYTES,
    )
    server = uvicorn.Server(config)
    asyncio.run(server.serve())
    if not server.started:
        sys.exit(1)


def run_process(run: Callable[[Settings], None]) -> None:
    """Runs this with the environment's settings, as a process's whole work; an error of ours is one line and status 1."""
    try:
        run(load_settings())
    except SitrepError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        pass
