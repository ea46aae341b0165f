"""Which articles are copies of one another? Near-identical texts, found by MinHash; a function of the texts alone."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from operator import eq
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from streams.linking.slim import SlimFingerprint

BANDS = 16
ROWS = 8
"""16 bands of 8: texts with 0.8 of their shingles in common meet in a band 95 times in 100, with 0.5 six times."""

COPY_SHARE = 0.7
"""Share of equal MinHash values from which a text is a copy: an edited headline and a cut last paragraph stay above, two
reports written apart stay under 0.3."""

MIN_SHINGLES = 12
"""A text shorter than this is a copy only where it is the same, word for word."""


class Print(NamedTuple):
    """What is kept of a text: a tenth of its fingerprint's room."""

    content_sha256: str
    minhash: bytes
    """Four bytes a value."""
    shingle_count: int


def print_of(fingerprint: SlimFingerprint | None) -> Print | None:
    """What is kept of this fingerprint? ``None`` of a text without words."""
    if fingerprint is None or fingerprint.shingle_count == 0:
        return None
    return Print(fingerprint.content_sha256, array("I", fingerprint.minhash).tobytes(), fingerprint.shingle_count)


class CopyIndex:
    """Which articles have near-identical texts?"""

    def __init__(self) -> None:
        self._prints: dict[str, Print] = {}
        self._bands: dict[int, str | set[str]] = {}
        """Articles by what they have in a band; nearly always a single one, which then stands there itself."""
        self._exact: dict[str, set[str]] = {}
        self._like: dict[str, set[str]] = {}

    def add(self, article_id: str, told: Print | None) -> None:
        """Takes an article in, in place of what was known of it."""
        if self._prints.get(article_id) == told:
            return
        self.remove(article_id)
        if told is None:
            return
        like = set(self._exact.get(told.content_sha256, ()))
        near: set[str] = set()
        for band in _bands(told):
            others = self._bands.setdefault(band, article_id)
            if others is article_id:
                continue
            if isinstance(others, str):
                others = self._bands[band] = {others}
            near |= others
            others.add(article_id)
        like |= {other for other in near - like if is_copy(told, self._prints[other])}
        self._exact.setdefault(told.content_sha256, set()).add(article_id)
        self._prints[article_id] = told
        if like:
            self._like[article_id] = like
            for other in like:
                self._like.setdefault(other, set()).add(article_id)

    def remove(self, article_id: str) -> None:
        """Drops an article."""
        told = self._prints.pop(article_id, None)
        if told is None:
            return
        for band in _bands(told):
            if self._bands.get(band) == article_id:
                del self._bands[band]
            else:
                _discard(self._bands, band, article_id)
        _discard(self._exact, told.content_sha256, article_id)
        for other in self._like.pop(article_id, ()):
            _discard(self._like, other, article_id)

    def print_of(self, article_id: str) -> Print | None:
        """What is compared of the article? ``None`` where nothing is."""
        return self._prints.get(article_id)

    def originals(self, articles: Sequence[tuple[datetime, str]]) -> dict[str, str]:
        """Whose copy is each of these articles? Given first come first; an original is not in the answer."""
        copies: dict[str, str] = {}
        before: list[str] = []
        for _, article_id in sorted(set(articles)):
            like = self._like.get(article_id)
            if like:
                original = next((other for other in before if other in like), None)
                if original is not None:
                    copies[article_id] = original
                    continue
            before.append(article_id)
        return copies


def is_copy(one: Print, other: Print) -> bool:
    """Are the two texts nearly the same?"""
    if one.content_sha256 == other.content_sha256:
        return True
    if min(one.shingle_count, other.shingle_count) < MIN_SHINGLES or len(one.minhash) != len(other.minhash):
        return False
    ours, theirs = memoryview(one.minhash).cast("I"), memoryview(other.minhash).cast("I")
    same: int = sum(map(eq, ours, theirs))
    return same >= COPY_SHARE * len(ours)


def _bands(told: Print) -> list[int]:
    """Which numbers stand for what the text has in each band? 64 bits: by chance two fall on one among four billion texts."""
    values = told.minhash
    return [xxh3_64_intdigest(values[band * 4 * ROWS : (band + 1) * 4 * ROWS], band) for band in range(BANDS)]


def _discard(index: dict, key: object, value: str) -> None:  # type: ignore[type-arg]
    found = index.get(key)
    if found is not None:
        found.discard(value)
        if not found:
            del index[key]
