"""Which reports tell of one event? From the enriched articles of a region to conflict events and their revisions."""

from streams.linking.state import LinkResult, RegionLinker
from streams.linking.step import link_articles, single_article_events

__all__ = ["LinkResult", "RegionLinker", "link_articles", "single_article_events"]
