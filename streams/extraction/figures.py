"""How many people, of what fate? From a sentence's words, its quantities and the phrases of fate in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.annotations import ActorName, FigureMention, Quantity
from schemas.codes import FigureKind
from schemas.evidence import Quote, TextPart
from streams.extraction.document import ParsedSentence
from streams.extraction.noun_phrases import (
    ADVERBS,
    ANIMALS,
    AUXILIARIES,
    BREAKS,
    CONJUNCTIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    Phrase,
    Trigger,
    Word,
    is_verb,
    phrase_at,
    triggers_of,
    words_of,
)

BARE_PLURAL_LOW = 3
"""ACLED codebook, fatalities: "several", "few", "many" or a plural without a number stand for 3."""

_BE = frozenset(["was", "were", "is", "are", "be", "been", "being", "get", "gets", "got", "getting", "am"])
_HAVE = frozenset(["has", "have", "had", "having"])
_PART_CUES = frozenset(["including", "included", "includes", "include", "among"])
_UNREAL = re.compile(
    r"\b(?:would|could|may|might|can|will|not|never|without|nearly|almost|narrowly|failed\s+to|accused\s+of|suspected\s+of|charged\s+with|"
    r"convicted\s+of|guilty\s+of|responsible\s+for|blamed\s+for|suspicion\s+of|involved\s+in|planning|plotting|threaten\w*|"
    r"vow\w*|attempt\w*|tried|trying|want\w*|order\w*|intend\w*|conspiracy|plot)(?:\s+(?:to|of|have|be|been|the|and|who|allegedly))*\s*$",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"\b(?:over|protest\w*|against|condemn\w*|demand\w*|aveng\w+|denounc\w+|revenge|retaliat\w+|investigat\w+|connection\s+with|"
    r"response\s+to|reaction\s+to|for|since|anniversary\s+of|trial|justice|about|commemorat\w+|mourn\w*|alleged|due\s+to)"
    r"(?:\s+(?:for|of|to|the|a|an|alleged|recent|brutal|unlawful|extrajudicial|their|police|by|in|with|against))*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A phrase tied to a phrase of fate."""

    kind: FigureKind
    phrase: Phrase
    first: int
    last: int
    is_total: bool = True
    is_cumulative: bool = False
    best: int | None = None


def find_figures(
    sentence: ParsedSentence, text: str, quantities: Sequence[Quantity], actors: Sequence[ActorName]
) -> tuple[FigureMention, ...]:
    """Which figures does the sentence give, in order?

    A singular counts 1, a plural without a number 3 or more; "12 people, including three children" gives a total and a
    part; "no casualties" gives 0 killed and 0 injured. What would, could or nearly have happened counts nothing. Works
    on words; tags are used where the sentence was parsed.
    """
    tags = {token.start_char: token.tag for token in sentence.tokens if token.tag} if sentence.is_parsed else {}
    words = words_of(text, sentence.start_char, sentence.end_char, quantities, tags)
    triggers = triggers_of(words)
    reader = _Reader(words, triggers, text)
    found = [*reader.counted()]
    out: list[FigureMention] = []
    for item in sorted(found, key=lambda item: (words[item.first].start, words[item.phrase.first].start)):
        mention = _mention(item, words, text, sentence.part, actors, quantities)
        if mention is not None and not any(
            other.kind == mention.kind and other.who == mention.who and other.quote == mention.quote for other in out
        ):
            out.append(mention)
    out.extend(_labelled(sentence, text, quantities, out))
    return tuple(out)


class _Reader:
    """Ties the phrases of one sentence to its phrases of fate."""

    def __init__(self, words: Sequence[Word], triggers: Sequence[Trigger], text: str) -> None:
        self.words, self.triggers, self.text = words, triggers, text
        self.stops = frozenset(at for trigger in triggers for at in range(trigger.first, trigger.last))
        self.claimed: set[tuple[int, FigureKind]] = set()

    def counted(self) -> Iterator[_Counted]:
        """Every phrase that a phrase of fate counts."""
        for trigger in self.triggers:
            if self._is_unreal(trigger):
                continue
            for item in self._read(trigger):
                key = (item.phrase.first, item.kind)
                if key not in self.claimed:
                    self.claimed.add(key)
                    yield item

    def _left(self, at: int, reach: int = 60) -> str:
        start = self.words[at].start
        return self.text[max(self.words[0].start, start - reach) : start]

    def _is_unreal(self, trigger: Trigger) -> bool:
        left = self._left(trigger.first)
        use = trigger.fate.use
        if _UNREAL.search(left):
            return True
        if use in ("noun_of", "ing", "noun_count") and _REACTION.search(left):
            return use != "ing" or not re.search(r"\bby\s*$", left)
        if use == "active_form":
            before = self.words[trigger.first - 1].low if trigger.first else ""
            if before == "to" and not re.search(r"\b(?:on|proceed\w*|manag\w+|began|continu\w+)\s+to\s*$", left, re.IGNORECASE):
                return True
        return False

    def _read(self, trigger: Trigger) -> list[_Counted]:
        use = trigger.fate.use
        if use in ("active_form", "ing", "noun_of"):
            return self._objects(trigger)
        if use == "participle":
            return self._participle(trigger)
        if use == "intransitive":
            return self._subjects(trigger)
        if use == "adjective":
            return self._adjective(trigger)
        return self._nouns(trigger)

    # ---- what follows
    def _objects(self, trigger: Trigger, at: int | None = None) -> list[_Counted]:
        at = trigger.last if at is None else at
        words = self.words
        while at < len(words) and (words[at].low in ADVERBS or words[at].low.endswith("ly")):
            at += 1
        if at < len(words) and words[at].low in ("and", "or") and at + 1 < len(words):
            for other in self.triggers:  # "kidnapped and killed a man": one object for both
                if other.first in (at + 1, at + 2) and other.fate.use == trigger.fate.use:
                    return [
                        _Counted(trigger.fate.kind, item.phrase, trigger.first, item.last, item.is_total)
                        for item in self._objects(other)
                    ]
        phrases = self._list_from(at, trigger)
        if not phrases:
            return []
        last = phrases[-1][0].last
        return [_Counted(trigger.fate.kind, phrase, trigger.first, last, is_total) for phrase, is_total in phrases]

    def _list_from(self, at: int, trigger: Trigger) -> list[tuple[Phrase, bool]]:
        """The coordinated phrases from a word on, each with whether it is a total or a part of one before it."""
        words = self.words
        first = phrase_at(words, at, self.stops)
        if first is None or not self._fits(first, trigger):
            return []
        if first.last < len(words) and first.last in self.stops and self._adjacent(first, trigger):
            return []
        found = [(first, True)]
        at = first.last
        is_total = True
        while at < len(words):
            low = words[at].low
            if low == "of" or (low in ("from", "belonging") and at + 1 < len(words)):
                inner = phrase_at(words, at + 1, self.stops)
                if inner is None:
                    break
                at = inner.last
                continue
            skip = at
            while skip < len(words) and (words[skip].low in CONJUNCTIONS or words[skip].low in ("as", "well", "along", "with")):
                skip += 1
            if skip == at:
                if words[at].low in _PART_CUES:
                    is_total = False
                    skip = at + 1
                else:
                    break
            if skip < len(words) and words[skip].low in _PART_CUES:
                is_total = False
                skip += 1
                if skip < len(words) and words[skip].low in ("them", "whom", "the", "those"):
                    skip += 1
            conjunction = words[at].low
            phrase = phrase_at(words, skip, self.stops)
            if phrase is None or not self._joins(phrase, found, conjunction, trigger):
                break
            if (
                conjunction == ","
                and found[-1][0].is_proper
                and not found[-1][0].quantity
                and phrase.is_one
                and not _is_conj(words, phrase)
            ):
                at = phrase.last  # an apposition
                continue
            found.append((phrase, is_total))
            at = phrase.last
        return found

    def _joins(self, phrase: Phrase, found: list[tuple[Phrase, bool]], conjunction: str, trigger: Trigger) -> bool:
        words = self.words
        if not phrase.counts and phrase.who_class is None:
            return False
        if (
            phrase.is_one
            and phrase.who_class is None
            and not phrase.is_proper
            and words[phrase.first].low not in ("a", "an", "another", "his", "her")
        ):
            return False
        if (
            phrase.is_one
            and phrase.who_class is None
            and not phrase.is_proper
            and phrase.head
            and trigger.fate.kind != "killed"
        ):
            return False
        if phrase.head in ANIMALS:
            return False
        after = words[phrase.last] if phrase.last < len(words) else None
        if after is None:
            return True
        if phrase.last in self.stops and self._adjacent(phrase, trigger):
            return False
        if after.low in AUXILIARIES or (is_verb(words, phrase.last) and after.low not in ("armed", "belonging", "including")):
            return False
        return True

    def _adjacent(self, phrase: Phrase, trigger: Trigger) -> bool:
        """Does the phrase stand right before another phrase of fate that takes it ("two others wounded")?"""
        return any(
            other.first == phrase.last
            and other.fate.use in ("participle", "adjective", "intransitive")
            and other is not trigger
            for other in self.triggers
        )

    def _fits(self, phrase: Phrase, trigger: Trigger) -> bool:
        kind = trigger.fate.kind
        if phrase.head in ANIMALS:
            return False
        if kind in ("captured", "arrested", "displaced") and phrase.who_class is None:
            return (phrase.quantity is not None and (not phrase.head or (phrase.is_plural and kind != "captured"))) or (
                kind == "arrested" and phrase.is_proper
            )
        return True

    # ---- what precedes
    def _participle(self, trigger: Trigger) -> list[_Counted]:
        words = self.words
        at = trigger.first - 1
        while at >= 0 and (words[at].low in ADVERBS or words[at].low.endswith("ly")):
            at -= 1
        before = words[at].low if at >= 0 else ""
        if before in _BE:
            return self._subjects(trigger)
        after = trigger.last
        while after < len(words) and (words[after].low in ADVERBS or words[after].low.endswith("ly")):
            after += 1
        follows = words[after].low if after < len(words) else "."
        is_closed = follows in PREPOSITIONS or follows in BREAKS or follows in AUXILIARIES or follows in RELATIVES
        if before in ("and", "or", ",") and self._inherits(at) and is_closed | (follows in (",", "and")):
            return self._subjects(trigger)
        if not is_closed:
            found = self._objects(trigger)
            if found and not (follows in (",", "and") and at >= 0 and words[at].quantity is not None):
                return found
        tail = self._tail(trigger.first)
        if tail:
            return [
                _Counted(trigger.fate.kind, phrase, tail[0].first, trigger.last)
                for phrase in tail
                if self._fits(phrase, trigger)
            ]
        if before in _HAVE:
            return []
        return self._subjects(trigger) if is_closed or follows in (",", "and") else []

    def _inherits(self, at: int) -> bool:
        """Is the verb before the conjunction a passive participle ("was abducted and killed")?"""
        words = self.words
        for back in range(at - 1, max(-1, at - 9), -1):
            if words[back].low in _BE:
                return any(words[k].low.endswith(("ed", "en", "ot", "ne")) or k in self.stops for k in range(back + 1, at))
            if words[back].low in BREAKS:
                return False
        return False

    def _clause_start(self, at: int) -> int:
        for back in range(at - 1, -1, -1):
            low = self.words[back].low
            if low in BREAKS or (low in SUBORDINATORS and low != "that") or low in ("who", "whom", "whose"):
                return back + 1
            if low == "that" and back and is_verb(self.words, back - 1):
                return back + 1
        return 0

    def _chunks(self, start: int, stop: int) -> list[tuple[str, Phrase | None]]:
        """The clause as a row of phrases (N), prepositions (P), conjunctions (C), verbs (V) and the rest (X)."""
        words = self.words
        out: list[tuple[str, Phrase | None]] = []
        at = start
        while at < stop:
            low = words[at].low
            if low in _PART_CUES:
                out.append(("I", None))
            elif low in CONJUNCTIONS:
                out.append(("C", None))
            elif low in PREPOSITIONS and words[at].quantity is None:
                out.append(("P", None))
            elif at in self.stops or is_verb(words, at):
                out.append(("V", None))
            else:
                phrase = phrase_at(words, at, self.stops | frozenset(range(stop, len(words))))
                if phrase is not None and phrase.last > at:
                    out.append(("N", phrase))
                    at = phrase.last
                    continue
                out.append(("X", None))
            at += 1
        return out

    def _tail(self, at: int) -> list[Phrase]:
        """The phrases right before a word: "two soldiers and a civilian" in "leaving two soldiers and a civilian dead"."""
        chunks = self._chunks(self._clause_start(at), at)
        while chunks and chunks[-1][0] == "X":
            chunks.pop()
        if not chunks or chunks[-1][1] is None:
            return []
        index = len(chunks) - 1
        while (
            index > 0
            and chunks[index - 1][0] == "P"
            and index >= 2
            and chunks[index - 2][1] is not None
            and not chunks[index][1].counts
        ):  # type: ignore[union-attr]
            index -= 2
        phrase = chunks[index][1]
        if phrase is None or (index and chunks[index - 1][0] == "P" and phrase.quantity is None and not phrase.is_one):
            return []
        if index != len(chunks) - 1 and phrase.quantity is None:
            return []
        if not phrase.counts and phrase.who_class is None:
            return []
        if phrase.quantity is None and phrase.who_class is None and not phrase.is_proper:
            return []
        return self._coordinated(chunks, index)

    def _coordinated(self, chunks: list[tuple[str, Phrase | None]], index: int) -> list[Phrase]:
        phrase = chunks[index][1]
        assert phrase is not None
        found = [phrase]
        while index >= 2 and chunks[index - 1][0] == "C":
            back = index - 1
            while back > 0 and chunks[back][0] == "C":
                back -= 1
            other = chunks[back][1]
            if (
                other is None
                or not other.counts
                or (other.who_class is None and other.quantity is None and not other.is_proper)
            ):
                break
            before = chunks[back - 1][0] if back else "C"
            if before in "VP" and not (before == "P" and back >= 2 and chunks[back - 2][0] == "V" and False):
                break
            found.insert(0, other)
            index = back
        return found

    def _subjects(self, trigger: Trigger) -> list[_Counted]:
        words = self.words
        stop = trigger.first
        while stop > 0 and (
            words[stop - 1].low in AUXILIARIES or words[stop - 1].low in ADVERBS or words[stop - 1].low.endswith("ly")
        ):
            stop -= 1
        start = self._clause_start(stop)
        if stop == start and start and words[start - 1].low in RELATIVES:
            stop = start - 1
            start = self._clause_start(stop)
            phrases = self._antecedent(start, stop)
        else:
            phrases = self._subject(start, stop)
        phrases = [phrase for phrase in phrases if self._fits(phrase, trigger)]
        if not phrases:
            return []
        return [_Counted(trigger.fate.kind, phrase, phrases[0].first, trigger.last) for phrase in phrases]

    def _antecedent(self, start: int, stop: int) -> list[Phrase]:
        chunks = self._chunks(start, stop)
        for index in range(len(chunks) - 1, -1, -1):
            phrase = chunks[index][1]
            if phrase is not None and (phrase.who_class is not None or phrase.quantity is not None):
                return self._coordinated(chunks, index)
        return []

    def _subject(self, start: int, stop: int) -> list[Phrase]:
        chunks = self._chunks(start, stop)
        verbs = [index for index, chunk in enumerate(chunks) if chunk[0] == "V"]
        for low, high in [((verbs[-1] + 1) if verbs else 0, len(chunks)), *([(0, verbs[-1])] if verbs else [])]:
            best = self._best_subject(chunks, low, high)
            if best is not None:
                return self._coordinated(chunks[:high], best)
        return []

    def _best_subject(self, chunks: list[tuple[str, Phrase | None]], low: int, high: int) -> int | None:
        """The last phrase of the stretch that is no object of a preposition or a verb."""
        for index in range(high - 1, low - 1, -1):
            phrase = chunks[index][1]
            if phrase is None:
                continue
            before = chunks[index - 1][0] if index else ""
            if before in ("P", "I") or (before == "V" and index == low and low > 0):
                continue
            if before == "C" and index >= 2 and not phrase.counts and phrase.who_class is None:
                continue
            return index
        return None

    # ---- adjectives and nouns
    def _adjective(self, trigger: Trigger) -> list[_Counted]:
        words = self.words
        before = words[trigger.first - 1] if trigger.first else None
        if before is not None and before.low in ("the", "his", "their"):
            after = words[trigger.last].low if trigger.last < len(words) else ""
            if after in ("included", "include", "includes", "were", "are"):
                listed = self._list_from(trigger.last + 1, trigger)
                return [_Counted("killed", phrase, trigger.first, listed[-1][0].last, False) for phrase, _ in listed]
            return []
        tail = self._tail(trigger.first)
        if tail:
            return [_Counted(trigger.fate.kind, phrase, tail[0].first, trigger.last) for phrase in tail]
        if before is not None and before.low in _BE:
            return self._subjects(trigger)
        return []

    def _nouns(self, trigger: Trigger) -> list[_Counted]:
        words, fate = self.words, trigger.fate
        is_body = "bod" in fate.form or "corpse" in fate.form
        sentence = " ".join(word.low for word in words)
        if is_body and not re.search(
            r"\b(?:found|discover\w*|recover\w*|retriev\w*|dump\w*|unearth\w*|lying|pulled|exhum\w*|collected|brought)\b",
            sentence,
        ):
            return []
        if fate.use == "life" and not re.search(r"\b(?:claim\w*|lost|los\w+|cost|took|taken|taking)\b", sentence):
            return []
        first = trigger.first
        while (
            first > 0
            and words[first - 1].quantity is None
            and words[first - 1].low
            in (
                "civilian",
                "more",
                "other",
                "confirmed",
                "reported",
                "decomposed",
                "mutilated",
                "human",
                "combat",
                "dead",
                "military",
                "soldier",
                "additional",
                "serious",
                "minor",
                "unidentified",
                "burnt",
                "severed",
            )
        ):
            first -= 1
        quantity = words[first - 1].quantity if first else None
        if quantity is not None:
            phrase = Phrase(first - 1, trigger.last, fate.form, quantity, False, True, False, False, "people")
            return [_Counted(fate.kind, phrase, first - 1, trigger.last)]
        if trigger.last < len(words) and words[trigger.last].low == "of" and is_body:
            listed = self._list_from(trigger.last + 1, trigger)
            return [_Counted("killed", phrase, trigger.first, listed[-1][0].last, total) for phrase, total in listed]
        if (
            is_body
            and fate.form in ("body", "corpse", "dead body")
            and first
            and words[first - 1].low in ("a", "an", "the", "his", "her")
        ):
            phrase = Phrase(first - 1, trigger.last, fate.form, None, True, False, False, False, "people")
            return [_Counted("killed", phrase, first - 1, trigger.last)]
        return []


def _is_conj(words: Sequence[Word], phrase: Phrase) -> bool:
    return phrase.last < len(words) and words[phrase.last].low in ("and", "or")


_TOLL = re.compile(
    r"\b(?:death\s+toll|toll|number\s+of\s+(?:dead|deaths|fatalities|those\s+killed|people\s+killed|casualties)|death\s+count|body\s+count"
    r"|(?P<label>fatalities|deaths|dead|killed|injured|wounded|injuries))\b[^.;]{0,60}?(?:\bto|\bat|\bof|\bis|\bwas|\breached|\bhit|[:=])\s*$",
    re.IGNORECASE,
)
_BRINGING = re.compile(r"\b(?:bring\w*|brought|rais\w+|tak\w+|push\w*)\b[^.;]{0,80}$", re.IGNORECASE)
_DEAD_WORDS = re.compile(r"\b(?:dead|killed|death|deaths|toll|died|fatalities)\b", re.IGNORECASE)


def _labelled(
    sentence: ParsedSentence, text: str, quantities: Sequence[Quantity], known: Sequence[FigureMention]
) -> Iterator[FigureMention]:
    """Tolls and labels: "the death toll rose to 14", "FATALITIES: 2", "bringing to 40 the dead since Monday"."""
    for quantity in quantities:
        if not (sentence.start_char <= quantity.start_char and quantity.end_char <= sentence.end_char):
            continue
        left = text[max(sentence.start_char, quantity.start_char - 100) : quantity.start_char]
        toll = _TOLL.search(left)
        kind: FigureKind = "killed"
        if toll is None:
            continue
        label = (toll["label"] or "").lower()
        if label and not toll[0].rstrip().endswith((":", "=")):
            if not re.search(r"\bto\s*$", toll[0]) or not _BRINGING.search(left):
                continue
        if label in ("injured", "wounded", "injuries"):
            kind = "injured"
        if any(one.kind == kind and one.start_char <= quantity.start_char < one.end_char for one in known):
            continue
        start = quantity.start_char - len(left) + toll.start()
        is_cumulative = _BRINGING.search(left) is not None
        yield _figure(quantity, kind, text, sentence.part, start, quantity.end_char, None, "people", True, is_cumulative)


def _mention(
    item: _Counted,
    words: Sequence[Word],
    text: str,
    part: TextPart,
    actors: Sequence[ActorName],
    quantities: Sequence[Quantity],
) -> FigureMention | None:
    phrase = item.phrase
    first, last = min(item.first, phrase.first), max(item.last, phrase.last)
    start, end = words[first].start, words[last - 1].end
    who_start, who_end = words[phrase.first].start, words[phrase.last - 1].end
    who = Quote(part=part, start_char=who_start, end_char=who_end, quote=text[who_start:who_end])
    who_class = phrase.who_class or _class_of(actors, who_start, who_end)
    if phrase.quantity is not None:
        return _figure(phrase.quantity, item.kind, text, part, start, end, who, who_class, item.is_total, item.is_cumulative)
    if phrase.is_one:
        plain = Quantity(part=part, start_char=start, end_char=end, quote=text[start:end], best=1, rule_id="singular")
        return _figure(plain, item.kind, text, part, start, end, who, who_class, item.is_total, item.is_cumulative)
    if phrase.is_definite:
        return None
    plural = Quantity(
        part=part, start_char=start, end_char=end, quote=text[start:end], low=BARE_PLURAL_LOW, is_vague=True,
        rule_id="vague:bare plural",
    )  # fmt: skip
    return _figure(plural, item.kind, text, part, start, end, who, who_class, item.is_total, item.is_cumulative)


def _figure(
    quantity: Quantity, kind: FigureKind, text: str, part: TextPart, start: int, end: int, who: Quote | None,
    who_class: str | None, is_total: bool, is_cumulative: bool,
) -> FigureMention:  # fmt: skip
    return FigureMention(
        part=part, start_char=start, end_char=end, quote=text[start:end], low=quantity.low, best=quantity.best,
        high=quantity.high, is_vague=quantity.is_vague, rule_id=quantity.rule_id, kind=kind, who=who, who_class=who_class,
        is_total=is_total, is_cumulative=is_cumulative,
    )  # fmt: skip


_DESCRIPTOR_CLASS = {"soldiers": "military", "militants": "fighters", "rebels": "fighters", "protesters": "protesters",
                     "civilians": "civilians", "police": "police"}  # fmt: skip


def _class_of(actors: Sequence[ActorName], start: int, end: int) -> str | None:
    for actor in actors:
        if actor.start_char < end and start < actor.end_char and actor.descriptor:
            return _DESCRIPTOR_CLASS.get(actor.descriptor) or actor.descriptor
    return None
