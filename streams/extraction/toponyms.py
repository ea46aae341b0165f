"""Which words name a place? Longest match against the gazetteer, weighed against what stands around them.

Raw hits are noise ("The", "Make", "Minister", "John Paris"): every hit is scored by the table of weights and kept from
`ACCEPT` on. A second reading of the article lends names that were sure once to their other occurrences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.annotations import PlaceCandidate, Sentence, Toponym
from schemas.evidence import TextPart
from streams.extraction.toponym_evidence import ACCEPT, KINDS, Hit, Word, contain, find_datelines, lend
from streams.extraction.toponym_names import ARTICLES, MARKS, NameReader
from streams.lexicons.gazetteer import Gazetteer, Known, gazetteer, prominence
from streams.lexicons.place_cues import cues
from streams.lexicons.wordlist import common_words

MOST_CANDIDATES = 8
"""Rows of one name that travel with the article; enrich looks the others up again."""

_TOWN = 15_000
"""People from which a place is better known than its namesakes among words."""
_SPACE = re.compile(r"^(?:[ \t\u00a0]+|[ \t]?\r?\n[ \t]?|[-‐‑–]|\.[ \t]?|['’ʼ‘`])$")
_DATELINE = re.compile(
    r"^\W*[^.\n]{0,40}?\((?:AP|AFP|Reuters|CNN|Xinhua|UPI)\)"
    r"|^[A-Z][A-Z .'-]+(?:, [A-Z][A-Za-z. ]+)?(?:, \d{1,2} [A-Z][A-Za-z]+)?\s*(?:\([A-Za-z]+\)\s*)?[-–—]"
)


_BAR = re.compile(r"[:|•]")
_HEADS = re.compile(r"\s*(?::(?!\d)|\||[-–—]\s|[.!]?\s*\Z|,\s*\d)|\s+[-–—]")
_PEOPLE = frozenset(("first name", "surname", "English word"))


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


class _Reader(NameReader):
    """Reads one text, sentence by sentence."""

    def read(self, sentence: Sentence) -> list[Hit]:
        """Which names stand in the sentence, scored?"""
        words = list(self.words(sentence.start_char, sentence.end_char))
        if not words:
            return []
        capitals = sum(word.is_capital for word in words if len(word.text) > 3)
        long = sum(1 for word in words if len(word.text) > 3)
        is_titled = self.is_shouted or (long >= 3 and capitals / long > 0.75)
        hits, at = list[Hit](), 0
        while at < len(words):
            if not words[at].is_capital and words[at].folded not in ARTICLES:
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
        find_datelines(self.text, [] if is_titled else hits)
        return hits

    def _hit(self, words: list[Word], at: int, is_titled: bool) -> Hit | None:
        word = words[at]
        if not word.is_capital:
            is_article = at + 1 < len(words)
            if not (is_article and words[at + 1].is_capital and self.gap(words, at) in ("-", "‐", "‑", " ")):
                return None
        run = 1
        while run < 6 and at + run < len(words):
            nearby = words[at + run]
            gap = self.gap(words, at + run - 1)
            goes_on = nearby.is_capital or nearby.folded in cues("connector") or gap == "-" or nearby.text[0].isdigit()
            if not goes_on or not _SPACE.match(gap):
                break
            if gap[0] == "." and len(words[at + run - 1].text) > 5:
                break
            run += 1
        if (short := self.abbreviation(words, at)) is not None:
            return short
        size = self.longest(words, at, run)
        if size == 1 and run > 1 and word.folded in ARTICLES:
            size = 0  # a village called "Al" is no beginning of "Al Shafah"
        if size and not is_titled:
            whole = self.unknown_whole(words, at, size) or self.respelled_whole(words, at, size, run)
            if whole is not None:
                return whole
        if run > 1 and size < 2 and not self.is_taken(word.start, words[at + 1].end):
            double = self.places.demonym(f"{word.folded} {words[at + 1].folded}")
            if double is not None:
                until = words[at + 1].end
                return Hit(
                    at, 2, f"{word.folded} {words[at + 1].folded}", None, word.start, until, use="demonym", records=(double,)
                )
        demonym = self.places.demonym(word.folded)
        is_country = size == 1 and (same := self.places.known(word.folded)) is not None and same.is_country
        if size <= 1 and demonym is not None and not is_country and not self.is_taken(word.start, word.end):
            return Hit(at, 1, word.folded, None, word.start, word.end, use="demonym", records=(demonym,))
        if size == 1 and len(word.text) == 1:
            return None
        if size == 0 and (hit := self.with_article(words, at, run)) is not None:
            return hit
        if size == 0 or (not is_titled and self.goes_on(words, at, size, run)):
            return self.unknown(words, at, run)
        end = words[at + size - 1]
        if self.is_taken(word.start, end.end):
            return None
        key = " ".join(item.folded for item in words[at : at + size])
        known = self.places.known(key)
        hit = Hit(at, size, key, known, word.start, self.bare_end(end), records=self.places.records(key))
        self.take_kind(words, hit, is_titled)
        return hit

    def _score(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool, sentence: Sentence) -> None:
        known = hit.known
        if known is None:
            return
        self._prior(words, hit, known, is_titled)
        if hit.kind:
            hit.add("kind before" if hit.kind in KINDS else "kind after")
        self._before(words, hit, previous, is_titled)
        if self._is_heading(words, hit, sentence):
            hit.add("heading")
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
            hit.add("large" if known.population > 200_000 else "middle" if known.population > _TOWN else "small")
        if "PPLC" in known.features:
            hit.add("capital")
        if not single and hit.key not in self.stop:
            hit.add("English word" if self._is_of_common_words(hit, known) else "several words")
        elif hit.key in self.stop:
            if not (known.is_province and hit.kind in cues("area_kind")):  # but "in Unity state", "Centre region"
                hit.add("English word")
        elif not (known.is_country or (known.is_province and known.population > 500_000)):
            if hit.key in self.first_names and hit.size == 1:
                hit.add("first name")
            elif hit.key in self.last_names and hit.size == 1:
                hit.add("surname")
            if word.is_upper and not is_titled:
                hit.add("all capitals")
            if len(hit.key) <= 3:
                hit.add("short")
        if not known.has_main:
            hit.add("other name only")

    def _is_of_common_words(self, hit: Hit, known: Known) -> bool:
        """In a text in capitals, is it the name of a small place made of words that every text has ("THE TRAP")?"""
        if not self.is_shouted or known.is_country or known.population > _TOWN:
            return False
        parts = hit.key.split(" ")
        return all(part in common_words() or part in self.stop for part in parts)

    def _before(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool) -> None:
        at = hit.first
        if at == 0:
            if " " not in hit.key and hit.known and not hit.known.is_country:
                hit.add("opens the sentence")
            return
        before, gap = words[at - 1], self.gap(words, at - 1)
        if not gap.strip(" \u00a0\"“‘'.-"):
            self._word_before(words, hit, previous, is_titled, before, gap)

    def _is_heading(self, words: list[Word], hit: Hit, sentence: Sentence) -> bool:
        """Does the name stand before what happened there ("Nikopol: two killed", "Urgent | Nikopol - ...") or alone?"""
        if _PEOPLE & set(hit.reasons) or hit.use != "place":
            return False
        if hit.first and not _BAR.search(self.gap(words, hit.first - 1)):
            return False
        return _HEADS.match(self.text, hit.end, sentence.end_char + 1) is not None

    def _word_before(self, words: list[Word], hit: Hit, previous: Hit | None, is_titled: bool, before: Word, gap: str) -> None:
        folded = before.folded
        at = hit.first
        is_joined = previous is not None and previous.first + previous.size == at
        if folded == "the" and at > 1:
            folded = words[at - 2].folded if words[at - 2].folded in cues("locative") else folded
        is_part = folded == "of" and at > 1 and words[at - 2].folded in cues("place_of")  # "the outskirts of Dana"
        if folded in cues("locative") or is_part:
            hit.add("preposition")
        elif folded in cues("weak_locative"):
            hit.add("weak preposition")
        elif folded in cues("title") and (before.is_capital or "." in gap):
            hit.add("title before")
        elif before.is_capital and not is_titled and gap in (" ", ". ", "-"):
            is_initial = len(before.text) == 1 and folded not in ("a", "i")
            is_first = folded in self.first_names and folded not in ("al", "el")  # of "Al Fasher"
            if (is_first or is_initial) and not (hit.known and hit.known.is_country):
                hit.add("person before")
                hit.use = "person"
            elif (
                folded not in cues("direction")
                and not is_joined
                and before.text[-2:-1] not in MARKS
                and not (at == 1 and folded in self.stop)
            ):
                hit.add("name began before")

    def _after(self, words: list[Word], hit: Hit, is_titled: bool) -> None:
        after = hit.first + hit.size
        if after >= len(words):
            return
        following, gap = words[after], self.gap(words, after - 1)
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
