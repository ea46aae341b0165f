"""Which version of an article counts? The winning one, after retractions; the same whatever order records came in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from xxhash import xxh3_128_hexdigest

from schemas.codec import decode
from schemas.enriched_article import EnrichedArticle
from streams.linking.packing import pack, unpack
from streams.linking.slim import SlimArticle, SlimHeader, slim

NEVER = datetime(200, 1, 1, tzinfo=UTC)
"""Before any instant, with room for a window of a hundred years before it."""

DECODED = 2_000
"""Articles that are kept decoded: those of the events that reports come in for now. A decoded record takes some 30 times the
room of its compressed bytes."""


def version_rank(header: SlimHeader) -> tuple[int, datetime, datetime, str]:
    """How does this version rank among the article's? The greatest wins; a version without ``modified_at`` ranks lowest."""
    return (header.version, header.modified_at or NEVER, header.received_at, header.text_sha256)


class Version(NamedTuple):
    """One record of an article, its content as compressed bytes."""

    rank: tuple[int, datetime, datetime, str]
    reading: tuple[str, str, bytes]
    """Pipeline and lexicon that read it, and what they read: of one version read twice the greatest stands."""
    received_at: datetime
    canonical_url: str | None
    digest: str
    """Hash of the record's bytes."""

    @property
    def blob(self) -> bytes:
        """The record's bytes, compressed."""
        return self.reading[2]


def version_of(record: SlimArticle, value: bytes) -> Version:
    """Which version is this record, of these bytes?"""
    header = record.header
    reading = (record.pipeline_version, record.lexicon_version, pack(value))
    digest = xxh3_128_hexdigest(value)
    return Version(version_rank(header), reading, header.received_at, header.canonical_url, digest)


@dataclass(slots=True)
class Versions:
    """Which records of one article may still win?

    A tombstone beats every record with a timestamp up to its own, so a lower version that came later may win once a
    higher one is retracted: kept are all records that no other record both outranks and outlives.
    """

    received_at: datetime
    """The least timestamp among all of the article's records, retracted ones too."""
    kept: list[Version] = field(default_factory=list)

    def add(self, new: Version) -> bool:
        """Does this record change what counts? A repeated record does not."""
        is_earlier = new.received_at < self.received_at
        self.received_at = min(self.received_at, new.received_at)
        for other in self.kept:
            if other.rank == new.rank and other.reading >= new.reading:
                return is_earlier
            if other.rank > new.rank and other.received_at >= new.received_at:
                return is_earlier
        self.kept = [other for other in self.kept if not (new.rank >= other.rank and new.received_at >= other.received_at)]
        self.kept.append(new)
        self.kept.sort(key=lambda other: other.rank)
        return True

    def winner(self, retracted_at: datetime | None) -> Version | None:
        """Which record wins over what was not retracted? ``None`` where nothing is left."""
        alive = [version for version in self.kept if retracted_at is None or version.received_at > retracted_at]
        return alive[-1] if alive else None


class Winners:
    """Which record of each article counts, in one region?

    A tombstone has only a key, the article's id or its canonical URL, and holds for articles that come later too.
    """

    def __init__(self) -> None:
        self._versions: dict[str, Versions] = {}
        self._retracted_at: dict[str, datetime] = {}
        self._by_url: dict[str, set[str]] = {}
        self._decoded: OrderedDict[bytes, EnrichedArticle] = OrderedDict()
        self._slim: tuple[bytes, SlimArticle] | None = None
        """The record that was read last: mostly the one that is asked for next."""

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._versions

    def add(self, record: SlimArticle, value: bytes, decoded: EnrichedArticle | None = None) -> tuple[str, ...]:
        """Which articles may now have another winner? In order of id. ``value``: the record's bytes; ``decoded``: all of it,
        where that is known already."""
        if record.header.is_tombstone:
            names = {record.header.article_id, record.header.canonical_url or record.header.article_id}
            return self.retract(names, record.header.received_at)
        version = version_of(record, value)
        self._slim = (version.blob, record)
        if decoded is not None:
            self._remember(version.blob, decoded)
        article_id = record.header.article_id
        versions = self._versions.get(article_id)
        if versions is None:
            versions = self._versions[article_id] = Versions(version.received_at)
        if not versions.add(version):
            return ()
        if version.canonical_url:
            self._by_url.setdefault(version.canonical_url, set()).add(article_id)
        return (article_id,)

    def retract(self, names: set[str], at: datetime) -> tuple[str, ...]:
        """Which articles may lose their records up to this instant? Names are ids or canonical URLs."""
        touched: set[str] = set()
        for name in names:
            if self._retracted_at.get(name, NEVER) < at:
                self._retracted_at[name] = at
                touched |= self._by_url.get(name, set())
                if name in self._versions:
                    touched.add(name)
        return tuple(sorted(touched))

    def winning_version(self, article_id: str) -> Version | None:
        """Which version of the article counts? ``None`` where it was retracted."""
        versions = self._versions.get(article_id)
        return versions.winner(self._retraction_of(article_id, versions)) if versions else None

    def slim(self, article_id: str) -> SlimArticle | None:
        """What does the record that counts say, as far as it is compared? ``None`` where the article was retracted."""
        version = self.winning_version(article_id)
        if version is None:
            return None
        if self._slim is None or self._slim[0] is not version.blob:
            self._slim = (version.blob, slim(unpack(version.blob)))
        return self._slim[1]

    def winner(self, article_id: str) -> EnrichedArticle | None:
        """Which record of the article counts? ``None`` where it was retracted."""
        version = self.winning_version(article_id)
        return self._decode(version.blob) if version else None

    def _retraction_of(self, article_id: str, versions: Versions) -> datetime | None:
        names = {article_id, *(version.canonical_url for version in versions.kept if version.canonical_url)}
        return max((at for name in names if (at := self._retracted_at.get(name)) is not None), default=None)

    def _decode(self, blob: bytes) -> EnrichedArticle:
        record = self._decoded.get(blob)
        if record is None:
            record = decode(EnrichedArticle, unpack(blob))
            self._remember(blob, record)
        else:
            self._decoded.move_to_end(blob)
        return record

    def _remember(self, blob: bytes, record: EnrichedArticle) -> None:
        self._decoded[blob] = record
        if len(self._decoded) > DECODED:
            self._decoded.popitem(last=False)

    def received_at(self, article_id: str) -> datetime:
        """When was the article first received?"""
        return self._versions[article_id].received_at

    def put_back(self, article_id: str, received_at: datetime, kept: Iterable[Version]) -> None:
        """Takes in an article as the store kept it."""
        versions = self._versions[article_id] = Versions(received_at, list(kept))
        for version in versions.kept:
            if version.canonical_url:
                self._by_url.setdefault(version.canonical_url, set()).add(article_id)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Which records of the article are kept?"""
        versions = self._versions.get(article_id)
        return tuple(versions.kept) if versions else ()

    def retractions(self) -> Mapping[str, datetime]:
        """Which names were retracted, and when last?"""
        return self._retracted_at

    def older_than(self, instant: datetime) -> tuple[str, ...]:
        """Which articles were first received before this instant?"""
        return tuple(sorted(name for name, versions in self._versions.items() if versions.received_at < instant))

    def forget(self, article_id: str) -> None:
        """Drops an article that fell out of the window."""
        versions = self._versions.pop(article_id, None)
        for version in versions.kept if versions else ():
            url = version.canonical_url
            if url in self._by_url:
                self._by_url[url].discard(article_id)
                if not self._by_url[url]:
                    del self._by_url[url]

    def forget_retractions(self, before: datetime) -> None:
        """Drops retractions that no record in the window can be under."""
        self._retracted_at = {name: at for name, at in self._retracted_at.items() if at >= before}


def is_usable(record: EnrichedArticle | SlimArticle | None) -> bool:
    """Has this winner any mentions to give? A cancelled or withheld version has none."""
    return record is not None and record.header.pub_status == "usable"
