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

    @property
    def header(self) -> ArticleHeader:
        """Which article is it from?"""
        return self.article.header

    @property
    def root(self) -> str:
        """Whose work is it? The originator, else the publisher, else the article stands for itself."""
        header = self.header
        publisher = (header.publisher.name or header.publisher.domain) if header.publisher else None
        return header.originator or publisher or header.article_id
