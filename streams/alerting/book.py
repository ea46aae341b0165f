"""What was told already? All that is known of it is what stands on ``alerts``: this is that topic's partition, absorbed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from schemas.alert import Alert, HeldBack
from schemas.conflict_event import ConflictEvent
from streams.alerting.conditions import deaths_of
from streams.alerting.rules import LONGEST_LIMIT, RateLimit

MATCH = "match"
LIMITED = frozenset({"match", "promotion", "contested"})
"""Reasons that a rate limit counts and may hold back. That something no longer holds is never held back."""
LISTED = 50
"""Events that a summary of what was held back names."""


def alert_key(rule_id: str, event_id: str) -> str:
    """Under which key does the rule's alert on this event stand?

    >>> alert_key("deadly_event", "e1")
    'deadly_event:e1'
    """
    return f"{rule_id}:{event_id}"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of an event under a rule?"""

    levels: frozenset[str]
    """Empty where all was held back."""
    turn: int
    revision: int
    """The greatest one that was looked at for an alert; 0 where another event's was."""
    rule_version: str
    held: str = ""
    """The level that was held back last, and not told since."""
    order: int = 0
    """The how-manieth alert of the region said so."""
    deaths: int = 0
    """The most dead that were told."""

    @property
    def is_withdrawn(self) -> bool:
        """Does what was told not hold any more?"""
        return self.turn % 2 == 1


NOTHING = Told(frozenset(), 0, 0, "")


@dataclass(slots=True)
class _Flow:
    """What went out under one rule, for its rate limit? By alert, so that absorbing one twice changes nothing."""

    sent: dict[str, datetime] = field(default_factory=dict)
    held: dict[str, tuple[datetime, str]] = field(default_factory=dict)


class AlertBook:
    """What was told in one link region? Built by absorbing its alerts in their order; the same alerts, the same book."""

    def __init__(self, alerts: Iterable[Alert] = ()) -> None:
        self._told: dict[str, Told] = {}
        self._flows: dict[str, _Flow] = {}
        self._count = 0
        for alert in alerts:
            self.absorb(alert)

    def __len__(self) -> int:
        return len(self._told)

    def absorb(self, alert: Alert) -> None:
        """Notes an alert that was sent, or held back."""
        levels = set(alert.levels)
        if not alert.is_held_back and not levels:  # written before alerts told their levels
            levels = {MATCH, alert.level}
        held = alert.level if alert.is_held_back else ""
        key = alert_key(alert.rule_id, alert.event_id)
        before = self._told.get(key, NOTHING)
        deaths = before.deaths if alert.is_held_back else max(before.deaths, deaths_of(alert.event))
        self._told[key] = Told(frozenset(levels), alert.turn, alert.revision, alert.rule_version, held, self._next(), deaths)
        flow = self._flows.setdefault(alert.rule_id, _Flow())
        if alert.is_held_back:
            flow.held[alert.alert_id] = alert.raised_at, alert.event_id
            return
        flow.held.clear()
        if alert.reason in LIMITED:
            flow.sent[alert.alert_id] = alert.raised_at
            oldest = max(flow.sent.values()) - LONGEST_LIMIT
            for alert_id in [name for name, at in flow.sent.items() if at <= oldest]:
                del flow.sent[alert_id]

    def note(self, key: str) -> None:
        """Notes that an alert of the key was sent of which nothing else is known."""
        self._told.setdefault(key, Told(frozenset({MATCH}), 0, 0, "", order=self._next()))

    def _next(self) -> int:
        self._count += 1
        return self._count

    def forget(self, key: str) -> None:
        """Notes that the topic holds nothing of a key any more."""
        self._told.pop(key, None)

    def told(self, rule_id: str, event: ConflictEvent) -> Told:
        """What was told of the event, and of those that were merged into it?

        What was told of a merged event was told of this one, and what was said last of any of them is what people take to
        hold: an article that is corrected, and corrected back, moves its event from one id to another and back.
        """
        own = self._told.get(alert_key(rule_id, event.event_id), NOTHING)
        merged = (self._told.get(alert_key(rule_id, name), NOTHING) for name in event.supersedes)
        known = [found for found in (own, *merged) if found.levels]
        if not known:
            return own
        last = max(known, key=lambda found: found.order)
        levels = frozenset[str]().union(*(found.levels for found in known))
        deaths = max(found.deaths for found in known)
        return replace(last, levels=levels, revision=own.revision, held=own.held, deaths=deaths)

    def room_from(self, rule_id: str, limit: RateLimit, *, also: tuple[datetime, ...] = ()) -> datetime | None:
        """From when on may an alert of the rule go out, with those at ``also`` counted in? ``None``: at any time."""
        flow = self._flows.get(rule_id, _Flow())
        times = sorted((*flow.sent.values(), *also), reverse=True)
        return times[limit.alerts - 1] + limit.per if len(times) >= limit.alerts else None

    def held_back(self, rule_id: str) -> HeldBack | None:
        """What was held back since the rule's last alert went out?"""
        flow = self._flows.get(rule_id)
        if flow is None or not flow.held:
            return None
        times = [at for at, _ in flow.held.values()]
        events = dict.fromkeys(event_id for _, event_id in flow.held.values())
        return HeldBack(count=len(flow.held), first_at=min(times), last_at=max(times), event_ids=tuple(events)[:LISTED])
