"""The alerting step: which rules meet this revision of an event, and what of it has nobody been told yet?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from schemas.alert import Alert, AlertReason
from schemas.conflict_event import ConflictEvent
from streams.alerting.book import LIMITED, MATCH, AlertBook, Told
from streams.alerting.conditions import Finding, deaths_of, examine, find_freshness, find_lateness
from streams.alerting.rules import Rule

_ID_DIGITS = 24
MET_ONCE = frozenset({"keywords"})
"""Conditions that an event does not fail later: its wording changes with every report, and corrects nothing."""


def raise_alerts(
    event: ConflictEvent, book: AlertBook, rules: Iterable[Rule], known_at: datetime | None = None
) -> tuple[Alert, ...]:
    """Which alerts does this revision raise? One a rule at most; the book is to absorb them when they are sent.

    ``known_at`` is when the revision was published, by its record's own timestamp; its ``updated_at`` where that is later
    or nothing else is known. A merged event raises none: the one that it was merged into inherits what was told.
    """
    if event.record_status == "merged":
        return ()
    known_at = max(event.updated_at, known_at or event.updated_at)
    return tuple(_alerts(event, book, rules, known_at))


def _alerts(event: ConflictEvent, book: AlertBook, rules: Iterable[Rule], known_at: datetime) -> Iterator[Alert]:
    for rule in rules:
        told = book.told(rule.id, event)
        if event.revision <= told.revision:
            continue  # read again, after a crash
        news = _news(event, rule, told, examine(event, rule.when), known_at)
        if news is not None and (alert := _alert(event, rule, book, told, *news)):
            yield alert


News = tuple[AlertReason, str, Sequence[Finding]]
"""Why somebody should know, what was reached, and what was found."""


def _news(event: ConflictEvent, rule: Rule, told: Told, findings: Sequence[Finding], known_at: datetime) -> News | None:
    """What does the revision say that was not told? ``None`` for nothing, and for what comes too late to be news."""
    failed = [finding for finding in findings if not finding.is_met]
    if not told.levels:
        freshness = find_freshness(event, rule.when, known_at)
        return ("match", MATCH, (*findings, freshness)) if not failed and freshness.is_met else None
    failed = [finding for finding in failed if finding.condition not in MET_ONCE]
    lateness = find_lateness(event, rule.when, known_at)
    if told.is_withdrawn:
        if not failed and lateness.is_met:
            return "correction", f"restored {(told.turn + 1) // 2}", (*findings, lateness)
        return None
    if failed:
        level = f"withdrawn {(told.turn + 2) // 2}"
        if event.record_status == "retracted":
            return "retraction", level, failed
        # What fails conditions that it was never told under was not corrected: the rule was.
        return ("correction", level, failed) if told.rule_version == rule.when.version else None
    new = [level for level in _risen(event, rule, told) if level not in told.levels]
    if not new or not lateness.is_met:
        return None
    return ("contested" if new[0].startswith("contested") else "promotion"), new[0], (*findings, lateness)


def levels_of(event: ConflictEvent, rule: Rule) -> tuple[str, ...]:
    """Which levels has the event reached under the rule? The most telling first: toll, severity, contested fields."""
    deaths = deaths_of(event)
    return (
        *(f"toll {step}" for step in sorted(rule.toll_steps, reverse=True) if deaths >= step),
        *(f"severity {level}" for level in range(_severity(event, rule), 0, -1)),
        *(f"contested: {name}" for name in sorted(event.contested_fields)),
    )


def _risen(event: ConflictEvent, rule: Rule, told: Told) -> Iterator[str]:
    """Which levels has the event itself reached since it was told? A step or a severity that the rule was given meanwhile is
    none, where what was told was past it."""
    for level in levels_of(event, rule):
        kind, _, number = level.partition(" ")
        if kind == "toll" and int(number) <= told.deaths:
            continue
        if kind == "severity" and int(number) > event.severity:
            continue
        yield level


def _severity(event: ConflictEvent, rule: Rule) -> int:
    return max(event.severity, rule.severity)


def _alert(
    event: ConflictEvent, rule: Rule, book: AlertBook, told: Told, reason: AlertReason, level: str, findings: Sequence[Finding]
) -> Alert | None:
    """The alert; held back where the rule's rate limit is reached; ``None`` where the same was held back before."""
    limit = rule.rate_limit if reason in LIMITED else None
    room_from = book.room_from(rule.id, limit) if limit else None
    is_held_back = room_from is not None and event.updated_at < room_from
    if is_held_back and told.held == level:
        return None
    is_turn = reason in ("correction", "retraction")
    levels = told.levels if is_held_back else told.levels | {MATCH, *levels_of(event, rule)}
    return Alert(
        alert_id=alert_id(rule.id, event.event_id, level),
        rule_id=rule.id,
        event_id=event.event_id,
        revision=event.revision,
        reason=reason,
        level=level,
        severity=_severity(event, rule),
        headline=event.headline,
        region=event.region,
        raised_at=event.updated_at,
        event=event,
        because=tuple(map(str, findings)),
        levels=tuple(sorted(levels)),
        turn=told.turn + is_turn,
        rule_version=rule.when.version,
        is_held_back=is_held_back,
        limited_until=book.room_from(rule.id, limit, also=(event.updated_at,)) if limit and not is_held_back else None,
        held_back=None if is_held_back else book.held_back(rule.id),
    )


def alert_id(rule_id: str, event_id: str, level: str) -> str:
    """Which id has the alert? The same rule, event and level give the same id, so that a repetition is recognised.

    >>> alert_id("deadly_event", "e1", "match")
    '5eca6a0fbb71a209cffb48b5'
    """
    return hashlib.sha256(f"{rule_id}\0{event_id}\0{level}".encode()).hexdigest()[:_ID_DIGITS]


def why_none(event: ConflictEvent, book: AlertBook, rule: Rule, known_at: datetime | None = None) -> tuple[str, ...]:
    """Why does the rule raise nothing for this revision? Each finding that stands against it; empty where all was told."""
    told = book.told(rule.id, event)
    failed = [finding for finding in examine(event, rule.when) if not finding.is_met]
    if not failed and not told.levels:
        failed = [find_freshness(event, rule.when, max(event.updated_at, known_at or event.updated_at))]
    return tuple(str(finding) for finding in failed if not finding.is_met)
