"""Which people does each phrase of fate count? Shallow rules over words; tags help where the sentence was parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.codes import FigureKind
from streams.extraction import fate_patterns as cues
from streams.extraction.noun_lists import NounLists, is_adverb, is_person
from streams.extraction.noun_phrases import Phrase, Trigger, is_verb, phrase_at, pronoun_phrase
from streams.extraction.phrase_words import (
    ANIMALS,
    AUXILIARIES,
    BEFORE_NOUN,
    BODIES,
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

BE = frozenset(["was", "were", "is", "are", "be", "been", "being", "get", "gets", "got", "getting", "am"])
_HAVE = frozenset(["has", "have", "had", "having"])
_ARMED = frozenset(["military", "fighters", "police", "attackers"])
_LIVES_OF = frozenset({"lives of", "the lives of", "the life of"})
_EARLIER = frozenset(["earlier", "previously"])
_EARLIER_REACH = 7
"""Words between the phrase of fate and "earlier": a short object."""
_BACKWARDS = frozenset(["after", "because", "since"])
_PAST = frozenset(["burnt", "shot", "beat", "hung", "cut", "set", "stole", "took"])
_DEATHS = frozenset(["death", "deaths"])
_OWNERS = {"his": "he", "her": "she", "their": "they"}
_BODY = frozenset({"body", "corpse", "dead body"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A phrase tied to a phrase of fate: words ``first`` up to ``last`` are the whole expression."""

    kind: FigureKind
    phrase: Phrase
    first: int
    last: int
    is_total: bool = True


class FateReader(NounLists):
    """Ties the phrases of one sentence to its phrases of fate."""

    def counted(self) -> Iterator[Counted]:
        """Every phrase that a phrase of fate counts, each once a kind."""
        claimed: set[tuple[int, FigureKind]] = set()
        for trigger in self.triggers:
            if self._is_unreal(trigger) or self._is_reason(trigger) or self._is_earlier(trigger):
                continue
            for item in self._read(trigger):
                key = (item.phrase.first, item.kind)
                if key not in claimed:
                    claimed.add(key)
                    yield item
        yield from self._forces({first for first, _ in claimed})

    def _forces(self, claimed: set[int]) -> Iterator[Counted]:
        """Those who act, counted: "some 200 fighters stormed the base", "ambushed by 30 gunmen"."""
        words = self.words
        for at, word in enumerate(words):
            if word.quantity is None or at in claimed:
                continue
            phrase = phrase_at(words, at, self.stops)
            if phrase is None or phrase.who_class not in _ARMED or phrase.last in self.stops:
                continue
            acts = phrase.last < len(words) and words[phrase.last].low not in BE | SAYS and is_verb(words, phrase.last)
            if acts or (at and words[at - 1].low == "by"):
                yield Counted("force_size", phrase, phrase.first, phrase.last)

    def _left(self, at: int, reach: int = 60) -> str:
        start = self.words[at].start
        return self.text[max(self.words[0].start, start - reach) : start]

    def _is_unreal(self, trigger: Trigger) -> bool:
        left, use = self._left(trigger.first), trigger.fate.use
        unreal = cues.UNREAL.search(left)
        if unreal:
            has_number = trigger.last < len(self.words) and self.words[trigger.last].quantity is not None
            return not (has_number and cues.ACCUSED.match(unreal["cue"]))
        if use in ("noun_of", "noun_count") and cues.REACTION.search(left):
            return True
        if use == "ing" and cues.REACTION.search(left):
            return not left.rstrip().lower().endswith(" by")
        is_infinitive = trigger.first > 0 and self.words[trigger.first - 1].low == "to"
        return use == "active_form" and is_infinitive and not cues.GOES_ON.search(left)

    def _is_reason(self, trigger: Trigger) -> bool:
        """Is the harm what people protest about, not what happened at the protest?"""
        if trigger.fate.use == "ing":
            return False
        left = self.text[self.words[0].start : self.words[trigger.first].start]
        protest = cues.PROTEST.search(left)
        if protest is not None:
            between = left[protest.end() :]
            return cues.CAUSE.search(between) is not None and cues.TURN.search(between) is None
        right = self.text[self.words[trigger.first].end : self.words[-1].end]
        return cues.CAUSE_FIRST.match(left) is not None and cues.PROTEST.search(right) is not None

    def _read(self, trigger: Trigger) -> list[Counted]:
        use = trigger.fate.use
        if trigger.fate.form in _LIVES_OF and not cues.LIFE_VERBS.search(self._left(trigger.first)):
            return []
        if use in ("active_form", "ing", "noun_of"):
            return self._objects(trigger)
        if use == "participle":
            return self._participle(trigger)
        if use == "intransitive":
            return self._subjects(trigger, trigger.first)
        if use == "adjective":
            return self._adjective(trigger)
        return self._nouns(trigger)

    # ---- those that follow
    def _objects(self, trigger: Trigger, at: int | None = None) -> list[Counted]:
        words = self.words
        at = trigger.last if at is None else at
        while at < len(words) and is_adverb(words[at]):
            at += 1
        if at + 1 < len(words) and words[at].low in ("and", "or"):
            for other in self.triggers:  # "kidnapped and later killed a man": one object for both
                if at < other.first <= at + 2 and other.fate.use == trigger.fate.use:
                    shared = self._objects(other)
                    return [Counted(trigger.fate.kind, one.phrase, trigger.first, one.last, one.is_total) for one in shared]
        phrases = self.list_from(at, trigger)
        if not phrases:
            return []
        last = phrases[-1][0].last
        return [Counted(trigger.fate.kind, phrase, trigger.first, last, is_total) for phrase, is_total in phrases]

    # ---- those that precede
    def _participle(self, trigger: Trigger) -> list[Counted]:
        words, kind = self.words, trigger.fate.kind
        at = trigger.first - 1
        while at >= 0 and (is_adverb(words[at]) or self._is_time(at)):
            at -= 1
        before = words[at].low if at >= 0 else ""
        if before in BE:
            return self._subjects(trigger, trigger.first)
        after = trigger.last
        while after < len(words) and is_adverb(words[after]):
            after += 1
        if after < len(words) and words[after].low == "on":  # "killed on Friday 25 civilians"
            ahead = after + 1
            while ahead < len(words) and words[ahead].low in TIMES:
                ahead += 1
            if ahead > after + 1 and ahead < len(words) and words[ahead].quantity is not None:
                return self._objects(trigger, ahead)
        follows = words[after].low if after < len(words) else "."
        is_closed = (
            follows in PREPOSITIONS or follows in BREAKS or follows in AUXILIARIES or follows in RELATIVES or follows in TIMES
        )
        if before in ("and", "or", ",") and self._inherits(at) and (is_closed or follows in (",", "and")):
            return self._subjects(trigger, trigger.first)
        if follows in (",", "and") and not self._inherits(trigger.first):
            ahead = after  # "abducted, executed, and booby-trapped a volunteer"
            while ahead < len(words) and (words[ahead].low in CONJUNCTIONS or is_adverb(words[ahead]) or self._is_past(ahead)):
                ahead += 1
            if ahead - after >= 2 and self._is_past(ahead - 1):
                found = self._objects(trigger, ahead)
                if found:
                    return found
        if not is_closed:
            head = phrase_at(words, after, self.stops)
            if head is not None and head.head in ANIMALS:
                return []
            found = self._objects(trigger)
            if found and not (follows in (",", "and") and at >= 0 and words[at].quantity is not None):
                return found
        tail = self._tail(trigger.first)
        if tail:
            first = tail[0].first
            return [Counted(kind, phrase, first, trigger.last) for phrase in tail if self.fits(phrase, trigger)]
        if before in _HAVE:
            return []
        return self._subjects(trigger, trigger.first) if is_closed or follows in (",", "and") else []

    def _is_past(self, at: int) -> bool:
        word = self.words[at]
        return (word.low.endswith("ed") or word.low in _PAST) and word.text[:1].islower() and word.quantity is None

    def _is_time(self, at: int) -> bool:
        """Does a time stand between the auxiliary and its participle ("were on Wednesday night killed")?"""
        low = self.words[at].low
        return low in TIMES or (low in ("on", "late", "early") and at + 1 < len(self.words) and self.words[at + 1].low in TIMES)

    def _inherits(self, at: int) -> bool:
        """Is the verb before the conjunction a passive participle ("was abducted and killed")?"""
        words = self.words
        for back in range(at - 1, max(-1, at - 9), -1):
            if words[back].low in BE:
                return any(self._is_past(k) or k in self.stops or words[k].low == "shot" for k in range(back + 1, at))
            if words[back].low in BREAKS:
                return False
        return False

    def _clause_start(self, at: int) -> int:
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

    def _tail(self, at: int, is_object: bool = False) -> list[Phrase]:
        """The phrases right before a word: "two soldiers and a civilian" in "leaving two soldiers and a civilian dead"."""
        chunks = self.chunks(self._clause_start(at), at)
        while chunks and chunks[-1][0] == "X":
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
        return self.coordinated(chunks, index)

    def _subjects(self, trigger: Trigger, stop: int) -> list[Counted]:
        words, kind = self.words, trigger.fate.kind
        while stop > 0 and (words[stop - 1].low in AUXILIARIES or is_adverb(words[stop - 1]) or self._is_time(stop - 1)):
            stop -= 1
        start = self._clause_start(stop)
        is_part = False
        if start and words[start - 1].low in RELATIVES and not (start > 1 and words[start - 2].low in PREPOSITIONS):
            phrases = [one for one in self._subject(start, stop) if one.counts and (one.who_class or one.quantity)]
            if not phrases:
                stop = start - 1
                while stop and words[stop - 1].low == ",":
                    stop -= 1
                start = self._clause_start(stop)
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

    def _is_earlier(self, trigger: Trigger) -> bool:
        """Was it done before what is told ("a man who had been killed earlier", "after police killed a man earlier that day")?"""
        words = self.words
        ahead = trigger.last
        while ahead < min(len(words), trigger.last + _EARLIER_REACH) and words[ahead].low not in _EARLIER | BREAKS:
            ahead += 1
        if ahead >= len(words) or words[ahead].low not in _EARLIER:
            return False
        if any(words[at].low == "had" for at in range(max(0, trigger.first - 4), trigger.first)):
            return True
        start = self._clause_start(trigger.first)
        return start > 0 and words[start - 1].low in _BACKWARDS

    def _beside(self, trigger: Trigger) -> list[Counted]:
        """Those told after the verb: "one officer was killed in the attack, along with two others", "as was an attacker"."""
        words = self.words
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
            return self._subject(self._clause_start(start - 1), start - 1)
        return []

    def _best_subject(self, chunks: Sequence[tuple[str, Phrase | None]], low: int, high: int) -> int | None:
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
        return None

    # ---- adjectives and nouns
    def _adjective(self, trigger: Trigger) -> list[Counted]:
        words, kind = self.words, trigger.fate.kind
        before = words[trigger.first - 1] if trigger.first else None
        if before is not None and before.low in ("the", "his", "their"):
            after = words[trigger.last].low if trigger.last < len(words) else ""
            if after not in ("included", "include", "includes", "were", "are"):
                return []
            listed = self.list_from(trigger.last + 1, trigger)
            return [Counted(kind, phrase, trigger.first, listed[-1][0].last, False) for phrase, _ in listed]
        if trigger.fate.form == "to death":
            if cues.SENTENCED.search(self._left(trigger.first)):
                return []
            at = trigger.first - 1
            if at >= 1 and is_verb(words, at) and words[at - 1].low in BE:
                return self._subjects(trigger, at - 1)
            if at >= 1 and is_verb(words, at) and (killed := self._tail(at)):
                return [Counted(kind, phrase, killed[0].first, trigger.last) for phrase in killed]
        tail = self._tail(trigger.first, trigger.fate.form == "to death")
        if tail:
            return [Counted(kind, phrase, tail[0].first, trigger.last) for phrase in tail]
        return self._subjects(trigger, trigger.first) if before is not None and before.low in BE else []

    def _nouns(self, trigger: Trigger) -> list[Counted]:
        words, fate = self.words, trigger.fate
        sentence = self.text[words[0].start : words[-1].end]
        if fate.form in BODIES and not cues.FOUND.search(sentence):
            return []
        if fate.use == "life" and not cues.LIFE_VERBS.search(sentence):
            return []
        first = trigger.first
        while first > 0 and words[first - 1].quantity is None and words[first - 1].low in BEFORE_NOUN:
            first -= 1
        quantity = words[first - 1].quantity if first else None
        if quantity is not None:
            phrase = Phrase(first - 1, trigger.last, fate.form, quantity, False, True, False, False, "people")
            return [Counted(fate.kind, phrase, first - 1, trigger.last)]
        if trigger.last < len(words) and words[trigger.last].low == "of" and fate.form in BODIES:
            listed = self.list_from(trigger.last + 1, trigger)
            return [Counted("killed", phrase, trigger.first, listed[-1][0].last, total) for phrase, total in listed]
        if fate.form in _DEATHS and first and (owner := _OWNERS.get(words[first - 1].low)):
            if cues.LED_TO.search(self._left(first - 1)) is None:
                return []
            return [Counted("killed", pronoun_phrase(first - 1, owner), first - 1, trigger.last)]
        if fate.form in _BODY and first and words[first - 1].low in ("a", "an", "the", "his", "her"):
            phrase = Phrase(first - 1, trigger.last, fate.form, None, True, False, False, False, "people")
            return [Counted("killed", phrase, first - 1, trigger.last)]
        return []
