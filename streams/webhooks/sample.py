"""Which alert tries an endpoint? One that nobody takes for news."""

from __future__ import annotations

from datetime import datetime

from schemas import Alert, ConflictEvent
from schemas.conflict_event import Source

HEADLINE = "Test of a webhook: nothing has happened"


def sample_alert(now: datetime) -> Alert:
    """Which alert is sent to try an endpoint, at this instant?"""
    event = ConflictEvent(
        event_id="test",
        event_type="Strategic developments",
        sub_event_type="Other",
        region="unlocated",
        headline=HEADLINE,
        notes="Sent by hand with `sitrep webhooks test`.",
        sources=(Source(article_id="test", content_sha256="0" * 64),),
        pipeline_version="test",
        lexicon_version="test",
        created_at=now,
        updated_at=now,
    )
    return Alert(
        alert_id=f"test-{int(now.timestamp())}",
        rule_id="test",
        event_id=event.event_id,
        revision=1,
        reason="match",
        level="test",
        severity=0,
        headline=HEADLINE,
        region="unlocated",
        raised_at=now,
        event=event,
    )
