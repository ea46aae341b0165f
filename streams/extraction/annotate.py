"""The annotator's view: the same reading with every sentence parsed."""

from __future__ import annotations

from schemas.article_mentions import ArticleMentions
from schemas.clean_article import CleanArticle
from streams.extraction.article_reader import read_article_text
from streams.extraction.step import collected, mentions_of


def annotate_article(article: CleanArticle) -> ArticleMentions:
    """What does the article name? As `extract_mentions`, but attributions are read in every sentence."""
    reading = read_article_text(article, everything=True)
    return collected(article, reading, mentions_of(reading))
