"""What is told when: at the first match, and again only for what is graver, contested, corrected or retracted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from schemas import Alert, ConflictEvent
from schemas.article_mentions import Modality
from schemas.conflict_event import Fatalities, Occurred
from streams.alerting import AlertBook, built_in_rules, raise_alerts
from tests.alerting.events import NOW, event, rules, told

DEADLY = rules()


def story(*revisions: dict[str, Any], by: Any = DEADLY) -> list[tuple[str, str]]:
    """Reason and level of each alert that the revisions of one event raise in turn."""
    book = AlertBook()
    seen = [event(revision=number, **changes) for number, changes in enumerate(revisions, 1)]
    return [(alert.reason, alert.level) for revision in seen for alert in told(book, revision, by)]


def test_a_deadly_event_of_yesterday_raises_one_alert_by_the_built_in_rule() -> None:
    (alert,) = raise_alerts(event(), AlertBook(), built_in_rules())
    assert (alert.rule_id, alert.event_id, alert.revision, alert.reason) == ("deadly_event", "e1", 1, "match")
    assert alert.raised_at == NOW + timedelta(minutes=5)
    assert "least_deaths: 3 of 1" in alert.because


def test_a_revision_that_says_no_more_raises_none() -> None:
    assert story({}, {}, {"deaths": 4}) == [("match", "match")]


def test_a_toll_or_a_severity_that_crosses_a_step_is_told_once() -> None:
    assert story({}, {"deaths": 12}, {"deaths": 13}, {"deaths": 3}, {"deaths": 12}, {"deaths": 30, "severity": 4}) == [
        ("match", "match"), ("promotion", "toll 10"), ("promotion", "toll 25"),
    ]  # fmt: skip
    assert story({}, {"severity": 4}) == [("match", "match"), ("promotion", "severity 4")]


def test_a_rule_may_say_at_which_tolls_it_tells_again_and_how_severe_its_alerts_are_at_least() -> None:
    own = rules(toll_steps="[4, 8]", severity="5")
    assert story({}, {"deaths": 5, "severity": 4}, by=own) == [("match", "match"), ("promotion", "toll 4")]
    assert raise_alerts(event(), AlertBook(), own)[0].severity == 5


def test_a_field_that_becomes_contested_is_told_once() -> None:
    contested = {"corroboration": "contested", "contested_fields": ("control",)}
    assert story({}, contested, contested, {}, contested) == [("match", "match"), ("contested", "contested: control")]


def test_an_event_that_is_retracted_or_fails_the_rule_is_withdrawn_once_and_restored_where_it_comes_back() -> None:
    gone = {"record_status": "retracted"}
    assert story({}, gone, gone) == [("match", "match"), ("retraction", "withdrawn 1")]
    corrected = {"deaths": 0}
    assert story({}, corrected, corrected, gone) == [("match", "match"), ("correction", "withdrawn 1")]
    assert story({}, gone, {}, {}, corrected) == [
        ("match", "match"), ("retraction", "withdrawn 1"), ("correction", "restored 1"), ("correction", "withdrawn 2"),
    ]  # fmt: skip


def test_what_nobody_was_told_of_is_not_withdrawn() -> None:
    assert story({"deaths": 0}, {"record_status": "retracted"}) == []


def test_a_withdrawal_says_which_condition_fails() -> None:
    book = AlertBook()
    told(book, event(), DEADLY)
    (alert,) = told(book, event(revision=2, modality=Modality(value="denied"), deaths=0), DEADLY)
    assert alert.because == ("modality: denied", "least_deaths: 0 of 1")


def test_an_event_that_grew_old_keeps_what_was_told_and_a_late_correction_still_reaches_people() -> None:
    late = {"updated_at": NOW + timedelta(days=9)}
    assert story({}, {**late, "deaths": 40}) == [("match", "match")]
    assert story({}, {**late, "deaths": 0}) == [("match", "match"), ("correction", "withdrawn 1")]


def test_words_that_a_later_report_leaves_out_withdraw_nothing() -> None:
    assert story({}, {"headline": "Clash"}, by=rules("keywords: [killed]")) == [("match", "match")]


def test_a_rule_whose_conditions_changed_withdraws_nothing_but_what_is_retracted() -> None:
    book = AlertBook()
    told(book, event(), DEADLY)
    stricter = rules("least_deaths: 50")
    assert told(book, event(revision=2), stricter) == []
    assert [alert.reason for alert in told(book, event(revision=3, record_status="retracted"), stricter)] == ["retraction"]


def test_a_step_or_a_severity_that_a_rule_is_given_later_does_not_tell_again_what_was_told() -> None:
    book = AlertBook()
    told(book, event(deaths=12), rules(toll_steps="[10]", severity="1"))
    edited = rules(toll_steps="[8, 11, 20]", severity="5")
    assert told(book, event(revision=2, deaths=12), edited) == []
    assert [alert.level for alert in told(book, event(revision=3, deaths=21, severity=4), edited)] == ["toll 20"]
    assert told(book, event(revision=4, deaths=21, severity=4), edited) == []


def test_a_rule_made_wider_tells_of_what_is_published_from_then_on_and_of_nothing_that_is_old() -> None:
    book, narrow, wide = AlertBook(), rules("least_deaths: 50"), rules("least_deaths: 1")
    seen = [event(event_id=name, deaths=3) for name in ("quiet", "again", "late")]
    assert [alert for one in seen for alert in told(book, one, narrow)] == []
    later = {"revision": 2, "deaths": 3, "published_at": NOW + timedelta(days=9), "updated_at": NOW + timedelta(days=9)}
    assert told(book, event(event_id="late", **later), wide) == []
    assert [alert.reason for alert in told(book, event(event_id="again", revision=2, deaths=3), wide)] == ["match"]


def test_a_rule_that_is_taken_out_tells_nothing_more_and_remembers_what_it_told_should_it_come_back() -> None:
    book = AlertBook()
    told(book, event(), DEADLY)
    assert told(book, event(revision=2, record_status="retracted"), ()) == []
    assert told(book, event(revision=3), DEADLY) == []


def test_a_merged_event_is_told_by_no_alert_and_what_was_told_of_it_holds_for_the_other() -> None:
    book = AlertBook()
    told(book, event(event_id="younger", deaths=12), DEADLY)
    assert told(book, event(event_id="younger", revision=2, record_status="merged", merged_into="e1"), DEADLY) == []
    joined: dict[str, Any] = {"supersedes": ("younger",)}
    assert told(book, event(deaths=12, **joined), DEADLY) == []
    assert [alert.level for alert in told(book, event(revision=2, deaths=30, **joined), DEADLY)] == ["toll 25"]
    assert [alert.reason for alert in told(book, event(revision=3, deaths=0, **joined), DEADLY)] == ["correction"]


def test_a_merge_adds_what_was_told_of_the_other_to_what_was_told_of_the_event_itself() -> None:
    book = AlertBook()
    told(book, event(deaths=3), DEADLY)
    told(book, event(event_id="younger", deaths=12), DEADLY)
    assert told(book, event(revision=2, deaths=12, supersedes=("younger",)), DEADLY) == []


def test_what_was_said_last_holds_where_a_correction_moves_an_event_to_another_id_and_back() -> None:
    book = AlertBook()
    told(book, event(), DEADLY)
    (alert,) = told(book, event(event_id="corrected", deaths=0, supersedes=("e1",)), DEADLY)
    assert (alert.event_id, alert.reason) == ("corrected", "correction")
    (alert,) = told(book, event(revision=3, supersedes=("corrected",)), DEADLY)
    assert (alert.event_id, alert.level) == ("e1", "restored 1")


def test_the_same_event_has_the_same_alert_id_whenever_it_is_met() -> None:
    assert [alert.alert_id for alert in raise_alerts(event(), AlertBook(), DEADLY)] == [
        alert.alert_id for alert in raise_alerts(event(revision=4), AlertBook(), DEADLY)
    ]


def test_a_revision_that_was_published_late_is_a_backlog_by_its_records_own_time() -> None:
    assert raise_alerts(event(), AlertBook(), DEADLY, known_at=NOW + timedelta(hours=71))
    assert raise_alerts(event(), AlertBook(), DEADLY, known_at=NOW + timedelta(days=20)) == ()


def test_an_alert_of_before_there_were_levels_is_a_match_that_was_told() -> None:
    (alert,) = raise_alerts(event(), AlertBook(), DEADLY)
    bare = alert.model_dump(exclude={"because", "levels", "turn", "rule_version", "is_held_back"})
    book = AlertBook([Alert(**bare)])
    assert [found.reason for found in told(book, event(revision=2), DEADLY)] != ["match"]


def test_an_alert_that_can_not_be_read_still_keeps_people_from_being_told_twice() -> None:
    book = AlertBook()
    book.note("r:e1")
    assert [alert.reason for alert in told(book, event(), DEADLY) if alert.reason == "match"] == []
    book.forget("r:e1")
    assert [alert.reason for alert in told(book, event(revision=9), DEADLY)] == ["match"]


@pytest.mark.parametrize(
    "quiet",
    [
        event(deaths=0),
        event(deaths=None),
        event(on=None),
        event(on=date(2024, 4, 20)),
        event(on=date(2024, 5, 9)),
        event(record_status="retracted"),
        event(record_status="merged"),
        event(modality=Modality(value="threatened")),
        event(tags=("crime",)),
        event(occurred=Occurred(start=date(2024, 5, 1), end=date(2024, 5, 1), tense="background")),
        event(occurred=Occurred(start=date(2024, 5, 1), end=date(2024, 5, 1), tense="future")),
        event(updated_at=NOW + timedelta(days=30)),
        event(published_at=None, updated_at=NOW + timedelta(days=30)),
    ],
    ids=[
        "none died",
        "nobody says",
        "undated",
        "old",
        "a day to come",
        "retracted",
        "merged",
        "threatened",
        "crime",
        "background",
        "future",
        "backlog",
        "undated backlog",
    ],
)
def test_what_is_no_news_of_a_deadly_event_raises_none(quiet: ConflictEvent) -> None:
    assert raise_alerts(quiet, AlertBook(), DEADLY) == ()


def test_the_toll_that_counts_is_the_best_figure_else_the_low_one() -> None:
    at_most = event(fatalities=Fatalities(high=300, acled_value=300))
    at_least = event(fatalities=Fatalities(low=12, acled_value=12))
    assert raise_alerts(at_most, AlertBook(), DEADLY) == ()
    assert "toll 10" in raise_alerts(at_least, AlertBook(), DEADLY)[0].levels
