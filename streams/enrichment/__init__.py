"""What an article means: its places, actors, types, figures and claims."""

from streams.enrichment.places import resolve_toponyms
from streams.enrichment.step import enrich_mentions

__all__ = ["enrich_mentions", "resolve_toponyms"]
