"""A page with events in memory, and headless Chromium to look at it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from playwright.async_api import Browser, async_playwright

from schemas import ConflictEvent
from streams.web.api import build_api
from tests.web.builders import MemoryLive

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist")
"""WebGL in software: a test machine has no graphics."""


class Served:
    """The page at ``address``; ``publish`` shows what the linker would."""

    def __init__(self, live: MemoryLive, address: str, loop: asyncio.AbstractEventLoop) -> None:
        self.live, self.address, self._loop = live, address, loop

    def publish(self, event: ConflictEvent) -> None:
        self._loop.call_soon_threadsafe(self.live.publish, event)


@contextmanager
def served(live: MemoryLive, token: str | None = None) -> Iterator[Served]:
    from pydantic import SecretStr

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = build_api(live, token=SecretStr(token) if token else None)
    server = uvicorn.Server(uvicorn.Config(api, port=port, log_level="warning", timeout_graceful_shutdown=1))
    loop: asyncio.AbstractEventLoop

    def run() -> None:  # ends what the server leaves behind, as the process does
        nonlocal loop
        with asyncio.Runner() as runner:
            loop = runner.get_loop()
            runner.run(server.serve())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        threading.Event().wait(0.02)
    try:
        yield Served(live, f"http://127.0.0.1:{port}", loop)
    finally:
        server.should_exit = True
        thread.join(10)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()
