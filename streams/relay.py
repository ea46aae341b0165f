"""The one boundary between messages and steps: decode, run the step, encode, send, await the broker, acknowledge.

What it promises, for each record of a topic: its results are confirmed by every in-sync replica before its offset can be
committed, and offsets are acknowledged strictly in order, so a crash repeats work and never skips it. A record that can not
be processed becomes a dead letter with its original bytes, and the next one flows. Anything wrong with the broker or with us
is no bad message: it stops the worker, and what was not acknowledged is read again.

`relay` runs a pure step on many records at once, in worker processes; `relay_in_order` runs a step with state on one record
after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from aiokafka.errors import InvalidTimestampError, MessageSizeTooLargeError
from faust.exceptions import ProducerSendError

from schemas.article_outcome import ArticleOutcome
from schemas.codec import DecodeError, decode
from schemas.codes import Stage
from schemas.model import Message
from streams import metrics
from streams.deadletters import Failure, dead_letter, dead_outcome
from streams.errors import BadMessageError, BrokerUnreachableError
from streams.pool import ChildDiedError, StepPool
from streams.routing import Outgoing, Record, outgoing
from streams.schema_registry import framed
from streams.settings import Settings
from streams.topics import BY_NAME, max_message_bytes, topic_name

if TYPE_CHECKING:  # commands use `tried` alone, and are not to load all of Faust for it
    from faust import Stream
    from faust.types import StreamT

log = logging.getLogger(__name__)

T = TypeVar("T")

Work = Callable[[Record], Iterable[Message]]
"""A module-level function: decodes the record's value, runs the step, returns its messages."""

BATCH = 64
"""Records that `relay_in_order` takes at once, if they are there: one round of confirmations for all of them."""

CONFIRM_TIMEOUT_S = 60.0
"""Seconds without the broker's answer after which the worker stops: longer than a change of a partition's leader takes."""

_WINDOW = 4
"""Unacknowledged records for each one at work: while a long article holds up its partition's offsets, others go on."""


class Producer(Protocol):
    """What do we need of a producer? Faust's is one."""

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: Any,
    ) -> Awaitable[Any]:
        """Hands a record over; what it returns resolves when the broker has confirmed the record."""


@dataclass(frozen=True, slots=True)
class Line:
    """Between which topics does a step stand, and what of the worker does it use?"""

    step: Stage
    source: str
    """Logical name of the topic that is read."""
    settings: Settings
    pool: StepPool
    producer: Callable[[], Producer]
    generation: Callable[[], int]
    """Which assignment of partitions holds now? It grows with each rebalance."""
    version: str
    """Of this software, for dead letters."""

    async def send(self, records: Iterable[Outgoing]) -> None:
        """Returns when the broker has confirmed all of them.

        Raises BadMessageError for a record that no broker would take, the client's errors for all else.
        """
        records = tuple(records)
        self._check_sizes(records)
        for record, answer in zip(records, await self._confirmed(records), strict=True):
            if isinstance(answer, MessageSizeTooLargeError | InvalidTimestampError):
                raise BadMessageError("send", f"{record.topic} refuses a result: {type(answer).__name__}") from answer
            if isinstance(answer, BaseException):
                raise answer
            metrics.SENT.labels(record.topic).inc()

    async def _confirmed(self, records: Sequence[Outgoing]) -> list[Any]:
        """The broker's answers. An idempotent producer never gives up by itself, so a broker that is gone is noticed here."""
        try:
            async with asyncio.timeout(CONFIRM_TIMEOUT_S):
                confirmations = [await self._hand_over(record) for record in records]
                return await asyncio.gather(*confirmations, return_exceptions=True)
        except TimeoutError as error:
            address = self.settings.kafka_bootstrap or ""
            raise BrokerUnreachableError(address, f"a record was not confirmed in {CONFIRM_TIMEOUT_S:.0f} s") from error

    def _check_sizes(self, records: Sequence[Outgoing]) -> None:
        """Not left to the broker: a record that it refuses breaks the sequence of an idempotent producer."""
        for record in records:
            limit = max_message_bytes(BY_NAME[record.topic], self.settings)
            if record.size_bytes() > limit:
                raise BadMessageError("send", f"{record.topic} takes {limit:,} bytes, a result has {record.size_bytes():,}")

    async def _hand_over(self, record: Outgoing) -> Awaitable[Any]:
        name = topic_name(record.topic, self.settings)
        try:
            return await self.producer().send(
                name, record.key, framed(record, self.settings), record.partition, None, record.headers
            )
        except ProducerSendError as error:
            if isinstance(error.__cause__, MessageSizeTooLargeError | InvalidTimestampError):
                raise BadMessageError("send", f"{record.topic}: {type(error.__cause__).__name__}") from error
            raise

    async def bury(self, record: Record, failure: Failure) -> None:
        """Writes the dead letter and the article's outcome. The original bytes are cut only where no broker would take them."""
        log.warning(
            "%s: dead letter from %s/%d@%d: %s: %s",
            self.step, record.topic, record.partition, record.offset, failure.error, failure.reason[:300],
            extra=_where(self.step, record),
        )  # fmt: skip
        source = self._logical_name(record.topic)
        letter = dead_letter(record, source, failure, self.version, self.settings)
        outcome = dead_outcome(record, source, failure)
        await self.send((letter, outgoing(outcome, self.settings.run_name)) if outcome else (letter,))
        metrics.DEAD_LETTERS.labels(failure.step, failure.error).inc()
        if outcome:
            metrics.OUTCOMES.labels("dead_letter").inc()

    def _logical_name(self, topic: str) -> str:
        """Which row of the table of topics? A line may read several."""
        return next((name for name in BY_NAME if topic_name(name, self.settings) == topic), self.source)


def attempt(
    step: Stage, work: Callable[[Record], Iterable[Message | Outgoing]], record: Record, replay: str | None
) -> tuple[Outgoing, ...] | Failure:
    """Which records does the step make of this one, or why can it not? Runs where the step runs; never raises."""

    def fault(error: Exception) -> None:
        told = "%s failed on %s/%d@%d"
        log.error(told, step, record.topic, record.partition, record.offset, exc_info=error, extra=_where(step, record))

    def made() -> tuple[Outgoing, ...]:
        return tuple(one if isinstance(one, Outgoing) else outgoing(one, replay) for one in work(record))

    return tried(step, made, fault)


def tried(step: Stage, work: Callable[[], T], fault: Callable[[Exception], object] = lambda error: None) -> T | Failure:
    """What does the work answer, or why can it not? ``fault`` is told of what is wrong with us and not with a message.

    The one catch-all, for agents, replays and commands: whatever a step raises is this article's failure, and its class, text
    and place are kept.
    """
    try:
        return work()
    except DecodeError as error:
        return Failure(step, "DecodeError", str(error), error.field)
    except BadMessageError as error:
        return Failure(step, "BadMessageError", error.reason)
    except Exception as error:  # noqa: BLE001 - nothing is lost: it becomes a dead letter, or a line of a command's
        fault(error)
        return Failure(step, type(error).__name__, f"{error} (in {_place_of(error)})")


def _where(step: Stage, record: Record) -> dict[str, Any]:
    """What a line of the log says apart from its words."""
    return {"step": step, "topic": record.topic, "partition": record.partition, "offset": record.offset}


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"


def record_of(event: Any) -> Record:
    """Which record is this event of a stream?"""
    message = event.message
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value,
        timestamp_ms=None if message.timestamp is None else round(message.timestamp * 1000),
        headers=tuple(message.headers.items() if isinstance(message.headers, dict) else message.headers or ()),
    )


class Place:
    """One record's place in the line of its partition."""

    __slots__ = ("event", "generation", "is_done", "since")

    def __init__(self, event: Any, generation: int) -> None:
        self.event, self.generation = event, generation
        self.is_done = False
        self.since = monotonic()


class AckWindow:
    """Which offsets may be committed? Acknowledges in order within a partition, and only what this assignment has read.

    Faust commits past a record that is missing at the head of a partition (it tolerates a gap of one, and any gap before
    the first commit), so acknowledging out of order loses records in a crash.
    """

    def __init__(self, stream: StreamT[Any], line: Line, limit: int) -> None:
        self._stream = stream
        self._line = line
        self._rooms = asyncio.Semaphore(limit)
        self._lines: dict[tuple[str, int], deque[Place]] = defaultdict(deque)

    async def open(self, event: Any) -> Place:
        """Takes the record's place in line; waits while the window is full."""
        await self._rooms.acquire()
        place = Place(event, self._line.generation())
        self._lines[event.message.topic, event.message.partition].append(place)
        metrics.IN_FLIGHT.labels(self._line.step).inc()
        return place

    async def close(self, place: Place) -> None:
        """The record's results are confirmed: acknowledges it and those behind it, once all before it are confirmed."""
        place.is_done = True
        waiting = self._lines[place.event.message.topic, place.event.message.partition]
        while waiting and waiting[0].is_done:
            first = waiting.popleft()
            if first.generation == self._line.generation():
                await self._stream.ack(first.event)
            metrics.IN_FLIGHT.labels(self._line.step).dec()
            metrics.RECORDS.labels(self._line.step).inc()
            metrics.STEP_SECONDS.labels(self._line.step).observe(monotonic() - first.since)
            self._rooms.release()


async def relay(stream: StreamT[Any], line: Line, work: Work) -> None:
    """Runs a pure step on every record of the stream, many at once. Ends only by cancellation or an error of the broker's."""
    at_once = line.settings.articles_in_flight
    window = AckWindow(stream, line, at_once * _WINDOW)
    working = asyncio.Semaphore(at_once)
    with _one_error():
        async with asyncio.TaskGroup() as tasks:
            async for event in cast("Stream[Any]", stream).noack().events():
                place = await window.open(event)
                await working.acquire()
                tasks.create_task(_relay_one(line, work, window, place, working))


async def _relay_one(line: Line, work: Work, window: AckWindow, place: Place, working: asyncio.Semaphore) -> None:
    try:
        record = record_of(place.event)
        failure = await _try_step(line, work, record)
        if failure is not None:
            await line.bury(record, failure)
    finally:
        working.release()
    await window.close(place)


async def _try_step(line: Line, work: Work, record: Record) -> Failure | None:
    try:
        results = await line.pool.run(attempt, line.step, work, record, line.settings.run_name)
    except ChildDiedError as error:
        return Failure(line.step, "ChildDied", f"the process ended with status {error.exitcode}", is_safety_net=True)
    except TimeoutError:
        limit = line.settings.step_timeout_s
        return Failure(line.step, "StepTimeout", f"not done after {limit:.0f} s", is_safety_net=True)
    return results if isinstance(results, Failure) else await _try_send(line, results, publish_all)


Publish = Callable[[Line, Sequence[Outgoing]], Awaitable[None]]
"""Sends results in the order that readers need. Raises BadMessageError as `Line.send` does."""


async def publish_all(line: Line, results: Sequence[Outgoing]) -> None:
    """Sends all results at once: no reader needs an order."""
    await line.send(results)


async def _try_send(line: Line, results: Sequence[Outgoing], publish: Publish) -> Failure | None:
    try:
        await publish(line, results)
    except BadMessageError as error:
        return Failure(line.step, "BadMessageError", error.reason)
    _count_outcomes(results)
    return None


def _count_outcomes(results: Iterable[Outgoing]) -> None:
    for result in results:
        if result.topic == "articles.outcomes" and result.value is not None:
            metrics.OUTCOMES.labels(decode(ArticleOutcome, result.value).outcome).inc()


class StatefulStep(Protocol):
    """What is a step with state? One instance for all partitions of its topic in this worker."""

    async def prepare(self, partition: int, generation: int) -> Sequence[Outgoing]:
        """Builds the partition's state, where it is not there yet for this assignment. Returns what must be published to
        bring what is published in line with it."""

    def apply(self, record: Record) -> Iterable[Message | Outgoing]:
        """Which messages follow from this record and all before it?"""

    def spoiled(self, record: Record) -> None:
        """The record failed half-way: the partition's state must be built anew, without it."""

    def confirmed(self, partitions: Iterable[int]) -> None:
        """All that followed from these partitions' records so far is confirmed, or became a dead letter."""


async def relay_in_order(stream: StreamT[Any], line: Line, step: StatefulStep, publish: Publish) -> None:
    """Runs a step with state on one record after the other, in batches of what is there. ``publish`` sends a batch's results
    in the order that readers need. Ends as `relay` does."""
    window = AckWindow(stream, line, BATCH * 2)
    waiting: asyncio.Queue[Place] = asyncio.Queue()
    with _one_error():
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_relay_batches(line, step, publish, window, waiting))
            async for event in cast("Stream[Any]", stream).noack().events():
                waiting.put_nowait(await window.open(event))


async def _relay_batches(
    line: Line, step: StatefulStep, publish: Publish, window: AckWindow, waiting: asyncio.Queue[Place]
) -> None:
    while True:
        places = [await waiting.get()]
        while len(places) < BATCH and not waiting.empty():
            places.append(waiting.get_nowait())
        made = [result for place in places if (result := await _apply(line, step, place)) is not None]
        together = [outgoing for _, results in made if not isinstance(results, Failure) for outgoing in results]
        refused = await _try_send(line, together, publish)
        for record, results in made:
            if isinstance(results, Failure):
                await line.bury(record, results)
            elif refused is not None:  # one result of the batch is too large: whose?
                failure = await _try_send(line, results, publish)
                if failure is not None:
                    await line.bury(record, failure)
        step.confirmed(sorted({record.partition for record, _ in made}))
        for place in places:
            await window.close(place)


async def _apply(line: Line, step: StatefulStep, place: Place) -> tuple[Record, tuple[Outgoing, ...] | Failure] | None:
    """What does the step make of the record? ``None`` where its partition was given away meanwhile: its new owner reads it."""
    await asyncio.sleep(0)  # a full batch must not hold up the loop
    if place.generation != line.generation():
        return None
    record = record_of(place.event)
    before = await step.prepare(record.partition, place.generation)
    if place.generation != line.generation():
        return record, tuple(before)
    results = attempt(line.step, step.apply, record, line.settings.run_name)
    if isinstance(results, Failure):
        step.spoiled(record)
        return record, results
    return record, (*before, *results)


@contextmanager
def _one_error() -> Iterator[None]:
    """A group of errors says nothing in a log: the first of them does."""
    try:
        yield
    except ExceptionGroup as group:
        raise group.exceptions[0] from group
