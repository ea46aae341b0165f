"""Makes one attempt to deliver: one signed POST, no redirect, no proxy, a bounded time, a bounded look at the answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpcore

from streams.delivery import Delivery, signature
from streams.delivery.answers import Verdict, failure_class, retry_after_s, verdict
from streams.webhooks.endpoints import Endpoint
from streams.webhooks.guard import GuardedNetwork, Resolver, TargetRefusedError, resolve


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, and how much? A receiver that works on an alert before it answers should answer first."""

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 15.0
    answer_bytes: int = 16 * 1024
    """Of an answer's body; with more the connection is closed instead of read to its end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt? ``reason`` is a class of failures, for counting; ``detail`` one line for people."""

    verdict: Verdict
    reason: str
    detail: str
    seconds: float
    status: int | None = None
    retry_after_s: float | None = None


class EndpointClient:
    """Who sends to one endpoint, over connections of its own?"""

    def __init__(
        self,
        endpoint: Endpoint,
        user_agent: str,
        *,
        limits: Limits = Limits(),
        resolver: Resolver = resolve,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.endpoint = endpoint
        self._user_agent = user_agent
        self._limits = limits
        self._clock = clock
        context = httpcore.default_ssl_context()
        if endpoint.ca_file is not None:
            context.load_verify_locations(endpoint.ca_file)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=endpoint.concurrency,
            max_keepalive_connections=endpoint.concurrency,
            keepalive_expiry=30.0,
            network_backend=GuardedNetwork(allow_private=endpoint.allow_private, resolver=resolver),
        )

    async def close(self) -> None:
        """Closes the connections."""
        await self._pool.aclose()

    async def send(self, delivery: Delivery) -> Answer:
        """What does the endpoint answer? Never raises for what a receiver or a network may do."""
        begin = time.monotonic()

        def failed(reason: str, detail: str) -> Answer:
            return Answer("failed", reason, detail, time.monotonic() - begin)

        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._post(delivery, begin)
        except TargetRefusedError as error:
            return failed("target_refused", str(error))
        except (httpcore.TimeoutException, TimeoutError) as error:
            return failed("timeout", str(error) or f"no answer in {self._limits.total_s:.0f} s")
        except httpcore.NetworkError as error:
            return failed("connection", str(error) or type(error).__name__)
        except httpcore.ProtocolError as error:
            return failed("protocol", str(error) or type(error).__name__)

    async def _post(self, delivery: Delivery, begin: float) -> Answer:
        limits = self._limits
        async with self._pool.stream(
            "POST",
            self.endpoint.url.get_secret_value().encode(),
            headers=self._headers(delivery),
            content=delivery.body,
            extensions={"timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s, "pool": None}},
        ) as response:
            status = response.status
            headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            wait = retry_after_s(headers.get(b"retry-after"), datetime.fromtimestamp(self._clock(), UTC))
            judged = verdict(status)
            answer = Answer(
                judged,
                "" if judged == "accepted" else failure_class(status),
                f"status {status}" + (" (redirects are not followed)" if 300 <= status < 400 else ""),
                time.monotonic() - begin,
                status,
                wait,
            )
            await self._drain(response)
            return answer

    async def _drain(self, response: httpcore.Response) -> None:
        """Reads a short body, so that the connection can be used again. The status has said all that we need."""
        left = self._limits.answer_bytes
        try:
            async with asyncio.timeout(1.0):
                async for chunk in response.aiter_stream():
                    left -= len(chunk)
                    if left < 0:
                        return
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, TimeoutError):
            return

    def _headers(self, delivery: Delivery) -> list[tuple[str, str]]:
        timestamp = int(self._clock())
        headers = [
            ("Host", self.endpoint.host),
            ("User-Agent", self._user_agent),
            ("Accept", "*/*"),
            ("Content-Type", delivery.content_type),
            ("Content-Length", str(len(delivery.body))),
            ("webhook-id", delivery.message_id),
            ("webhook-timestamp", str(timestamp)),
        ]
        if self.endpoint.secret:
            signed = signature(self.endpoint.keys, delivery.message_id, timestamp, delivery.body)
            headers.append(("webhook-signature", signed))
        return headers
