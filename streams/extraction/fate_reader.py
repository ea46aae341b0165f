"""Which people does each phrase of fate count? Shallow rules over words; tags help where the sentence was parsed."""

from __future__ import annotations

from collections.abc import Iterator

from streams.extraction import fate_patterns as cues
from streams.extraction.fate_subjects import Counted, SubjectReader
from streams.extraction.noun_lists import is_adverb
from streams.extraction.noun_phrases import Phrase, Trigger, is_verb, phrase_at, pronoun_phrase
from streams.extraction.phrase_words import (
    ANIMALS,
    AUXILIARIES,
    BEFORE_NOUN,
    BODIES,
    BREAKS,
    CONJUNCTIONS,
    DEFINITE,
    PREPOSITIONS,
    RELATIVES,
    SAYS,
    SINGULAR,
    TIMES,
)
from streams.lexicons.figures import FateKind, people_nouns

BE = frozenset(["was", "were", "is", "are", "be", "been", "being", "get", "gets", "got", "getting", "am"])
_HAVE = frozenset(["has", "have", "had", "having"])
_MOVES = frozenset(["transfer", "movement", "deployment", "redeployment", "arrival", "dispatch", "force", "convoy", "column"])
_SENDS = frozenset(
    ["send", "sent", "sends", "moved", "deployed", "dispatched", "transferred", "massed", "gathered", "mobilised", "mobilized"]
)
_LONGEST_ASIDE = 14
"""Words between two commas that are passed over at most."""
_INHERITS = 13
"""Words back to the auxiliary of a participle that joins another one ("was caught in crossfire near the bridge and killed")."""
_ARMED = frozenset(["military", "fighters", "police", "attackers"])
_LIVES_OF = frozenset({"lives of", "the lives of", "the life of"})
_PAST = frozenset(["burnt", "caught", "shot", "beat", "held", "hit", "hung", "cut", "set", "stole", "struck", "taken", "took"])
_OPENERS = SINGULAR | DEFINITE
_LIVES = frozenset(["his life", "her life", "their lives"])
_BY_OBJECT = frozenset(["burned", "burnt", "hacked"])
"""Counted by their object alone: houses, clothes and systems are their subjects."""
_DEATHS = frozenset(["death", "deaths", "fatality", "fatalities"])
_OWNERS = {"his": "he", "her": "she", "their": "they"}
_JOINS = frozenset([",", "and", "&"])
_BODY = frozenset({"body", "corpse", "dead body"})
_BODIES = frozenset({"bodies", "corpses", "dead bodies"})


class FateReader(SubjectReader):
    """Ties the phrases of one sentence to its phrases of fate."""

    def counted(self) -> Iterator[Counted]:
        """Every phrase that a phrase of fate counts, each once a kind."""
        claimed: set[tuple[int, FateKind]] = set()
        for trigger in self.triggers:
            if self._is_unreal(trigger) or self._is_reason(trigger) or self.is_earlier(trigger):
                continue
            found = self._read(trigger)
            if len(found) == 1 and self._disagrees(trigger, found[0].phrase):
                continue
            for item in found:
                key = (item.phrase.first, item.kind)
                if key not in claimed:
                    claimed.add(key)
                    yield item
        yield from self._forces({first for first, _ in claimed})

    def _disagrees(self, trigger: Trigger, phrase: Phrase) -> bool:
        """Does a plural verb follow a single name ("militants of the group in Syria were killed")? The name is no subject."""
        is_before = phrase.last <= trigger.first and self.words[trigger.first - 1].low == "were"
        return is_before and phrase.is_one and phrase.is_proper and phrase.quantity is None

    def _forces(self, claimed: set[int]) -> Iterator[Counted]:
        """Those who act, counted: "some 200 fighters stormed the base", "ambushed by 30 gunmen", "moved 500 fighters"."""
        words = self.words
        for at, word in enumerate(words):
            if word.quantity is None or at in claimed:
                continue
            phrase = phrase_at(words, at, self.stops)
            if phrase is None or phrase.who_class not in _ARMED or phrase.last in self.stops:
                continue
            if self._acts(phrase.last) or self._is_moved(at):
                yield Counted("force_size", phrase, phrase.first, phrase.last)

    def _acts(self, after: int) -> bool:
        """Does a verb follow, over what stands aside between commas ("4,000 fighters, backed by tanks, stormed")?"""
        words = self.words
        if after < len(words) and words[after].low == ",":
            close = next((n for n in range(after + 1, min(after + _LONGEST_ASIDE, len(words))) if words[n].low == ","), after)
            after = close + 1
        while after < len(words) - 1 and words[after].low in _HAVE:
            after += 1
        return after < len(words) and words[after].low not in BE | SAYS and is_verb(words, after)

    def _is_moved(self, at: int) -> bool:
        """Does what stands before make them a force ("by 30 gunmen", "a transfer of 500 fighters", "sent 500 fighters")?"""
        before = [word.low for word in self.words[max(0, at - 2) : at]]
        if before[-1:] == ["of"]:
            return before[0] in _MOVES
        return before[-1:] == ["by"] or (bool(before) and before[-1] in _SENDS)

    def _left(self, at: int, reach: int = 60) -> str:
        start = self.words[at].start
        return self.text[max(self.words[0].start, start - reach) : start]

    def _is_unreal(self, trigger: Trigger) -> bool:
        left, use = self._left(trigger.first), trigger.fate.use
        if use == "participle" and cues.NO_FIGURE.search(left):
            return True
        unreal = cues.UNREAL.search(left)
        if unreal:
            has_number = trigger.last < len(self.words) and self.words[trigger.last].quantity is not None
            return not (has_number and cues.ACCUSED.match(unreal["cue"]))
        if use in ("noun_of", "noun_count") and cues.REACTION.search(left) and not cues.CLAIMED.search(left):
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
            return self.subjects(trigger, trigger.first)
        if use == "adjective":
            return self._adjective(trigger)
        return self._nouns(trigger)

    # ---- those that follow
    def _objects(self, trigger: Trigger, at: int | None = None) -> list[Counted]:
        words = self.words
        at = trigger.last if at is None else at
        while at < len(words) and is_adverb(words[at]) and words[at].low not in DEFINITE:
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
        while at >= 0 and (is_adverb(words[at]) or self.is_time(at)):
            at -= 1
        before = words[at].low if at >= 0 else ""
        if before == "being" and (tail := self.tail(at)):
            return [Counted(kind, one, tail[0].first, trigger.last) for one in tail if self.fits(one, trigger)]
        if before in BE:
            is_of_things = trigger.fate.form in _BY_OBJECT or self._only_aimed(trigger)
            return [] if is_of_things else self.subjects(trigger, trigger.first)
        after = trigger.last
        while after < len(words) and is_adverb(words[after]):
            after += 1
        if after < len(words) and words[after].low == "on":  # "killed on Friday 25 civilians", "killed on Friday the mayor"
            ahead = after + 1
            while ahead < len(words) and words[ahead].low in TIMES:
                ahead += 1
            if ahead > after + 1 and ahead < len(words) and (words[ahead].quantity is not None or words[ahead].low in _OPENERS):
                return self._objects(trigger, ahead)
        follows = words[after].low if after < len(words) else "."
        is_closed = (
            follows in PREPOSITIONS or follows in BREAKS or follows in AUXILIARIES or follows in RELATIVES or follows in TIMES
        )
        if before in ("or", *_JOINS) and self._inherits(at) and (is_closed or follows in _JOINS):
            return self.subjects(trigger, trigger.first)
        if self.wants_people(trigger) and follows != "by":  # "police shot in the air", "militants burned a school"
            return [] if is_closed else self._objects(trigger)
        if follows in _JOINS and not self._inherits(trigger.first):
            ahead = after  # "abducted, executed, and booby-trapped a volunteer"
            while ahead < len(words) and (words[ahead].low in CONJUNCTIONS or is_adverb(words[ahead]) or self._is_past(ahead)):
                ahead += 1
            if ahead - after >= 2 and self._is_past(ahead - 1):
                found = self._objects(trigger, ahead)
                if found:
                    return found
        if not is_closed:
            if self._is_epithet(trigger, after):
                return []
            head = phrase_at(words, after, self.stops)
            if head is not None and head.head in ANIMALS:
                return []
            found = self._objects(trigger)
            if found and not (follows in _JOINS and at >= 0 and words[at].quantity is not None):
                return found
        tail = self.tail(trigger.first)
        if tail:
            first = tail[0].first
            return [Counted(kind, phrase, first, trigger.last) for phrase in tail if self.fits(phrase, trigger)]
        if before in _HAVE:
            return []
        return self.subjects(trigger, trigger.first) if is_closed or follows in _JOINS else []

    def _is_epithet(self, trigger: Trigger, after: int) -> bool:
        """Does the participle only say who somebody is, whose death is no news ("his wife, slain politician Amina Haddad",
        "the murdered judge")? Not where they are counted, nor of "killed a judge"."""
        if self.words[after].quantity is not None or self.words[after].low in _OPENERS:
            return False
        before = self.words[trigger.first - 1].low if trigger.first else ""
        return trigger.fate.form == "slain" or before in DEFINITE or (before in PREPOSITIONS and before not in TIMES)

    def _only_aimed(self, trigger: Trigger) -> bool:
        """Were they only shot at ("the patrol was shot at by rebels")?"""
        lows = [word.low for word in self.words[trigger.last : trigger.last + 2]]
        return lows[:1] == ["at"] and (len(lows) == 1 or lows[1] in PREPOSITIONS | BREAKS | CONJUNCTIONS)

    def _is_past(self, at: int) -> bool:
        word = self.words[at]
        return (word.low.endswith("ed") or word.low in _PAST) and word.text[:1].islower() and word.quantity is None

    def _inherits(self, at: int) -> bool:
        """Is the verb before the conjunction a passive participle ("was abducted and killed")?"""
        words = self.words
        for back in range(at - 1, max(-1, at - _INHERITS), -1):
            if words[back].low in BE:
                return any(self._is_past(k) or k in self.stops or words[k].low == "shot" for k in range(back + 1, at))
            if words[back].low in BREAKS:
                return False
        return False

    @staticmethod
    def _modifies_deaths(low: str, form: str) -> bool:
        """May the word stand between a number and a noun of harm ("two police fatalities")?"""
        return low in BEFORE_NOUN or (form in _DEATHS and low in people_nouns())

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
        is_to_death = trigger.fate.form == "to death"
        if is_to_death and cues.SENTENCED.search(self._left(trigger.first)):
            return []
        if trigger.fate.form in _LIVES and not cues.LIFE_VERBS.search(self._left(trigger.first)):
            return []
        at = trigger.first - 1
        while at >= 1 and words[at].low == "up":
            at -= 1
        if at >= 1 and is_verb(words, at):  # "were found dead", "was attacked and set ablaze"
            if words[at - 1].low in BE:
                return self.subjects(trigger, at - 1)
            if words[at - 1].low in ("and", ",") and not is_to_death and self._inherits(at - 1):
                return self.subjects(trigger, trigger.first)
            if is_to_death and (killed := self.tail(at)):
                return [Counted(kind, phrase, killed[0].first, trigger.last) for phrase in killed]
        tail = [one for one in self.tail(trigger.first, is_to_death) if self.fits(one, trigger)]
        if tail:
            return [Counted(kind, phrase, tail[0].first, trigger.last) for phrase in tail]
        return self.subjects(trigger, trigger.first) if before is not None and before.low in BE else []

    def _nouns(self, trigger: Trigger) -> list[Counted]:
        words, fate = self.words, trigger.fate
        sentence = self.text[words[0].start : words[-1].end]
        if fate.form in BODIES and not cues.FOUND.search(sentence):
            return []
        if fate.use == "life" and not cues.LIFE_VERBS.search(sentence):
            return []
        first = trigger.first
        while first > 0 and words[first - 1].quantity is None and self._modifies_deaths(words[first - 1].low, fate.form):
            first -= 1
        quantity = words[first - 1].quantity if first else None
        if quantity is not None:
            phrase = Phrase(first - 1, trigger.last, fate.form, quantity, False, True, False, False, "people")
            return [Counted(fate.kind, phrase, first - 1, trigger.last)]
        if trigger.last < len(words) and words[trigger.last].low == "of" and fate.form in BODIES:
            listed = self.list_from(trigger.last + 1, trigger)
            return [Counted("killed", phrase, trigger.first, listed[-1][0].last, total) for phrase, total in listed]
        if fate.form in _BODIES and first and words[first - 1].low == "their":
            return [Counted("killed", pronoun_phrase(first - 1, "they"), first - 1, trigger.last)]
        if cues.SOME_DEATHS.match(self.text, words[trigger.first].start) and not cues.NO_DEATHS.search(self._left(first)):
            phrase = Phrase(first, trigger.last, fate.form, None, False, True, False, False, "people")
            return [Counted("killed", phrase, first, trigger.last)]
        if fate.form in _DEATHS and first and (owner := _OWNERS.get(words[first - 1].low)):
            if cues.LED_TO.search(self._left(first - 1)) is None:
                return []
            return [Counted("killed", pronoun_phrase(first - 1, owner), first - 1, trigger.last)]
        if fate.form in _BODY and first and words[first - 1].low in ("a", "an", "the", "his", "her"):
            phrase = Phrase(first - 1, trigger.last, fate.form, None, True, False, False, False, "people")
            return [Counted("killed", phrase, first - 1, trigger.last)]
        return []
