"""Which noun phrases count people? A reader of noun phrases that needs no parse, and uses tags where there are some."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.annotations import Quantity
from streams.extraction.phrase_words import (
    ADVERBS,
    ANIMALS,
    AUXILIARIES,
    BREAKS,
    CONJUNCTIONS,
    DEFINITE,
    GROUPS,
    IRREGULAR,
    MODIFIERS,
    PLURAL_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SINGLE_PRONOUNS,
    SINGULAR,
    TIMES,
    UNITS,
)
from streams.lexicons.figures import Fate, fates, people_nouns

_WORD = re.compile(r"</?[a-z]{1,6}>|incl\.|[^\W_]+(?:[-'’./][^\W_]+)*|[^\w\s]")


MOST_ACRONYM = 5
"""Letters of an acronym at most: a longer word in capitals stands in a text all in capitals, and is no name for that."""


@dataclass(slots=True)
class Word:
    """A word, or a quantity standing as one word."""

    text: str
    low: str
    start: int
    end: int
    quantity: Quantity | None = None
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: words ``first`` up to ``last`` (exclusive). ``count`` is what it counts by itself: a quantity, 1 for
    a singular, nothing for a plural without a number."""

    first: int
    last: int
    head: str
    quantity: Quantity | None
    is_one: bool
    is_plural: bool
    is_definite: bool
    is_proper: bool
    who_class: str | None
    is_bare: bool = False
    """A singular without determiner that is neither a name nor a word for people ("security")."""

    @property
    def counts(self) -> bool:
        """Does the phrase say how many by itself?"""
        return self.quantity is not None or (self.is_one and not self.is_bare) or self.head == "couple"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase of fate in the sentence."""

    fate: Fate
    first: int
    last: int


def words_of(text: str, start: int, end: int, quantities: Sequence[Quantity], tags: Mapping[int, str]) -> list[Word]:
    """Which words has the sentence, with each quantity as one word and what stands in brackets left out?"""
    aside = [found.span() for found in _ASIDE.finditer(text, start, end)]
    inside = [
        quantity
        for quantity in quantities
        if start <= quantity.start_char and quantity.end_char <= end and not _within(quantity.start_char, aside)
    ]
    out: list[Word] = []
    at = start
    depth = 0
    for quantity in [*inside, None]:
        stop = quantity.start_char if quantity else end
        for found in _WORD.finditer(text, at, stop):
            word = found[0]
            if aside and _within(found.start(), aside):
                continue
            if word in "([":
                depth += 1
            elif word in ")]":
                depth = max(0, depth - 1)
            elif not depth and (word[0] != "<" or word == "<") and word not in "\"'“”‘’`*_":
                out.append(Word(word, word.lower(), found.start(), found.end(), None, tags.get(found.start(), "")))
        if quantity and not depth:
            out.append(Word(quantity.quote, quantity.quote.lower(), quantity.start_char, quantity.end_char, quantity, "CD"))
        if quantity:
            at = quantity.end_char
    return out


_ASIDE = re.compile(
    r",\s+(?:mostly|mainly|largely|(?:most|many|some|all|half|\w+)\s+of\s+(?:them|whom)|all)\b[^,;.]{0,60},(?=\s+(?:have|has|had|was|were|are|is)\b)"
    r"|(?<=[a-z]),\s+\d{1,2}(?=,\s)"
    r"|\s+[-–—]+\s+(?:all|both|each|most|some|one|two|\d+\s+of)\b[^.;–—]{0,60}?\s[-–—]+(?=\s+(?:have|has|had|was|were|are|is)\b)",
    re.IGNORECASE,
)
"""What stands aside between commas or dashes: "two of them children", "both foreigners", an age."""


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def triggers_of(words: Sequence[Word]) -> list[Trigger]:
    """Which phrases of fate stand in the sentence, the longest at each place?"""
    table = fates()
    found: list[Trigger] = []
    at = 0
    while at < len(words):
        for phrase, fate in table.get(words[at].low, ()):
            if len(phrase) == 1 and _is_modifier(words, at, fate):
                continue
            if fate.form == "to death" and at + 2 < len(words) and words[at + 2].low == "of":
                continue  # "leading to death of 26 persons"
            if fate.form in _CHARGES and at + 1 < len(words) and words[at + 1].low in _CHARGED:
                continue
            if all(at + k < len(words) and words[at + k].low == word for k, word in enumerate(phrase)):
                found.append(Trigger(fate, at, at + len(phrase)))
                at += len(phrase) - 1
                break
        at += 1
    return found


_CHARGES = frozenset(["murder", "kill"])
_CHARGED = frozenset(["suspect", "suspects", "convict", "convicts", "case", "cases", "charge", "charges", "victim", "victims"])
"""What a charge names: "the murder suspect"."""


def _is_modifier(words: Sequence[Word], at: int, fate: Fate) -> bool:
    """Does a participle describe people counted otherwise ("45 displaced civilians", "captured soldiers")?"""
    if fate.use != "participle" or at + 1 >= len(words) or not at:
        return False
    before = words[at - 1]
    if fate.kind == "killed":  # "the slain minister"
        after = words[at + 1]
        return (
            before.low in ("the", "his", "her", "their", "its")
            and after.low not in PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | BREAKS
        )
    if words[at + 1].low not in people_nouns() or words[at + 1].quantity is not None:
        return False
    if fate.kind == "injured" and before.quantity is not None:
        return False
    return before.quantity is not None or before.low in SINGULAR | DEFINITE | PREPOSITIONS


def is_verb(words: Sequence[Word], at: int) -> bool:
    """Is the word a verb? By its tag, else by its shape and what stands before it."""
    word = words[at]
    if word.quantity is not None:
        return False
    if word.tag:
        return word.tag.startswith(("VB", "MD")) and not (word.tag in ("VBN", "VBG") and _modifies(words, at))
    if word.low in ANIMALS and any(words[k].low in SINGULAR | DEFINITE for k in range(max(0, at - 2), at)):
        return False  # "a complex ambush"
    if word.low in AUXILIARIES or word.low in IRREGULAR:
        return True
    if word.low.endswith(("ed", "ing")) and word.text[:1].islower() and len(word.low) > 4:
        return not _modifies(words, at)
    return False


def _modifies(words: Sequence[Word], at: int) -> bool:
    """Does a participle stand before its noun ("suspected rebels", "two masked men")?"""
    if at + 1 >= len(words) or words[at + 1].low in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | SINGULAR | DEFINITE | BREAKS:
        return False
    if words[at + 1].quantity is not None or words[at + 1].low in ADVERBS:
        return False
    if words[at].low in MODIFIERS:
        return True
    if at == 0:
        return words[at + 1].low in people_nouns()
    before = words[at - 1]
    return (
        before.quantity is not None or before.low in SINGULAR | DEFINITE | PREPOSITIONS or (words[at + 1].low in people_nouns())
    )


def phrase_at(words: Sequence[Word], at: int, stops: frozenset[int] = frozenset()) -> Phrase | None:
    """Which noun phrase begins at this word? ``stops`` are words that end it (phrases of fate)."""
    first = at
    quantity: Quantity | None = None
    is_one = is_definite = False
    total = len(words)
    while at < total:  # determiners and the quantity
        word = words[at]
        if word.quantity is not None and quantity is None:
            quantity = word.quantity
            at += 1
            if at < total and words[at].low == "of" and at + 1 < total:
                after = words[at + 1].low
                if after in DEFINITE or after in PLURAL_PRONOUNS or quantity.is_vague or after in ("whom", "which"):
                    at += 1
                    if words[at].low in DEFINITE:
                        at += 1
            continue
        if word.low in SINGULAR:
            is_one = True
        elif word.low in DEFINITE:
            is_definite = True
        else:
            break
        at += 1
    if at < total - 1 and words[at - 1].low in ("all", "both") and words[at].low == "of" and words[at + 1].low == "them":
        at += 1
    if at == first + 1 and words[first].low == "both" and (at == total or words[at].low in PREPOSITIONS | AUXILIARIES | BREAKS):
        return Phrase(first, at, "couple", None, False, True, False, False, "people")  # "killing both"
    if at < total and quantity is None and not is_one and words[at].low in SINGLE_PRONOUNS:
        return Phrase(first, at + 1, words[at].low, None, True, False, True, False, None)
    if at < total and words[at].low in PLURAL_PRONOUNS and words[at].text != "US":
        return Phrase(first, at + 1, words[at].low, quantity, False, True, quantity is None, False, "people")
    body = at
    while at < total and at not in stops and (_is_nominal(words, at, body) or _joins_modifiers(words, at, body)):
        at += 1
    if at == body and quantity is None:
        if at > first and words[first].low in ("another", "someone"):
            return Phrase(first, at, "another", None, True, False, False, False, "people")
        return None
    if at > body and words[at - 1].low in UNITS:
        return None
    nominals = [word for word in words[body:at] if word.low not in ADVERBS]
    head = nominals[-1].low if nominals else ""
    known = next((found for form in _forms(head) if (found := people_nouns().get(form))), None)
    is_plural = (
        known[1]
        if known
        else (head.endswith("s") and not head.endswith(("ss", "us", "is"))) or (quantity is not None and not head)
    )
    last_word = nominals[-1].text if nominals else ""
    is_capitals = len(last_word) > MOST_ACRONYM and last_word.isupper()
    is_proper = last_word[:1].isupper() and not known and not is_capitals
    who_class = known[0] if known else None
    if known and who_class in ("people", "civilians") and any(word.low in ("children", "child") for word in nominals):
        who_class = "children"
    if head == "some" and quantity is None:
        is_plural = True
    is_bare = False
    if not is_one and quantity is None and not is_plural and nominals:
        is_one = True  # a singular noun, a name
        is_bare = not is_definite and not is_proper and known is None
    if is_one and is_plural and quantity is None and words[first].low not in ("a", "an", "another"):
        is_one = False
    if head in GROUPS and quantity is None and at + 1 < total and words[at].low == "of" and words[at + 1].quantity is not None:
        inner = phrase_at(words, at + 1, stops)  # "a family of seven"
        if inner is not None:
            return replace(inner, first=first)
    if head == "couple" and is_one:
        return Phrase(first, at, head, None, False, True, False, False, who_class)
    return Phrase(first, at, head, quantity, is_one and quantity is None, is_plural, is_definite, is_proper, who_class, is_bare)


def _forms(head: str) -> tuple[str, str, str]:
    """The word as printed, without a genitive, and after its hyphen ("IS-militants")."""
    return head, head.removesuffix("'s").removesuffix("’s"), head.rsplit("-", 1)[-1]


def _joins_modifiers(words: Sequence[Word], at: int, body: int) -> bool:
    """Does an "and" stand between two participles before one noun ("a suspected and wanted member")?"""
    if at + 2 >= len(words):
        return False
    if at == body and words[at].low.endswith("ed"):
        return words[at + 1].low == "and" and _joins_modifiers(words, at + 1, body)
    if words[at].low != "and" or at == body:
        return False
    return words[at - 1].low.endswith("ed") and words[at + 1].low.endswith("ed") and _is_nominal(words, at + 2, body)


def pronoun_phrase(at: int, pronoun: str) -> Phrase:
    """Whom does a subject pronoun count? "he" and "she" one person, "they" those named before."""
    is_one = pronoun != "they"
    return Phrase(at, at + 1, pronoun if is_one else "them", None, is_one, not is_one, True, False, "people")


def _is_nominal(words: Sequence[Word], at: int, body: int) -> bool:
    word = words[at]
    low = word.low
    if word.quantity is not None or not word.text[:1].isalnum():
        return False
    if low in PREPOSITIONS or low in CONJUNCTIONS or low in RELATIVES or low in AUXILIARIES:
        return False
    if low in TIMES or low in SINGULAR or low in DEFINITE or low in ADVERBS:
        return False
    if word.tag:
        if word.tag in ("RB", "IN", "CC", "WDT", "WP", "WRB", "PRP", "MD", "TO", "EX"):
            return False
        if word.tag.startswith("VB"):
            return word.tag in ("VBN", "VBG") and _modifies(words, at)
        return True
    if low.endswith("ly") and low not in ("family", "elderly", "assembly"):
        return False
    return not is_verb(words, at) and low not in PRONOUNS
