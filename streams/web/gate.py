"""What stands around every answer? Who may read it from another origin, what a browser may do with it, how long it took."""

from __future__ import annotations

from time import perf_counter

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from streams.web import metrics
from streams.web.pages import SECURITY_HEADERS

STREAM = "/stream"


class Gate:
    """Adds the security headers and counts requests. Plain ASGI: a stream's events pass through it as they are written."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, status = perf_counter(), 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        finally:
            route = _route(scope)
            metrics.REQUESTS.labels(route, str(status)).inc()
            if route != STREAM:
                metrics.REQUEST_SECONDS.labels(route).observe(perf_counter() - begin)


def _route(scope: Scope) -> str:
    """The route's pattern, never the path that somebody asked for: a metric has few labels."""
    path = getattr(scope.get("route"), "path", None)
    return "/page" if path and path.startswith("/page/") else path or "unknown"


def add_gate(api: FastAPI, allowed_origins: tuple[str, ...]) -> None:
    """Puts compression, the named origins' CORS headers (none by default) and the gate around the routes."""
    api.add_middleware(GZipMiddleware, minimum_size=2_000, compresslevel=4)
    if allowed_origins:
        api.add_middleware(
            CORSMiddleware,
            allow_origins=allowed_origins,
            allow_methods=["GET"],
            allow_headers=["Authorization", "Last-Event-ID"],
            expose_headers=["Link", "X-Total-Count", "Content-Disposition"],
            max_age=3600,
        )
    api.add_middleware(Gate)
