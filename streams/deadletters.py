"""What could not be processed, and why? Dead letters: written by `relay`, listed, shown and retried by people.

The value is the original bytes and the key the original key, as they came; the facts stand in headers named ``sitrep_dl_*``
beside the original headers. A retry sends the same bytes to the same partition again, with the first timestamp.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import orjson
from aiokafka import ConsumerRecord

from schemas.article_outcome import ArticleOutcome
from schemas.codec import payload
from schemas.codes import LinkRegion, Stage
from streams.reading import scan
from streams.routing import Outgoing, Record
from streams.sending import open_sender
from streams.settings import Settings
from streams.topics import BY_NAME, REGIONS, max_message_bytes

PREFIX = "sitrep_dl_"
MAX_REASON_CHARS = 2_000
"""A parser may quote the whole article in its complaint."""
_NAMES = ("id", "uri", "guid", "url", "link", "canonical_url")


class Failure(NamedTuple):
    """Why could a record not be processed, in which step? ``error`` is a class of errors, for counting; ``field`` is
    dotted. ``is_safety_net``: a clock or a death ended it, so a later try may well succeed."""

    step: Stage
    error: str
    reason: str
    field: str = ""
    is_safety_net: bool = False


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What is one dead letter, its facts read from the headers? ``number`` is its offset on ``deadletters``."""

    number: int
    at: datetime
    topic: str
    partition: int
    offset: int
    step: str
    error: str
    reason: str
    field: str
    version: str
    is_safety_net: bool
    tries: int
    timestamp_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    """The original record's."""


def dead_letter(record: Record, topic: str, failure: Failure, version: str, settings: Settings) -> Outgoing:
    """Which dead letter says so? ``topic`` is the logical name of where the record stood. The original bytes are cut only where
    no broker would take them, and the letter says so."""
    facts = {
        "topic": topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "timestamp_ms": "" if record.timestamp_ms is None else str(record.timestamp_ms),
        "step": failure.step,
        "error": failure.error,
        "reason": failure.reason[:MAX_REASON_CHARS],
        "field": failure.field,
        "version": version,
        "safety_net": str(failure.is_safety_net).lower(),
        "tries": str(_tries(record.headers) + 1),
    }
    kept = [header for header in record.headers if not header[0].startswith(PREFIX)]
    headers = [*kept, *((PREFIX + name, fact.encode()) for name, fact in facts.items())]
    letter = Outgoing("deadletters", record.key, record.value, None, headers)
    excess = letter.size_bytes() - max_message_bytes(BY_NAME["deadletters"], settings)
    if excess <= 0:
        return letter
    return letter._replace(value=(letter.value or b"")[: -excess - 100], headers=[*headers, (PREFIX + "cut", b"true")])


def dead_outcome(record: Record, topic: str, failure: Failure) -> ArticleOutcome | None:
    """What became of the article? ``None`` where the record is no article's: an event's revision or a correction."""
    if not BY_NAME[topic].key.startswith("article"):
        return None
    region: LinkRegion | None = REGIONS[record.partition] if BY_NAME[topic].partitions == "region" else None
    where = f"{failure.field}: " if failure.field and failure.field not in failure.reason else ""
    return ArticleOutcome(
        article_id=article_of(record),
        outcome="dead_letter",
        reason=f"{failure.error}: {where}{failure.reason}"[:MAX_REASON_CHARS],
        stage=failure.step,
        region=region,
    )


def article_of(record: Record) -> str:
    """Which article is it, as far as anybody can tell? The id in its JSON, else its key, else a hash of its bytes.

    >>> article_of(Record("articles.raw", 0, 0, b"k", b'{"id": "a1"}', None))
    'a1'
    """
    try:
        fields = orjson.loads(payload(record.value or b"null"))
    except orjson.JSONDecodeError:
        fields = None
    if isinstance(fields, dict):
        header = fields.get("header")
        if isinstance(header, dict) and isinstance(header.get("article_id"), str):
            return str(header["article_id"])
        found = next((fields[name] for name in _NAMES if isinstance(fields.get(name), str) and fields[name]), None)
        if found is not None:
            return str(found)[:512]
    if record.key:
        return record.key.decode("utf-8", "replace")
    return hashlib.sha256(record.value or b"").hexdigest()


def _tries(headers: Iterable[tuple[str, bytes]]) -> int:
    return next((int(value) for name, value in headers if name == PREFIX + "tries" and value.isdigit()), 0)


async def list_dead_letters(
    settings: Settings, *, step: str | None = None, error: str | None = None
) -> AsyncIterator[DeadLetter]:
    """Which dead letters are there, oldest first? Of one step, of one class of errors, or all."""
    async for record in scan(settings, "deadletters"):
        letter = read_dead_letter(record)
        if (step is None or letter.step == step) and (error is None or letter.error == error):
            yield letter


async def show_dead_letter(settings: Settings, number: int) -> DeadLetter | None:
    """Which dead letter has this number? ``None`` where its retention has ended or it never was."""
    async for letter in list_dead_letters(settings):
        if letter.number == number:
            return letter
    return None


def read_dead_letter(record: ConsumerRecord) -> DeadLetter:
    """What do the record's headers say? What is missing (another's record on our topic) is empty or -1."""
    facts = {
        name.removeprefix(PREFIX): value.decode("utf-8", "replace") for name, value in record.headers if name.startswith(PREFIX)
    }
    timestamp = facts.get("timestamp_ms", "")
    return DeadLetter(
        number=record.offset,
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
        topic=facts.get("topic", ""),
        partition=int(facts.get("partition", -1)),
        offset=int(facts.get("offset", -1)),
        step=facts.get("step", ""),
        error=facts.get("error", ""),
        reason=facts.get("reason", ""),
        field=facts.get("field", ""),
        version=facts.get("version", ""),
        is_safety_net=facts.get("safety_net") == "true",
        tries=_tries(record.headers),
        timestamp_ms=int(timestamp) if timestamp else None,
        key=record.key,
        value=record.value,
        headers=tuple((name, value) for name, value in record.headers if not name.startswith(PREFIX)),
    )


async def retry_dead_letters(settings: Settings, letters: Iterable[DeadLetter]) -> int:
    """How many were sent again, each to where it stood? The worker tries them as any other record; one that fails again is a
    new dead letter with its count of tries."""
    async with open_sender(settings) as sender:
        return await sender.send(_as_it_was(letter) for letter in letters if letter.topic in BY_NAME)


def _as_it_was(letter: DeadLetter) -> Outgoing:
    headers = [*letter.headers, (PREFIX + "tries", str(letter.tries).encode())]
    return Outgoing(letter.topic, letter.key, letter.value, letter.partition, headers, letter.timestamp_ms)
