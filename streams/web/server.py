"""Serves the page and its interface until a signal, as a process of its own beside the worker; any number of replicas.

python -m streams.web.server
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from streams.logs import set_up_logging
from streams.serving import run_process, serve, site_address
from streams.settings import Settings
from streams.web.api import build_api
from streams.web.reader import LiveTable

log = logging.getLogger(__name__)


def run_web(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C. Ends with a status above 0 where the port is taken."""
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
    log.info("the page is at %s", site_address(settings, settings.web_page_port))
    serve(api, settings, settings.web_page_port)


if __name__ == "__main__":
    run_process(run_web)
