"""Serves the page and its interface until a signal, as a process of its own beside the worker; any number of replicas.

python -m streams.web.server
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import uvicorn
from fastapi import FastAPI

from streams.errors import SitrepError
from streams.logs import set_up_logging
from streams.settings import Settings, load_settings
from streams.web.api import build_api
from streams.web.reader import LiveTable

log = logging.getLogger(__name__)

STOP_GRACE_S = 3


def web_address(settings: Settings) -> str:
    """Where does a browser on this machine find the page?"""
    host = "127.0.0.1" if settings.web_host in {"0.0.0.0", "::"} else settings.web_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.web_page_port}"


def run_web(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C. Ends with status 1 where the port is taken."""
    set_up_logging(settings.log_level, settings.log_format)
    live = LiveTable(settings)
    api = build_api(live, token=settings.web_token, allowed_origins=settings.allowed_origins, version=version("sitrep-streams"))

    @asynccontextmanager
    async def reading(_: FastAPI) -> AsyncIterator[None]:
        await live.start()
        try:
            yield
        finally:
            await live.stop()

    api.router.lifespan_context = reading
    config = uvicorn.Config(
        api,
        host=settings.web_host,
        port=settings.web_page_port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_GRACE_S,
        h11_max_incomplete_event_size=64 * 1024,
    )
    log.info("the page is at %s", web_address(settings))
    server = uvicorn.Server(config)
    asyncio.run(server.serve())
    if not server.started:
        sys.exit(1)


def main() -> None:
    """Serves with the environment's settings."""
    try:
        run_web(load_settings())
    except SitrepError as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
