"""CleanArticle: one article version, read, dated, fingerprinted, its boilerplate set aside."""

from __future__ import annotations

from typing import Literal

from schemas.codes import PubStatus, TextConfidence
from schemas.evidence import Quote, Span
from schemas.model import Instant, Message, Score
from schemas.raw_article import Publisher

BoilerplateKind = Literal[
    "disclaimer", "copyright", "comment_prompt", "membership", "contact", "navigation", "byline", "caption", "other"
]


class Boilerplate(Span):
    """Which characters are not the story, and what are they?"""

    kind: BoilerplateKind
    rule_id: str


class Dateline(Quote):
    """ "ALEPPO, Syria, Dec. 10 (Reuters) -": where, when and for whom it was filed. Parts are as printed."""

    place: str | None = None
    day: str | None = None
    agency: str | None = None


class Fingerprint(Message):
    """Is it a copy of another? ``content_sha256`` hashes the folded text, ``minhash`` sketches its word shingles."""

    content_sha256: str
    minhash: tuple[int, ...]
    """128 permutations; equal shares estimate the Jaccard similarity of the shingle sets."""
    shingle_count: int


class ArticleHeader(Message):
    """Which article version is this, who ran it, when? It travels with every record down to the linker."""

    article_id: str
    version: int = 0
    modified_at: Instant | None = None
    received_at: Instant
    """The record's Kafka timestamp; without Kafka ``published_at``, else ``fetched_at``."""
    published_at: Instant | None = None
    """``None`` where the article does not say; ``fetched_at`` never stands in for it."""
    fetched_at: Instant | None = None
    pub_status: PubStatus = "usable"
    is_tombstone: bool = False
    """True for a null value: only the key is known, and ``article_id`` holds it (an id or a canonical URL)."""
    text_sha256: str
    """Hash of title and body together: the version's identity (`identity.md`, winning version)."""
    title_sha256: str | None = None
    body_sha256: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    language: str | None = None
    language_score: Score | None = None
    publisher: Publisher | None = None
    originator: str | None = None
    """Who wrote it, where the article says so: "(Reuters)", "Articles by: RT", ``republished_from``."""
    byline: str | None = None
    dateline: Dateline | None = None
    text_confidence: TextConfidence = "full"
    fingerprint: Fingerprint | None = None
    tags: tuple[str, ...] = ()


class CleanArticle(Message):
    """What is the story? The two texts, immutable, and what was set aside in them.

    For a ``body_text`` article ``body`` has the received text's length, code point for code point; for ``body_html``
    it is the derived text. A cancelled, withheld or tombstoned article has empty texts.
    """

    header: ArticleHeader
    title: str = ""
    body: str = ""
    boilerplate: tuple[Boilerplate, ...] = ()
