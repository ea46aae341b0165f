"""The alerting step: does a rule meet this revision of an event, and has nobody been told yet?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, time

from schemas.alert import Alert
from schemas.conflict_event import ConflictEvent
from streams.alerting.rules import RULES, Rule

_ID_DIGITS = 24
_LEVEL = "match"


def alert_key(rule_id: str, event_id: str) -> str:
    """Under which key does the rule's alert on this event stand?

    >>> alert_key("deadly_event", "e1")
    'deadly_event:e1'
    """
    return f"{rule_id}:{event_id}"


def raise_alerts(event: ConflictEvent, sent: Collection[str], rules: Iterable[Rule] = RULES) -> tuple[Alert, ...]:
    """Which alerts does this revision raise? ``sent`` holds the keys (`alert_key`) of those that were sent before.

    One for each rule and event, and none where an event that was merged into this one (``supersedes``) had one already.
    A retracted or merged event, one of the past or the future, and one whose day nobody gives raise none: an alert that
    comes by mistake costs more than one that waits for a dated report.
    """
    return tuple(_alerts(event, sent, rules))


def _alerts(event: ConflictEvent, sent: Collection[str], rules: Iterable[Rule]) -> Iterator[Alert]:
    for rule in rules:
        known = any(alert_key(rule.rule_id, event_id) in sent for event_id in (event.event_id, *event.supersedes))
        if not known and _meets(event, rule):
            yield Alert(
                alert_id=alert_id(rule.rule_id, event.event_id, _LEVEL),
                rule_id=rule.rule_id,
                event_id=event.event_id,
                revision=event.revision,
                reason="match",
                level=_LEVEL,
                severity=event.severity,
                headline=event.headline,
                region=event.region,
                raised_at=event.updated_at,
                event=event,
            )


def alert_id(rule_id: str, event_id: str, level: str) -> str:
    """Which id has the alert? The same rule, event and level give the same id, so that a repetition is recognised.

    >>> alert_id("deadly_event", "e1", "match")
    '5eca6a0fbb71a209cffb48b5'
    """
    return hashlib.sha256(f"{rule_id}\0{event_id}\0{level}".encode()).hexdigest()[:_ID_DIGITS]


def _meets(event: ConflictEvent, rule: Rule) -> bool:
    toll = event.fatalities
    deaths = toll.best if toll.best is not None else toll.low or 0
    return (
        event.record_status == "active"
        and event.modality.value == "actual"
        and event.occurred.tense == "current"
        and deaths >= rule.least_deaths
        and is_fresh(event, rule)
    )


def is_fresh(event: ConflictEvent, rule: Rule) -> bool:
    """Is it news? The event's last day ended at most ``max_age`` before its newest source was published, and that was
    received at most ``max_age`` later. A source that does not say when it was published counts from its receipt."""
    if event.occurred.end is None:
        return False
    ended_at = datetime.combine(event.occurred.end, time.max, UTC)
    published = [source.published_at for source in event.sources if source.published_at is not None]
    published_at = max(published, default=event.updated_at)
    return published_at - ended_at <= rule.max_age and event.updated_at - published_at <= rule.max_age
