"""What survives a restart? One SQLite file a region: what was worked out of its input, and how far that was read."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import cast

from schemas.codec import decode, encode
from schemas.correction import Correction
from streams.linking.filed import FiledArticle
from streams.linking.history import Past

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (article_id TEXT PRIMARY KEY, filed BLOB);
CREATE TABLE IF NOT EXISTS retractions (name TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrections (correction_id TEXT PRIMARY KEY, correction BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (event_id TEXT PRIMARY KEY, revision INTEGER, event BLOB);
"""
_DATA = ("articles", "retractions", "corrections", "history", "meta")


class Store:
    """Where does a region's linker keep its state? A cache of its input topic: it may be deleted at any time.

    ``made_of``: which input and which code it is of; a store of another one is emptied. It holds pickles of our own, so its
    folder must be the worker's alone.
    """

    def __init__(self, path: Path, made_of: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._made_of = made_of
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)
        if self.meta("made_of") != made_of:
            self.clear()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within it stands, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def clear(self) -> None:
        """Forgets everything."""
        with self.transaction():
            for table in _DATA:
                self._db.execute(f"DELETE FROM {table}")
            self.set_meta("made_of", self._made_of)

    def meta(self, name: str) -> str | None:
        """Which fact is kept under this name?"""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: object) -> None:
        """Keeps a fact."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(value)))

    def put_article(self, article_id: str, filed: FiledArticle | None) -> None:
        """Keeps an article in place of what was kept of it; ``None`` where it is gone."""
        if filed is None:
            self._db.execute("DELETE FROM articles WHERE article_id = ?", (article_id,))
        else:
            self._db.execute("INSERT OR REPLACE INTO articles VALUES (?, ?)", (article_id, pickle.dumps(filed, 5)))

    def articles(self) -> Iterator[tuple[str, FiledArticle]]:
        """Which articles are kept, in order of id?"""
        for article_id, filed in self._db.execute("SELECT * FROM articles ORDER BY article_id"):
            yield article_id, cast(FiledArticle, pickle.loads(filed))

    def put_retractions(self, retracted: Mapping[str, datetime]) -> None:
        """Keeps which names were retracted, and when last."""
        rows = [(name, at.isoformat()) for name, at in retracted.items()]
        self._db.executemany("INSERT OR REPLACE INTO retractions VALUES (?, ?)", rows)

    def retractions(self) -> Iterator[tuple[str, datetime]]:
        """Which names were retracted, and when last?"""
        for name, at in self._db.execute("SELECT * FROM retractions ORDER BY name"):
            yield name, datetime.fromisoformat(at)

    def put_correction(self, correction: Correction) -> None:
        """Keeps an analyst's correction."""
        self._db.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?)", (correction.correction_id, encode(correction)))

    def corrections(self) -> Iterator[Correction]:
        """Which corrections were made?"""
        for (correction,) in self._db.execute("SELECT correction FROM corrections ORDER BY correction_id"):
            yield decode(Correction, correction)

    def put_past(self, event_id: str, past: Past) -> None:
        """Keeps what was last published of an event."""
        self._db.execute("INSERT OR REPLACE INTO history VALUES (?, ?, ?)", (event_id, past.revision, past.blob))

    def pasts(self) -> Iterator[tuple[str, Past]]:
        """What was last published of each event?"""
        for event_id, revision, event in self._db.execute("SELECT * FROM history"):
            yield event_id, Past(revision, event)
