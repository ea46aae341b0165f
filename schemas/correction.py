"""Correction: an analyst's word on an event, part of the linker's input."""

from __future__ import annotations

from typing import Any, Literal

from schemas.model import Instant, Message

CorrectionAction = Literal["confirm", "reject", "merge", "split", "set"]


class Correction(Message):
    """What does an analyst change, and on whose word? Published on ``events.corrections``, keyed by event id."""

    correction_id: str
    event_id: str
    action: CorrectionAction
    field: str | None = None
    """For ``set``: a field of ConflictEvent's content, dotted ("fatalities.best")."""
    value: Any = None
    other_event_id: str | None = None
    """For ``merge``: the event to be one with."""
    article_ids: tuple[str, ...] = ()
    """For ``split``: the articles that tell of another event."""
    by: str
    note: str | None = None
    made_at: Instant
