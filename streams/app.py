"""The single Faust app: which settings of ours become which of Faust's."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from typing import Any

import faust
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from faust.tables.manager import TableManager
from faust.transport.drivers import aiokafka as driver
from faust.types import ChannelT
from mode import CrashingSupervisor

from streams.errors import SitrepError
from streams.kafka.connection import broker_credentials, broker_urls
from streams.settings import Settings
from streams.topics import max_request_bytes, topic_name

log = logging.getLogger(__name__)

STOP_GRACE_S = 25.0
"""Seconds to finish what is in flight, commit and leave; Kubernetes kills after 30."""
FAILED_GRACE_S = 5.0
"""The same where the broker failed: there is nobody to commit to."""
COMMIT_EVERY_S = 1.0
"""Seconds between two commits: what a crash repeats. Faust's default is 2.8."""
REQUEST_TIMEOUT_S = 40.0
"""Seconds that the broker may take before the worker stops."""
BUFFERED_RECORDS = 256
"""Records read ahead for each topic; a record may have megabytes."""


class _Producer(driver.Producer):
    """Faust's producer, idempotent: Faust asks for that under exactly_once only."""

    def _settings_extra(self) -> dict[str, Any]:
        return {**super()._settings_extra(), "acks": "all", "enable_idempotence": True}


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer, with partitions of one number on one worker.

    The topics of the linker are then read where its state is: ``mentions.enriched`` beside ``events.corrections``.
    """

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._partition_assignment_strategy = [RangePartitionAssignor]
        return consumer


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> Any:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)


class _Transport(driver.Transport):
    Consumer = _Consumer
    Producer = _Producer


class _NoTables(TableManager):
    """Faust's tables, of which we have none: Faust waits a second for some to be declared."""

    async def on_start(self) -> None:
        """As Faust's own, at once."""
        await self._update_channels()
        await self.recovery.start()


class SitrepApp(faust.App):
    """The app, with our transport, and with an end: a client whose broker is gone would wait for it while stopping."""

    has_failed = False
    """Whether an agent ended by an error."""
    failure: SitrepError | None = None
    """What else ended the worker."""

    beside: tuple[asyncio.Task[None], ...] = ()
    """What runs from before its start on; a loop alone would forget it."""

    async def fail(self, error: SitrepError) -> None:
        """Stops the worker, for something that no agent has met."""
        log.critical("the worker stops: %s", error)
        self.has_failed, self.failure = True, error
        await self.crash(error)

    async def _on_agent_error(self, agent: Any, exc: BaseException) -> None:
        """Says what stops the worker. Faust would commit first, and wait for a broker that may be gone."""
        log.critical("the worker stops: %s: %s", agent.name, exc)
        self.has_failed = True

    async def on_stop(self) -> None:
        """Ends the process where stopping takes too long. What was not acknowledged is read again."""
        grace_s = FAILED_GRACE_S if self.has_failed else STOP_GRACE_S
        threading.Thread(target=_end_late, args=(grace_s,), daemon=True, name="stop-deadline").start()
        await super().on_stop()

    def _new_transport(self) -> Any:
        return _Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return _Transport(self.conf.broker_producer, self)


def _end_late(grace_s: float) -> None:
    time.sleep(grace_s)
    log.critical("not stopped after %.0f s: ended; what was not acknowledged is read again", grace_s)
    os._exit(1)


def build_app(settings: Settings, *, run: str | None = None) -> SitrepApp:
    """Which app does the worker run? ``run`` names a replay: its own group, its own topics. Without agents: `add_agents`.

    Topics are not declared by Faust, and none is used that is not in the table of topics. There are no tables: state is
    rebuilt from our own topics.
    """
    if run is not None:
        settings = settings.model_copy(update={"run_name": run})
    folder = settings.run_state_dir / "faust"
    folder.mkdir(parents=True, exist_ok=True)
    return SitrepApp(
        settings.group_id,
        broker=broker_urls(settings),
        broker_credentials=broker_credentials(settings),
        broker_client_id="sitrep",
        broker_session_timeout=settings.session_timeout_s,
        broker_heartbeat_interval=settings.session_timeout_s / 4,
        broker_request_timeout=REQUEST_TIMEOUT_S,
        broker_commit_interval=COMMIT_EVERY_S,
        consumer_group_instance_id=f"{settings.group_id}.{settings.worker_name}",
        consumer_auto_offset_reset="earliest",
        producer_acks=-1,
        producer_request_timeout=REQUEST_TIMEOUT_S,
        producer_max_request_size=max_request_bytes(settings),
        processing_guarantee="at_least_once",
        agent_supervisor=CrashingSupervisor,
        stream_wait_empty=True,
        stream_buffer_maxsize=BUFFERED_RECORDS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        reply_create_topic=False,
        store="memory://",
        TableManager=_NoTables,
        datadir=str(folder),
        autodiscover=False,
        worker_redirect_stdouts=False,
        web_host=settings.web_host,
        web_bind=settings.web_host,
        web_port=settings.web_port,
        web_stats_enabled=False,
        web_graph_enabled=False,
        web_router_enabled=False,
        web_tables_enabled=False,
    )


def raw_topic(app: SitrepApp, name: str, settings: Settings) -> ChannelT[Any]:
    """Which Faust topic is it? Bytes as they are: decoding is a step's work, inside its `relay`."""
    return app.topic(
        topic_name(name, settings),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        internal=False,
    )
