"""Alerts, endpoints and a receiver of webhooks for tests of delivery."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from schemas import Alert
from streams.webhooks.endpoints import Endpoint
from tests.web.builders import event

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_" + "b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQh"


def alert(number: int = 1, **changes: Any) -> Alert:
    """An alert on an event of its own; say what is different."""
    told = changes.pop("event", None) or event(number)
    fields: dict[str, Any] = {
        "alert_id": f"alert-{number:05d}",
        "rule_id": "deadly_event",
        "event_id": told.event_id,
        "revision": told.revision,
        "reason": "match",
        "level": "match",
        "severity": told.severity,
        "headline": told.headline,
        "region": told.region,
        "raised_at": told.updated_at,
        "event": told,
    }
    return Alert(**{**fields, **changes})


def endpoint(url: str = "https://hooks.example/sitrep", **changes: Any) -> Endpoint:
    """An endpoint in one's own network; say what is different."""
    fields: dict[str, Any] = {"id": "desk", "url": url, "secret": [SecretStr(SECRET)], "allow_private": True}
    return Endpoint.model_validate({**fields, **changes})


@dataclass
class Got:
    """One request."""

    message_id: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Got], web.StreamResponse]


@dataclass
class Receiver:
    """A receiver of webhooks on loopback; ``answer`` says what it thinks of a request."""

    answer: Answer = field(default=lambda _: web.Response(status=204))
    got: list[Got] = field(default_factory=list)
    accepted: list[Got] = field(default_factory=list)
    port: int = 0
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def _take(self, request: web.Request) -> web.StreamResponse:
        got = Got(request.headers.get("webhook-id", ""), dict(request.headers), await request.read())
        self.got.append(got)
        answer = self.answer(got)
        if 200 <= answer.status < 300:
            self.accepted.append(got)
        return answer

    async def start(self) -> None:
        """Listens; on the port that it had before."""
        site = web.Application()
        site.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await listener.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Is down: connections are refused."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def flaky(share: float, seed: int = 1) -> Answer:
    """Fails this share of all requests."""
    chance = random.Random(seed)
    return lambda _: web.Response(status=500 if chance.random() < share else 204)


@asynccontextmanager
async def receiver(answer: Answer | None = None) -> AsyncIterator[Receiver]:
    """A receiver that is up."""
    made = Receiver() if answer is None else Receiver(answer)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


async def until(condition: Callable[[], object], timeout_s: float = 30.0) -> None:
    """Returns when the condition holds."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.05)
