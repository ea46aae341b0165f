"""Which lines of a text are the items of a list, each with a place of its own?"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from streams.extraction.article_reader import ReadArticle

_BULLET = re.compile(r"^[ \t]*(?:\d{1,2}[.)-](?=\s)|[^\w\s\"'“”‘’«»()\[\]#@&$£€.,:;/]+\s*(?=\S))", re.MULTILINE)
_GAP = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its sentences, and the places that it names, in small letters."""

    sentences: frozenset[int]
    places: frozenset[str]

    def is_apart(self, other: Item | None) -> bool:
        """Is another item a different story, in another place?"""
        return other is not None and other.sentences != self.sentences and not self.places & other.places


def items_of(reading: ReadArticle) -> dict[int, Item]:
    """Which item does each sentence of the body stand in? Items that name a place, where at least two do; a blank line or a
    line without a bullet behind one ends the list's item."""
    text = reading.texts["body"]
    starts = [found.start() for found in _BULLET.finditer(text)]
    if len(starts) < 2:
        return {}
    members: dict[int, list[int]] = {}
    for sentence in reading.sentences:
        at = bisect_right(starts, sentence.start_char + 1) - 1 if sentence.part == "body" else -1
        if at >= 0 and not _GAP.search(text, starts[at], sentence.start_char):
            members.setdefault(at, []).append(sentence.index)
    found: dict[int, Item] = {}
    for indexes in members.values():
        toponyms = (reading.context.toponyms[at] for index in indexes for at in reading.toponyms(index))
        places = frozenset(one.quote.lower() for one in toponyms if one.use == "place")
        if places:
            item = Item(frozenset(indexes), places)
            found.update((index, item) for index in indexes)
    return found if len({item.sentences for item in found.values()}) > 1 else {}
