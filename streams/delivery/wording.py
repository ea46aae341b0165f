"""How is an alert put into words for people? What Slack and CAP share."""

from __future__ import annotations

from schemas.alert import Alert
from schemas.conflict_event import ConflictEvent

REASONS: dict[str, str] = {
    "match": "New",
    "promotion": "Graver",
    "contested": "Contested",
    "correction": "Corrected",
    "retraction": "Withdrawn",
}
SEVERITIES = ("none", "minor", "moderate", "serious", "severe", "mass killing")


def clip(text: str, max_chars: int) -> str:
    """Which text is no longer than this? A longer one ends in an ellipsis.

    >>> clip("Nine killed", 7)
    'Nine k…'
    """
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


def title(alert: Alert) -> str:
    """Which line says what happened, and why it is told now?"""
    reason = REASONS.get(alert.reason, alert.reason.capitalize())
    return alert.headline if alert.reason == "match" else f"{reason}: {alert.headline}"


def days(event: ConflictEvent) -> str:
    """Which days? Never more exact than the record."""
    start, end = event.occurred.start, event.occurred.end
    if start is None or end is None:
        return "no date given"
    return start.isoformat() if start == end else f"{start} to {end}"


def where(event: ConflictEvent) -> str:
    """Which place, from small to large?"""
    place = event.place
    if place is None:
        return "no place given"
    return ", ".join(dict.fromkeys(part for part in (place.name, place.admin1, place.country) if part))


def killed(event: ConflictEvent) -> str:
    """How many, in the bounds that the sources give?"""
    toll = event.fatalities
    if toll.best is not None:
        return str(toll.best)
    match toll.low, toll.high:
        case None, None:
            return "not said"
        case low, None:
            return f"at least {low}"
        case None, high:
            return f"up to {high}"
        case low, high:
            return f"{low} to {high}"
