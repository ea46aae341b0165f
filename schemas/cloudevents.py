"""CloudEvents 1.0, Kafka binary mode: the headers that every record carries."""

from __future__ import annotations

from datetime import datetime

Headers = list[tuple[str, bytes]]

SOURCE = "/sitrep"
TYPE_PREFIX = "news.sitrep."


def ce_headers(
    event_type: str, event_id: str, subject: str, time: datetime | None = None, *, replay: str | None = None
) -> Headers:
    """Which headers make a record a CloudEvent?

    ``event_type`` is the message's name in dotted lower case ("article.clean.v1"); ``event_id`` is unique within the
    source and the same for the same content; ``time`` is the message's own instant, never a clock's. ``replay`` names
    the run of a backfill. A tombstone carries the same headers with a null value, which binary mode allows.
    """
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", event_id.encode()),
        ("ce_source", SOURCE.encode()),
        ("ce_type", (TYPE_PREFIX + event_type).encode()),
        ("ce_subject", subject.encode()),
        ("content-type", b"application/json"),
    ]
    if time is not None:
        headers.append(("ce_time", time.isoformat().replace("+00:00", "Z").encode()))
    if replay is not None:
        headers.append(("sitrep_replay", replay.encode()))
    return headers
