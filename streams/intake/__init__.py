"""Intake: raw bytes in, a clean article out (or why not)."""

from streams.intake.step import clean_article, read_article

__all__ = ["clean_article", "read_article"]
