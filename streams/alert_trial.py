"""Which alerts would rules have raised? The very step that the worker runs, on events of the past, with nothing sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.alert import Alert
from schemas.conflict_event import ConflictEvent
from streams.alerting import AlertBook, Rule, raise_alerts
from streams.alerting.step import why_none


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would one rule have made of one revision?"""

    rule: Rule
    event: ConflictEvent
    alert: Alert | None
    missed: tuple[str, ...] = ()
    """Where no alert: each condition that was not met, with what was found."""

    @property
    def outcome(self) -> str:
        """In a word or two, for a count."""
        if self.alert is None:
            return "told before" if not self.missed else "not for " + self.missed[0].partition(":")[0]
        return "held back" if self.alert.is_held_back else self.alert.reason


class Trial:
    """What was told so far in this trial, region by region, as a worker would have told it from nothing."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._books: dict[str, AlertBook] = {}
        self.events = 0
        """Revisions judged."""

    def judge(self, event: ConflictEvent, known_at: datetime | None = None) -> Iterator[Verdict]:
        """What would each rule have made of this revision? Revisions are to be given in their order."""
        self.events += 1
        book = self._books.setdefault(event.region, AlertBook())
        for rule in self._rules:
            alerts = raise_alerts(event, book, (rule,), known_at)
            for alert in alerts:
                book.absorb(alert)
                yield Verdict(rule, event, alert)
            if not alerts:
                yield Verdict(rule, event, None, why_none(event, book, rule, known_at))
