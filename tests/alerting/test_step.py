"""The built-in rule: a deadly event that is news, told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from schemas import ConflictEvent
from schemas.article_mentions import Modality
from schemas.conflict_event import Fatalities, Occurred, Source
from streams.alerting import alert_key, raise_alerts

NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)


def event(
    on: date | None = date(2024, 5, 1), deaths: int | None = 3, published_at: datetime | None = NOW, **changes: Any
) -> ConflictEvent:
    fields: dict[str, Any] = {
        "event_id": "e1",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "occurred": Occurred(start=on, end=on, best_date=on),
        "fatalities": Fatalities(best=deaths),
        "region": "levant",
        "headline": "Three killed",
        "notes": "",
        "sources": (Source(article_id="a1", published_at=published_at, content_sha256="0"),),
        "pipeline_version": "1",
        "lexicon_version": "1",
        "created_at": NOW,
        "updated_at": NOW + timedelta(minutes=5),
    }
    return ConflictEvent(**{**fields, **changes})


def test_a_deadly_event_of_yesterday_raises_one_alert() -> None:
    (alert,) = raise_alerts(event(), ())
    assert (alert.rule_id, alert.event_id, alert.revision, alert.reason) == ("deadly_event", "e1", 1, "match")
    assert alert.raised_at == NOW + timedelta(minutes=5)


def test_an_event_that_was_told_is_not_told_again_and_a_merge_inherits() -> None:
    assert raise_alerts(event(), {alert_key("deadly_event", "e1")}) == ()
    assert raise_alerts(event(supersedes=("e0",)), {alert_key("deadly_event", "e0")}) == ()


def test_the_same_event_has_the_same_alert_id() -> None:
    assert raise_alerts(event(), ())[0].alert_id == raise_alerts(event(revision=4), ())[0].alert_id


@pytest.mark.parametrize(
    "quiet",
    [
        event(deaths=0),
        event(deaths=None),
        event(on=None),
        event(on=date(2024, 4, 20)),
        event(record_status="retracted"),
        event(record_status="merged"),
        event(modality=Modality(value="threatened")),
        event(occurred=Occurred(start=date(2024, 5, 1), end=date(2024, 5, 1), tense="background")),
        event(updated_at=NOW + timedelta(days=30)),
        event(published_at=None, updated_at=NOW + timedelta(days=30)),
    ],
    ids=[
        "none died",
        "nobody says",
        "undated",
        "old",
        "retracted",
        "merged",
        "threatened",
        "background",
        "backlog",
        "undated backlog",
    ],
)
def test_what_is_no_news_of_a_deadly_event_raises_none(quiet: ConflictEvent) -> None:
    assert raise_alerts(quiet, ()) == ()
