"""What does a region know? Its articles' winning versions, which of their mentions are one event, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from schemas.article_outcome import ArticleOutcome
from schemas.codec import encode
from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from streams.linking import outcomes
from streams.linking.history import History, content_of
from streams.linking.identity import MentionKey
from streams.linking.region import RegionReports
from streams.linking.slim import SlimArticle, slim
from streams.linking.standing import Standing
from streams.linking.store import Store
from streams.linking.succession import retold_by
from streams.linking.winning import NEVER

SWEEP_EVERY = timedelta(days=1)
"""Event time between two evictions, each of which looks at the whole window: what is kept a day longer costs memory and
changes no answer."""

SAVED_AT_ONCE = 200
"""Articles and events written at one go: 50 ms in which the worker does nothing else."""


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What follows from one record: revisions to publish (before the nulls), event ids to be followed by a null, and what
    became of articles."""

    upserts: tuple[ConflictEvent, ...] = ()
    tombstones: tuple[str, ...] = ()
    outcomes: tuple[ArticleOutcome, ...] = ()
    made_of: Mapping[str, str] = field(default_factory=dict)
    """What revisions of events that stand were assembled of, by event id: `reconcile` is given it back, and need not assemble
    them again."""

    @property
    def outcome(self) -> ArticleOutcome | None:
        """What became of the record's article? ``None`` where another region's linker says it."""
        return self.outcomes[0] if self.outcomes else None


class RegionLinker:
    """Which events do a region's articles tell of? (`identity.md`: the map from event id to content is a function of the
    winning versions alone, whatever order, however often.)

    ``window_days``: how many days after its first report an event takes others, and how far apart in event days two reports
    may lie. ``horizon_days``: how far behind the newest record one may come. ``store``: a file to keep the state in; without
    one it lives in memory. ``made_by``: names code and tables; what others assembled is assembled again. Not safe for use by
    several threads.
    """

    def __init__(
        self,
        region: LinkRegion,
        window_days: int = 45,
        horizon_days: int = 7,
        store: Store | None = None,
        made_by: str = "",
    ) -> None:
        self.region = region
        self._made_by = made_by
        self.horizon_days = horizon_days
        self._window = timedelta(days=window_days)
        self._horizon = timedelta(days=horizon_days)
        self._store = store
        self._reset()
        if store:
            self._take_up(store)

    def start_anew(self) -> None:
        """Forgets everything, the store too: what it was made of is not there any more."""
        if self._store:
            self._store.clear()
        self._reset()

    def _reset(self) -> None:
        self.watermark = NEVER
        """The greatest received_at read so far."""
        self.offset: int | None = None
        """The greatest of a record applied, on ``mentions.enriched``."""
        self.corrections_offset: int | None = None
        """The same on ``events.corrections``."""
        self.read_from = 0
        """Offset from which the input is to be read, after what was saved."""
        self._swept_at = NEVER
        self.saved_ms: int | None = None
        """When the store was last complete, by the clock of whoever saved it."""
        self._unsaved = 0
        """Records taken in since then."""
        self._said: list[Correction] = []
        """Corrections that the store does not have yet."""
        self._stale: set[MentionKey] = set()
        """Events that changed since what is published was last worked out."""
        self._history = History()
        self._reports = RegionReports(self.region, self._window, self._made_by)
        self._published: dict[MentionKey, tuple[MentionKey, ...]] = {}
        self._joined: dict[MentionKey, MentionKey] = {}
        """Under which root an event was published that a merge joined to another."""

    # --- what comes in

    def apply(self, message: EnrichedArticle, offset: int | None = None, value: bytes | None = None) -> LinkResult:
        """What follows from this record? Read twice, it changes nothing the second time. ``value``: the bytes that `encode`
        gives of it, where they are at hand.

        Raises ValueError where the record is another region's, DecodeError where its bytes are none that linking reads.
        """
        value = encode(message) if value is None else value
        record = self._read(value)
        header = record.header
        if self._is_late(record):
            late = (outcomes.too_late(record, self.horizon_days),) if record.home_region == self.region else ()
            self._took(offset)
            return LinkResult(outcomes=late)
        self.watermark = max(self.watermark, header.received_at)
        articles = self._reports.winners.add(record, value, message)
        touched: set[MentionKey] = set()
        for article_id in articles:
            touched |= self._reports.replace(article_id)
        result = self._publish(touched, header.received_at)
        said = tuple(
            outcome
            for article_id in sorted({*articles, header.article_id})
            if (outcome := self._reports.outcome(article_id, record))
        )
        if self.watermark - self._swept_at >= SWEEP_EVERY:
            self._sweep()
        self._took(offset)
        return replace(result, outcomes=said)

    def absorb(self, value: bytes, offset: int | None = None) -> None:
        """Takes a record in as `apply` does, without working out yet what is one event and what is to be published: for a
        rebuild, at a fraction of the cost, with `reconcile` at its end. Only what linking compares is decoded: the bytes must
        be those that `encode` gives of a whole record."""
        record = self._read(value)
        if self._is_late(record):
            return
        self.watermark = max(self.watermark, record.header.received_at)
        articles = self._reports.winners.add(record, value)
        for article_id in articles:
            self._stale |= self._reports.file(article_id)
        if self.watermark - self._swept_at >= SWEEP_EVERY:
            self._stale |= self._reports.settle(())
            self._sweep()
        self._took(offset)

    def _read(self, value: bytes) -> SlimArticle:
        record = slim(value)
        if record.region != self.region:
            raise ValueError(f"a record of {record.region} came to the linker of {self.region}")
        return record

    def _is_late(self, record: SlimArticle) -> bool:
        header = record.header
        return header.received_at < self.watermark - self._horizon and header.article_id not in self._reports.winners

    def absorb_correction(self, correction: Correction, offset: int | None = None) -> None:
        """Takes a correction in as `apply_correction` does; it holds once `reconcile` was called."""
        if self._reports.amendments.add(correction):
            self._stale |= self._reports.settle(self._reports.amendments.concerned(correction, self._reports.placement))
            self._took_correction(correction, offset)

    def apply_correction(self, correction: Correction, offset: int | None = None) -> LinkResult:
        """What follows from an analyst's correction? Kept, and applied whenever the event is there."""
        if not self._reports.amendments.add(correction):
            return LinkResult()
        touched = self._reports.settle(self._reports.amendments.concerned(correction, self._reports.placement))
        self._took_correction(correction, offset)
        return self._publish(touched, correction.made_at)

    def _took(self, offset: int | None) -> None:
        self._unsaved += 1
        if self._store is None:
            self._reports.changed.clear()
            self._history.changed.clear()
        if offset is not None:
            self.offset = max(offset, self.offset or 0)

    def _took_correction(self, correction: Correction, offset: int | None) -> None:
        self._unsaved += 1
        if self._store:
            self._said.append(correction)
        if offset is not None:
            self.corrections_offset = max(offset, self.corrections_offset or 0)

    # --- what comes out

    def events(self) -> Iterator[ConflictEvent]:
        """Which events are there now, in order of their first report?"""
        for root in self._reports.heads():
            if not self._reports.is_rejected(root):
                event = self._reports.assemble(root)
                known = self._history.event(event.event_id)
                if known is not None and content_of(known) == content_of(event):
                    yield known
                else:
                    yield event

    def reconcile(self, published: Iterable[Standing], ahead: Iterable[Standing] = ()) -> LinkResult:
        """What must be published again, given what stands on ``events``? To be called once, when the partition was assigned
        and the input was read up to its end. Where the state was taken up from a store, ``published`` is what was written
        since. ``ahead``: later revisions that were published without reaching ``events``. Numbers continue from the greatest;
        a revision that only lacks its state is published as it was."""
        self._stale |= self._reports.settle(())
        published, ahead = tuple(published), tuple(ahead)
        standing = {record.slim.event_id: record.slim for record in published}
        latest = {**standing, **{record.slim.event_id: record.slim for record in ahead}}
        self._history.seed((*published, *ahead))
        upserts: list[ConflictEvent] = []
        tombstones: list[str] = []
        heads = {self._reports.id_of(root): root for root in self._reports.heads()}
        active = {name for name, root in heads.items() if not self._reports.is_rejected(root)}
        self._stale.update(heads[name] for name in latest if name in heads)
        oldest = self.watermark - self._window - self._horizon
        successors: dict[str, str | None] = {}
        ended: dict[str, list[str]] = {}
        for name, event in sorted(latest.items()):
            if event.record_status == "active" and name not in active and event.created_at >= oldest:
                into = successors[name] = self._reports.successor_of(name) or self._retold(name)
                if into:
                    ended.setdefault(into, []).extend((name, *event.supersedes))
        found = self._publish(self._stale, self.watermark, ended)
        self._stale = set()
        again = {event.event_id for event in found.upserts}
        for name in sorted({record.slim.event_id for record in ahead} - again - successors.keys()):
            last = self._history.event(name)
            if last and (name not in standing or standing[name].revision < last.revision):
                upserts.append(last)
                tombstones.extend((name,) if last.record_status == "retracted" else ())
        for name, into in successors.items():
            closed = None if name in again else self._history.close(name, self.watermark, into)
            if closed:
                upserts.append(closed)
                tombstones.extend(() if into else (name,))
        return replace(found, upserts=(*found.upserts, *upserts), tombstones=(*found.tombstones, *tombstones))

    def __len__(self) -> int:
        """How many mentions are in the window?"""
        return len(self._reports.placement)

    # --- inside

    def _publish(self, touched: set[MentionKey], at: datetime, before: Mapping[str, list[str]] | None = None) -> LinkResult:
        """Which revisions say what changed in these events? ``before``: those that ended already, by the one they are in."""
        ended = {into: list(names) for into, names in (before or {}).items()}
        heads: set[MentionKey] = set()
        for root in touched:
            known_as = {root, self._joined.get(root, root)}
            told = [key for head in known_as for key in self._published.get(head, ())]
            for where in {*known_as, *(found for key in told if (found := self._reports.placement.root_of(key)) is not None)}:
                heads.update(self._reports.group(where))
        now: dict[MentionKey, tuple[MentionKey, ...]] = {}
        gone: list[MentionKey] = []
        for root in sorted(heads):
            members = self._reports.members(root)
            if members and members[0] == root and self._reports.head(root) == root:
                now[root] = members
            elif root in self._published:
                gone.append(root)
        upserts: list[ConflictEvent] = []
        tombstones: list[str] = []
        parts: dict[str, str] = {}
        for root in gone:
            successor = self._reports.successor(root, self._published.pop(root))
            name = self._reports.id_of(root)
            into = self._reports.id_of(successor) if successor else self._retold(name)
            closed = self._history.close(name, at, into)
            if into:
                ended.setdefault(into, []).extend((name, *(closed.supersedes if closed else ())))
            if closed:
                upserts.append(closed)
                if into is None:
                    tombstones.append(name)
        for root, members in now.items():
            self._note(root, members)
            if self._reports.is_rejected(root):
                closed = self._history.close(self._reports.id_of(root), at, None)
                if closed:
                    upserts.append(closed)
                    tombstones.append(closed.event_id)
                continue
            name, made_of = self._reports.id_of(root), self._reports.made_of(members)
            if name not in ended and self._history.made_of(name) == made_of:
                continue
            event = self._reports.assemble(root)
            if event.event_id in ended:
                superseded = tuple(sorted({*ended[event.event_id]} - {event.event_id}))
                event = event.model_copy(update={"supersedes": superseded})
            revised = self._history.revise(event, made_of)
            if revised:
                upserts.append(revised)
                parts[name] = made_of
        return LinkResult(tuple(upserts), tuple(tombstones), made_of=parts)

    def _retold(self, name: str) -> str | None:
        """Which new event tells what the ended one told, where its articles were corrected?"""
        before = self._history.event(name)
        if before is None:
            return None
        now = self._reports.told_in(source.article_id for source in before.sources)
        return retold_by(before, (event for event in now if not self._is_standing(event.event_id)))

    def _is_standing(self, name: str) -> bool:
        event = self._history.event(name)
        return event is not None and event.record_status == "active"

    def _note(self, root: MentionKey, members: tuple[MentionKey, ...]) -> None:
        self._published[root] = members
        self._joined.pop(root, None)
        if self._reports.amendments:
            for other in self._reports.group(root):
                if other != root:
                    self._joined[other] = root

    def _sweep(self) -> None:
        """Lets go of events that no record can reach any more: their first report is older than window and horizon."""
        self._swept_at = self.watermark
        for head in sorted(self._reports.evict(self.watermark - self._window - self._horizon)):
            self._published.pop(head, None)
            self._history.forget(self._reports.id_of(head))

    # --- the store

    def save(self, at_ms: int, every: int = 1) -> None:
        """Writes what changed, a part at a time, once this many records were taken in. To be called whenever all that followed
        from them is confirmed to be published; what was saved in part is made whole by reading again what came since it was
        last complete."""
        store = self._store
        if store is None or self._unsaved < every:
            return
        with store.transaction():
            articles, events = (
                sorted(islice(changed, SAVED_AT_ONCE)) for changed in (self._reports.changed, self._history.changed)
            )
            for article_id in articles:
                store.put_article(article_id, self._reports.filed(article_id))
                del self._reports.changed[article_id]
            for name in events:
                past = self._history.past(name)
                if past:
                    store.put_past(name, past)
                del self._history.changed[name]
            if self._reports.changed or self._history.changed:
                return
            for correction in self._said:
                store.put_correction(correction)
            store.put_retractions(self._reports.winners.retractions())
            facts = {"watermark": self.watermark.isoformat(), "swept_at": self._swept_at.isoformat(), "saved_ms": at_ms}
            offsets = {"offset": self.offset, "corrections_offset": self.corrections_offset}
            for name, value in {**facts, **offsets}.items():
                if value is not None:
                    store.set_meta(name, value)
        self._said.clear()
        self._unsaved = 0
        self.saved_ms = at_ms

    def save_no_more(self) -> None:
        """Leaves the store as it is: the next to take it up reads what came since."""
        self._store = None

    def _take_up(self, store: Store) -> None:
        facts = {name: store.meta(name) for name in ("watermark", "swept_at", "saved_ms", "offset", "corrections_offset")}
        if facts["saved_ms"] is None or facts["watermark"] is None or facts["swept_at"] is None:
            store.clear()
            return
        self.watermark = datetime.fromisoformat(facts["watermark"])
        self._swept_at = datetime.fromisoformat(facts["swept_at"])
        self.saved_ms = int(facts["saved_ms"])
        self.offset = int(facts["offset"]) if facts["offset"] else None
        self.read_from = 0 if self.offset is None else self.offset + 1
        self.corrections_offset = int(facts["corrections_offset"]) if facts["corrections_offset"] else None
        for name, at in store.retractions():
            self._reports.winners.retract({name}, at)
        for name, past in store.pasts():
            self._history.put(name, past)
        for correction in store.corrections():
            self._reports.amendments.add(correction)
        self._reports.put_back(store.articles())
        self._reports.settle(())
        for root in self._reports.heads():
            self._note(root, self._reports.members(root))
