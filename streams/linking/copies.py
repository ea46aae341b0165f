"""Which articles are copies of one another? Near-identical texts, found by MinHash; a function of the texts alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schemas.clean_article import Fingerprint

BANDS = 16
ROWS = 8
"""16 bands of 8: texts with 0.8 of their shingles in common meet in a band 95 times in 100, with 0.5 six times."""

COPY_SHARE = 0.7
"""Share of equal MinHash values from which a text is a copy: an edited headline and a cut last paragraph stay above, two
reports written apart stay under 0.3."""

MIN_SHINGLES = 12
"""A text shorter than this is a copy only where it is the same, word for word."""


class CopyIndex:
    """Which articles have near-identical texts?"""

    def __init__(self) -> None:
        self._prints: dict[str, Fingerprint] = {}
        self._bands: dict[tuple[int, tuple[int, ...]], set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        self._like: dict[str, set[str]] = {}

    def add(self, article_id: str, fingerprint: Fingerprint | None) -> None:
        """Takes an article in, in place of what was known of it."""
        if self._prints.get(article_id) == fingerprint:
            return
        self.remove(article_id)
        if fingerprint is None or fingerprint.shingle_count == 0:
            return
        like = set(self._exact.get(fingerprint.content_sha256, ()))
        near: set[str] = set()
        for band in _bands(fingerprint):
            bucket = self._bands.setdefault(band, set())
            near |= bucket
            bucket.add(article_id)
        like |= {other for other in near - like if is_copy(fingerprint, self._prints[other])}
        self._exact.setdefault(fingerprint.content_sha256, set()).add(article_id)
        self._prints[article_id] = fingerprint
        if like:
            self._like[article_id] = like
            for other in like:
                self._like.setdefault(other, set()).add(article_id)

    def remove(self, article_id: str) -> None:
        """Drops an article."""
        fingerprint = self._prints.pop(article_id, None)
        if fingerprint is None:
            return
        for band in _bands(fingerprint):
            _discard(self._bands, band, article_id)
        _discard(self._exact, fingerprint.content_sha256, article_id)
        for other in self._like.pop(article_id, ()):
            _discard(self._like, other, article_id)

    def fingerprint(self, article_id: str) -> Fingerprint | None:
        """What is compared of the article? ``None`` where nothing is."""
        return self._prints.get(article_id)

    def like(self, article_id: str) -> set[str]:
        """Which articles have nearly its text?"""
        return self._like.get(article_id, set())

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


def is_copy(one: Fingerprint, other: Fingerprint) -> bool:
    """Are the two texts nearly the same?"""
    if one.content_sha256 == other.content_sha256:
        return True
    if min(one.shingle_count, other.shingle_count) < MIN_SHINGLES or len(one.minhash) != len(other.minhash):
        return False
    same = sum(a == b for a, b in zip(one.minhash, other.minhash, strict=True))
    return same >= COPY_SHARE * len(one.minhash)


def _bands(fingerprint: Fingerprint) -> list[tuple[int, tuple[int, ...]]]:
    return [(band, fingerprint.minhash[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS)]


def _discard(index: dict, key: object, value: str) -> None:  # type: ignore[type-arg]
    found = index.get(key)
    if found is not None:
        found.discard(value)
        if not found:
            del index[key]
