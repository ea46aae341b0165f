"""Reads a text of a test as the pipeline would."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.article_mentions import ArticleMentions
from schemas.clean_article import ArticleHeader, CleanArticle
from streams.extraction import extract_mentions


def clean(body: str, title: str = "", published: tuple[int, int, int] = (2023, 6, 14)) -> CleanArticle:
    at = datetime(*published, 12, tzinfo=UTC)
    header = ArticleHeader(article_id="a", received_at=at, published_at=at, text_sha256="0" * 64)
    return CleanArticle(header=header, title=title, body=body)


def read(body: str, title: str = "", published: tuple[int, int, int] = (2023, 6, 14)) -> ArticleMentions:
    return extract_mentions(clean(body, title, published))
