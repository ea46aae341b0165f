"""Which mentions are worth comparing?"""

from __future__ import annotations

from datetime import timedelta

from streams.linking.features import Features
from streams.linking.identity import MentionKey


class CandidateIndex:
    """Which mentions might be the same event as this one?"""

    def __init__(self, window: timedelta) -> None:
        self._window = window

    def add(self, features: Features) -> None:
        """Takes a mention in."""

    def remove(self, key: MentionKey) -> None:
        """Drops a mention."""

    def neighbours(self, features: Features) -> dict[MentionKey, float]:
        """Which mentions pass the predicate with this one, at what score?"""
        return {}
