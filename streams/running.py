"""`sitrep run`: a broker if none is named, the worker under a supervisor, and the demonstration on top."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.status import Status

from schemas import ArticleOutcome, CleanArticle, ConflictEvent, decode
from streams.commands.output import errors, people
from streams.commands.showing import event_line
from streams.errors import SitrepError
from streams.kafka import supervisor
from streams.kafka.embedded import EmbeddedKafka
from streams.lexicons import overlays
from streams.ports import check_web_port
from streams.publishing import publish_articles
from streams.reading import follow, scan, standing_events
from streams.serving import site_address
from streams.settings import Settings
from streams.webhooks.endpoints import configured_endpoints

SAMPLES = Path(__file__).parent / "samples" / "articles.jsonl"
START_TIMEOUT_S = 180.0
"""Seconds in which the worker must be ready: 10 on an idle machine; the first start builds the index of places."""
STOP_GRACE_S = 30.0
DEMO_TIMEOUT_S = 120.0
PAGE_TIMEOUT_S = 20.0


class WorkerStartError(SitrepError):
    """Why is the worker not ready?"""


def run_all(settings: Settings, *, demo: bool, once: bool) -> None:
    """Runs broker, worker and demonstration until Ctrl-C, SIGTERM or the worker's end. Leaves no process behind.

    Raises a SitrepError where broker or worker do not start.
    """
    check_web_port(settings)
    endpoints = configured_endpoints(settings) if settings.webhooks else ()
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell starts its background jobs deaf to it
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        try:
            with errors.status("starting") as status:
                settings = _with_broker(settings, stack, status)
                worker = stack.enter_context(_process(settings, "streams.start_worker"))
                _await_ready(settings, worker, status)
                page = stack.enter_context(_process(settings, "streams.web.server"))
                shown_at = _await_page(settings, page, status)
                if endpoints:
                    stack.enter_context(_process(settings, "streams.webhooks.server"))
                    shown_at += f"; alerts go to {', '.join(endpoint.id for endpoint in endpoints)}"
            address = site_address(settings, settings.web_port)
            errors.print(f"ready: Kafka at {settings.kafka_bootstrap}, web endpoint at {address}", highlight=False)
            errors.print(shown_at, highlight=False)
            if demo:
                asyncio.run(_demonstrate(settings, once=once))
            else:
                errors.print("publish articles with `sitrep ingest`, follow events with `sitrep watch`; Ctrl-C ends everything")
            if not once and worker.wait() not in (0, None):
                raise WorkerStartError(f"the worker ended with status {worker.returncode}; its last lines are above")
        except KeyboardInterrupt:
            errors.print("stopping")


def _with_broker(settings: Settings, stack: ExitStack, status: Status) -> Settings:
    if settings.kafka_bootstrap:
        return settings

    def say(what: str, share: float | None) -> None:
        status.update(what if share is None else f"{what} {share:.0%}")

    broker = stack.enter_context(EmbeddedKafka.from_settings(settings, progress=say))
    return settings.model_copy(update={"kafka_bootstrap": broker.bootstrap})


def environment_of(settings: Settings) -> dict[str, str]:
    """Which environment hands a command's own options on to another process of ours?"""
    environment = {**os.environ, "SITREP_KAFKA_BOOTSTRAP": settings.kafka_bootstrap or ""}
    environment["SITREP_KAFKA_TOPIC_PREFIX"] = settings.kafka_topic_prefix
    if overlays():
        environment["SITREP_OVERLAYS_DIR"] = str(overlays()[0])
    return environment


@contextmanager
def _process(settings: Settings, module: str) -> Iterator[subprocess.Popen[bytes]]:
    """The worker or the page as a process of its own, so that the worker's heartbeats owe nothing to what people do here."""
    environment = {"SITREP_LOG_LEVEL": "warning", **environment_of(settings)}
    command = [sys.executable, "-I", "-S", str(supervisor.__file__), str(os.getpid()), sys.executable, "-m", module]
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_GRACE_S)
        if process.poll() is None:
            process.kill()


def _await_ready(settings: Settings, worker: subprocess.Popen[bytes], status: Status) -> None:
    status.update("starting the worker (the first time it builds the index of places)")
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if worker.poll() is not None:
            raise WorkerStartError(f"the worker ended with status {worker.returncode}; its last lines are above")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{site_address(settings, settings.web_port)}/readyz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise WorkerStartError(f"the worker was not ready after {START_TIMEOUT_S:.0f} s; set SITREP_LOG_LEVEL=info to see why")


def _await_page(settings: Settings, page: subprocess.Popen[bytes], status: Status) -> str:
    """Where is the page? A page that can not start, as where another program has its port, stops nobody's worker."""
    status.update("starting the page")
    address = site_address(settings, settings.web_page_port)
    deadline = time.monotonic() + PAGE_TIMEOUT_S
    while time.monotonic() < deadline and page.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/healthz", timeout=2):
            if page.poll() is None:
                return f"the page: {address}"
        time.sleep(0.1)
    return f"no page: port {settings.web_page_port} may be taken; set SITREP_WEB_PAGE_PORT to another, then `sitrep serve`"


async def _demonstrate(settings: Settings, *, once: bool) -> None:
    """Feeds the sample articles and prints each event as it appears, after those that stand from an earlier run."""
    values = SAMPLES.read_bytes().splitlines()
    standing = await _standing_samples(settings, values)
    if standing:
        errors.print(f"{len(standing)} events of the samples stand from an earlier run (again below only what changes):")
        for event in standing:
            people.print(event_line(event))
    ready = asyncio.Event()
    printing = asyncio.create_task(_print_events(settings, people, ready))
    await ready.wait()
    count = await publish_articles(settings, values)
    errors.print(f"{count} sample articles published; their events:", highlight=False)
    if once:
        await _until_settled(settings, count)
        printing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await printing
        errors.print(f"all {count} articles have their outcome", highlight=False)
    else:
        await printing


async def _standing_samples(settings: Settings, values: list[bytes]) -> list[ConflictEvent]:
    """Which active events that cite these articles does ``events`` hold already? Feeding the articles again changes none."""
    from streams.intake import read_article

    standing = await standing_events(settings)
    read = (read_article(None, value, None) for value in values) if standing else ()
    articles = {article.header.article_id for article in read if isinstance(article, CleanArticle)}
    cited = (event for event in standing.values() if not articles.isdisjoint(source.article_id for source in event.sources))
    return sorted(cited, key=lambda event: event.event_id)


async def _print_events(settings: Settings, console: Console, ready: asyncio.Event) -> None:
    async for record in follow(settings, "events.revisions", ready=ready):
        if record.value is not None:
            event = decode(ConflictEvent, record.value)
            if event.record_status == "active":
                console.print(event_line(event))


async def _until_settled(settings: Settings, count: int) -> None:
    async with asyncio.timeout(DEMO_TIMEOUT_S):
        while True:
            settled = set()
            async for record in scan(settings, "articles.outcomes"):
                if record.value is not None:
                    settled.add(decode(ArticleOutcome, record.value).article_id)
            if len(settled) >= count:
                await asyncio.sleep(1)
                return
            await asyncio.sleep(0.5)
