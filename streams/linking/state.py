"""What does a region know? Its articles' winning versions, which of their mentions are one event, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schemas.article_outcome import ArticleOutcome
from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from streams.linking import outcomes
from streams.linking.amending import Amendments
from streams.linking.assemble import assemble
from streams.linking.candidates import CandidateIndex
from streams.linking.copies import CopyIndex
from streams.linking.features import Features, features_of
from streams.linking.history import History, content_of
from streams.linking.identity import MentionKey, event_id
from streams.linking.placement import Placement
from streams.linking.report import Report, report_of
from streams.linking.store import Store
from streams.linking.winning import NEVER, Winners, is_usable

SWEEP_EVERY = timedelta(hours=6)
"""Event time between two evictions: what is kept a few hours longer costs memory and changes no answer."""


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What follows from one record: revisions to publish (before the nulls), event ids to be followed by a null, and what
    became of articles."""

    upserts: tuple[ConflictEvent, ...] = ()
    tombstones: tuple[str, ...] = ()
    outcomes: tuple[ArticleOutcome, ...] = ()

    @property
    def outcome(self) -> ArticleOutcome | None:
        """What became of the record's article? ``None`` where another region's linker says it."""
        return self.outcomes[0] if self.outcomes else None


class RegionLinker:
    """Which events do a region's articles tell of? (`identity.md`: the map from event id to content is a function of the
    winning versions alone, whatever order, however often.)

    ``window_days``: how many days after its first report an event takes others, and how far apart in event days two reports
    may lie. ``horizon_days``: how far behind the newest record one may come. ``store``: a file to keep the state in; without
    one it lives in memory. Not safe for use by several threads.
    """

    def __init__(self, region: LinkRegion, window_days: int = 45, horizon_days: int = 7, store: Path | None = None) -> None:
        self.region = region
        self.horizon_days = horizon_days
        self._window = timedelta(days=window_days)
        self._horizon = timedelta(days=horizon_days)
        self._store = Store(store) if store else None
        self._reset()
        if self._store:
            self._load(self._store)

    def _reset(self) -> None:
        self.watermark = NEVER
        """The greatest received_at read so far."""
        self.offset: int | None = None
        """Offset of the last record applied, on ``mentions.enriched``."""
        self.corrections_offset: int | None = None
        """The same on ``events.corrections``."""
        self._swept_at = NEVER
        self._winners = Winners()
        self._history = History()
        self._copies = CopyIndex()
        self._candidates = CandidateIndex()
        self._placement = Placement(self._window)
        self._amendments = Amendments(self.region)
        self._keys: dict[str, tuple[tuple[MentionKey, bytes], ...]] = {}
        self._published: dict[MentionKey, tuple[MentionKey, ...]] = {}

    # --- what comes in

    def bind(self, cluster_id: str, topic_id: str) -> bool:
        """Is the store of this very topic? Where it is not, it is emptied, and the topic is to be read from its first
        record (False)."""
        if self._store is None:
            return self.offset is not None
        mine = f"{cluster_id}/{topic_id}"
        if self._store.meta("topic") == mine and self.offset is not None:
            return True
        self._store.begin()
        self._store.clear()
        self._store.set_meta("topic", mine)
        self._store.commit()
        self._reset()
        return False

    def apply(self, record: EnrichedArticle, offset: int | None = None) -> LinkResult:
        """What follows from this record? Read twice, it changes nothing the second time.

        Raises ValueError where the record is another region's.
        """
        if record.region != self.region:
            raise ValueError(f"a record of {record.region} came to the linker of {self.region}")
        header = record.header
        if header.received_at < self.watermark - self._horizon and header.article_id not in self._winners:
            late = (outcomes.too_late(record, self.horizon_days),) if record.home_region == self.region else ()
            return self._done(LinkResult(outcomes=late), offset)
        self.watermark = max(self.watermark, header.received_at)
        articles = self._winners.add(record)
        touched: set[MentionKey] = set()
        for article_id in articles:
            touched |= self._replace(article_id)
        result = self._publish(touched, header.received_at)
        said = tuple(
            outcome for article_id in sorted({*articles, header.article_id}) if (outcome := self._outcome(article_id, record))
        )
        result = LinkResult(result.upserts, result.tombstones, said)
        if self.watermark - self._swept_at >= SWEEP_EVERY:
            self._sweep()
        return self._done(result, offset, articles, record)

    def apply_correction(self, correction: Correction, offset: int | None = None) -> LinkResult:
        """What follows from an analyst's correction? Kept, and applied whenever the event is there."""
        if not self._amendments.add(correction):
            return LinkResult()
        touched = self._settle(self._amendments.concerned(correction, self._placement))
        result = self._publish(touched, correction.made_at)
        if self._store:
            self._store.begin()
            self._store.put_correction(correction)
            if offset is not None:
                self._store.set_meta("corrections_offset", str(offset))
            self._write_history(self._store)
            self._store.commit()
        self.corrections_offset = offset if offset is not None else self.corrections_offset
        return result

    # --- what comes out

    def events(self) -> Iterator[ConflictEvent]:
        """Which events are there now, in order of their first report?"""
        for root in sorted(self._placement.roots()):
            if self._amendments.head(root, self._placement) == root and not self._is_rejected(root):
                event = self._assemble(root)
                past = self._history.past(event.event_id)
                known = past.event() if past else None
                if known is not None and content_of(known) == content_of(event):
                    yield known
                else:
                    yield event

    def forget_history(self) -> None:
        """Forgets what was published, for a state that was built from the input alone: `reconcile` then learns it from the
        topic, and numbers that were only counted up on the way are not published."""
        self._history = History()

    def reconcile(self, published: Iterable[ConflictEvent]) -> LinkResult:
        """What must be published again, given what stands on ``events``? To be called once, when the partition was assigned
        and the input was read up to the checkpoint. Revision numbers continue from the greater of both."""
        standing = {event.event_id: event for event in published}
        self._history.seed(standing.values())
        upserts: list[ConflictEvent] = []
        tombstones: list[str] = []
        heads = {root for root in self._placement.roots() if self._amendments.head(root, self._placement) == root}
        active = {self._id(root) for root in heads if not self._is_rejected(root)}
        found = self._publish(set(heads), self.watermark)
        again = {event.event_id for event in found.upserts}
        for name in sorted(active - again):
            past = self._history.past(name)
            last = past.event() if past else None
            if last and (name not in standing or standing[name].revision < last.revision):
                upserts.append(last)
        oldest = self.watermark - self._window - self._horizon
        for name, event in sorted(standing.items()):
            gone = event.record_status == "active" and name not in active and name not in again
            if gone and event.created_at >= oldest:
                closed = self._history.close(name, self.watermark, None)
                if closed:
                    upserts.append(closed)
                    tombstones.append(name)
        if self._store:
            self._store.begin()
            self._write_history(self._store)
            self._store.commit()
        return LinkResult((*found.upserts, *upserts), (*found.tombstones, *tombstones))

    def __len__(self) -> int:
        """How many mentions are in the window?"""
        return len(self._placement)

    # --- inside

    def _replace(self, article_id: str) -> set[MentionKey]:
        """Puts the winner's mentions in the place of those before. Which events change?"""
        version, record = self._winners.winning_version(article_id), self._winners.winner(article_id)
        old = self._keys.get(article_id, ())
        new: tuple[tuple[MentionKey, bytes], ...] = ()
        mentions: Mapping[str, EnrichedMention] = {}
        if version is not None and record is not None and is_usable(record):
            received_at = self._winners.received_at(article_id)
            mentions = {mention.anchor: mention for mention in record.mentions}
            new = tuple(
                (MentionKey(mention.occurred.tense == "background", received_at, article_id, anchor), version.blob)
                for anchor, mention in mentions.items()
            )
        if old == new:
            return set()
        for key, _ in old:
            self._candidates.remove(key)
        if new and record is not None:
            self._copies.add(article_id, record.header.fingerprint)
            self._keys[article_id] = new
        else:
            self._copies.remove(article_id)
            self._keys.pop(article_id, None)
        described: list[Features] = []
        if record is not None:
            described = [features_of(key, record.header, mentions[key.anchor]) for key, _ in new]
        added = {}
        for features in described:
            neighbours = self._candidates.neighbours(features)
            self._candidates.add(features)
            added[features.key] = neighbours
        touched = self._placement.change([key for key, _ in old], added)
        self._amendments.learn(added)
        if self._amendments:
            touched |= self._settle(())
        return touched | {root for key, _ in new if (root := self._placement.root_of(key)) is not None}

    def _settle(self, keys: Iterable[MentionKey]) -> set[MentionKey]:
        bars = self._amendments.all_bars(self._placement)
        unsettled = {key for pair in bars for key in pair if key in self._placement} | set(keys)
        return self._placement.change((), {}, bars, unsettled) | set(keys)

    def _publish(self, touched: set[MentionKey], at: datetime) -> LinkResult:
        """Which revisions say what changed in these events?"""
        heads: set[MentionKey] = set()
        for root in touched:
            now_in = {where for key in self._published.get(root, ()) if (where := self._placement.root_of(key)) is not None}
            for where in {root, *now_in}:
                heads.update(self._amendments.group(where, self._placement))
        now: dict[MentionKey, tuple[MentionKey, ...]] = {}
        gone: list[MentionKey] = []
        for root in sorted(heads):
            members = self._members(root)
            if members and members[0] == root and self._amendments.head(root, self._placement) == root:
                now[root] = members
            elif root in self._published:
                gone.append(root)
        upserts: list[ConflictEvent] = []
        tombstones: list[str] = []
        ended: dict[MentionKey, list[str]] = {}
        for root in gone:
            before = self._published.pop(root)
            successor = self._successor(root, before)
            name = self._id(root)
            closed = self._history.close(name, at, self._id(successor) if successor else None)
            if successor:
                ended.setdefault(successor, []).append(name)
            if closed:
                upserts.append(closed)
                if successor is None:
                    tombstones.append(name)
        for root, members in now.items():
            self._published[root] = members
            if self._is_rejected(root):
                closed = self._history.close(self._id(root), at, None)
                if closed:
                    upserts.append(closed)
                    tombstones.append(closed.event_id)
                continue
            event = self._assemble(root).model_copy(update={"supersedes": tuple(sorted(ended.get(root, ())))})
            revised = self._history.revise(event)
            if revised:
                upserts.append(revised)
        return LinkResult(tuple(upserts), tuple(tombstones))

    def _successor(self, root: MentionKey, before: tuple[MentionKey, ...]) -> MentionKey | None:
        """Which event are an ended event's reports in now? Its first report's, else that of the first one left."""
        for key in (root, *before):
            where = self._placement.root_of(key)
            if where is not None:
                head = self._amendments.head(where, self._placement)
                return head if head != root else None
        return None

    def _members(self, root: MentionKey) -> tuple[MentionKey, ...]:
        group = self._amendments.group(root, self._placement)
        return tuple(sorted(key for member in group for key in self._placement.members(member)))

    def _assemble(self, root: MentionKey) -> ConflictEvent:
        reports: list[Report] = []
        members = self._members(root)
        copies = self._copies.originals([(key.received_at, key.article_id) for key in members if not key.is_background])
        for key in members:
            record = self._winners.winner(key.article_id)
            assert record is not None
            mention = next(mention for mention in record.mentions if mention.anchor == key.anchor)
            reports.append(report_of(key, record, mention, copies.get(key.article_id)))
        return assemble(self.region, reports, self._amendments.of(members))

    def _id(self, root: MentionKey) -> str:
        return event_id(self.region, root.article_id, root.anchor)

    def _is_rejected(self, root: MentionKey) -> bool:
        return any(correction.action == "reject" for correction in self._amendments.of(self._members(root)))

    def _outcome(self, article_id: str, record: EnrichedArticle) -> ArticleOutcome | None:
        winner = self._winners.winner(article_id)
        if winner is None or not is_usable(winner):
            home = (winner or record).home_region
            return outcomes.retracted(article_id, winner) if home == self.region else None
        if winner.home_region != self.region:
            return None
        heads = [
            self._amendments.head(root, self._placement)
            for key, _ in self._keys.get(article_id, ())
            if (root := self._placement.root_of(key)) is not None
        ]
        firsts = [
            self._copies.originals([(key.received_at, key.article_id) for key in self._members(head)]).get(article_id)
            for head in heads
        ]
        is_copy = bool(firsts) and all(firsts)
        return outcomes.linked(winner, tuple(dict.fromkeys(map(self._id, heads))), firsts[0] if is_copy else None)

    def _sweep(self) -> None:
        """Lets go of events that no record can reach any more: their first report is older than window and horizon."""
        self._swept_at = self.watermark
        oldest = self.watermark - self._window - self._horizon
        heads = [self._amendments.head(root, self._placement) for root in list(self._placement.roots())]
        old = {head for head in heads if head.received_at < oldest}
        gone = [key for head in sorted(old) for key in self._members(head)]
        self._placement.change(gone, {})
        for key in gone:
            self._candidates.remove(key)
        for head in old:
            self._published.pop(head, None)
            self._history.forget(self._id(head))
        for article_id in self._winners.older_than(oldest):
            left = tuple(entry for entry in self._keys.get(article_id, ()) if entry[0] in self._placement)
            if left:
                continue
            self._keys.pop(article_id, None)
            self._copies.remove(article_id)
            self._winners.forget(article_id)
            if self._store:
                self._store.drop_article(article_id)
        self._winners.forget_retractions(oldest)

    # --- the store

    def _done(
        self,
        result: LinkResult,
        offset: int | None,
        articles: Iterable[str] = (),
        record: EnrichedArticle | None = None,
    ) -> LinkResult:
        self.offset = offset if offset is not None else self.offset
        store = self._store
        if store is None:
            self._history.changed.clear()
            return result
        store.begin()
        for article_id in articles:
            if article_id in self._winners:
                store.put_versions(article_id, self._winners.received_at(article_id), self._winners.versions(article_id))
        if record is not None and record.header.is_tombstone:
            header = record.header
            for name in {header.article_id, header.canonical_url or header.article_id}:
                store.put_retraction(name, header.received_at)
        self._write_history(store)
        store.set_meta("watermark", self.watermark.isoformat())
        if offset is not None:
            store.set_meta("offset", str(offset))
        store.commit()
        return result

    def _write_history(self, store: Store) -> None:
        for name in sorted(self._history.changed):
            past = self._history.past(name)
            if past:
                store.put_past(name, past)
        self._history.changed.clear()

    def _load(self, store: Store) -> None:
        for article_id, version in store.versions():
            self._winners.put(article_id, version)
        for article_id, at in store.firsts():
            self._winners.first_received(article_id, at)
        for name, at in store.retractions():
            self._winners.retract({name}, at)
        for name, past in store.pasts():
            self._history.put(name, past)
        for correction in store.corrections():
            self._amendments.add(correction)
        for article_id in self._winners.ids():
            self._replace(article_id)
        self._settle(())
        for root in self._placement.roots():
            self._published[root] = self._members(root)
        watermark, offset, corrections = (store.meta(name) for name in ("watermark", "offset", "corrections_offset"))
        self.watermark = datetime.fromisoformat(watermark) if watermark else NEVER
        self.offset = int(offset) if offset else None
        self.corrections_offset = int(corrections) if corrections else None
