"""Nobody is told twice: any revisions, in any order, repeated, with crashes before and after sending, with compaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Alert, ConflictEvent, decode, encode
from streams.alerting import AlertBook, alert_key, raise_alerts, read_rules
from streams.alerting.book import LIMITED
from tests.alerting.events import NOW, event

RULES = read_rules(
    "rules: [{id: deadly, when: {least_deaths: 1}}, {id: grave, severity: 2, when: {least_severity: 3}, toll_steps: [8]}]", "f"
)
(LIMITED_RULE,) = read_rules("rules: [{id: deadly, when: {least_deaths: 1}, rate_limit: {alerts: 2, per: 1h}}]", "f")
NAMES = ("e0", "e1", "e2")

STATES = st.fixed_dictionaries(
    {
        "deaths": st.sampled_from([0, 1, 6, 12, 30, 120]),
        "severity": st.integers(0, 5),
        "record_status": st.sampled_from(["active", "active", "active", "retracted"]),
        "contested_fields": st.sampled_from([(), (), ("toll",), ("control", "toll")]),
    }
)


@st.composite
def histories(draw: st.DrawFn) -> list[ConflictEvent]:
    """The revisions of three events as their partition holds them: in order for each event, the last perhaps merged."""
    revisions = [draw(st.lists(STATES, max_size=5)) for _ in NAMES]
    merged = draw(st.sampled_from([0, 1, 2, None]))
    found: list[list[ConflictEvent]] = []
    for number, states in enumerate(revisions):
        own = [_revision(NAMES[number], at, state) for at, state in enumerate(states, 1)]
        if number == merged and number and own:
            joined = {"record_status": "merged", "merged_into": NAMES[0], "revision": len(own) + 1}
            own.append(own[-1].model_copy(update=joined))
        found.append(own)
    order = draw(st.permutations([number for number, own in enumerate(found) for _ in own]))
    stream, seen_merged = [], False
    for number in order:
        one = found[number].pop(0)
        seen_merged |= one.record_status == "merged"
        stream.append(one.model_copy(update={"supersedes": (NAMES[merged],)}) if seen_merged and not number and merged else one)
    return [one.model_copy(update={"updated_at": NOW + timedelta(minutes=9 * at)}) for at, one in enumerate(stream)]


def _revision(name: str, revision: int, state: dict[str, Any]) -> ConflictEvent:
    return event(event_id=name, revision=revision, **state)


class Worker:
    """A worker's alert step and its topic: what is not on the topic is forgotten by a crash."""

    def __init__(self, rules: Sequence[Any] = RULES) -> None:
        self.topic: list[bytes] = []
        self._rules = rules
        self._book = AlertBook()

    def read(self, one: ConflictEvent, *, is_sent: bool = True) -> None:
        for alert in raise_alerts(one, self._book, self._rules):
            self._book.absorb(alert)
            if is_sent:
                self.topic.append(encode(alert))

    def crash(self, *, is_compacted: bool = False) -> None:
        if is_compacted:
            last = {alert_key(alert.rule_id, alert.event_id): encode(alert) for alert in self.alerts}
            kept = set(last.values())
            self._book = AlertBook(alert for alert in self.alerts if encode(alert) in kept)
        else:
            self._book = AlertBook(self.alerts)

    @property
    def alerts(self) -> list[Alert]:
        return [decode(Alert, value) for value in self.topic]


def run(stream: Sequence[ConflictEvent], rules: Sequence[Any] = RULES) -> list[Alert]:
    worker = Worker(rules)
    for one in stream:
        worker.read(one)
    return worker.alerts


def check_each_once(alerts: Sequence[Alert]) -> None:
    assert set(Counter(alert.alert_id for alert in alerts if not alert.is_held_back).values()) <= {1}


@given(histories(), st.data())
def test_any_order_of_repeated_revisions_and_crashes_tells_each_level_once(
    stream: list[ConflictEvent], data: st.DataObject
) -> None:
    twice = [one for one in stream for _ in range(data.draw(st.integers(1, 3)))]
    worker = Worker()
    for one in data.draw(st.permutations(twice)):
        match data.draw(st.sampled_from(["", "", "after sending", "before sending", "compacted"])):
            case "":
                worker.read(one)
            case "after sending":
                worker.read(one)
                worker.crash()
                worker.read(one)
            case "before sending":
                worker.read(one, is_sent=False)
                worker.crash()
                worker.read(one)
            case "compacted":
                worker.read(one)
                worker.crash(is_compacted=True)
    check_each_once(worker.alerts)


@given(histories(), st.data())
@settings(max_examples=100)
def test_crashes_and_repetitions_tell_what_an_undisturbed_worker_tells(
    stream: list[ConflictEvent], data: st.DataObject
) -> None:
    worker, at = Worker(), 0
    crashes = data.draw(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12), st.booleans()), max_size=4))
    while at < len(stream):
        worker.read(stream[at])
        at += 1
        if crashes and crashes[-1][0] <= at:
            _, back, is_compacted = crashes.pop()
            worker.crash(is_compacted=is_compacted)
            at = max(0, at - back)
    assert worker.alerts == run(stream)


@given(histories())
@settings(max_examples=100)
def test_the_last_word_on_an_event_is_true(stream: list[ConflictEvent]) -> None:
    alerts = run(stream)
    for now in {one.event_id: one for one in stream}.values():
        for rule_id in ("deadly", "grave"):
            names = {now.event_id, *now.supersedes}
            said = [alert for alert in alerts if alert.rule_id == rule_id and alert.event_id in names]
            if not said or now.record_status == "merged":
                continue
            meets = now.fatalities.best if rule_id == "deadly" else now.severity >= 3
            assert bool(meets and now.record_status == "active") == (said[-1].turn % 2 == 0)


@given(histories())
@settings(max_examples=200)
def test_what_was_told_of_a_merged_event_is_not_told_again_of_the_one_that_it_was_merged_into(
    stream: list[ConflictEvent],
) -> None:
    alerts = run(stream)
    for number, alert in enumerate(alerts):
        before = [one for one in alerts[:number] if one.rule_id == alert.rule_id and one.event_id in alert.event.supersedes]
        if before and alert.reason in LIMITED:
            assert alert.level not in before[-1].levels


@given(histories(), st.data())
@settings(max_examples=100)
def test_a_rate_limit_holds_in_every_hour_and_what_it_holds_back_is_summed_up(
    stream: list[ConflictEvent], data: st.DataObject
) -> None:
    worker = Worker([LIMITED_RULE])
    for one in stream:
        worker.read(one)
        if data.draw(st.booleans()):
            worker.crash()
            worker.read(one)
    alerts = worker.alerts
    check_each_once(alerts)
    sent = [alert.raised_at for alert in alerts if alert.reason in LIMITED and not alert.is_held_back]
    assert all(sum(at <= other < at + timedelta(hours=1) for other in sent) <= 2 for at in sent)
    waiting: list[Alert] = []
    for alert in alerts:
        if alert.is_held_back:
            waiting.append(alert)
            continue
        assert (alert.held_back.count if alert.held_back else 0) == len({one.alert_id for one in waiting})
        waiting.clear()
