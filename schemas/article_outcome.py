"""ArticleOutcome: what became of an article."""

from __future__ import annotations

from schemas.codes import LinkRegion, Outcome, Stage
from schemas.model import Message


class ArticleOutcome(Message):
    """What became of this article? Exactly one a time, keyed by article id on ``articles.outcomes``."""

    article_id: str
    outcome: Outcome
    reason: str
    """One line for a person: "language is fr (score 0.98)", "2 events"."""
    stage: Stage
    region: LinkRegion | None = None
    event_ids: tuple[str, ...] = ()
    """The events in the article's home region that it is a source of."""
    copy_of: str | None = None
