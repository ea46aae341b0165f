"""Alert: a rule met an event, and somebody should know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.model import Instant, Message

AlertReason = Literal["match", "promotion", "contested", "correction", "retraction"]


class Alert(Message):
    """Which rule met which event, why now? ``alert_id`` is a hash of rule, event and level: sending it twice is
    recognisable. Published on ``alerts``, keyed by rule and event."""

    alert_id: str
    rule_id: str
    event_id: str
    revision: Annotated[int, Field(ge=1)]
    reason: AlertReason
    level: str
    """What was reached ("severity 3", "toll 100", "contested: control"); one alert a level."""
    severity: Annotated[int, Field(ge=0, le=5)]
    headline: str
    region: LinkRegion
    raised_at: Instant
    """``updated_at`` of the revision: no clock is read."""
    event: ConflictEvent
