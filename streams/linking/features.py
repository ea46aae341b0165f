"""What of a mention is compared?"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.clean_article import ArticleHeader
from schemas.enriched_article import EnrichedMention
from streams.linking.identity import MentionKey


@dataclass(frozen=True, slots=True)
class Features:
    """A mention as the predicate sees it."""

    key: MentionKey


def features_of(key: MentionKey, header: ArticleHeader, mention: EnrichedMention) -> Features:
    """What of this mention is compared?"""
    return Features(key)
