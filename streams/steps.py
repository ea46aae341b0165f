"""What do the pure steps make of a record? Each is decode, step, messages; they run in worker processes and know no Faust.

A stage is imported where it runs: the worker itself only names its steps, and would load for nothing what its children hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from schemas.article_mentions import ArticleMentions
from schemas.clean_article import CleanArticle
from schemas.model import Message
from streams.lexicons import use_overlays
from streams.routing import Record, value_of

_SAMPLE = (
    b'{"id": "warm-up", "title": "Five killed in clashes near Aleppo", "published_at": "2024-05-02T09:00:00Z", "body_text": '
    b'"ALEPPO, Syria, May 2 - Five soldiers were killed on Wednesday when rebels attacked an army post near the town of Azaz, '
    b'the Syrian army said. Residents said that dozens of families had fled."}'
)


def intake(record: Record) -> Iterable[Message]:
    """Which article is it, or why is it none for us?"""
    from streams.intake import read_article

    return (read_article(record.key, record.value, record.timestamp_ms),)


def extract(record: Record) -> Iterable[Message]:
    """What does the article say?"""
    from streams.extraction import extract_mentions

    return (extract_mentions(value_of(CleanArticle, record)),)


def enrich(record: Record) -> Iterable[Message]:
    """What does it mean, region by region?"""
    from streams.enrichment import enrich_mentions

    return enrich_mentions(value_of(ArticleMentions, record))


def load_knowledge_with(folders: tuple[Path, ...]) -> None:
    """As `load_knowledge`, with an operator's tables, in a new process."""
    use_overlays(folders)
    load_knowledge()


def load_knowledge() -> None:
    """Loads models and tables by reading a small article, so that the first real one does not wait."""
    from streams.enrichment import enrich_mentions
    from streams.extraction import extract_mentions
    from streams.intake import read_article

    article = read_article(None, _SAMPLE, None)
    if isinstance(article, CleanArticle):
        enrich_mentions(extract_mentions(article))
