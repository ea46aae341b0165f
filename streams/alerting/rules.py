"""Which rules are there? One is built in; its thresholds explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """When should somebody know? All conditions must hold."""

    rule_id: str
    least_deaths: int
    """Killed, by the best figure, else by the low one: what the sources at least agree on. A higher threshold misses."""
    max_age: timedelta
    """From the event's last day to the publication of its newest source, and from there to its receipt. Longer, and a
    crawler's backlog wakes people; shorter, and a report that took days to leave its valley is missed."""


DEADLY = Rule(rule_id="deadly_event", least_deaths=1, max_age=timedelta(hours=72))

RULES: tuple[Rule, ...] = (DEADLY,)
