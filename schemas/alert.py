"""Alert: a rule met an event, and somebody should know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.model import Count, Instant, Message

AlertReason = Literal["match", "promotion", "contested", "correction", "retraction"]


class HeldBack(Message):
    """What did a rule's rate limit hold back since its alert before? ``event_ids`` are the first fifty."""

    count: Annotated[int, Field(ge=1)]
    first_at: Instant
    last_at: Instant
    event_ids: tuple[str, ...]


class Alert(Message):
    """Which rule met which event, why now? ``alert_id`` is a hash of rule, event and level: sending it twice is
    recognisable. Published on ``alerts``, keyed by rule and event."""

    alert_id: str
    rule_id: str
    event_id: str
    revision: Annotated[int, Field(ge=1)]
    reason: AlertReason
    level: str
    """What was reached: "match", "toll 100", "severity 4", "contested: control", "withdrawn 1", "restored 1". One alert a
    level."""
    severity: Annotated[int, Field(ge=0, le=5)]
    """The event's own, and at least the rule's."""
    headline: str
    region: LinkRegion
    raised_at: Instant
    """``updated_at`` of the revision: no clock is read."""
    event: ConflictEvent
    because: tuple[str, ...] = ()
    """Each condition of the rule with what met it, or, of what is withdrawn, with what does not."""
    levels: tuple[str, ...] = ()
    """Every level that was told of this event up to here, under this rule: the last alert of a key is all there is to know."""
    turn: Count = 0
    """How often what was told was withdrawn or restored: while odd, it does not hold."""
    rule_version: str = ""
    """Which conditions were met? A hash of them: only what was told under the same ones is withdrawn for failing them."""
    is_held_back: bool = False
    """The rule's rate limit was reached: on this topic for the record, not to be delivered, and told by no other alert than
    the next one of the rule, in ``held_back``."""
    limited_until: Instant | None = None
    """Set on the alert that reaches the rule's rate limit: until then further ones are held back."""
    held_back: HeldBack | None = None
    """What was held back before this one."""
