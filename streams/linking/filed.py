"""What was worked out of an article? What the store keeps, so that a restart does not work it out again."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from streams.linking.copies import Print
from streams.linking.features import Features
from streams.linking.identity import MentionKey
from streams.linking.winning import Version


class Edge(NamedTuple):
    """With what may a mention be one event, at how many points?"""

    other: MentionKey
    points: float
    reading: int
    """Sum of the other article's record: once that has another winner, this edge says nothing."""


class FiledArticle(NamedTuple):
    """An article with its records and mentions, as they stand in a region's state."""

    received_at: datetime
    versions: tuple[Version, ...]
    told: Print | None
    """Its text, as far as copies are compared."""
    keys: tuple[tuple[MentionKey, bytes], ...]
    """The winner's mentions with its record, those of events that left the window too."""
    mentions: tuple[tuple[Features, tuple[Edge, ...]], ...]
    """Those that are placed."""
