"""What survives a restart? One SQLite file a partition, written with the offset in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from schemas.codec import decode, encode
from schemas.correction import Correction
from streams.linking.history import Past
from streams.linking.winning import Version

SCHEMA_VERSION = "1"
"""Another layout is another number: a store of an older one is dropped and built again from the topic."""

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS versions (article_id TEXT, version INTEGER, modified_at TEXT, received_at TEXT, text_sha256 TEXT,
    pipeline TEXT, lexicon TEXT, url TEXT, blob BLOB);
CREATE INDEX IF NOT EXISTS versions_of ON versions (article_id);
CREATE TABLE IF NOT EXISTS firsts (article_id TEXT PRIMARY KEY, received_at TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS retractions (name TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrections (correction_id TEXT PRIMARY KEY, blob BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (event_id TEXT PRIMARY KEY, revision INTEGER, blob BLOB) WITHOUT ROWID;
"""
_DATA = ("versions", "firsts", "retractions", "corrections", "history", "meta")


class Store:
    """Where does a region's linker keep its state? A cache of its input topic: it may be deleted at any time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)
        if self.meta("schema") != SCHEMA_VERSION:
            self.clear()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def begin(self) -> None:
        """Begins the transaction that one record's changes are written in."""
        self._db.execute("BEGIN")

    def commit(self) -> None:
        """Ends it: all of the changes, with the offset, or none."""
        self._db.execute("COMMIT")

    def clear(self) -> None:
        """Forgets everything."""
        for table in _DATA:
            self._db.execute(f"DELETE FROM {table}")
        self.set_meta("schema", SCHEMA_VERSION)

    def meta(self, name: str) -> str | None:
        """Which fact is kept under this name?"""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str) -> None:
        """Keeps a fact."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def put_versions(self, article_id: str, received_at: datetime, versions: Iterable[Version]) -> None:
        """Keeps an article's records in place of those before."""
        self._db.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
        self._db.executemany(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (_row(article_id, version) for version in versions)
        )
        self._db.execute("INSERT OR REPLACE INTO firsts VALUES (?, ?)", (article_id, received_at.isoformat()))

    def drop_article(self, article_id: str) -> None:
        """Forgets an article that fell out of the window."""
        self._db.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
        self._db.execute("DELETE FROM firsts WHERE article_id = ?", (article_id,))

    def versions(self) -> Iterator[tuple[str, Version]]:
        """Which records are kept, by article?"""
        for row in self._db.execute("SELECT * FROM versions ORDER BY article_id"):
            rank = (row[1], datetime.fromisoformat(row[2]), datetime.fromisoformat(row[3]), row[4])
            yield row[0], Version(rank, (row[5], row[6], row[8]), rank[2], row[7])

    def firsts(self) -> Iterator[tuple[str, datetime]]:
        """When was each article first received?"""
        for article_id, at in self._db.execute("SELECT * FROM firsts"):
            yield article_id, datetime.fromisoformat(at)

    def put_retraction(self, name: str, at: datetime) -> None:
        """Keeps that a name was retracted."""
        self._db.execute("INSERT OR REPLACE INTO retractions VALUES (?, ?)", (name, at.isoformat()))

    def retractions(self) -> Iterator[tuple[str, datetime]]:
        """Which names were retracted, and when last?"""
        for name, at in self._db.execute("SELECT * FROM retractions ORDER BY name"):
            yield name, datetime.fromisoformat(at)

    def put_correction(self, correction: Correction) -> None:
        """Keeps an analyst's correction."""
        self._db.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?)", (correction.correction_id, encode(correction)))

    def corrections(self) -> Iterator[Correction]:
        """Which corrections were made?"""
        for (blob,) in self._db.execute("SELECT blob FROM corrections ORDER BY correction_id"):
            yield decode(Correction, blob)

    def put_past(self, event_id: str, past: Past) -> None:
        """Keeps what was last published of an event."""
        self._db.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?)", (event_id, past.revision, past.blob))

    def pasts(self) -> Iterator[tuple[str, Past]]:
        """What was last published of each event?"""
        for event_id, revision, blob in self._db.execute("SELECT * FROM history"):
            yield event_id, Past(revision, blob)


def _row(article_id: str, version: Version) -> tuple[object, ...]:
    number, modified_at, received_at, sha = version.rank
    pipeline, lexicon, blob = version.reading
    return (
        article_id,
        number,
        modified_at.isoformat(),
        received_at.isoformat(),
        sha,
        pipeline,
        lexicon,
        version.canonical_url,
        blob,
    )
