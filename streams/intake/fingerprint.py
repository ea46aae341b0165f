"""The copy fingerprint: hashes of the texts, and a MinHash of the story's word shingles."""

from __future__ import annotations

import hashlib

from rensa import RMinHash  # type: ignore[import-untyped]

from schemas.clean_article import Fingerprint
from streams.intake.normalise import folded_words

PERMUTATIONS = 128
SEED = 42
"""Part of the fingerprint's meaning: another seed makes every stored fingerprint incomparable."""

SHINGLE_WORDS = 5
"""Words a shingle. Fewer find chance likeness between reports of one kind, more miss copies with small edits."""


def sha256(text: str) -> str:
    """Which hash names this text? SHA-256 of its UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_sha256(title: str, body: str) -> str:
    """Which hash names title and body together? A NUL stands between, so that moving a word across changes it."""
    return sha256(f"{title}\0{body}")


def take_fingerprint(story: str) -> Fingerprint:
    """What is this story's fingerprint? Boilerplate is to be left out by the caller: footers differ between copies.

    >>> one = take_fingerprint("Rebels shelled the town of Azaz on Monday, killing two.")
    >>> two = take_fingerprint("REBELS SHELLED the town of Azaz on Monday killing two")
    >>> one == two, one.shingle_count
    (True, 6)
    """
    words = folded_words(story)
    width = min(SHINGLE_WORDS, len(words))
    shingles = sorted({" ".join(words[at : at + width]) for at in range(len(words) - width + 1)}) if words else []
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(shingles)
    return Fingerprint(content_sha256=sha256(" ".join(words)), minhash=tuple(sketch.digest()), shingle_count=len(shingles))
