"""Extraction: from a clean article to the event mentions in it, in the article's own words."""

from streams.extraction.annotate import annotate_article
from streams.extraction.step import extract_mentions

__all__ = ["annotate_article", "extract_mentions"]
