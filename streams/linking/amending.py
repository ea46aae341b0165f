"""Which events do corrections join, part or reject? Each names an event by its id, which is that of a mention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.codes import LinkRegion
from schemas.correction import Correction
from streams.linking.corrections import in_order
from streams.linking.identity import MentionKey, event_id
from streams.linking.placement import Placement


class Amendments:
    """What did analysts say of a region's events?

    An event id stands for its first mention, so a correction holds for the event which that mention is in, also after an
    earlier report was found. ``split`` bars articles from the event; ``merge`` joins two after placement.
    """

    def __init__(self, region: LinkRegion) -> None:
        self._region = region
        self._all: dict[str, Correction] = {}
        self._named: dict[str, list[Correction]] = {}
        self._keys: dict[str, MentionKey] = {}

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, correction: Correction) -> bool:
        """Takes a correction in; False where it is known."""
        if correction.correction_id in self._all:
            return False
        self._all[correction.correction_id] = correction
        for name in {correction.event_id, correction.other_event_id or correction.event_id}:
            self._named[name] = list(in_order([*self._named.get(name, ()), correction]))
        return True

    def learn(self, keys: Iterable[MentionKey]) -> None:
        """Notes which ids these mentions would give an event."""
        for key in keys:
            self._keys[self._id(key)] = key

    def forget(self, keys: Iterable[MentionKey]) -> None:
        """Drops mentions that left the window."""
        for key in keys:
            self._keys.pop(self._id(key), None)

    def _id(self, key: MentionKey) -> str:
        return event_id(self._region, key.article_id, key.anchor)

    def find(self, name: str | None, placement: Placement) -> MentionKey | None:
        """Which mention gave an event this id? ``None`` where it is not there."""
        key = self._keys.get(name or "")
        return key if key is not None and key in placement else None

    def of(self, members: Sequence[MentionKey]) -> tuple[Correction, ...]:
        """Which corrections speak of the event that these mentions make, in order?"""
        if not self._named:
            return ()
        found = {c.correction_id: c for key in members for c in self._named.get(self._id(key), ()) if c.action != "merge"}
        own = {self._id(key) for key in members}
        return in_order(c for c in found.values() if c.event_id in own)

    def all_bars(self, placement: Placement) -> list[tuple[MentionKey, MentionKey]]:
        """Which pairs of mentions do splits keep apart?"""
        pairs: list[tuple[MentionKey, MentionKey]] = []
        for correction in in_order(self._all.values()):
            if correction.action != "split":
                continue
            first = self.find(correction.event_id, placement)
            if first is None:
                continue
            wanted = set(correction.article_ids) - {first.article_id}
            pairs.extend((first, key) for key in placement.keys_of(wanted))
        return pairs

    def _groups(self, placement: Placement) -> dict[MentionKey, set[MentionKey]]:
        groups: dict[MentionKey, set[MentionKey]] = {}
        for correction in in_order(self._all.values()):
            if correction.action != "merge":
                continue
            one = self.find(correction.event_id, placement)
            other = self.find(correction.other_event_id, placement)
            if one is None or other is None or self._is_parted(correction, one, other):
                continue
            a, b = placement.root_of(one), placement.root_of(other)
            if a is None or b is None or a == b:
                continue
            joined = groups.get(a, {a}) | groups.get(b, {b})
            for root in joined:
                groups[root] = joined
        return groups

    def _is_parted(self, merge: Correction, one: MentionKey, other: MentionKey) -> bool:
        """A later split of the two stands over the merge."""
        return any(
            c.action == "split"
            and (c.made_at, c.correction_id) > (merge.made_at, merge.correction_id)
            and ((c.event_id == merge.event_id and other.article_id in c.article_ids)
                 or (c.event_id == merge.other_event_id and one.article_id in c.article_ids))
            for c in self._all.values()
        )  # fmt: skip

    def group(self, root: MentionKey, placement: Placement) -> tuple[MentionKey, ...]:
        """Which placed events make one with this one, by merges?"""
        if not self._all:
            return (root,)
        return tuple(sorted(self._groups(placement).get(root, {root})))

    def head(self, root: MentionKey, placement: Placement) -> MentionKey:
        """Under which event's id is this one published? The least of those it is merged with."""
        return self.group(root, placement)[0]

    def concerned(self, correction: Correction, placement: Placement) -> set[MentionKey]:
        """Which events does a correction touch, by their roots?"""
        keys = (self.find(name, placement) for name in (correction.event_id, correction.other_event_id))
        return {root for key in keys if key is not None and (root := placement.root_of(key)) is not None}
