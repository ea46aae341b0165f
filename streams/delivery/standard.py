"""What does a receiver of the standard shape get? JSON by the Standard Webhooks specification: type, timestamp, data."""

from __future__ import annotations

from typing import Any

import orjson

from schemas.alert import Alert

MAX_BYTES = 20_000
"""The specification's advice for a webhook's body."""

CUTS: tuple[tuple[str, int], ...] = (
    ("event.place.candidates", 0),
    ("event.victims", 0),
    ("event.targets", 0),
    ("event.weapons", 0),
    ("event.sources", 10),
    ("event.claims", 10),
    ("event.supersedes", 10),
    ("event.actors", 10),
    ("event.tags", 10),
    ("event.sources", 3),
    ("event.claims", 3),
    ("held_back.event_ids", 10),
    ("because", 20),
    ("event.notes", 500),
    ("event.sources", 0),
    ("event.claims", 0),
    ("event", 0),
    ("headline", 300),
    ("because", 3),
    ("levels", 10),
    ("level", 100),
)
"""What goes first, of an alert that does not fit: a path, and how many items or characters stay. While the event is there its
days, places, numbers and actors are whole; ids are never cut."""


def standard_body(alert: Alert) -> bytes:
    """Which JSON tells of this alert? The same alert, the same bytes.

    ``data`` is the alert as on the topic `alerts`, its event without the provenance (for that one asks for the event itself);
    ``data.cut`` names what was left out for size. Raises ValueError where even the least is too large.
    """
    data: dict[str, Any] = alert.model_dump()
    del data["event"]["provenance"]
    payload = {"type": f"alert.{alert.reason}", "timestamp": alert.raised_at, "data": data}
    body = _write(payload)
    for path, keep in CUTS:
        if len(body) <= MAX_BYTES:
            break
        if _cut(data, path.split("."), keep):
            data["cut"] = list(dict.fromkeys((*data.get("cut", ()), path)))
            body = _write(payload)
    if len(body) > MAX_BYTES:
        raise ValueError(f"the least payload has {len(body):,} bytes; {MAX_BYTES:,} may be sent")
    return body


def _write(payload: dict[str, Any]) -> bytes:
    return orjson.dumps(payload, option=orjson.OPT_UTC_Z)


def _cut(holder: Any, path: list[str], keep: int) -> bool:
    """Was anything cut? A part that is small enough, or gone already, stays as it is."""
    *way, name = path
    for part in way:
        holder = holder.get(part) if isinstance(holder, dict) else None
    value = holder.get(name) if isinstance(holder, dict) else None
    if isinstance(value, dict):
        holder[name] = None
        return True
    if value is None or len(value) <= keep:
        return False
    holder[name] = value[:keep]
    return True
