"""EnrichedArticle: an article's mentions in one link region, places, actors and types decided."""

from __future__ import annotations

from typing import Literal

from schemas.article_mentions import Trigger
from schemas.clean_article import ArticleHeader
from schemas.codes import LinkRegion
from schemas.conflict_event import EventContent
from schemas.evidence import Quote
from schemas.model import Count, Message, Score


class EnrichedMention(EventContent):
    """What does one article say of one event, in the terms of the published record?"""

    anchor: str
    trigger: Trigger
    evidence: Quote
    wording: tuple[str, ...] = ()
    figure_scope: Literal["event", "cumulative"] = "event"
    salience: Score = 0.0


class EnrichedArticle(Message):
    """What does one article version say of one link region?

    Published on ``mentions.enriched``, keyed by article id, one record to **every** region's partition, with the
    mentions there, possibly none: it replaces what that article said there before.
    """

    header: ArticleHeader
    region: LinkRegion
    home_region: LinkRegion
    """The region of the article's focus; its linker reports the article's outcome."""
    mention_count: Count = 0
    """Mentions of this article in all regions together."""
    mentions: tuple[EnrichedMention, ...] = ()
    pipeline_version: str
    lexicon_version: str
