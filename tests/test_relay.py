"""The boundary: in order, confirmed, nothing lost, bad messages buried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError

from schemas import ArticleMentions, ArticleOutcome, decode, encode
from schemas.model import Message
from streams.deadletters import Failure, dead_outcome
from streams.pool import StepPool
from streams.relay import Line, publish_all, relay, relay_in_order
from streams.routing import Outgoing, Record
from streams.settings import Settings, load_settings
from tests import fictional
from tests.fictional import raw


def event(offset: int, value: bytes | None, topic: str = "articles.clean") -> SimpleNamespace:
    message = SimpleNamespace(
        topic=topic, partition=0, offset=offset, key=b"k", value=value, timestamp=1.7e9, headers=[("h", b"1")]
    )
    return SimpleNamespace(message=message)


@dataclass
class FakeStream:
    """A stream that ends; it keeps what was acknowledged."""

    incoming: list[SimpleNamespace]
    acked: list[tuple[int, int]] = field(default_factory=list)

    def noack(self) -> FakeStream:
        return self

    async def events(self) -> AsyncIterator[SimpleNamespace]:
        for one in self.incoming:
            yield one

    async def ack(self, one: Any) -> bool:
        self.acked.append((one.message.partition, one.message.offset))
        return True


@dataclass
class FakeProducer:
    """A producer that confirms after a moment, or fails as it is told."""

    sent: list[tuple[str, bytes | None, bytes | None, int | None, Any]] = field(default_factory=list)
    confirmed: int = 0
    failures: dict[str, Exception] = field(default_factory=dict)

    async def send(self, topic: str, key: Any, value: Any, partition: Any, timestamp: Any, headers: Any) -> Awaitable[Any]:
        self.sent.append((topic, key, value, partition, headers))

        async def confirm() -> None:
            await asyncio.sleep(0.001)
            if topic in self.failures:
                raise self.failures[topic]
            self.confirmed += 1

        return asyncio.ensure_future(confirm())

    def on(self, topic: str) -> list[tuple[bytes | None, bytes | None]]:
        return [(key, value) for name, key, value, _, _ in self.sent if name == topic]


class SilentProducer(FakeProducer):
    """A producer whose broker never answers."""

    async def send(self, topic: str, key: Any, value: Any, partition: Any, timestamp: Any, headers: Any) -> Awaitable[Any]:
        return asyncio.get_running_loop().create_future()


@pytest.fixture
def settings() -> Settings:
    return load_settings(step_timeout_s=1.0, articles_in_flight=4)


def line(
    step: Any, source: str, settings: Settings, pool: StepPool, producer: FakeProducer, generation: Any = lambda: 1
) -> Line:
    return Line(step, source, settings, pool, lambda: producer, generation, "test")


async def run_extract(
    settings: Settings,
    texts: list[str],
    producer: FakeProducer,
    stream: FakeStream | None = None,
    timeout_s: float = 1.0,
) -> FakeStream:
    # a pool belongs to one event loop, as a worker has one
    pool = StepPool(2, fictional.load_nothing, timeout_s=timeout_s)
    values = [clean(number, text) for number, text in enumerate(texts)]
    stream = stream or FakeStream([])
    stream.incoming = [event(number, value) for number, value in enumerate(values)]
    try:
        await relay(stream, line("extract", "articles.clean", settings, pool, producer), fictional.extract)  # type: ignore[arg-type]
    finally:
        pool.close()
    return stream


def clean(number: int, text: str) -> bytes:
    record = Record("articles.raw", 0, number, b"k", raw(f"a{number}", text), 1_700_000_000_000)
    (message,) = fictional.intake(record)
    return encode(message)


async def test_offsets_are_acknowledged_in_order_though_a_slow_record_ends_last(settings: Settings) -> None:
    producer = FakeProducer()
    stream = await run_extract(settings, ["slow:0.3", "attack", "attack", "slow:0.1", "attack"], producer)
    assert [offset for _, offset in stream.acked] == [0, 1, 2, 3, 4]
    order = [decode_id(value) for _, value in producer.on("mentions.extracted")]
    assert order != sorted(order), "the quick ones did not overtake the slow one"


def decode_id(value: bytes | None) -> str:
    return decode(ArticleMentions, value or b"").header.article_id


async def test_a_record_behind_an_unfinished_one_is_not_acknowledged(settings: Settings) -> None:
    producer = FakeProducer()
    texts, stream = ["slow:6", "attack", "attack"], FakeStream([])
    work = asyncio.ensure_future(run_extract(settings, texts, producer, stream, timeout_s=30.0))
    while len(producer.on("mentions.extracted")) < 2:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert stream.acked == []
    await work
    assert stream.acked == [(0, 0), (0, 1), (0, 2)]


async def test_a_failing_step_becomes_a_dead_letter_with_the_original_bytes_and_an_outcome(settings: Settings) -> None:
    producer = FakeProducer()
    stream = await run_extract(settings, ["attack", "poison", "attack"], producer)
    assert len(stream.acked) == 3
    ((_, key, value, _, headers),) = [one for one in producer.sent if one[0] == "deadletters"]
    assert (key, value) == (b"k", clean(1, "poison"))
    facts = dict(headers)
    assert facts["h"] == b"1"
    assert facts["sitrep_dl_topic"] == b"articles.clean"
    assert facts["sitrep_dl_offset"] == b"1"
    assert facts["sitrep_dl_error"] == b"LookupError"
    assert facts["sitrep_dl_step"] == b"extract"
    assert b"poisoned" in facts["sitrep_dl_reason"]
    ((_, outcome),) = producer.on("articles.outcomes")
    told = decode(ArticleOutcome, outcome or b"")
    assert (told.article_id, told.outcome, told.stage) == ("a1", "dead_letter", "extract")
    assert len(producer.on("mentions.extracted")) == 2


async def test_a_dead_child_costs_one_article(settings: Settings) -> None:
    producer = FakeProducer()
    stream = await run_extract(settings, ["attack"] * 5 + ["die"] + ["attack"] * 5, producer)
    assert len(stream.acked) == 11
    ((_, _, _, _, headers),) = [one for one in producer.sent if one[0] == "deadletters"]
    assert dict(headers)["sitrep_dl_error"] == b"ChildDied"
    assert dict(headers)["sitrep_dl_safety_net"] == b"true"
    assert len(producer.on("mentions.extracted")) == 10


async def test_the_time_limit_is_a_marked_safety_net(settings: Settings) -> None:
    producer = FakeProducer()
    await run_extract(settings, ["slow:30", "attack"], producer)
    ((_, _, _, _, headers),) = [one for one in producer.sent if one[0] == "deadletters"]
    assert dict(headers)["sitrep_dl_error"] == b"StepTimeout"
    assert dict(headers)["sitrep_dl_safety_net"] == b"true"


async def test_a_result_that_no_broker_takes_is_a_bad_message_and_is_not_sent(settings: Settings) -> None:
    producer = FakeProducer()
    await run_extract(settings, [f"huge:{settings.max_article_bytes}", "attack"], producer)
    assert len(producer.on("mentions.extracted")) == 1
    assert len(producer.on("deadletters")) == 1


async def test_a_result_that_the_broker_refuses_is_a_bad_message(settings: Settings) -> None:
    producer = FakeProducer(failures={"mentions.extracted": MessageSizeTooLargeError()})
    stream = await run_extract(settings, ["attack"], producer)
    assert len(producer.on("deadletters")) == 1
    assert stream.acked == [(0, 0)]


async def test_any_other_failure_of_the_broker_stops_the_worker(settings: Settings) -> None:
    producer = FakeProducer(failures={"mentions.extracted": KafkaTimeoutError()})
    with pytest.raises(KafkaTimeoutError):
        await run_extract(settings, ["attack"] * 3, producer)
    assert producer.on("deadletters") == []


async def test_keys_partitions_and_cloudevents_headers_are_set(settings: Settings) -> None:
    producer = FakeProducer()
    await run_extract(settings, ["attack"], producer)
    ((topic, key, _, partition, headers),) = producer.sent
    assert (topic, key, partition) == ("mentions.extracted", b"a0", None)
    assert dict(headers)["ce_type"] == b"news.sitrep.article.mentions.v1"
    assert dict(headers)["ce_specversion"] == b"1.0"


class Counting:
    """A step with state: it counts, and says so in its outcome."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.prepared: list[tuple[int, int]] = []
        self.lost: list[int] = []
        self.at_confirmation: list[tuple[list[int], int]] = []
        """Partitions, and how many records had been seen by then."""

    async def prepare(self, partition: int, generation: int) -> tuple[Outgoing, ...]:
        self.prepared.append((partition, generation))
        return ()

    def apply(self, record: Record) -> tuple[Message, ...]:
        if record.value == b"poison":
            raise LookupError("poison")
        self.seen.append(record.offset)
        reason = "x" * 2_000_000 if record.value == b"huge" else str(len(self.seen))
        return (ArticleOutcome(article_id=str(record.offset), outcome="no_event", reason=reason, stage="link"),)

    def spoiled(self, record: Record) -> None:
        self.lost.append(record.offset)

    def confirmed(self, partitions: Iterable[int]) -> None:
        self.at_confirmation.append((list(partitions), len(self.seen)))


async def run_in_order(values: list[bytes], producer: FakeProducer, generation: Any = lambda: 1) -> tuple[FakeStream, Counting]:
    step, stream = Counting(), FakeStream([event(number, value, "mentions.enriched") for number, value in enumerate(values)])
    settings = load_settings()
    pool = StepPool(1, fictional.load_nothing, 1.0)
    work = relay_in_order(
        stream,  # type: ignore[arg-type]
        line("link", "mentions.enriched", settings, pool, producer, generation),
        step,
        publish_all,
    )
    task = asyncio.ensure_future(work)
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return stream, step


async def test_a_step_with_state_sees_records_in_order_and_one_at_a_time() -> None:
    producer = FakeProducer()
    stream, step = await run_in_order([b"x"] * 100, producer)
    assert step.seen == list(range(100))
    assert [offset for _, offset in stream.acked] == list(range(100))
    assert [decode(ArticleOutcome, value or b"").reason for _, value in producer.on("articles.outcomes")] == [
        str(number) for number in range(1, 101)
    ]
    assert step.at_confirmation[-1] == ([0], 100)


async def test_a_step_with_state_is_not_told_that_a_batch_is_confirmed_when_it_is_not() -> None:
    stream, step = await run_in_order([b"x"], SilentProducer())
    assert step.seen == [0] and step.at_confirmation == [] and stream.acked == []


async def test_a_record_that_breaks_the_state_is_buried_and_the_state_is_told() -> None:
    producer = FakeProducer()
    stream, step = await run_in_order([b"x", b"poison", b"x"], producer)
    assert step.lost == [1]
    assert len(stream.acked) == 3
    assert len(producer.on("deadletters")) == 1


async def test_one_result_too_large_does_not_take_the_batch_with_it() -> None:
    producer = FakeProducer()
    stream, _ = await run_in_order([b"x", b"huge", b"x"], producer)
    assert len(stream.acked) == 3
    assert len(producer.on("deadletters")) == 1
    kept = {decode(ArticleOutcome, value or b"").outcome for _, value in producer.on("articles.outcomes")}
    assert kept == {"no_event", "dead_letter"}


async def test_records_of_an_earlier_assignment_are_neither_worked_on_nor_acknowledged() -> None:
    asked = iter([1, 1, 1, *[2] * 1000])
    stream, step = await run_in_order([b"x"] * 3, FakeProducer(), lambda: next(asked))
    assert stream.acked == []
    assert step.seen == []


def test_a_dead_letter_that_is_no_article_gives_no_outcome() -> None:
    failure = Failure("link", "DecodeError", "no correction")
    assert dead_outcome(Record("events.corrections", 0, 7, b"event-1", b"{", 1), "events.corrections", failure) is None
    told = dead_outcome(Record("articles.raw", 0, 7, b"a1", b"{", 1), "articles.raw", failure)
    assert told is not None
    assert told.article_id == "a1"
