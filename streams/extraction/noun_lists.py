"""Which phrases stand together? Lists ("two soldiers and a civilian"), parts, appositions, sources left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streams.extraction.noun_phrases import Phrase, Trigger, Word, is_verb, phrase_at
from streams.extraction.phrase_words import (
    ADVERBS,
    ANIMALS,
    AUXILIARIES,
    BODIES,
    BREAKS,
    CONJUNCTIONS,
    DEFINITE,
    FAMILY,
    OPENERS,
    PREPOSITIONS,
    SAYS,
    SINGLE_PRONOUNS,
    SINGULAR,
)

Chunk = tuple[str, Phrase | None]

PART_CUES = frozenset(["including", "included", "includes", "include", "incl", "incl.", "among"])
_CONNECTORS = (("as", "well", "as"), ("along", "with"), ("together", "with"), ("in", "addition", "to"))
_POSSESSIVES = frozenset(["his", "her", "their", "the"])
_PERSON_ENDINGS = ("er", "or", "ist", "man")
_OF_THINGS_TOO = frozenset(["hanged", "neutralized", "neutralised", "eliminated", "liquidated"])
"""Beside what is mortal and what is wiped or taken out: done to bombs, votes and effigies as well."""
_SOURCE_REACH = 18
"""How many words a source at the end of a sentence may take ("police and a doctor at the local hospital said")."""


def is_adverb(word: Word) -> bool:
    """Is the word an adverb that may stand between an auxiliary and its verb?"""
    return word.low in ADVERBS or (
        word.low.endswith("ly") and word.text[:1].islower() and word.low not in ("family", "assembly")
    )


def is_person(phrase: Phrase) -> bool:
    """Does the noun stand for people, by the table or by its ending ("conductor")?"""
    return phrase.who_class is not None or phrase.head.endswith(_PERSON_ENDINGS)


class NounLists:
    """The noun phrases of one sentence in their lists."""

    def __init__(self, words: Sequence[Word], triggers: Sequence[Trigger], text: str) -> None:
        self.words, self.triggers, self.text = words, triggers, text
        self.stops = frozenset(at for trigger in triggers for at in range(trigger.first, trigger.last))

    def list_from(self, at: int, trigger: Trigger) -> list[tuple[Phrase, bool]]:
        """The coordinated phrases from a word on, each with whether it is a total or a part of one before it."""
        words = self.words
        first = phrase_at(words, at, self.stops)
        if first is None or not self.fits(first, trigger):
            return []
        if self._belongs_to_next(first, trigger):
            return []
        found = [(first, True)]
        at = first.last
        is_total = True
        is_inside = False
        while at < len(words):
            if words[at].low in ("of", "from", "belonging"):
                inner = phrase_at(words, at + 1, self.stops)
                if inner is None:
                    break
                at = inner.last
                is_inside = True
                continue
            skip = _past_connector(words, at)
            if words[at].low == "," and self._is_source(skip):
                break
            if skip == at and words[at].low not in PART_CUES:
                break
            if skip < len(words) and words[skip].low in PART_CUES:
                is_total = False
                skip += 1
                if skip < len(words) and words[skip].low in ("them", "whom", "the", "those"):
                    skip += 1
            phrase = phrase_at(words, skip, self.stops)
            if phrase is None:
                break
            if phrase.head and not phrase.counts and phrase.who_class and any(one.quantity is not None for one, _ in found):
                at = phrase.last  # "14 soldiers and volunteers": one number for both
                continue
            is_bare = phrase.is_one and phrase.quantity is None and words[phrase.first].low not in OPENERS
            if not self._joins(phrase, trigger, first) or (is_inside and is_bare):
                break
            phrase = self._of_whom(phrase)
            is_total = is_total and words[phrase.last - 1].low not in ("them", "whom")  # "two of them women"
            is_total = is_total and all(word.low != "whom" for word in words[phrase.first : phrase.last])
            found.append((phrase, is_total))
            at = phrase.last
        return without_appositions(found, words)

    def _of_whom(self, phrase: Phrase) -> Phrase:
        """The phrase with what its people are said to be ("four of whom were women")."""
        words, at = self.words, phrase.last
        if at + 2 >= len(words) or words[at].low != "whom":
            return phrase
        said = phrase_at(words, at + 2, self.stops) if words[at + 1].low in ("were", "are") else None
        return replace(phrase, last=at + 1) if said is None else replace(phrase, last=said.last, who_class=said.who_class)

    def _is_source(self, at: int) -> bool:
        """Does a source begin here ("..., police and a doctor said")? A verb of saying ends the stretch, no other verb."""
        words = self.words
        for ahead in range(at, min(len(words), at + _SOURCE_REACH)):
            if words[ahead].low in SAYS:
                return ahead > at
            if words[ahead].low in BREAKS or ahead in self.stops:
                return False
            if words[ahead].quantity is not None and words[ahead].low not in ("one", "two"):
                return False
        return False

    def _is_headline(self, phrase: Phrase) -> bool:
        """Is it a person without a determiner ("farmer and son")?"""
        opener = self.words[phrase.first].low
        return phrase.is_one and phrase.quantity is None and not phrase.is_proper and opener not in SINGULAR | DEFINITE

    def _joins(self, phrase: Phrase, trigger: Trigger, first: Phrase) -> bool:
        words = self.words
        if phrase.head in ANIMALS or (not phrase.counts and phrase.who_class is None):
            return False
        opener = words[phrase.first].low
        if phrase.is_one and not phrase.is_proper and opener not in ("a", "an", "another"):
            is_headline = self._is_headline(first) and phrase.last - phrase.first == 1
            if not is_person(phrase) or not (is_headline or opener in _POSSESSIVES or opener in FAMILY):
                return False
        if phrase.is_one and phrase.who_class is None and not phrase.is_proper and trigger.fate.kind != "killed":
            return False
        if phrase.last >= len(words):
            return True
        if self._belongs_to_next(phrase, trigger):
            return False
        after = words[phrase.last].low
        return after not in AUXILIARIES and (not is_verb(words, phrase.last) or after in ("armed", "belonging", "including"))

    def _belongs_to_next(self, phrase: Phrase, trigger: Trigger) -> bool:
        """Does the phrase stand right before another phrase of fate that takes it ("two others wounded")?"""
        at = phrase.last
        while at < len(self.words) and is_adverb(self.words[at]):
            at += 1
        return any(
            other.first == at and other.fate.use in ("participle", "adjective", "intransitive") and other is not trigger
            for other in self.triggers
        )

    @staticmethod
    def wants_people(trigger: Trigger) -> bool:
        """Is the deed done to things as well, so that only those named as people are counted?"""
        fate = trigger.fate
        return fate.kind == "mortal" or fate.form.endswith(" out") or fate.form in _OF_THINGS_TOO

    def fits(self, phrase: Phrase, trigger: Trigger) -> bool:
        """Can the phrase be people of that fate? Only people are captured, arrested or displaced: places are captured too."""
        kind = trigger.fate.kind
        if phrase.head in ANIMALS:
            return False
        if phrase.quantity is None and phrase.last in self.stops and self.words[phrase.last].low in BODIES:
            return False  # "the other bodies": they were counted when they were found
        if self.wants_people(trigger):
            is_name = phrase.is_proper and trigger.fate.form.startswith("sho")
            is_number = phrase.quantity is not None and not phrase.head
            return phrase.who_class is not None or is_name or is_number or phrase.head in SINGLE_PRONOUNS
        if "down" in trigger.fate.form and phrase.who_class is None and not phrase.is_proper:
            return False  # aircraft are shot down, too
        if trigger.fate.form in ("lost", "lose", "losing"):
            return phrase.quantity is not None and phrase.who_class is not None
        if kind in ("captured", "arrested", "displaced") and phrase.who_class is None:
            if kind == "arrested" and phrase.is_proper:
                return True
            return phrase.quantity is not None and (not phrase.head or (phrase.is_plural and kind != "captured"))
        return True

    def chunks(self, start: int, stop: int) -> list[Chunk]:
        """The clause as phrases (N), prepositions (P), conjunctions (C), cues of parts (I), verbs (V) and the rest (X)."""
        words = self.words
        ends = self.stops | frozenset(range(stop, len(words)))
        out: list[Chunk] = []
        at = start
        while at < stop:
            low = words[at].low
            if (joined := _connector(words, at)) and low != "in":
                out.append(("C", None))
                at += joined - 1
            elif low in PART_CUES:
                out.append(("I", None))
            elif low in CONJUNCTIONS:
                out.append(("C", None))
            elif low in PREPOSITIONS and words[at].quantity is None:
                out.append(("P", None))
            elif at in self.stops or is_verb(words, at):
                out.append(("V", None))
            else:
                phrase = phrase_at(words, at, ends)
                if phrase is not None and phrase.last > at:
                    out.append(("N", phrase))
                    at = phrase.last
                    continue
                out.append(("X", None))
            at += 1
        return out

    @staticmethod
    def counts_at(chunks: Sequence[Chunk], index: int) -> bool:
        """Does the phrase at an index say how many by itself?"""
        phrase = chunks[index][1]
        return phrase is not None and phrase.counts

    def coordinated(self, chunks: Sequence[Chunk], index: int, is_object: bool = False) -> list[Phrase]:
        """The phrase at an index with those that are joined to it from the left, past what hangs on them ("a member of the
        assembly and eight others")."""
        phrase = chunks[index][1]
        assert phrase is not None
        found = [phrase]
        while index >= 2 and chunks[index - 1][0] == "C":
            back = index - 1
            while back > 0 and chunks[back][0] == "C":
                back -= 1
            while back >= 2 and chunks[back][1] is not None and chunks[back - 1][0] == "P" and chunks[back - 2][1] is not None:
                back -= 2
            other = chunks[back][1]
            if other is not None and back and chunks[back - 1][0] == "I":
                found = found[-1:]  # "including four children and a teacher, 20 wounded": they are parts of what came before
                break
            if other is None or self._hangs_at(chunks, back, is_object) or (other.is_proper and _hangs(chunks, back)):
                break
            if not other.counts or (other.who_class is None and other.quantity is None and not other.is_proper):
                break
            found.insert(0, other)
            index = back
        if len(found) > 1 and not found[-1].counts and found[-2].quantity is not None:
            found.pop()  # "7 women and children were killed": one number for both
        return [one for one, _ in without_appositions([(one, True) for one in found], self.words)]

    def _hangs_at(self, chunks: Sequence[Chunk], index: int, is_object: bool) -> bool:
        """Does a phrase hang on what stands before it, but for "with three herders and four farmers dead"?"""
        before, phrase = chunks[index - 1][0] if index else "C", chunks[index][1]
        if before == "P" and phrase is not None and phrase.quantity is not None and phrase.first:
            return self.words[phrase.first - 1].low != "with"
        return before in ("PI" if is_object else "VPI")


def _hangs(chunks: Sequence[Chunk], index: int) -> bool:
    """Does the list that the phrase ends hang on a preposition ("between Dagale and Dounkou")?"""
    while index >= 2 and chunks[index - 1][0] == "C":
        index -= 1
        while index > 0 and chunks[index][0] == "C":
            index -= 1
        if chunks[index][1] is None:
            return False
    return index > 0 and chunks[index - 1][0] in "PV"


def _connector(words: Sequence[Word], at: int) -> int:
    """How many words joins what stands here ("along with")? 0 for none."""
    lows = tuple(word.low for word in words[at : at + 4])
    return next((len(one) for one in _CONNECTORS if lows[: len(one)] == one), 0)


def _past_connector(words: Sequence[Word], at: int) -> int:
    """Where does the next phrase begin, after "and", ", and", "as well as", "along with"?"""
    if joined := _connector(words, at):
        return at + joined
    while at < len(words) and words[at].low in CONJUNCTIONS:
        at += 1
    return at


def without_appositions(found: list[tuple[Phrase, bool]], words: Sequence[Word]) -> list[tuple[Phrase, bool]]:
    """The phrases without those that name another one again.

    "the governor, Arsala Jamal": two singulars with no "and" between them; "two leaders, A and B": as many names as counted.
    """
    totals = [phrase for phrase, is_total in found if is_total]
    if len(totals) < 2:
        return found
    first, rest = totals[0], totals[1:]
    has_comma = first.last < len(words) and words[first.last].low == ","
    are_names = all(phrase.is_one for phrase in rest)
    connectors = {words[phrase.first - 1].low for phrase in rest}
    is_same = first.is_one and are_names and connectors == {","}
    if first.quantity is not None and first.quantity.best == len(rest) and len(rest) > 1 and are_names and has_comma:
        is_same = True
    if is_same:
        return [item for item in found if item[0] is first or not item[1]]
    opener = words[rest[0].first].low
    is_apart = rest[0].is_proper or (first.is_proper and opener in ("a", "an", "the") and len(rest) > 1)
    if (first.is_one or first.is_proper) and has_comma and rest[0].is_one and is_apart:
        return [item for item in found if item[0] is not rest[0]]
    return found
