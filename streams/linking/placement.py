"""Which mentions are one event? A candidate graph, and greedy placement in mention order that gives one answer."""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from streams.linking.identity import MentionKey

SHARE = 0.34
"""Share of an event's earlier articles that a new report must pass the predicate with. Lower lets chains of chance likeness
grow into one event, higher splits an event whose reports tell different parts of it."""

CLOSE = 300
"""Points from which likeness to one report is enough: a follow-up is like the report that it follows, and like few others."""

WITNESSES = 3
"""An event's articles whose likeness is added up where several events would take a report: one that three resemble is rather
the same than one that a single article resembles more. A mean over all would prefer the small event to the one that grew."""

OTHER_DAYS = 1.5
"""Articles of another day for each that is like the report, from which it is none of the event. Higher lets the days of a
battle run together, lower parts follow-ups, which misread days, from their event."""


class Placement:
    """Which event does each mention belong to?

    Mentions are placed in mention order: each joins the event, among those of its earlier neighbours, that it is most like
    and that has no member it can not be one event with, or else starts an event of its own. So an event's root, the
    mention that started it, is its least; and where a mention stands depends on earlier ones alone. A change is therefore
    followed forward only, along the neighbours of the events that it touches: the rest of the graph is not looked at.
    """

    def __init__(self, window: timedelta, are_apart: Callable[[MentionKey, MentionKey], bool]) -> None:
        self._window = window
        """How long after its first report an event takes others."""
        self._are_apart = are_apart
        """Do two mentions tell of two days? No edge says so: a day's reports find those of other days only by their names."""
        self._edges: dict[MentionKey, dict[MentionKey, float]] = {}
        self._barred: dict[MentionKey, set[MentionKey]] = {}
        self._of_article: dict[str, set[MentionKey]] = {}
        self._root: dict[MentionKey, MentionKey] = {}
        self._members: dict[MentionKey, list[MentionKey]] = {}
        self._queue: list[MentionKey] = []
        self._waiting: set[MentionKey] = set()
        """Mentions that are to be placed, or placed again."""

    def __len__(self) -> int:
        return len(self._edges)

    def __contains__(self, key: MentionKey) -> bool:
        return key in self._edges

    def roots(self) -> Iterator[MentionKey]:
        """Which events are there? By their roots."""
        return iter(self._members)

    def members(self, root: MentionKey) -> tuple[MentionKey, ...]:
        """Which mentions are in the event, in mention order?"""
        return tuple(self._members.get(root, ()))

    def root_of(self, key: MentionKey) -> MentionKey | None:
        """Which event is the mention in?"""
        return self._root.get(key)

    def neighbours(self, key: MentionKey) -> Mapping[MentionKey, float]:
        """Which mentions may it be one event with, at how many points?"""
        return self._edges.get(key, {})

    def keys_of(self, article_ids: Iterable[str]) -> list[MentionKey]:
        """Which mentions do these articles have here, in mention order?"""
        return sorted(key for name in article_ids for key in self._of_article.get(name, ()))

    def change(
        self,
        removed: Iterable[MentionKey],
        added: Mapping[MentionKey, Mapping[MentionKey, float]],
        barred: Iterable[tuple[MentionKey, MentionKey]] = (),
        unsettled: Iterable[MentionKey] = (),
    ) -> set[MentionKey]:
        """Which events change when these mentions go and those come? ``added`` gives each its neighbours with scores;
        ``barred`` pairs can not be in one event; ``unsettled`` mentions are placed again.
        Returns roots, of events that ended too."""
        touched = self.connect(removed, added)
        for one, other in barred:
            self._barred.setdefault(one, set()).add(other)
            self._barred.setdefault(other, set()).add(one)
        self._wait(sorted(unsettled))
        return touched | self.place()

    def connect(self, removed: Iterable[MentionKey], added: Mapping[MentionKey, Mapping[MentionKey, float]]) -> set[MentionKey]:
        """As `change`, but nothing is placed until `place` is called: so that a rebuild places each mention once."""
        touched: set[MentionKey] = set()
        for key in sorted(removed):
            if key not in self._edges:
                continue
            root = self._root.get(key)
            if root is not None:
                touched.add(root)
                self._wait(self._followers(root, key))
                self._unplace(key)
            self._wait(self._edges[key], key)
            self._wait(self._barred.get(key, ()), key)
            self._leave(key)
        for key, neighbours in added.items():
            self._edges[key] = dict(neighbours)
            self._of_article.setdefault(key.article_id, set()).add(key)
            for other, score in neighbours.items():
                self._edges[other][key] = score
        self._wait(sorted(added))
        return touched

    def forget(self, roots: Iterable[MentionKey]) -> list[MentionKey]:
        """Lets go of whole events. Which mentions are gone? The places of others stand: none of them had joined these."""
        gone: list[MentionKey] = []
        for root in roots:
            gone.extend(self._members.pop(root, ()))
        for key in gone:
            del self._root[key]
            self._leave(key)
        return gone

    def _leave(self, key: MentionKey) -> None:
        for other in self._edges.pop(key):
            del self._edges[other][key]
        for other in self._barred.pop(key, ()):
            self._barred[other].discard(key)
        self._waiting.discard(key)
        self._of_article[key.article_id].discard(key)
        if not self._of_article[key.article_id]:
            del self._of_article[key.article_id]

    def put_back(self, edges: Mapping[MentionKey, Mapping[MentionKey, float]]) -> None:
        """Takes in mentions with the edges that were kept of them, on one side at least. Nothing is placed yet."""
        for key, neighbours in edges.items():
            self._edges.setdefault(key, {}).update(neighbours)
            self._of_article.setdefault(key.article_id, set()).add(key)
            for other, score in neighbours.items():
                self._edges.setdefault(other, {})[key] = score
        self._wait(sorted(edges))

    def place(self) -> set[MentionKey]:
        """Places all that waits, in mention order. Which events change?"""
        touched: set[MentionKey] = set()
        all_wait = not self._root  # none is placed yet, so nobody's place can change another's that does not wait already
        while self._queue:
            key = heapq.heappop(self._queue)
            if key not in self._waiting:
                continue
            self._waiting.discard(key)
            before, after = self._root.get(key), self._best(key)
            if before == after:
                continue
            touched.update(root for root in (before, after) if root is not None)
            if not all_wait:
                for root in (before, after):
                    if root is not None:
                        self._wait(self._followers(root, key), key)
                self._wait(self._edges[key], key)
                self._wait(self._barred.get(key, ()), key)
            if before is not None:
                self._unplace(key)
            self._root[key] = after
            insort(self._members.setdefault(after, []), key)
        return touched

    def _wait(self, keys: Iterable[MentionKey], after: MentionKey | None = None) -> None:
        for key in keys:
            if key not in self._waiting and key in self._edges and (after is None or key > after):
                self._waiting.add(key)
                heapq.heappush(self._queue, key)

    def _best(self, key: MentionKey) -> MentionKey:
        """Which event does the mention join? Its own where none takes it."""
        support: dict[MentionKey, dict[str, float]] = {}
        for other, score in self._edges[key].items():
            if other < key:
                told = support.setdefault(self._root[other], {})
                told[other.article_id] = max(score, told.get(other.article_id, score))
        barred = self._barred.get(key, set())
        best: tuple[float, MentionKey] | None = None
        for root in sorted(support):
            members = self._members[root]
            earlier = members[: bisect_left(members, key)]
            if abs(key.received_at - root.received_at) > self._window:
                continue
            if barred and any(member in barred for member in earlier):
                continue
            scores = support[root].values()
            articles = len({member.article_id for member in earlier})
            if len(scores) < SHARE * articles and max(scores) < CLOSE:
                continue
            if self._is_of_other_days(key, earlier, len(scores)):
                continue
            score = sum(heapq.nlargest(WITNESSES, scores))
            if best is None or score > best[0]:
                best = (score, root)
        return best[1] if best else key

    def _is_of_other_days(self, key: MentionKey, members: list[MentionKey], witnesses: int) -> bool:
        """Do more of the event's articles tell of another day than are like the mention? So a war's days in one town stay
        apart, though each is like the next."""
        against: set[str] = set()
        for member in members:
            if member.article_id not in against and self._are_apart(key, member):
                against.add(member.article_id)
                if len(against) >= OTHER_DAYS * witnesses:
                    return True
        return False

    def _followers(self, root: MentionKey, after: MentionKey) -> list[MentionKey]:
        """Which later mentions may have been placed by looking at this event?"""
        found: set[MentionKey] = set()
        for member in self._members.get(root, ()):
            found.update(other for other in self._edges[member] if other > after)
        return sorted(found)

    def _unplace(self, key: MentionKey) -> None:
        root = self._root.pop(key)
        members = self._members[root]
        members.remove(key)
        if not members:
            del self._members[root]
