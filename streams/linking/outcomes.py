"""What became of an article, as far as linking can say?"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.article_outcome import ArticleOutcome
from streams.linking.slim import SlimArticle


def too_late(record: SlimArticle, horizon_days: int) -> ArticleOutcome:
    """The record came further behind the newest than the horizon allows."""
    return ArticleOutcome(
        article_id=record.header.article_id,
        outcome="too_late",
        reason=f"received {record.header.received_at:%Y-%m-%d %H:%M}Z, more than {horizon_days} days behind the newest record",
        stage="link",
        region=record.home_region,
    )


def retracted(article_id: str, record: SlimArticle | None) -> ArticleOutcome:
    """The article was cancelled, withheld or tombstoned."""
    reason = record.header.pub_status if record else "retracted by a null value"
    region = record.home_region if record else None
    return ArticleOutcome(article_id=article_id, outcome="withheld", reason=reason, stage="link", region=region)


def linked(record: SlimArticle, event_ids: Sequence[str], copy_of: str | None) -> ArticleOutcome:
    """The article tells of events, repeats another article, or tells of none."""
    count = record.mention_count
    if count == 0:
        outcome, reason = "no_event", "no event that took place was found"
    elif copy_of is not None:
        outcome, reason = "copy", f"nearly the text of {copy_of}"
    else:
        outcome, reason = "events", f"{count} event{'s' * (count != 1)}"
    return ArticleOutcome(
        article_id=record.header.article_id,
        outcome=outcome,
        reason=reason,
        stage="link",
        region=record.home_region,
        event_ids=tuple(event_ids),
        copy_of=copy_of,
    )
