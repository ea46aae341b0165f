"""Which words name a place? Longest match against the gazetteer, weighed against what stands around them.

Raw hits are noise ("The", "Make", "Minister", "John Paris"): every hit is scored by the table of weights and kept from
`ACCEPT` on. A second reading of the article lends names that were sure once to their other occurrences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from schemas.annotations import PlaceCandidate, Sentence, Toponym
from schemas.evidence import TextPart
from streams.extraction.toponym_evidence import ACCEPT, Hit, Word, contain, find_datelines, is_shouted, lend
from streams.lexicons.gazetteer import Gazetteer, Known, gazetteer, prominence
from streams.lexicons.place_cues import cues, person_names, stop_words
from streams.lexicons.place_names import WORD, fold_word

MOST_CANDIDATES = 8
"""Rows of one name that travel with the article; enrich looks the others up again."""

_SPACE = re.compile(r"^(?:[ \t\u00a0]+|[ \t]?\r?\n[ \t]?|[-‐‑–]|\.[ \t]?|['’ʼ‘`])$")
_DATELINE = re.compile(
    r"^\W*[^.\n]{0,40}?\((?:AP|AFP|Reuters|CNN|Xinhua|UPI)\)"
    r"|^[A-Z][A-Z .'-]+(?:, [A-Z][A-Za-z. ]+)?(?:, \d{1,2} [A-Z][A-Za-z]+)?\s*(?:\([A-Za-z]+\)\s*)?[-–—]"
)
_PLURAL_KINDS = frozenset(("counties", "districts", "provinces", "states", "republic"))
"""They follow a list of names: none of them belongs to the last name."""

_AREAS_BEFORE = frozenset(("district", "province", "governorate"))
"""They may stand right before the name: "border district Kupwara"."""

_ARTICLES = frozenset(("al", "el", "as", "ash", "ar", "ad", "az", "ez", "an", "at"))
"""In lower case they may open a name: "al-Bab"."""

_MARKS = ("'", "’")


def find_toponyms(
    text: str, part: TextPart, sentences: Sequence[Sentence], taken: Sequence[tuple[int, int]] = ()
) -> tuple[Toponym, ...]:
    """Which places does this text name, and which of its names only look like places?

    ``sentences`` are the article's, title first; those of ``part`` are read (the whole text where there are none).
    ``taken`` are spans that are something else already: times, actors. ``within`` counts over the returned tuple. A name
    that no row knows is a toponym without candidates where the text says that it is a place ("the village of Koulpika").

    >>> [place.quote for place in find_toponyms("Gunmen stormed Azaz, north of Aleppo, on Sunday.", "body", ())]
    ['Azaz', 'Aleppo']
    """
    own = [(number, sentence) for number, sentence in enumerate(sentences) if sentence.part == part]
    if not own and text:
        own = [(0, Sentence(part=part, start_char=0, end_char=len(text), paragraph_index=0))]
    places = gazetteer()
    reader = _Reader(text, places, taken)
    per_sentence = [(number, sentence, reader.read(sentence)) for number, sentence in own]
    hits = [hit for _, _, found in per_sentence for hit in found]
    lend(hits)
    toponyms: list[Toponym] = []
    for number, sentence, found in per_sentence:
        kept = [hit for hit in found if hit.use in ("demonym", "organisation") or hit.score >= ACCEPT]
        offset = len(toponyms)
        index_of = {id(hit): offset + place for place, hit in enumerate(kept)}
        toponyms.extend(
            Toponym(
                part=part,
                start_char=hit.start,
                end_char=hit.end,
                quote=text[hit.start : hit.end],
                sentence_index=number,
                paragraph_index=sentence.paragraph_index,
                use=hit.use,
                within=index_of.get(id(found[hit.within])) if hit.within is not None else None,
                candidates=_candidates(hit, places),
            )
            for hit in kept
        )
    return tuple(toponyms)


def _candidates(hit: Hit, places: Gazetteer) -> tuple[PlaceCandidate, ...]:
    return tuple(places.candidate(record, prominence(record)) for record in hit.records[:MOST_CANDIDATES])


class _Reader:
    """Reads one text, sentence by sentence."""

    def __init__(self, text: str, places: Gazetteer, taken: Sequence[tuple[int, int]]) -> None:
        self.text, self.places = text, places
        self._taken = sorted(taken)
        self._taken_starts = [start for start, _ in self._taken]
        self.stop, self.first_names, self.last_names = stop_words(), person_names("first"), person_names("last")
        self.is_shouted = is_shouted(text)

    def read(self, sentence: Sentence) -> list[Hit]:
        """Which names stand in the sentence, scored?"""
        words = list(self._words(sentence.start_char, sentence.end_char))
        if not words:
            return []
        capitals = sum(word.is_capital for word in words if len(word.text) > 3)
        long = sum(1 for word in words if len(word.text) > 3)
        is_titled = self.is_shouted or (long >= 3 and capitals / long > 0.75)
        hits, at = list[Hit](), 0
        while at < len(words):
            if not words[at].is_capital and words[at].folded not in _ARTICLES:
                at += 1
                continue
            hit = self._hit(words, at, is_titled)
            if hit is None:
                at += 1
                continue
            self._score(words, hit, hits[-1] if hits else None, is_titled, sentence)
            hits.append(hit)
            at = hit.first + hit.size
        contain(self.text, hits)
        find_datelines(self.text, hits)
        return hits

    def _words(self, start: int, end: int) -> Iterator[Word]:
        for match in WORD.finditer(self.text, start, end):
            word = match.group()
            first = word[0]
            yield Word(match.start(), match.end(), word, fold_word(word), first.isupper(), len(word) > 1 and word.isupper())

    def _is_taken(self, start: int, end: int) -> bool:
        at = bisect_right(self._taken_starts, start)
        return (at > 0 and self._taken[at - 1][1] > start) or (at < len(self._taken) and self._taken[at][0] < end)

    def _gap(self, words: list[Word], at: int) -> str:
        return self.text[words[at].end : words[at + 1].start]

    def _hit(self, words: list[Word], at: int, is_titled: bool) -> Hit | None:
        word = words[at]
        if not word.is_capital:
            is_article = at + 1 < len(words)
            if not (is_article and words[at + 1].is_capital and self._gap(words, at) in ("-", "‐", "‑", " ")):
                return None
        run = 1
        while run < 6 and at + run < len(words):
            nearby = words[at + run]
            gap = self._gap(words, at + run - 1)
            goes_on = nearby.is_capital or nearby.folded in cues("connector") or gap == "-" or nearby.text[0].isdigit()
            if not goes_on or not _SPACE.match(gap):
                break
            if gap[0] == "." and len(words[at + run - 1].text) > 5:
                break
            run += 1
        if (short := self._abbreviation(words, at)) is not None:
            return short
        size = self._longest(words, at, run)
        if size and not is_titled:
            whole = self._unknown_whole(words, at, size)
            if whole is not None:
                return whole
        if run > 1 and size < 2 and not self._is_taken(word.start, words[at + 1].end):
            double = self.places.demonym(f"{word.folded} {words[at + 1].folded}")
            if double is not None:
                until = words[at + 1].end
                return Hit(
                    at, 2, f"{word.folded} {words[at + 1].folded}", None, word.start, until, use="demonym", records=(double,)
                )
        demonym = self.places.demonym(word.folded)
        if size <= 1 and demonym is not None and not self._is_taken(word.start, word.end):
            return Hit(at, 1, word.folded, None, word.start, word.end, use="demonym", records=(demonym,))
        if size == 0:
            return self._unknown(words, at, run)
        end = words[at + size - 1]
        if self._is_taken(word.start, end.end):
            return None
        key = " ".join(item.folded for item in words[at : at + size])
        known = self.places.known(key)
        hit = Hit(at, size, key, known, word.start, self._bare_end(end), records=self.places.records(key))
        self._take_kind(words, hit, is_titled)
        return hit

    def _bare_end(self, word: Word) -> int:
        """Where does the name end, without a possessive? An abbreviation keeps its last stop."""
        text = word.text
        if len(text) > 2 and text[-1] in "sS" and text[-2] in "'’":
            return word.end - 2
        if len(text) <= 2 and self.text[word.end : word.end + 1] == "." and self.text[word.start - 1 : word.start] == ".":
            return word.end + 1
        return word.end

    def _longest(self, words: list[Word], at: int, run: int) -> int:
        while run > 0:
            size = self.places.longest([word.folded for word in words[at : at + run]])
            if size == 0:
                return 0
            last = words[at + size - 1]
            if (last.is_capital or last.text[0].isdigit() or self._gap(words, at + size - 2) in "-'’") if size > 1 else True:
                return size
            run = size - 1
        return 0

    def _take_kind(self, words: list[Word], hit: Hit, is_titled: bool) -> None:
        """Does a word for the kind of place stand beside the name? "Aleppo province" becomes one name."""
        after = hit.first + hit.size
        if after < len(words) and self._gap(words, after - 1) in (" ", "-", "\u00a0"):
            following = words[after].folded
            if following in cues("area_kind") or following in cues("town_kind"):
                hit.kind = following
                if following in cues("area_kind") and following not in _PLURAL_KINDS:
                    hit.size += 1
                    hit.end = words[after].end
        if not hit.kind and hit.first > 0:
            before, gap = words[hit.first - 1], self._gap(words, hit.first - 1)
            if before.folded == "of" and hit.first > 1 and gap == " ":
                before = words[hit.first - 2]
                if before.folded in cues("town_kind") or before.folded in cues("area_kind"):
                    hit.kind = before.folded
            elif gap == " " and before.folded in cues("town_kind") | _AREAS_BEFORE and not before.is_capital:
                hit.kind = before.folded
        if hit.kind:
            hit.records = self.places.of_kind(hit.records, hit.kind)

    def _abbreviation(self, words: list[Word], at: int) -> Hit | None:
        """Is it a province in short, after a comma? ("Salem, Ore.", "Gary, IN")"""
        word = words[at]
        if at == 0 or len(word.text) > 5 or not self._gap(words, at - 1).startswith(","):
            return None
        has_stop = self.text[word.end : word.end + 1] == "."
        if word.folded in cues("title") or (not has_stop and not (len(word.text) == 2 and word.is_upper)):
            return None
        records = self.places.abbreviated(word.folded)
        if not records:
            return None
        features, countries = frozenset(("ADM1",)), frozenset(record.country for record in records)
        known = Known(False, True, records[0].population, True, features, countries)
        return Hit(at, 1, f"{word.folded} {word.folded}", known, word.start, word.end + has_stop, records=records, kind="state")

    def _unknown_whole(self, words: list[Word], at: int, size: int) -> Hit | None:
        """Is the known name only the beginning of a longer one that a kind of place follows? ("Tanah Jambo Aye district")"""
        end = at + size
        while end < len(words) and end - at < 5 and words[end].is_capital and self._gap(words, end - 1) in (" ", "-"):
            end += 1
        if end == at + size or end >= len(words) or self._gap(words, end - 1) != " " or words[end].is_capital:
            return None
        if words[end].folded not in cues("area_kind") and words[end].folded not in cues("town_kind"):
            return None
        if any(word.text[-2:-1] in _MARKS for word in words[at:end]):
            return None
        if any(word.folded in self.stop or self.places.demonym(word.folded) for word in words[at:end]):
            return None
        if self._is_taken(words[at].start, words[end - 1].end):
            return None
        key = " ".join(word.folded for word in words[at:end])
        hit = Hit(at, end - at, key, None, words[at].start, self._bare_end(words[end - 1]), score=ACCEPT, reasons=["kind"])
        self._take_kind(words, hit, False)
        return hit

    def _unknown(self, words: list[Word], at: int, run: int) -> Hit | None:
        """Is it a name that no row knows, in a place where only a place can stand? ("the village of Koulpika")"""
        word = words[at]
        whose = self.places.known(word.folded.removesuffix("s"))  # "Syrias Latakia province", its apostrophe lost
        is_name = word.is_capital and len(word.text) > 2 and word.folded not in self.stop and not (whose and whose.is_country)
        if not is_name or self._is_taken(word.start, word.end):
            return None
        size = 1
        while size < min(run, 3) and words[at + size].is_capital and words[at + size].folded not in self.stop:
            size += 1
        end = words[at + size - 1]
        key = " ".join(item.folded for item in words[at : at + size])
        hit = Hit(at, size, key, None, word.start, self._bare_end(end))
        self._take_kind(words, hit, False)
        respelled = self.places.respelled(key)
        hit.records = self.places.of_kind(respelled, hit.kind)
        before = words[at - 1].folded if at else ""
        is_inside = before in cues("locative") and self._stands_in_known(words, at + size)
        if hit.kind or is_inside or (before in cues("locative") and respelled):
            hit.reasons.append("kind" if hit.kind else "respelled")
            hit.score = ACCEPT if not respelled else ACCEPT + 0.2
            if hit.kind and at > 0 and words[at - 1].is_capital and words[at - 1].folded not in self.stop:
                return None
            return hit
        return None

    def _stands_in_known(self, words: list[Word], after: int) -> bool:
        """Does a known province or country follow, after a comma or in brackets? ("in Mushahidah, Saladin governorate")"""
        if after >= len(words) or not words[after].is_capital or self._gap(words, after - 1) not in (", ", " ("):
            return False
        size = self.places.longest([word.folded for word in words[after : after + 4]])
        known = self.places.known(" ".join(word.folded for word in words[after : after + size])) if size else None
        return known is not None and (known.is_country or known.is_province)

    def _score(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool, sentence: Sentence) -> None:
        known = hit.known
        if known is None:
            return
        self._prior(words, hit, known, is_titled)
        self._before(words, hit, previous, is_titled)
        self._after(words, hit, is_titled)
        if hit.first <= 3 and _DATELINE.match(self.text[sentence.start_char : sentence.start_char + 80]):
            hit.add("dateline")

    def _prior(self, words: list[Word], hit: Hit, known: Known, is_titled: bool) -> None:
        word = words[hit.first]
        single = " " not in hit.key
        if known.is_country:
            hit.add("country")
        elif known.is_province:
            hit.add("province")
        if not known.is_country:
            hit.add("large" if known.population > 200_000 else "middle" if known.population > 15_000 else "small")
        if "PPLC" in known.features:
            hit.add("capital")
        if not single:
            hit.add("several words")
        elif hit.key in self.stop:
            hit.add("English word")
        elif not (known.is_country or (known.is_province and known.population > 500_000)):
            if hit.key in self.first_names:
                hit.add("first name")
            elif hit.key in self.last_names:
                hit.add("surname")
            if word.is_upper and not is_titled:
                hit.add("all capitals")
            if len(hit.key) <= 3:
                hit.add("short")
        if not known.has_main:
            hit.add("other name only")

    def _before(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool) -> None:
        at = hit.first
        if at == 0:
            if " " not in hit.key and hit.known and not hit.known.is_country:
                hit.add("opens the sentence")
            return
        before, gap = words[at - 1], self._gap(words, at - 1)
        if not gap.strip(" \u00a0\"“‘'.-"):
            self._word_before(words, hit, previous, is_titled, before, gap)
        if hit.kind:
            hit.add("kind before" if hit.kind in cues("town_kind") | cues("area_kind") else "kind after")

    def _word_before(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool, before: Word, gap: str) -> None:
        folded = before.folded
        at = hit.first
        is_joined = previous is not None and previous.first + previous.size == at
        if folded == "the" and at > 1:
            folded = words[at - 2].folded if words[at - 2].folded in cues("locative") else folded
        if folded in cues("locative"):
            hit.add("preposition")
        elif folded in cues("weak_locative"):
            hit.add("weak preposition")
        elif folded in cues("title") and (before.is_capital or "." in gap):
            hit.add("title before")
        elif before.is_capital and not is_titled and gap in (" ", ". ", "-"):
            is_initial = len(before.text) == 1 and folded not in ("a", "i")
            if (folded in self.first_names or is_initial) and not (hit.known and hit.known.is_country):
                hit.add("person before")
                hit.use = "person"
            elif (
                folded not in cues("direction")
                and not is_joined
                and before.text[-2:-1] not in _MARKS
                and not (at == 1 and folded in self.stop)
            ):
                hit.add("name began before")

    def _after(self, words: list[Word], hit: Hit, is_titled: bool) -> None:
        after = hit.first + hit.size
        if after >= len(words):
            return
        following, gap = words[after], self._gap(words, after - 1)
        folded = following.folded
        if gap in (" ", "-", "\u00a0"):
            if gap == "-" and folded in cues("belongs"):  # "US-led", "Britain-based": whose, not where
                hit.use = "government"
            elif folded in cues("after_kind"):
                hit.add("kind after")
            elif folded in cues("speech"):
                if (hit.known and hit.known.is_country) or "PPLC" in (hit.known.features if hit.known else ()):
                    hit.use = "government"
                else:
                    hit.add("says")
            elif following.is_capital and not is_titled:
                self._name_goes_on(hit, following)

    def _name_goes_on(self, hit: Hit, following: Word) -> None:
        folded = following.folded
        if hit.key in self.first_names and folded in self.last_names and "preposition" not in hit.reasons:
            hit.add("person before")
            hit.use = "person"
        elif folded in cues("newspaper"):
            hit.add("newspaper")
            hit.use = "newspaper"
        elif folded in cues("public_body"):
            hit.add("public body")
        elif folded in cues("street"):
            hit.add("organisation")
        elif folded in cues("organisation"):
            hit.add("organisation")
            if hit.known and not hit.known.is_country:
                hit.use = "place"
        elif hit.known and not hit.known.is_country:
            hit.add("name goes on")
            if hit.key in self.first_names:
                hit.add("person before")
                hit.use = "person"
