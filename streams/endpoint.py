"""What does a worker say of itself? ``/healthz``, ``/readyz`` and ``/metrics`` on Faust's web server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from faust.types import TP
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from streams import metrics
from streams.app import SitrepApp
from streams.pool import StepPool

SAMPLE_EVERY_S = 5.0


class Readiness:
    """Is the worker ready for articles? Once its group has given it partitions (or none: there may be more workers than
    partitions), their state is built, a step process has loaded its knowledge and the broker answers, until the partitions are
    taken away. ``waiting``: what, apart from partitions, does it wait for?"""

    def __init__(self, waiting: Callable[[], str | None]) -> None:
        self.is_assigned = False
        self._waiting = waiting
        self.partitions: frozenset[TP] = frozenset()

    @property
    def reason(self) -> str | None:
        """Why is it not ready? ``None`` where it is."""
        return self._waiting() if self.is_assigned else "waiting for the group to assign partitions"


def add_endpoint(
    app: SitrepApp, pool: StepPool, on_assigned: Callable[[frozenset[TP], int], None], waiting: Callable[[], str | None]
) -> Readiness:
    """Adds the pages, the readiness and the sampled metrics. ``on_assigned`` is told of each assignment, ``waiting`` says what
    else the worker waits for."""
    readiness = Readiness(waiting)

    @app.on_partitions_assigned.connect
    async def assigned(_app: Any, /, *args: Any, signal: Any = None, **_: Any) -> None:
        readiness.is_assigned, readiness.partitions = True, frozenset(args[0])
        on_assigned(readiness.partitions, app.consumer_generation_id)
        metrics.REBALANCES.inc()
        metrics.PARTITIONS.set(len(readiness.partitions))

    @app.on_partitions_revoked.connect
    async def revoked(_app: Any, /, *_args: Any, signal: Any = None, **_: Any) -> None:
        readiness.is_assigned = False
        metrics.READY.labels("worker").set(0)

    @app.timer(interval=SAMPLE_EVERY_S, name="sample-metrics")  # type: ignore[untyped-decorator]
    async def sample() -> None:
        metrics.CHILD_DEATHS.set(pool.deaths)
        metrics.READY.labels("worker").set(readiness.reason is None)
        ends, committed = app.monitor.tp_end_offsets, app.monitor.tp_committed_offsets
        metrics.LAG.clear()
        for partition in readiness.partitions:
            end = ends.get(partition)
            done = committed.get(partition)
            if end is not None and done is not None:
                metrics.LAG.labels(partition.topic, str(partition.partition)).set(max(0, end - done))

    @app.page("/healthz", name="healthz")
    async def healthz(view: Any, _request: Any) -> Any:
        """The process answers."""
        return view.json({"status": "alive"})

    @app.page("/readyz", name="readyz")
    async def readyz(view: Any, _request: Any) -> Any:
        """200 where the worker takes articles, else 503 with the reason."""
        if readiness.reason is not None:
            return view.json({"status": "waiting", "reason": readiness.reason}, status=503)
        return view.json({"status": "ready", "partitions": len(readiness.partitions)})

    @app.page("/metrics", name="metrics")
    async def metrics_page(view: Any, _request: Any) -> Any:
        """Prometheus's text format."""
        return view.bytes(generate_latest(), content_type=CONTENT_TYPE_LATEST.split(";")[0])

    return readiness
