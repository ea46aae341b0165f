"""Which entries of the tables stand where in a text? One pass over its words against the tree of names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from streams.extraction.actor_definitions import defined_names, unknown_names
from streams.lexicons.actor_keys import keyed_words
from streams.lexicons.actors import ActorTable, Entry

_GLUE = frozenset({"", " ", "-", " - ", "'", "’", "/", "\n", "  ", " \n", "' ", "’ ", "–", "‑"})
"""What may stand between the words of one name; a comma or a full stop parts them."""
_CAPITALS_SHARE = 0.7
"""Share of capitals among the letters from which a text counts as written in capitals; news in mixed case stays under 0.15."""
_COMMON_CAPITALS = frozenset(
    ("IS", "US", "CAR", "MIT", "AA", "HI", "PP", "FAN", "SAC", "PC", "PM", "AL", "IT", "ARM", "AND", "SL", "AFP")
)
"""Acronyms that are words or agencies too: in a text all in capitals they name nobody by themselves."""
_AGENCIES = frozenset({"AFP", "AP", "PTI", "ANI", "UPI", "DPA", "AA", "ANA", "AAP", "ANP", "TAP", "APS", "JAS"})
"""News agencies whose letters are an actor's too."""
_PLAIN = frozenset({"levies", "jubilee", "contra", "greyhounds", "phalange"})
"""Names that are common words in lower case."""
_WORDS_TOO = frozenset({"FACT", "MEND", "MODEL", "BRAS", "NASA", "CORD", "NARC", "ARENA"})
"""Acronyms of four letters and more that are words or other bodies too."""


@dataclass(slots=True)
class Hit:
    """An entry with the words it covers."""

    first: int
    last: int
    """Index of the last word, inclusive."""
    entry: Entry


class Scan:
    """The words of one text with what the tree says about them."""

    def __init__(self, text: str, taken: Sequence[tuple[int, int]], table: ActorTable) -> None:
        self.text, self.table = text, table
        self.words: list[str] = []
        self.keys: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match, key in keyed_words(text):
            self.words.append(match.group())
            self.keys.append(key)
            self.starts.append(match.start())
            self.ends.append(match.end())
        letters = sum(map(str.isalpha, text)) or 1
        share = sum(map(str.isupper, text)) / letters
        self.is_capitals = share > _CAPITALS_SHARE
        self.blocked = (
            {i for i in range(len(self.words)) if any(a < self.ends[i] and self.starts[i] < b for a, b in taken)}
            if (taken and len(taken) < 4)
            else self._blocked(taken)
        )
        self.local, self.long_names = defined_names(text, table)
        self.long_names += unknown_names(text, table, self.is_capitals)

    def _blocked(self, taken: Sequence[tuple[int, int]]) -> set[int]:
        blocked: set[int] = set()
        for start, end in taken:
            index = max(bisect_right(self.starts, start) - 1, 0)
            while index < len(self.words) and self.starts[index] < end:
                if self.ends[index] > start:
                    blocked.add(index)
                index += 1
        return blocked

    def joined(self, index: int, in_name: bool = False) -> bool:
        """Does the word stand right beside the one before it? Inside a name of the table a bracket parts nothing."""
        gap = self.text[self.ends[index - 1] : self.starts[index]]
        return gap in _GLUE or (in_name and gap in {"(", " ("}) or (gap == "." and len(self.words[index]) == 1)

    def fitting(self, entry: Entry, first: int, last: int) -> Entry | None:
        """What do the capitals of these words allow the entry to be?"""
        if not entry.is_name or self._has_its_capitals(entry, first, last):
            return entry
        return entry.as_description()

    def _has_its_capitals(self, entry: Entry, first: int, last: int) -> bool:
        words = self.words[first : last + 1]
        if entry.is_acronym:
            if self.is_capitals:
                letters = "".join(words)
                is_plain = len(letters) >= 4 and letters not in _WORDS_TOO
                return letters not in _COMMON_CAPITALS and (is_plain or self._is_supported(entry))
            return all(sum(map(str.islower, word)) <= (len(word) >= 4) for word in words) and (
                "".join(words) not in _AGENCIES or self._is_supported(entry)
            )
        if not (words[0][0].islower() and words[-1][0].islower()):
            return True
        return len(words) >= 3 or (len(words) == 1 and len(words[0]) >= 6 and not entry.demonym and words[0] not in _PLAIN)

    def _is_supported(self, entry: Entry) -> bool:
        """Does the text name one of the actor's countries? Asked of letters that may be a news agency's, and of short
        acronyms in a text all in capitals, where they may be common words."""
        rows = (self.table.rows.get(actor_id) for actor_id in entry.actors)
        countries = {country for row in rows if row for country in row.country}
        countries |= {actor_id.rpartition("-")[2].upper() for actor_id in entry.actors if actor_id not in self.table.rows}
        names = [name for country in sorted(countries) for name in self.table.demonyms_of(country)]
        return any((name.upper() if self.is_capitals else name) in self.text for name in names)

    def hits(self) -> Iterator[Hit]:
        """Which entries stand where? The longest first, from left to right."""
        children = self.table.root.children
        keys, size, index = self.keys, len(self.keys), 0
        spans = {bisect_right(self.starts, start) - 1: (end, entry) for start, end, entry in self.long_names}
        while index < size:
            if index in spans and index not in self.blocked:
                end_char, entry = spans[index]
                last = max(bisect_right(self.starts, end_char - 1) - 1, index)
                yield Hit(index, last, entry)
                index = last + 1
                continue
            node = children.get(keys[index])
            local = self.local.get(self.words[index]) if self.local else None
            if node is None or index in self.blocked:
                if local is not None and index not in self.blocked:
                    yield Hit(index, index, local)
                index += 1
                continue
            best, position = (local, index) if local is not None else (None, index)
            end = index
            while node is not None:
                if node.entry is not None and (local is None or end > index):
                    fitting = self.fitting(node.entry, index, end)
                    if fitting is not None:
                        best, position = fitting, end
                end += 1
                if end >= size or not node.children or end in self.blocked or not self.joined(end, in_name=True):
                    break
                node = node.children.get(keys[end])
            if best is None:
                index += 1
                continue
            yield Hit(index, position, best)
            index = position + 1

    def runs(self) -> Iterator[list[Hit]]:
        """Which entries stand side by side, a possessive s apart?"""
        run: list[Hit] = []
        for hit in self.hits():
            if run and not self._adjacent(run[-1].last, hit.first):
                yield run
                run = []
            run.append(hit)
        if run:
            yield run

    def _adjacent(self, last: int, first: int) -> bool:
        if first == last + 2 and self.keys[last + 1] == "s":
            return self.joined(last + 1) and self.joined(first)
        return first == last + 1 and self.joined(first)
