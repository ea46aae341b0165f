"""Where does a name of a place begin and end? Known names, longer ones that begin like them, unknown ones, kinds of place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from streams.extraction.toponym_evidence import ACCEPT, KINDS, Hit, Word, is_shouted
from streams.lexicons.gazetteer import Gazetteer, Known
from streams.lexicons.place_cues import cues, person_names, stop_words
from streams.lexicons.place_names import WORD, fold_word

_PLURAL_KINDS = frozenset(("counties", "districts", "provinces", "states", "republic"))
"""They follow a list of names: none of them belongs to the last name."""

_AREAS_BEFORE = frozenset(("district", "province", "governorate"))
"""They may stand right before the name: "border district Kupwara"."""

_CITY = 100_000
"""People from which a name stands for its city, whatever follows."""

ARTICLES = frozenset(("al", "el", "as", "ash", "ar", "ad", "az", "ez", "an", "at"))
"""In lower case they may open a name: "al-Bab"."""

_INITIALS = re.compile(r"[A-Z]\. ?[A-Z]\.")

MARKS = ("'", "’")
"""Before the last letter of a word they make it a possessive."""


class NameReader:
    """Reads the names of one text."""

    def __init__(self, text: str, places: Gazetteer, taken: Sequence[tuple[int, int]]) -> None:
        self.text, self.places = text, places
        self._taken = sorted(taken)
        self._taken_starts = [start for start, _ in self._taken]
        self.stop, self.first_names, self.last_names = stop_words(), person_names("first"), person_names("last")
        self.is_shouted = is_shouted(text)

    def words(self, start: int, end: int) -> Iterator[Word]:
        """Which words stand between two offsets?"""
        for match in WORD.finditer(self.text, start, end):
            word = match.group()
            first = word[0]
            yield Word(match.start(), match.end(), word, fold_word(word), first.isupper(), len(word) > 1 and word.isupper())

    def is_taken(self, start: int, end: int) -> bool:
        """Is a span an actor's or an outlet's already?"""
        at = bisect_right(self._taken_starts, start)
        return (at > 0 and self._taken[at - 1][1] > start) or (at < len(self._taken) and self._taken[at][0] < end)

    def gap(self, words: list[Word], at: int) -> str:
        """What stands between a word and the next?"""
        return self.text[words[at].end : words[at + 1].start].replace("  ", " ")

    def bare_end(self, word: Word) -> int:
        """Where does the name end, without a possessive? An abbreviation keeps its last stop."""
        text = word.text
        if len(text) > 2 and text[-1] in "sS" and text[-2] in "'’":
            return word.end - 2
        if len(text) <= 2 and self.text[word.end : word.end + 1] == "." and self.text[word.start - 1 : word.start] == ".":
            return word.end + 1
        return word.end

    def longest(self, words: list[Word], at: int, run: int) -> int:
        """How many words has the longest known name that begins here? 0 for none."""
        while run > 0:
            size = self.places.longest([word.folded for word in words[at : at + run]])
            if size == 0:
                return 0
            last = words[at + size - 1]
            if (last.is_capital or last.text[0].isdigit() or self.gap(words, at + size - 2) in "-'’") if size > 1 else True:
                return size
            run = size - 1
        return 0

    def take_kind(self, words: list[Word], hit: Hit, is_titled: bool) -> None:
        """Does a word for the kind of place stand beside the name? "Aleppo province" becomes one name."""
        after = hit.first + hit.size
        if after < len(words) and self.gap(words, after - 1) in (" ", "-", "\u00a0"):
            following = words[after].folded
            if following in KINDS:
                hit.kind = following
                if following in cues("area_kind") and following not in _PLURAL_KINDS:
                    hit.size += 1
                    hit.end = words[after].end
        if not hit.kind and hit.first > 0:
            before, gap = words[hit.first - 1], self.gap(words, hit.first - 1)
            if before.folded == "of" and hit.first > 1 and gap == " ":
                before = words[hit.first - 2]
                if before.folded in KINDS:
                    hit.kind = before.folded
            elif gap == " " and before.folded in cues("town_kind") | _AREAS_BEFORE and not before.is_capital:
                hit.kind = before.folded
        if hit.kind:
            hit.records = self.places.of_kind(hit.records, hit.kind)

    def abbreviation(self, words: list[Word], at: int) -> Hit | None:
        """Is it a province in short, after a comma? ("Salem, Ore.", "Gary, IN") Initials are one wherever no name follows
        ("in Southeast D.C."). In a text in capitals two letters are any short word (", IN CHALATENANGO")."""
        word = words[at]
        if at == 0 or len(word.text) > 5:
            return None
        is_after_comma = self.gap(words, at - 1).startswith(",")
        if (initials := _INITIALS.match(self.text, word.start)) and at + 1 < len(words):
            is_name = at + 2 < len(words) and words[at + 2].is_capital and self.gap(words, at + 1) == ". "
            return None if is_name and not is_after_comma else self._short(words, at, 2, initials.group(), initials.end())
        if not is_after_comma:
            return None
        has_stop = self.text[word.end : word.end + 1] == "."
        if word.folded in cues("title") or (not has_stop and (self.is_shouted or not (len(word.text) == 2 and word.is_upper))):
            return None
        return self._short(words, at, 1, word.folded, word.end + has_stop)

    def _short(self, words: list[Word], at: int, size: int, short: str, end: int) -> Hit | None:
        records = self.places.abbreviated(short)
        if not records:
            return None
        features, countries = frozenset(("ADM1",)), frozenset(record.country for record in records)
        known = Known(False, True, records[0].population, True, features, countries)
        key = f"{words[at].folded} {words[at].folded}"
        return Hit(at, size, key, known, words[at].start, end, records=records, kind="state")

    def goes_on(self, words: list[Word], at: int, size: int, run: int) -> bool:
        """Is the known name only the beginning of a longer Arabic one that no row has ("Orum al-Kubrah")? Cities are called
        so by themselves, and the words of a quarter may follow them."""
        after = at + size
        if after + 1 >= min(at + run + 1, len(words)) or words[after].is_capital or words[after].folded not in ARTICLES:
            return False
        if not words[after + 1].is_capital or self.gap(words, after) not in ("-", "‐", "‑", " "):
            return False
        known = self.places.known(" ".join(word.folded for word in words[at:after]))
        return known is not None and not known.is_country and not known.is_province and known.population < _CITY

    def unknown_whole(self, words: list[Word], at: int, size: int) -> Hit | None:
        """Is the known name only the beginning of a longer one that a kind of place follows? ("Tanah Jambo Aye district")"""
        end = at + size
        while end < len(words) and end - at < 5 and words[end].is_capital and self.gap(words, end - 1) in (" ", "-"):
            end += 1
        if end == at + size or end >= len(words) or self.gap(words, end - 1) != " " or words[end].is_capital:
            return None
        if words[end].folded not in KINDS:
            return None
        if any(word.text[-2:-1] in MARKS for word in words[at:end]):
            return None
        if any(word.folded in self.stop or self.places.demonym(word.folded) for word in words[at:end]):
            return None
        if self.is_taken(words[at].start, words[end - 1].end):
            return None
        key = " ".join(word.folded for word in words[at:end])
        hit = Hit(at, end - at, key, None, words[at].start, self.bare_end(words[end - 1]), score=ACCEPT, reasons=["kind"])
        self.take_kind(words, hit, False)
        return hit

    def with_article(self, words: list[Word], at: int, run: int) -> Hit | None:
        """Is it a known name with an article that its row lacks ("Al-Mokha")?"""
        size = self.longest(words, at + 1, run - 1) if run > 1 and words[at].folded in ARTICLES else 0
        if not size or (words[at].folded not in ("al", "el") and self.gap(words, at) == " "):
            return None
        end = words[at + size]
        if self.is_taken(words[at].start, end.end):
            return None
        key = " ".join(item.folded for item in words[at + 1 : at + 1 + size])
        known, records = self.places.known(key), self.places.records(key)
        hit = Hit(at, size + 1, key, known, words[at].start, self.bare_end(end), records=records)
        self.take_kind(words, hit, False)
        return hit

    def respelled_whole(self, words: list[Word], at: int, size: int, run: int) -> Hit | None:
        """Is the known name only the beginning of a longer one that a row spells otherwise? ("in Qara Bagh District", where a
        town is called Qara and the district Qarah Bagh)"""
        end = at + size
        while end < min(at + run, len(words)) and end - at < 4 and words[end].is_capital and words[end].folded not in KINDS:
            end += 1
        if end == at + size or any(word.folded in self.stop for word in words[at:end]):
            return None
        has_kind = end < len(words) and words[end].folded in KINDS and self.gap(words, end - 1) == " "
        if not has_kind and not (at and words[at - 1].folded in cues("locative")):
            return None
        key = " ".join(word.folded for word in words[at:end])
        respelled = self.places.respelled(key)
        if not respelled or self.is_taken(words[at].start, words[end - 1].end):
            return None
        hit = Hit(at, end - at, key, None, words[at].start, self.bare_end(words[end - 1]), score=ACCEPT + 0.2)
        hit.reasons.append("respelled")
        self.take_kind(words, hit, False)
        hit.records = self.places.of_kind(respelled, hit.kind)
        return hit

    def unknown(self, words: list[Word], at: int, run: int) -> Hit | None:
        """Is it a name that no row knows, in a place where only a place can stand? ("the village of Koulpika")"""
        word = words[at]
        whose = self.places.known(word.folded.removesuffix("s"))  # "Syrias Latakia province", its apostrophe lost
        is_name = word.is_capital and len(word.text) > 2 and word.folded not in self.stop and not (whose and whose.is_country)
        has_article = run > 1 and word.folded in ARTICLES and words[at + 1].is_capital and len(words[at + 1].text) > 2
        has_article = has_article and (word.is_capital or word.folded in ("al", "el") or self.gap(words, at) != " ")
        if not (is_name or has_article) or self.is_taken(word.start, words[at + has_article].end):
            return None
        size = 1 + has_article
        while size < min(run, 4):
            is_article = words[at + size].folded in ARTICLES and at + size + 1 < len(words) and words[at + size + 1].is_capital
            if not is_article and (not words[at + size].is_capital or words[at + size].folded in self.stop):
                break
            size += 1 + is_article
        end = words[at + size - 1]
        key = " ".join(item.folded for item in words[at : at + size])
        hit = Hit(at, size, key, None, word.start, self.bare_end(end))
        self.take_kind(words, hit, False)
        respelled = self.places.respelled(key)
        hit.records = self.places.of_kind(respelled, hit.kind)
        before = words[at - 1].folded if at else ""
        is_in = before in cues("locative") or (before == "of" and at > 1 and words[at - 2].folded in cues("place_of"))
        is_inside = is_in and self._stands_in_known(words, at + size)
        if hit.kind or is_inside or (is_in and respelled):
            hit.reasons.append("kind" if hit.kind else "respelled")
            hit.score = ACCEPT if not respelled else ACCEPT + 0.2
            if hit.kind and at > 0 and words[at - 1].is_capital and words[at - 1].folded not in self.stop:
                return None
            return hit
        return None

    def _stands_in_known(self, words: list[Word], after: int) -> bool:
        """Does a known province or country follow, after a comma or in brackets? ("in Mushahidah, Saladin governorate")"""
        if after >= len(words) or not words[after].is_capital or self.gap(words, after - 1) not in (", ", " ("):
            return False
        size = self.places.longest([word.folded for word in words[after : after + 4]])
        known = self.places.known(" ".join(word.folded for word in words[after : after + size])) if size else None
        return known is not None and (known.is_country or known.is_province)
