"""What is one report of an event? A mention with its article, and whose copy it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from schemas.clean_article import ArticleHeader
from schemas.conflict_event import Provenance, Source
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from streams.linking.identity import MentionKey

QuoteKey = tuple[str, str, str, str, int]
"""Which quotation is it? Field, rule, article, part and first character."""


@dataclass(frozen=True)
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

    @cached_property
    def source(self) -> Source:
        """Which source is its article, with this mention's salience?"""
        header = self.header
        publisher = (header.publisher.name or header.publisher.domain) if header.publisher else None
        return Source(
            article_id=header.article_id,
            url=header.canonical_url or header.url,
            publisher=publisher,
            originator=header.originator,
            published_at=header.published_at,
            content_sha256=header.text_sha256,
            salience=self.mention.salience,
            is_copy_of=self.copy_of,
        )

    @cached_property
    def quoted(self) -> tuple[tuple[QuoteKey, Provenance], ...]:
        """Which quotations are there for what it says?"""
        return tuple(
            ((row.field, row.rule_id, row.article_id, row.part, row.start_char), row) for row in self.mention.provenance
        )

    @cached_property
    def reason(self) -> Provenance:
        """Which quotation says why its article is a source?"""
        trigger, header = self.mention.trigger, self.header
        sha = header.title_sha256 if trigger.part == "title" else header.body_sha256
        return Provenance(
            field="sources",
            article_id=header.article_id,
            text_sha256=sha or header.text_sha256,
            rule_id=f"link: {self.why}",
            part=trigger.part,
            start_char=trigger.start_char,
            end_char=trigger.end_char,
            quote=trigger.quote,
        )


def report_of(
    key: MentionKey, article: EnrichedArticle, mention: EnrichedMention, copy_of: str | None = None, why: str = ""
) -> Report:
    """Which report is this mention?"""
    header = article.header
    publisher = (header.publisher.name or header.publisher.domain) if header.publisher else None
    return Report(key, article, mention, copy_of, header.originator or publisher or header.article_id, why)
