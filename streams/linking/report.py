"""What is one report of an event? A mention with its article, and whose copy it is."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.clean_article import ArticleHeader
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from streams.linking.identity import MentionKey


@dataclass(frozen=True, slots=True)
class Report:
    """One mention of an event. ``copy_of`` names the earlier article that this one repeats."""

    key: MentionKey
    article: EnrichedArticle
    mention: EnrichedMention
    copy_of: str | None = None
    root: str = ""
    """Whose work is it? The originator, else the publisher, else the article stands for itself."""
    why: str = ""
    """Why is it of this event: the features that gave points against the first report, as "day 100, place 110"."""

    @property
    def header(self) -> ArticleHeader:
        """Which article is it from?"""
        return self.article.header


def report_of(
    key: MentionKey, article: EnrichedArticle, mention: EnrichedMention, copy_of: str | None = None, why: str = ""
) -> Report:
    """Which report is this mention?"""
    header = article.header
    publisher = (header.publisher.name or header.publisher.domain) if header.publisher else None
    return Report(key, article, mention, copy_of, header.originator or publisher or header.article_id, why)
