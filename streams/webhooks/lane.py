"""Carries the alerts of `alerts` to one endpoint: its own group, place, connections and pace. No endpoint waits for another.

What it promises: an offset is committed once the endpoint has accepted every alert up to it, or the alert was given up by a
stated rule and its dead letter confirmed; what was accepted behind one that waits is noted beside the offset. So a crash
repeats what was under way or accepted in the last second, under the same webhook-id, and loses nothing.

Compaction takes none away: `alerts` keeps every record for 7 days (min.compaction.lag.ms), and an alert waits for its delivery
6 days at most. After a longer standstill the newest alert of each rule and event is there, too old to be sent, and becomes a
dead letter; those that it replaced, as old, are gone.

An alert is given up when it is older than SITREP_WEBHOOK_GIVE_UP_H (one that a person sends again is tried at least once), when
an endpoint that takes others has refused it twenty times, or when it can not be read or made small enough.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Collection, Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from schemas import Alert, DecodeError, decode
from streams import metrics
from streams.deadletters import PREFIX
from streams.delivery import MOST_REFUSALS, Backlog, Delivery, Health, Pending, is_wanted, shape_alert
from streams.delivery.answers import backoff_s
from streams.errors import SitrepError
from streams.kafka.admin import committed_notes
from streams.kafka.connection import client_options
from streams.routing import WEBHOOK_HEADER, Record
from streams.sending import Sender
from streams.settings import Settings
from streams.topics import BY_NAME, max_message_bytes, topic_name
from streams.webhooks.client import Answer, EndpointClient
from streams.webhooks.given_up import GivenUp, Graves
from streams.webhooks.positions import settle_beginning
from streams.webhooks.states import EndpointStates

log = logging.getLogger(__name__)

MOST_UNSETTLED = 1000
"""Alerts of one endpoint that are held in memory: 10 MB at 10 kB each. What waits beyond them waits in Kafka."""
POLL_S = 1.0
COMMIT_EVERY_S = 1.0
"""What a crash repeats, at most, of alerts that were accepted."""
STOP_GRACE_S = 10.0
"""Seconds that attempts under way get to end when the deliverer is asked to stop."""
RETRY_S = 2.0
"""Seconds before an endpoint whose consumer lost its cluster begins anew."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is sent, and the record that it came from."""

    record: Record
    delivery: Delivery

    @property
    def is_sent_again(self) -> bool:
        """Did a person send it again? Then it is tried whatever its age."""
        return any(name == PREFIX + "tries" for name, _ in self.record.headers)

    def age_s(self, now: float) -> float:
        """How long ago was it published on `alerts`?"""
        return now - (self.record.timestamp_ms or 0) / 1000


class Lane(ConsumerRebalanceListener):  # type: ignore[misc]
    """One endpoint's way from `alerts`."""

    def __init__(
        self, settings: Settings, client: EndpointClient, states: EndpointStates, sender: Sender, version: str
    ) -> None:
        self._settings, self._client, self._states, self._sender = settings, client, states, sender
        self.endpoint = client.endpoint
        self._name = self.endpoint.id
        self._graves = Graves(self._name, settings, sender, version)
        self.is_ready = False
        """Whether its group has given it its partitions, or it is disabled."""
        self._topic = topic_name("alerts", settings)
        self._give_up_s = settings.webhook_give_up_h * 3600.0
        self._wake, self._stopping = asyncio.Event(), asyncio.Event()
        self._generation = 0
        """Grows when partitions are taken away: what was read before is not ours any more."""
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._backlog: Backlog[Item] = Backlog()
        self._health = Health(self.endpoint.concurrency)
        self._attempts: set[asyncio.Task[Any]] = set()
        self._committed: dict[int, tuple[int, str]] = {}
        """By partition: the offset, and the note of what is settled behind it."""

    async def run(self) -> None:
        """Delivers until `stop`; then attempts under way get a moment to end, and what is settled is committed."""
        try:
            await self._run()
        finally:
            self.is_ready = False

    async def _run(self) -> None:
        while not self._stopping.is_set():
            if self._states.is_disabled(self._name):
                self.is_ready = True
                log.warning("%s is disabled; `sitrep webhooks enable %s` wakes it", self._name, self._name, extra=self._facts())
                await self._unless_stopped(self._states.until(self._name, disabled=False))
                continue
            try:
                if await self._unless_stopped(self._begin()):
                    await self._consume()
            except (KafkaError, SitrepError, OSError) as error:
                self.is_ready = False
                log.warning("%s: Kafka failed, beginning anew in %.0f s: %s", self._name, RETRY_S, error, extra=self._facts())
                await self._unless_stopped(asyncio.sleep(RETRY_S))

    def stop(self) -> None:
        """Asks it to end."""
        self._stopping.set()

    async def _unless_stopped(self, job: Coroutine[Any, Any, object]) -> bool:
        """Does the job; false where we were asked to stop first and it was given up."""
        work, stop = asyncio.create_task(job), asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            return work.done()
        finally:
            await _end((work, stop))

    async def _begin(self) -> None:
        state = self._states.of(self._name)
        await settle_beginning(self._settings, self._name, state)
        if state is None:
            await self._states.publish(self._sender, self._name, "active", "first seen", datetime.now(UTC))

    async def _consume(self) -> None:
        """Reads and sends until the endpoint is disabled or we stop."""
        settings = self._settings
        self._begin_anew()
        consumer = AIOKafkaConsumer(
            **client_options(settings),
            group_id=settings.webhook_group(self._name),
            group_instance_id=f"{settings.worker_name}.{self._name}",
            session_timeout_ms=int(settings.session_timeout_s * 1000),
            heartbeat_interval_ms=int(settings.session_timeout_s * 250),
            enable_auto_commit=False,
            auto_offset_reset="earliest",  # only for a partition that is new, or whose place has expired from the topic
            max_partition_fetch_bytes=max_message_bytes(BY_NAME["alerts"], settings),
        )
        self._consumer = consumer
        consumer.subscribe([self._topic], listener=self)
        try:
            if not await self._unless_stopped(consumer.start()):
                return
            async with asyncio.TaskGroup() as tasks:
                jobs = [tasks.create_task(job) for job in (self._read(), self._dispatch(tasks), self._keep_committing())]
                await self._unless_stopped(self._states.until(self._name, disabled=True))
                await _end(jobs)
                if self._attempts:
                    await asyncio.wait(self._attempts, timeout=STOP_GRACE_S)
                await _end(self._attempts)
        except ExceptionGroup as group:
            raise group.exceptions[0] from group
        finally:
            with contextlib.suppress(KafkaError):
                await self._commit()
            await consumer.stop()

    # What the group tells us

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Another deliverer may go on from what is committed here: attempts under way are left to it, under the same id."""
        self.is_ready = False
        self._generation += 1
        await _end(self._attempts)
        with contextlib.suppress(KafkaError):
            await self._commit()
        self._backlog.drop(lambda _: False)
        self._committed.clear()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Reading begins at what is committed, and leaves out what is noted there as settled."""
        try:
            notes = await committed_notes(self._settings, assigned, self._settings.webhook_group(self._name))
        except (KafkaError, OSError) as error:
            log.warning(
                "%s: what is noted as accepted can not be read and is sent again: %s", self._name, error, extra=self._facts()
            )
            notes = {}
        for part, (offset, note) in notes.items():
            self._backlog.begin(part.partition, offset, note)
            self._committed[part.partition] = offset, note
        self.is_ready = True
        log.info("%s reads %d partitions of alerts", self._name, len(assigned), extra=self._facts())

    # Reading

    async def _read(self) -> None:
        while True:
            room = MOST_UNSETTLED - len(self._backlog)
            if room <= 0:
                await self._rest()
                continue
            batches = await self._consumer.getmany(timeout_ms=int(POLL_S * 1000), max_records=room)
            generation = self._generation  # taken when the records are handed over: a rebalance may come while we wait for them
            for record in (record for records in batches.values() for record in records):
                if generation != self._generation:
                    break
                await self._take(record)
            self._wake.set()

    async def _rest(self) -> None:
        """Memory is full: nothing is fetched until half of it is free, but the group hears that we live."""
        held = self._consumer.assignment()
        self._consumer.pause(*held)
        while len(self._backlog) > MOST_UNSETTLED // 2:
            await self._consumer.getmany(timeout_ms=0)
            await asyncio.sleep(POLL_S / 10)
        self._consumer.resume(*(held & self._consumer.assignment()))

    async def _take(self, raw: ConsumerRecord) -> None:
        record = Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, raw.timestamp, tuple(raw.headers))
        only_for = next((value.decode("utf-8", "replace") for name, value in record.headers if name == WEBHOOK_HEADER), None)
        is_settled = self._backlog.is_settled(record.partition, record.offset)
        if is_settled or record.value is None or only_for not in {None, self._name}:
            self._backlog.skip(record.partition, record.offset)
            return
        try:
            alert = decode(Alert, record.value)
            if not is_wanted(alert, self.endpoint.rules, self.endpoint.least_severity) and only_for is None:
                self._backlog.skip(record.partition, record.offset)
                return
            delivery = shape_alert(alert, self.endpoint.shape)
        except DecodeError as error:
            await self._bury_unsent(record, "Unreadable", str(error))
        except ValueError as error:
            await self._bury_unsent(record, "TooLarge", str(error))
        else:
            self._backlog.add(record.partition, record.offset, alert.event_id, Item(record, delivery), time.monotonic())

    async def _bury_unsent(self, record: Record, error: GivenUp, reason: str) -> None:
        """Where a rebalance comes before the dead letter is confirmed, the record is its next reader's: settled here, it would
        commit those before it, which were forgotten unsent."""
        generation = self._generation
        await self._graves.bury(record, error, reason)
        if generation == self._generation:
            self._backlog.skip(record.partition, record.offset)

    # Sending

    async def _dispatch(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            self._wake.clear()
            now = time.monotonic()
            pending = None
            if now >= self._health.not_before and len(self._attempts) < self._health.at_once:
                pending = self._backlog.next(now)
            if pending is not None:
                attempt = tasks.create_task(self._attempt(pending))
                self._attempts.add(attempt)
                attempt.add_done_callback(self._ended)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s(now)):
                    await self._wake.wait()

    def _pause_s(self, now: float) -> float | None:
        due = self._backlog.due_at()
        if due is None or len(self._attempts) >= self._health.at_once:
            return None
        return max(due, self._health.not_before) - now

    def _ended(self, attempt: asyncio.Task[Any]) -> None:
        self._attempts.discard(attempt)
        self._wake.set()

    async def _attempt(self, pending: Pending[Item]) -> None:
        item = pending.item
        if item.age_s(time.time()) > self._give_up_s and not (item.is_sent_again and pending.failures == 0):
            await self._give_up(pending, "Expired", f"not accepted in {self._settings.webhook_give_up_h} h")
            return
        if pending.failures:
            metrics.WEBHOOK_RETRIED.labels(self._name).inc()
        answer = await self._client.send(item.delivery)
        metrics.WEBHOOK_SECONDS.labels(self._name).observe(answer.seconds)
        match answer.verdict:
            case "accepted":
                self._accepted(pending)
            case "failed":
                await self._failed(pending, answer)
            case "gone":
                metrics.WEBHOOK_FAILED.labels(self._name, "gone").inc()
                self._backlog.postpone(pending, time.monotonic())
                log.error("%s answered 410 (Gone) and is disabled", self._name, extra=self._facts(item))
                await self._states.publish(self._sender, self._name, "disabled", "it answered 410 (Gone)", datetime.now(UTC))
                await self._states.until(self._name, disabled=True)

    def _accepted(self, pending: Pending[Item]) -> None:
        self._health.accepted()
        self._backlog.settle(pending, time.monotonic())
        metrics.WEBHOOK_DELIVERED.labels(self._name).inc()
        metrics.WEBHOOK_LATENCY_SECONDS.labels(self._name).observe(max(0.0, pending.item.age_s(time.time())))
        log.info("%s accepted %s", self._name, pending.item.delivery.message_id, extra=self._facts(pending.item))

    async def _failed(self, pending: Pending[Item], answer: Answer) -> None:
        now = time.monotonic()
        takes_others = not self._health.is_down
        self._health.failed(now, random.random(), answer.retry_after_s)
        metrics.WEBHOOK_FAILED.labels(self._name, answer.reason).inc()
        pending.failures += 1
        pending.refusals += takes_others
        log.warning(
            "%s did not accept %s (attempt %d): %s",
            self._name, pending.item.delivery.message_id, pending.failures, answer.detail, extra=self._facts(pending.item),
        )  # fmt: skip
        if pending.refusals >= MOST_REFUSALS:
            await self._give_up(pending, "Refused", f"refused {MOST_REFUSALS} times while others were taken: {answer.detail}")
        else:
            self._backlog.postpone(pending, now + backoff_s(pending.failures, random.random()))

    # Giving up

    async def _give_up(self, pending: Pending[Item], error: GivenUp, reason: str) -> None:
        await self._graves.bury(pending.item.record, error, reason)
        self._backlog.settle(pending, time.monotonic())

    # Committing

    async def _keep_committing(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY_S)
            await self._commit()
            self._measure_lag()

    async def _commit(self) -> None:
        held = {part.partition for part in self._consumer.assignment()}
        notes = self._backlog.notes()
        moved = {
            partition: (offset, notes[partition])
            for partition, offset in self._backlog.positions().items()
            if partition in held and self._committed.get(partition) != (offset, notes[partition])
        }
        if not moved:
            return
        try:
            await self._consumer.commit({TopicPartition(self._topic, number): place for number, place in moved.items()})
        except (CommitFailedError, IllegalStateError) as error:  # a rebalance came first: its new owner repeats these
            log.info("%s: the group has changed: %s", self._name, error, extra=self._facts())
            return
        self._committed |= moved

    def _measure_lag(self) -> None:
        positions = self._backlog.positions()
        lag = 0
        for part in self._consumer.assignment():
            end = self._consumer.highwater(part)
            if end is not None and part.partition in positions:
                lag += max(0, end - positions[part.partition])
        metrics.WEBHOOK_LAG.labels(self._name).set(lag)

    def _facts(self, item: Item | None = None) -> dict[str, Any]:
        facts: dict[str, Any] = {"step": "deliver", "endpoint": self._name}
        if item is not None:
            record = item.record
            facts |= {"topic": record.topic, "partition": record.partition, "offset": record.offset}
            facts["alert_id"] = item.delivery.message_id
        return facts


async def _end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    tasks = tuple(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
