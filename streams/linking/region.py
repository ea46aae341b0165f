"""What do a region's articles tell? Their winning versions, and which of their mentions are one event."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from xxhash import xxh3_128_hexdigest

from schemas.article_outcome import ArticleOutcome
from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.enriched_article import EnrichedArticle
from streams.linking import outcomes
from streams.linking.amending import Amendments
from streams.linking.assemble import assemble
from streams.linking.candidates import CandidateIndex
from streams.linking.copies import CopyIndex, print_of
from streams.linking.features import Features, features_of
from streams.linking.filed import Edge, FiledArticle
from streams.linking.identity import MentionKey, event_id
from streams.linking.placement import Placement
from streams.linking.predicate import are_days_apart, why
from streams.linking.report import Report, report_of
from streams.linking.slim import SlimArticle, SlimMention
from streams.linking.winning import Winners, is_usable

EXPLAINED = 12
"""Reports of an event that say why they are of it: a reader who doubts looks at the first ones."""


KEPT_REPORTS = 4_000
"""Reports that are kept as they stood in their event: those of the events that reports come in for now."""


class RegionReports:
    """The part of the linker's state that is a function of the articles alone: nothing here knows what was published."""

    def __init__(self, region: LinkRegion, window: timedelta, made_by: str = "") -> None:
        self.region = region
        self._made_by = made_by
        """Which code and which tables assemble events?"""
        self.winners = Winners()
        self.placement = Placement(window, self._are_apart)
        self.amendments = Amendments(region)
        self._copies = CopyIndex()
        self._candidates = CandidateIndex()
        self._keys: dict[str, tuple[tuple[MentionKey, bytes], ...]] = {}
        self._told: OrderedDict[MentionKey, Report] = OrderedDict()
        self.changed: dict[str, None] = {}
        """Articles of which the store knows something else."""

    def heads(self) -> Iterator[MentionKey]:
        """Which events are there, by their first reports, merges applied?"""
        return (root for root in sorted(self.placement.roots()) if self.head(root) == root)

    def head(self, root: MentionKey) -> MentionKey:
        """Under which first report is the event of this root known?"""
        return self.amendments.head(root, self.placement)

    def group(self, root: MentionKey) -> tuple[MentionKey, ...]:
        """Which roots are one event with this one, by merges?"""
        return self.amendments.group(root, self.placement)

    def replace(self, article_id: str) -> set[MentionKey]:
        """Puts the winner's mentions in the place of those before. Which events change?"""
        touched = self.file(article_id) | self.placement.place()
        if self.amendments:
            touched |= self.settle(())
        return touched | {
            root for key, _ in self._keys.get(article_id, ()) if (root := self.placement.root_of(key)) is not None
        }

    def file(self, article_id: str) -> set[MentionKey]:
        """As `replace`, but nothing is placed yet."""
        version, record = self.winners.winning_version(article_id), self.winners.slim(article_id)
        old = self._keys.get(article_id, ())
        new: tuple[tuple[MentionKey, bytes], ...] = ()
        mentions: Mapping[str, SlimMention] = {}
        if version is not None and record is not None and is_usable(record):
            received_at = self.winners.received_at(article_id)
            mentions = {mention.anchor: mention for mention in record.mentions}
            new = tuple(
                (MentionKey(mention.occurred.tense == "background", received_at, article_id, anchor), version.blob)
                for anchor, mention in mentions.items()
            )
        self.changed[article_id] = None
        if old == new:
            return set()
        for key, _ in old:
            self._candidates.remove(key)
        if new and record is not None:
            self._copies.add(article_id, print_of(record.header.fingerprint))
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
        self.amendments.learn(added)
        return self.placement.connect([key for key, _ in old], added)

    def _are_apart(self, one: MentionKey, other: MentionKey) -> bool:
        a, b = self._candidates.features(one), self._candidates.features(other)
        return a is not None and b is not None and are_days_apart(a, b)

    def settle(self, keys: Iterable[MentionKey]) -> set[MentionKey]:
        """Places again what corrections speak of. Which events change?"""
        bars = self.amendments.all_bars(self.placement)
        unsettled = {key for pair in bars for key in pair if key in self.placement} | set(keys)
        return self.placement.change((), {}, bars, unsettled) | set(keys)

    def successor_of(self, name: str) -> str | None:
        """Under which id is the report known that gave an event this id, if it is in another event now?"""
        key = self.amendments.find(name, self.placement)
        root = self.placement.root_of(key) if key else None
        found = self.id_of(self.head(root)) if root else None
        return found if found != name else None

    def members(self, root: MentionKey) -> tuple[MentionKey, ...]:
        """Which mentions are in the event, in mention order?"""
        group = self.group(root)
        return tuple(sorted(key for member in group for key in self.placement.members(member)))

    def made_of(self, members: Sequence[MentionKey]) -> str:
        """What is the event of these mentions assembled of? A hash of all that its record follows from: the code, each mention
        with its article's record, the corrections."""
        parts = [self._made_by]
        for key in members:
            version = self.winners.winning_version(key.article_id)
            assert version is not None
            parts += (f"{key.is_background}{key.received_at.isoformat()}", key.article_id, key.anchor, version.digest)
        parts += (correction.correction_id for correction in self.amendments.of(members))
        return xxh3_128_hexdigest("\0".join(parts).encode())

    def assemble(self, root: MentionKey) -> ConflictEvent:
        """Which record do the event's reports make?"""
        reports: list[Report] = []
        members = self.members(root)
        copies = self._copies.originals([(key.received_at, key.article_id) for key in members if not key.is_background])
        for key in members:
            record = self.winners.winner(key.article_id)
            assert record is not None
            told = self._why(key, members) if len(reports) < EXPLAINED else ""
            reports.append(self._report(key, record, copies.get(key.article_id), told))
        return assemble(self.region, reports, self.amendments.of(members))

    def _report(self, key: MentionKey, record: EnrichedArticle, copy_of: str | None, why: str) -> Report:
        """The same one as before where nothing of it changed: what was derived from it is kept with it."""
        known = self._told.get(key)
        if known is not None and known.article is record and (known.copy_of, known.why) == (copy_of, why):
            self._told.move_to_end(key)
            return known
        mention = next(mention for mention in record.mentions if mention.anchor == key.anchor)
        report = self._told[key] = report_of(key, record, mention, copy_of, why)
        if len(self._told) > KEPT_REPORTS:
            self._told.popitem(last=False)
        return report

    def told_in(self, article_ids: Iterable[str]) -> Iterator[ConflictEvent]:
        """Which events are these articles a source of, in order of their first report?"""
        roots = {root for key in self.placement.keys_of(set(article_ids)) if (root := self.placement.root_of(key)) is not None}
        return (self.assemble(head) for head in sorted({self.head(root) for root in roots}) if not self.is_rejected(head))

    def _why(self, key: MentionKey, members: tuple[MentionKey, ...]) -> str:
        """Which features joined it to the event's first report? Or, where that one shares none of them, to the next."""
        own = self._candidates.features(key)
        for other in members[:EXPLAINED]:
            theirs = self._candidates.features(other)
            found = why(own, theirs) if other != key and own is not None and theirs is not None else None
            if found is not None:
                return found
        return ""

    def id_of(self, root: MentionKey) -> str:
        """Which id has the event that begins with this mention?"""
        return event_id(self.region, root.article_id, root.anchor)

    def is_rejected(self, root: MentionKey) -> bool:
        """Did an analyst say that it is none?"""
        return any(correction.action == "reject" for correction in self.amendments.of(self.members(root)))

    def successor(self, root: MentionKey, before: tuple[MentionKey, ...]) -> MentionKey | None:
        """Which event are an ended event's reports in now? Its first report's, else that of the first one left."""
        for key in (root, *before):
            where = self.placement.root_of(key)
            if where is not None:
                head = self.head(where)
                return head if head != root else None
        return None

    def outcome(self, article_id: str, record: SlimArticle) -> ArticleOutcome | None:
        """What became of the article? ``None`` where another region's linker says it."""
        winner = self.winners.slim(article_id)
        if winner is None or not is_usable(winner):
            home = (winner or record).home_region
            return outcomes.retracted(article_id, winner) if home == self.region else None
        if winner.home_region != self.region:
            return None
        heads = [
            self.head(root) for key, _ in self._keys.get(article_id, ()) if (root := self.placement.root_of(key)) is not None
        ]
        firsts = [
            self._copies.originals([(key.received_at, key.article_id) for key in self.members(head)]).get(article_id)
            for head in heads
        ]
        is_copy = bool(firsts) and all(firsts)
        return outcomes.linked(winner, tuple(dict.fromkeys(map(self.id_of, heads))), firsts[0] if is_copy else None)

    def evict(self, oldest: datetime) -> set[MentionKey]:
        """Lets go of events whose first report is older than this, and of articles that are in no event left. Which events?"""
        old = {head for root in list(self.placement.roots()) if (head := self.head(root)).received_at < oldest}
        gone = self.placement.forget([root for head in sorted(old) for root in self.group(head)])
        for key in gone:
            self._candidates.remove(key)
            self.changed[key.article_id] = None
        for article_id in self.winners.older_than(oldest):
            if any(key in self.placement for key, _ in self._keys.get(article_id, ())):
                continue
            self._keys.pop(article_id, None)
            self._copies.remove(article_id)
            self.winners.forget(article_id)
            self.changed[article_id] = None
        self.winners.forget_retractions(oldest)
        self.amendments.forget(gone)
        return old

    def filed(self, article_id: str) -> FiledArticle | None:
        """What is to be stored of the article? ``None`` where it is gone."""
        if article_id not in self.winners:
            return None
        keys = self._keys.get(article_id, ())
        placed = ((features, self._edges(key)) for key, _ in keys if (features := self._candidates.features(key)))
        versions = self.winners.versions(article_id)
        told = self._copies.print_of(article_id)
        return FiledArticle(self.winners.received_at(article_id), versions, told, keys, tuple(placed))

    def _edges(self, key: MentionKey) -> tuple[Edge, ...]:
        edges = self.placement.neighbours(key).items()
        return tuple(Edge(other, points, crc32(self._keys[other.article_id][0][1])) for other, points in edges)

    def put_back(self, articles: Iterable[tuple[str, FiledArticle]]) -> None:
        """Takes in what the store kept, without working it out again; `settle` then places the mentions.

        An article may have been stored later than another one: what follows from two of them stands with the later one.
        """
        told: dict[MentionKey, tuple[Edge, ...]] = {}
        for article_id, filed in articles:
            self.winners.put_back(article_id, filed.received_at, filed.versions)
            if filed.keys:
                self._keys[article_id] = filed.keys
                self._copies.add(article_id, filed.told)
            for features, edges in filed.mentions:
                self._candidates.add(features)
                told[features.key] = edges
        readings = {name: crc32(keys[0][1]) for name, keys in self._keys.items()}
        own = {key: key for key in told}
        both = {
            key: {
                own[edge.other]: edge.points
                for edge in edges
                if edge.other in own and readings[edge.other.article_id] == edge.reading
            }
            for key, edges in told.items()
        }
        self.placement.put_back(both)
        self.amendments.learn(both)
