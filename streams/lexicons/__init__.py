"""The knowledge: tables of actors, places, sources, triggers, each row with its source and an example."""

from streams.lexicons.load import LexiconError, Row, lexicon_version, overlays, read_table, use_overlays

__all__ = ["LexiconError", "Row", "lexicon_version", "overlays", "read_table", "use_overlays"]
