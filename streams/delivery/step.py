"""The delivery step: what does an endpoint get for this alert, and does it want it at all?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from schemas.alert import Alert
from streams.delivery.cap import cap_body
from streams.delivery.slack import slack_body
from streams.delivery.standard import standard_body

Shape = Literal["standard", "slack", "cap"]

_WITHDRAWALS = frozenset({"correction", "retraction"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is sent, at each attempt the same? ``message_id`` is the alert's id: a receiver knows a repetition by it."""

    message_id: str
    content_type: str
    body: bytes


_SHAPES: Mapping[Shape, tuple[str, Callable[[Alert], bytes]]] = MappingProxyType(
    {
        "standard": ("application/json", standard_body),
        "slack": ("application/json", slack_body),
        "cap": ("application/cap+xml", cap_body),
    }
)


def shape_alert(alert: Alert, shape: Shape) -> Delivery:
    """What is sent for this alert in this shape? The same alert, the same bytes.

    Raises ValueError where the alert can not be brought under the size that a webhook may have.
    """
    content_type, write = _SHAPES[shape]
    return Delivery(alert.alert_id, content_type, write(alert))


def is_wanted(alert: Alert, rules: Collection[str], least_severity: int) -> bool:
    """Does an endpoint want this alert? ``rules`` empty: those of every rule. What a rule's rate limit holds back is on
    the topic for the record only.

    A correction or a withdrawal is wanted whatever is left of the severity: who was told must hear that it was wrong, and at
    worst somebody hears it who was not told.
    """
    if alert.is_held_back or (rules and alert.rule_id not in rules):
        return False
    return alert.severity >= least_severity or alert.reason in _WITHDRAWALS
