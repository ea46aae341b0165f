"""What is a worker? Topics checked, knowledge loaded, Faust run until a signal or an error of the broker's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import cast

from faust.types import TP

from schemas.codes import Stage
from streams import metrics
from streams.agents import Flow, add_agents
from streams.alert_rules import LOOK_EVERY_S
from streams.alert_state import AlertStep
from streams.app import SitrepApp, build_app
from streams.broker_watch import BrokerWatch
from streams.endpoint import add_endpoint
from streams.kafka.admin import create_topics, verify_topics
from streams.kafka.loop import WorkerLoop
from streams.kafka.preflight import WORKER, preflight
from streams.lexicons import overlays, use_overlays
from streams.linker_state import LinkStep, publish_revisions
from streams.logs import set_up_logging
from streams.long_lived import SETTLE_EVERY_S, settle, unsettle
from streams.pool import PoolBrokenError, StepPool
from streams.ports import check_web_port
from streams.relay import Line, Producer, Work, publish_all
from streams.schema_registry import schema_ids
from streams.settings import Settings
from streams.topics import topic_name

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PureSteps:
    """Which steps run in worker processes, and what do those load first? All are module-level functions."""

    intake: Work
    extract: Work
    enrich: Work
    load_knowledge: Callable[[], object]


def default_steps() -> PureSteps:
    """Which steps does Sitrep have?"""
    from streams import steps

    return PureSteps(steps.intake, steps.extract, steps.enrich, steps.load_knowledge)


def run_worker(settings: Settings, steps: PureSteps | None = None) -> None:
    """Runs until SIGTERM or Ctrl-C: takes no new records, finishes and commits those in flight, ends its children.

    Raises a SitrepError where the cluster or the topics are not as they must be, and what the broker's client raised where
    the cluster fails while the worker runs: a supervisor starts it again, and it goes on where it had committed.
    """
    set_up_logging(settings.log_level, settings.log_format)
    check_web_port(settings)
    asyncio.run(check_topics(settings))
    schema_ids(settings)
    steps = steps or default_steps()
    prepare = partial(_prepare_child, settings.log_level, settings.log_format, overlays(), steps.load_knowledge)
    pool = StepPool(settings.step_processes, prepare, settings.step_timeout_s)
    loop = WorkerLoop()
    asyncio.set_event_loop(loop)
    try:
        watch = BrokerWatch(settings)
        app = assemble(settings, steps, pool, watch)
        app.beside = (loop.create_task(_warm_up(app, pool)), loop.create_task(watch.watch(app.fail)))
        worker = app.Worker(loop=loop, override_logging=False, redirect_stdouts=False, quiet=True, blocking_timeout=0)
        worker.spinner = None  # a log is no terminal
        worker.execute_from_commandline()
    except SystemExit as end:
        if app.failure is not None:
            raise app.failure from None
        if end.code:
            raise
    finally:
        pool.close()


async def _warm_up(app: SitrepApp, pool: StepPool) -> None:
    """Where no step can run the worker, which may be waiting for its first article, stops."""
    try:
        await pool.warm_up()
    except PoolBrokenError as error:
        await app.fail(error)


def _prepare_child(level: str, form: str, folders: tuple[Path, ...], load_knowledge: Callable[[], object]) -> None:
    set_up_logging(level, form)
    use_overlays(folders)
    load_knowledge()


async def check_topics(settings: Settings) -> None:
    """Returns when the cluster answers, every topic is there as the table asks, and we may use them."""
    if settings.kafka_topics_create:
        await create_topics(settings)
    await preflight(settings)
    if not settings.kafka_topics_create:
        await verify_topics(settings, WORKER)


def assemble(settings: Settings, steps: PureSteps, pool: StepPool, watch: BrokerWatch) -> SitrepApp:
    """Which app is it, with all that hangs on it? Agents, state, pages, metrics."""
    app = build_app(settings)
    link, alert = LinkStep(settings), AlertStep(settings)
    flow = Flow(steps.intake, steps.extract, steps.enrich, link, publish_revisions, alert, publish_all)
    release = version("sitrep-streams")

    def line(step: Stage, source: str) -> Line:
        return Line(
            step=step,
            source=source,
            settings=settings,
            pool=pool,
            producer=lambda: cast(Producer, app.producer),
            generation=lambda: app.consumer_generation_id,
            version=release,
        )

    def assigned(partitions: frozenset[TP], generation: int) -> None:
        for states, topic in ((link.states, "mentions.enriched"), (alert.states, "events.revisions")):
            name = topic_name(topic, settings)
            states.assigned((tp.partition for tp in partitions if tp.topic == name), generation)
        unsettle()

    add_agents(app, flow, line, is_replay=settings.run_name is not None)

    @app.timer(interval=LOOK_EVERY_S, name="alert-rules")  # type: ignore[untyped-decorator]
    async def look_at_rules() -> None:
        alert.in_force.look()

    @app.timer(interval=SETTLE_EVERY_S, name="settle")  # type: ignore[untyped-decorator]
    async def settle_down() -> None:
        settle()

    def waiting() -> str | None:
        if watch.reason is not None:
            return watch.reason
        if building := link.states.pending + alert.states.pending:
            return f"building the state of {building} partitions"
        return None if pool.is_warm else "loading models and tables"

    add_endpoint(app, pool, assigned, waiting)
    metrics.READY.labels("worker").set(0)
    return app
