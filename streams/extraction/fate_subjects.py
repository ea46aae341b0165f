"""Whom does a phrase of fate speak of where they stand before it? Subjects, antecedents, those named right before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streams.extraction.noun_lists import Chunk, NounLists, is_adverb, is_person
from streams.extraction.noun_phrases import Phrase, Trigger, is_verb, phrase_at, pronoun_phrase
from streams.extraction.phrase_words import (
    AUXILIARIES,
    BREAKS,
    CONJUNCTIONS,
    PERSONS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SAYS,
    SUBORDINATORS,
    TIMES,
)
from streams.lexicons.figures import FateKind

_EARLIER = frozenset(["earlier", "previously"])
_EARLIER_REACH = 7
"""Words between the phrase of fate and "earlier": a short object."""
_BACKWARDS = frozenset(["after", "because", "since"])

_ARMED = frozenset(["military", "fighters", "police", "attackers"])
"""Classes that are no part of one another."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A phrase tied to a phrase of fate: words ``first`` up to ``last`` are the whole expression."""

    kind: FateKind
    phrase: Phrase
    first: int
    last: int
    is_total: bool = True


class SubjectReader(NounLists):
    """Ties phrases of fate to the phrases before them."""

    def is_time(self, at: int) -> bool:
        """Is it a word of a time beside a verb ("were on Wednesday night killed", "shot on June 3 died on June 8")?"""
        low = self.words[at].low
        is_day = low.isdigit() and self.words[at].quantity is None
        before = at + 1 < len(self.words) and self.words[at + 1].low in TIMES
        return low in TIMES or is_day or (low in ("on", "late", "early", "in") and before)

    def clause_start(self, at: int) -> int:
        """At which word does the clause that holds a word begin?"""
        words = self.words
        for back in range(at - 1, -1, -1):
            low = words[back].low
            if (
                low in SAYS
                and back < at - 1
                and words[back + 1].low != "to"
                and is_verb(words, back)
                and not (back and words[back - 1].low in AUXILIARIES)
            ):
                return back + 1
            if low in BREAKS or (low in SUBORDINATORS and low != "that") or low in ("who", "whom", "whose"):
                return back + 1
            if low == "that" and back and (is_verb(words, back - 1) or words[back - 1].low in CONJUNCTIONS):
                return back + 1
        return 0

    def tail(self, at: int, is_object: bool = False) -> list[Phrase]:
        """The phrases right before a word: "two soldiers and a civilian" in "leaving two soldiers and a civilian dead"."""
        chunks = self.chunks(self.clause_start(at), at)
        closes = "XC" if any(kind == "I" for kind, _ in chunks) else "X"  # "ten people, including two children, dead"
        while chunks and chunks[-1][0] in closes:
            chunks.pop()
        if not chunks or chunks[-1][1] is None:
            return []
        index = len(chunks) - 1
        while (
            index >= 2
            and chunks[index - 1][0] == "P"
            and chunks[index - 2][1] is not None
            and not self.counts_at(chunks, index)
        ):
            index -= 2
        if is_object and not self.counts_at(chunks, index) and index >= 2 and chunks[index - 1][0] == "C":
            index = index - 2 if chunks[index - 2][1] is not None else index
        index = self._whole(chunks, index)
        phrase = chunks[index][1]
        assert phrase is not None
        before = chunks[index - 1][0] if index else ""
        if before == "P" and not phrase.counts:
            return []
        if index != len(chunks) - 1 and phrase.quantity is None:
            return []
        is_named = phrase.is_proper and before != "V"
        if phrase.quantity is None and phrase.who_class is None and not is_named and not (is_object and phrase.counts):
            return []
        return self.coordinated(chunks, index, True)

    def _whole(self, chunks: Sequence[Chunk], index: int) -> int:
        """The phrase that the one at an index is only a part of ("six people including four children killed")."""
        cue = index - 1
        while cue > 0 and chunks[cue][0] in "CN":
            cue -= 1
        whole = cue - 2 if cue > 1 and chunks[cue - 1][0] == "C" else cue - 1
        if whole < 0 or chunks[cue][0] != "I" or not self.counts_at(chunks, whole):
            return index
        sides = {phrase.who_class for at in (whole, index) if (phrase := chunks[at][1]) is not None} & _ARMED
        return whole if len(sides) < 2 else index  # "two rebels, among them a commander, and five soldiers"

    def subjects(self, trigger: Trigger, stop: int) -> list[Counted]:
        """Whom does the clause up to a word have as its subject, with parts and those told beside?"""
        words, kind = self.words, trigger.fate.kind
        while stop > 0 and (words[stop - 1].low in AUXILIARIES or is_adverb(words[stop - 1]) or self.is_time(stop - 1)):
            stop -= 1
        start = self.clause_start(stop)
        is_part = False
        of_whom = [word.low for word in words[max(0, start - 2) : start]] == ["of", "whom"]
        if of_whom and start > 2 and words[start - 3].quantity is not None:
            start -= 3  # "two of whom died"
            phrase = phrase_at(words, start, frozenset([start + 2]))
            phrases = [phrase] if phrase is not None else []
        elif start and words[start - 1].low in RELATIVES and not (start > 1 and words[start - 2].low in PREPOSITIONS):
            phrases = [one for one in self._subject(start, stop) if one.counts and (one.who_class or one.quantity)]
            if not phrases:
                stop = start - 1
                while stop and words[stop - 1].low == ",":
                    stop -= 1
                start = self.clause_start(stop)
                phrases, is_part = self._antecedent(start, stop)
        else:
            phrases = self._subject(start, stop)
        phrases = [phrase for phrase in phrases if self.fits(phrase, trigger)]
        if not phrases:
            return []
        auxiliary = words[stop].low if stop < len(words) else ""
        is_single = auxiliary in ("was", "is", "has") and all(one.is_one for one in phrases)
        if is_single and words[phrases[0].first].low not in ("a", "an", "another"):
            phrases = phrases[-1:]  # "rebel leader and financier X was killed": one man
        first = min(phrase.first for phrase in phrases)
        parts = self._parts(stop, phrases[-1])
        beside = self._beside(trigger)
        return [
            *beside,
            *(Counted(kind, phrase, first, trigger.last, not is_part) for phrase in phrases),
            *(Counted(kind, phrase, first, trigger.last, False) for phrase in parts),
        ]

    def is_earlier(self, trigger: Trigger) -> bool:
        """Was it done before what is told ("who had been killed earlier", "after police killed a man earlier")?"""
        words = self.words
        ahead = trigger.last
        while ahead < min(len(words), trigger.last + _EARLIER_REACH) and words[ahead].low not in _EARLIER | BREAKS:
            ahead += 1
        if ahead >= len(words) or words[ahead].low not in _EARLIER:
            return False
        if any(words[at].low == "had" for at in range(max(0, trigger.first - 4), trigger.first)):
            return True
        start = self.clause_start(trigger.first)
        return start > 0 and words[start - 1].low in _BACKWARDS

    def _beside(self, trigger: Trigger) -> list[Counted]:
        """Those told after the verb: "one guard was shot dead, together with two drivers", "as was a gunman"."""
        words = self.words
        if trigger.last < len(words) and words[trigger.last].low == "and":  # "four men were killed and two women"
            more = phrase_at(words, trigger.last + 1, self.stops)
            is_last = more is not None and (more.last >= len(words) or words[more.last].low in BREAKS)
            if more is not None and is_last and more.quantity is not None and more.who_class is not None:
                return [Counted(trigger.fate.kind, more, more.first, more.last)]
        for at in range(trigger.last, min(len(words) - 2, trigger.last + 10)):
            if at in self.stops or words[at].low in BREAKS:
                return []
            pair = (words[at].low, words[at + 1].low)
            if pair in (("along", "with"), ("together", "with"), ("as", "was"), ("as", "were"), ("as", "well")):
                skip = at + (3 if pair[1] == "well" else 2)
                listed = self.list_from(skip, trigger)
                return [
                    Counted(trigger.fate.kind, phrase, phrase.first, phrase.last, is_total)
                    for phrase, is_total in listed
                    if phrase.quantity is not None or (phrase.is_one and phrase.who_class is not None)
                ]
        return []

    def _parts(self, stop: int, total: Phrase) -> list[Phrase]:
        """ "three children" in "12 people, including three children, were killed"."""
        chunks = self.chunks(total.last, stop)
        cue = next((index for index, chunk in enumerate(chunks) if chunk[0] == "I"), None)
        if cue is None:
            return []
        return [
            phrase for _, phrase in chunks[cue + 1 :] if phrase is not None and phrase.counts and phrase.who_class is not None
        ]

    def _antecedent(self, start: int, stop: int) -> tuple[list[Phrase], bool]:
        chunks = self.chunks(start, stop)
        for index in range(len(chunks) - 1, -1, -1):
            phrase = chunks[index][1]
            if phrase is not None and (phrase.who_class is not None or phrase.quantity is not None):
                return self.coordinated(chunks, index), any(kind == "I" for kind, _ in chunks[:index])
        return [], False

    def _subject(self, start: int, stop: int) -> list[Phrase]:
        if stop and (pronoun := self.words[stop - 1].low) in PRONOUNS - {"here", "there", "himself"}:
            return [pronoun_phrase(stop - 1, pronoun)] if pronoun in PERSONS else []
        chunks = self.chunks(start, stop)
        verbs = [index for index, chunk in enumerate(chunks) if chunk[0] == "V"]
        stretches = [(verbs[-1] + 1 if verbs else 0, len(chunks))]
        if verbs:
            stretches.append((0, verbs[-1]))
        for low, high in stretches:
            best = self._best_subject(chunks, low, high)
            if best is not None:
                return self.coordinated(chunks[: max(high, best + 1)], best)
        if start < stop and self.words[start].low in PERSONS:
            return [pronoun_phrase(start, self.words[start].low)]  # "he was attacked and killed"
        if start > 1 and self.words[start - 1].low == "but":  # "his brother was treated but died"
            return self._subject(self.clause_start(start - 1), start - 1)
        return []

    def _best_subject(self, chunks: Sequence[Chunk], low: int, high: int) -> int | None:
        """The last phrase of the stretch that is no object of a preposition or a verb, and no part of another."""
        cue = next((index for index in range(low, high) if chunks[index][0] == "I"), None)
        if cue is not None and any(chunks[k][1] is not None and (not k or chunks[k - 1][0] != "P") for k in range(low, cue)):
            high = cue
        for index in range(high - 1, low - 1, -1):
            phrase = chunks[index][1]
            if phrase is None:
                continue
            before = chunks[index - 1][0] if index else ""
            if before in ("P", "I") or (before == "V" and index == low and low > 0):
                continue
            if before == "C" and index >= 2 and not phrase.counts and not is_person(phrase):
                continue
            return index
        opening = chunks[low + 1][1] if low == 0 and high > 1 and chunks[0][0] == "P" else None
        if opening is not None and opening.quantity is not None and opening.who_class is not None:
            return 1 if self.words[0].low == "at" else None  # "At six people were killed"
        return None
