"""Delivers alerts to every endpoint until a signal, as a process of its own beside the worker; any number of replicas.

python -m streams.webhooks.server

Replicas share the partitions of `alerts`, endpoint by endpoint; each needs a SITREP_WORKER_NAME of its own. Health and metrics
are at SITREP_DELIVER_PORT.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from streams import metrics
from streams.kafka.admin import create_topics, verify_topics
from streams.kafka.preflight import preflight
from streams.logs import set_up_logging
from streams.sending import open_sender
from streams.serving import run_process, serve
from streams.settings import Settings
from streams.topics import Use
from streams.webhooks.client import EndpointClient
from streams.webhooks.endpoints import Endpoint, configured_endpoints
from streams.webhooks.lane import Lane
from streams.webhooks.states import EndpointStates

log = logging.getLogger(__name__)

DELIVERER: tuple[Use, ...] = ("deliverer",)


def user_agent() -> str:
    """How do we present ourselves to a receiver?"""
    return f"sitrep/{version('sitrep-streams')}"


class Deliverer:
    """All endpoints' lanes, and what they share: a producer, and the states of endpoints."""

    def __init__(self, settings: Settings, endpoints: Sequence[Endpoint]) -> None:
        self._settings = settings
        self._endpoints = tuple(endpoint for endpoint in endpoints if endpoint.enabled)
        self._lanes: tuple[Lane, ...] = ()

    @property
    def waiting(self) -> list[str]:
        """Which endpoints wait for their group, so that nothing is sent to them?"""
        return [lane.endpoint.id for lane in self._lanes if not lane.is_ready]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Delivers while the context is open; at its end attempts under way get a moment to end."""
        async with AsyncExitStack() as stack:
            sender = await stack.enter_async_context(open_sender(self._settings))
            states = EndpointStates(self._settings)
            await states.read()
            clients = [EndpointClient(endpoint, user_agent()) for endpoint in self._endpoints]
            for client in clients:
                stack.push_async_callback(client.close)
            release = version("sitrep-streams")
            self._lanes = tuple(Lane(self._settings, client, states, sender, release) for client in clients)
            for endpoint in self._endpoints:
                metrics.WEBHOOK_DISABLED.labels(endpoint.id).set(states.is_disabled(endpoint.id))
            reading = asyncio.create_task(states.keep_reading())
            lanes = [asyncio.create_task(lane.run(), name=lane.endpoint.id) for lane in self._lanes]
            for task in lanes:
                task.add_done_callback(_say_if_it_died)
            try:
                yield
            finally:
                for lane in self._lanes:
                    lane.stop()
                await asyncio.wait(lanes) if lanes else None
                reading.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await reading


def _say_if_it_died(lane: asyncio.Task[None]) -> None:
    if not lane.cancelled() and (error := lane.exception()) is not None:
        log.critical("delivery to %s has ended by an error of ours", lane.get_name(), exc_info=error)


def build_site(deliverer: Deliverer) -> Starlette:
    """What does the deliverer say of itself? ``/healthz``, ``/readyz`` and ``/metrics``; it delivers while the site is up."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> Response:
        waiting = deliverer.waiting
        if waiting:
            return JSONResponse({"status": "waiting", "endpoints": waiting}, status_code=503)
        return JSONResponse({"status": "ready"})

    async def metrics_page(_: Request) -> Response:
        metrics.READY.labels("deliverer").set(not deliverer.waiting)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @asynccontextmanager
    async def delivering(_: Starlette) -> AsyncIterator[None]:
        async with deliverer.running():
            yield

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics_page)]
    return Starlette(routes=routes, lifespan=delivering)


async def _check(settings: Settings, endpoints: Sequence[Endpoint]) -> None:
    if settings.kafka_topics_create:
        await create_topics(settings)
    await preflight(settings, DELIVERER, groups=[settings.webhook_group(endpoint.id) for endpoint in endpoints])
    if not settings.kafka_topics_create:
        await verify_topics(settings, DELIVERER)


def run_deliverer(settings: Settings) -> None:
    """Delivers until SIGTERM or Ctrl-C. Ends with a status above 0 where the port is taken.

    Raises a SitrepError where the file of endpoints, the cluster or the topics are not as they must be.
    """
    endpoints = configured_endpoints(settings)
    set_up_logging(settings.log_level, settings.log_format)
    asyncio.run(_check(settings, endpoints))
    log.info("delivering to %s", ", ".join(endpoint.id for endpoint in endpoints if endpoint.enabled) or "nobody")
    serve(build_site(Deliverer(settings, endpoints)), settings, settings.deliver_port)


if __name__ == "__main__":
    run_process(run_deliverer)
