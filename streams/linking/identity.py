"""Which id has an event, and in which order do mentions stand?"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from schemas.codes import LinkRegion

_ID_DIGITS = 24
"""96 bits: with a billion events the chance that any two share an id is under one in ten billion."""


class MentionKey(NamedTuple):
    """Where does a mention stand among all? Background mentions follow all others, so that one of them never gives an
    event its id where a report of the day exists."""

    is_background: bool
    received_at: datetime
    """The least of the article's records."""
    article_id: str
    anchor: str


def event_id(region: LinkRegion, article_id: str, anchor: str) -> str:
    """Which id has the event whose least mention this is? Of offsets, versions and lexicon rows it knows nothing.

    The region is part of it, so that two partitions never write one key.

    >>> event_id("levant", "a1", "f00d")
    '11c8c45a620c484dbe314ec8'
    """
    return hashlib.sha256(f"{region}\0{article_id}\0{anchor}".encode()).hexdigest()[:_ID_DIGITS]
