"""Where does each message go? Topic, key, partition and CloudEvents headers of everything that the pipeline publishes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import xxhash

from schemas.alert import Alert
from schemas.article_mentions import ArticleMentions
from schemas.article_outcome import ArticleOutcome
from schemas.clean_article import CleanArticle
from schemas.cloudevents import TYPE_PREFIX, Headers, ce_headers
from schemas.codec import DecodeError, M, decode, encode, payload
from schemas.conflict_event import ConflictEvent
from schemas.enriched_article import EnrichedArticle
from schemas.model import Message
from schemas.webhook_state import WebhookState
from streams.contracts import event_type_of
from streams.topics import REGION_PARTITION

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

REPLAY_HEADER = "sitrep_replay"
STATUS_HEADER = "sitrep_record_status"
"""On events and their revisions: active, merged or retracted, for readers that look at headers only."""
MADE_OF_HEADER = "sitrep_made_of"
"""On the same, where they stand: a hash of what they were assembled of, so that a rebuild need not assemble them again."""
WEBHOOK_HEADER = "sitrep_webhook"
"""On an alert that is sent again: the one endpoint that it is for. It stands under a key of its own and says nothing new."""


class Record(NamedTuple):
    """What did Kafka hand us? Plain values that travel to a worker process."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp_ms: int | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Outgoing(NamedTuple):
    """What is sent? ``topic`` is the logical name; ``partition`` None lets the key choose."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None
    headers: Headers
    timestamp_ms: int | None = None
    """Only where a record is sent again as what it was; else the client's clock."""

    def size_bytes(self) -> int:
        """How large is the record on the wire, at most? Framing of a batch and a record is under 150 bytes."""
        headers = sum(len(name) + len(value) + 10 for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + 150


def value_of(model: type[M], record: Record | ConsumerRecord) -> M:
    """Which message does the record carry? Raises DecodeError; a null value is none of ours here."""
    if record.value is None:
        raise DecodeError(model.__name__, "", "a null value; articles are retracted in articles.raw")
    return decode(model, record.value)


def encoded(model: type[Message], record: Record | ConsumerRecord) -> bytes:
    """Which bytes does `encode` give of the record's message? Its own, where ``ce_type`` and ``ce_id``, the hash of what
    `outgoing` encoded, say so: that takes a microsecond, and decoding the whole message some hundred. Raises DecodeError."""
    headers = dict(record.headers)
    value = payload(record.value or b"")
    is_ours = headers.get("ce_id") == xxhash.xxh3_128_hexdigest(value).encode()
    if is_ours and headers.get("ce_type") == (TYPE_PREFIX + event_type_of(model)).encode():
        return value
    return encode(value_of(model, record))


def outgoing(message: Message, replay: str | None = None, made_of: str | None = None) -> Outgoing:
    """Which record carries this message?

    ``ce_id`` is the message's own id where it has one, else a hash of its bytes: the same content, the same id. Raises
    TypeError for a message that no step publishes. A revision of an event goes to ``events.revisions``; `current_state`
    makes its record for ``events``. ``made_of``: what the revision was assembled of, for the linker's own use.
    """
    value = encode(message)
    match message:
        case CleanArticle():
            header = message.header
            return _record("articles.clean", message, value, header.article_id, header.received_at, replay)
        case ArticleMentions():
            header = message.header
            return _record("mentions.extracted", message, value, header.article_id, header.received_at, replay)
        case EnrichedArticle():
            header = message.header
            return _record("mentions.enriched", message, value, header.article_id, header.received_at, replay, message.region)
        case ConflictEvent():
            unique = f"{message.event_id}.{message.revision}"
            at = message.updated_at
            record = _record("events.revisions", message, value, message.event_id, at, replay, message.region, unique)
            own = [(STATUS_HEADER, message.record_status.encode())]
            own += [(MADE_OF_HEADER, made_of.encode())] if made_of else []
            return record._replace(headers=[*record.headers, *own])
        case Alert():
            key = f"{message.rule_id}:{message.event_id}"
            return _record("alerts", message, value, key, message.raised_at, replay, message.region, message.alert_id)
        case WebhookState():
            return _record("webhooks", message, value, message.endpoint_id, message.changed_at, replay)
        case ArticleOutcome():
            return _record("articles.outcomes", message, value, message.article_id, None, replay)
    raise TypeError(f"no topic for {type(message).__name__}")


def current_state(revision: Outgoing) -> tuple[Outgoing, ...]:
    """Which records bring ``events`` to this revision? The same record, and a null after one that retracts the event."""
    state = revision._replace(topic="events")
    is_gone = (STATUS_HEADER, b"retracted") in revision.headers
    return (state, state._replace(value=None)) if is_gone else (state,)


def _record(
    topic: str,
    message: Message,
    value: bytes,
    key: str,
    time: datetime | None,
    replay: str | None,
    region: Any = None,
    unique: str | None = None,
) -> Outgoing:
    headers = ce_headers(event_type_of(type(message)), unique or xxhash.xxh3_128_hexdigest(value), key, time, replay=replay)
    return Outgoing(topic, key.encode(), value, None if region is None else REGION_PARTITION[region], headers)
