"""Which noun phrases count people? A reader of noun phrases that needs no parse, and uses tags where there are some."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.annotations import Quantity
from streams.lexicons.figures import Fate, fates, people_nouns

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*|[^\w\s]")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SINGULAR = _set("a an another each every 1 one")
DEFINITE = _set("the his her its their our my your this that these those both all said such")
SINGLE_PRONOUNS = _set("him himself herself")
PLURAL_PRONOUNS = _set("them themselves others us")
PREPOSITIONS = _set(
    "in on at by of from with near after before during when while as for to into outside inside around along against between "
    "among amid following through within across over under behind beside towards toward upon without since until because where "
    "due via per than about above below despite including unlike late early last yesterday today overnight north south east west"
)
CONJUNCTIONS = _set(", and & or plus nor")
RELATIVES = _set("who whom which that whose")
AUXILIARIES = _set(
    "was were is are be been being am has have had having get gets got getting will would could may might must shall should "
    "can do does did reportedly were's wasn't weren't"
)
BREAKS = _set("; : . ! ? — – … | / > <") | {"--"}
SUBORDINATORS = _set(
    "when while as after before where because although though but since if until unless whereas then that which"
)
ADVERBS = _set(
    "also later then both all still now already instantly immediately allegedly reportedly apparently either again together "
    "dead alive so subsequently eventually meanwhile not never just only even initially"
)
_IRREGULAR = _set(
    "fled took left went came said told hit set ran broke blew began fought threw drove made found put held led struck burst "
    "fell met saw sent shot caught rode lost gave got sought stole beat bore brought opened tried hurled say says attack attacks "
    "clash clashes kill kills claim claims leave leaves fire fires erupt erupts occur occurs took_place became become known "
    "remain remains include includes included targeted storm stormed storms ambush raid open opens blow blows hits strike strikes"
)
_TIMES = _set(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight overnight january february april june july "
    "august september october november december instantly morning afternoon evening night"
)
ANIMALS = _set(
    "cattle cow cows goat goats sheep camel camels livestock animals animal donkeys horses elephants dogs chickens bulls vehicles "
    "vehicle houses house tanks tank trucks aircraft drones buildings shops homes cars stray heads"
)


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

    @property
    def counts(self) -> bool:
        """Does the phrase say how many by itself?"""
        return self.quantity is not None or self.is_one


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase of fate in the sentence."""

    fate: Fate
    first: int
    last: int


def words_of(text: str, start: int, end: int, quantities: Sequence[Quantity], tags: Mapping[int, str]) -> list[Word]:
    """Which words has the sentence, with each quantity as one word and what stands in brackets left out?"""
    inside = [quantity for quantity in quantities if start <= quantity.start_char and quantity.end_char <= end]
    out: list[Word] = []
    at = start
    depth = 0
    for quantity in [*inside, None]:
        stop = quantity.start_char if quantity else end
        for found in _WORD.finditer(text, at, stop):
            word = found[0]
            if word in "([":
                depth += 1
            elif word in ")]":
                depth = max(0, depth - 1)
            elif not depth or (len(text) and depth and word == "\n"):
                if word not in "\"'“”‘’`*_":
                    out.append(Word(word, word.lower(), found.start(), found.end(), None, tags.get(found.start(), "")))
        if quantity and not depth:
            out.append(Word(quantity.quote, quantity.quote.lower(), quantity.start_char, quantity.end_char, quantity, "CD"))
        if quantity:
            at = quantity.end_char
    return out


def triggers_of(words: Sequence[Word]) -> list[Trigger]:
    """Which phrases of fate stand in the sentence, the longest at each place?"""
    table = fates()
    found: list[Trigger] = []
    at = 0
    while at < len(words):
        for phrase, fate in table.get(words[at].low, ()):
            if all(at + k < len(words) and words[at + k].low == word for k, word in enumerate(phrase)):
                found.append(Trigger(fate, at, at + len(phrase)))
                at += len(phrase) - 1
                break
        at += 1
    return found


def is_verb(words: Sequence[Word], at: int) -> bool:
    """Is the word a verb? By its tag, else by its shape and what stands before it."""
    word = words[at]
    if word.quantity is not None:
        return False
    if word.tag:
        return word.tag.startswith(("VB", "MD")) and not (word.tag in ("VBN", "VBG") and _modifies(words, at))
    if word.low in AUXILIARIES or word.low in _IRREGULAR:
        return True
    if word.low.endswith(("ed", "ing")) and word.text[:1].islower() and len(word.low) > 4:
        return not _modifies(words, at)
    return False


def _modifies(words: Sequence[Word], at: int) -> bool:
    """Does a participle stand before its noun ("suspected rebels", "two masked men")?"""
    if at + 1 >= len(words) or words[at + 1].low in PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | SINGULAR | DEFINITE | BREAKS:
        return False
    if words[at + 1].quantity is not None:
        return False
    if at == 0:
        return words[at + 1].low in people_nouns()
    before = words[at - 1]
    return (
        before.quantity is not None
        or before.low in SINGULAR | DEFINITE | PREPOSITIONS | CONJUNCTIONS
        or (words[at + 1].low in people_nouns())
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
    if at < total and quantity is None and not is_one and words[at].low in SINGLE_PRONOUNS:
        return Phrase(first, at + 1, words[at].low, None, True, False, True, False, None)
    if at < total and words[at].low in PLURAL_PRONOUNS:
        return Phrase(first, at + 1, words[at].low, quantity, False, True, quantity is None, False, "people")
    body = at
    while at < total and at not in stops and _is_nominal(words, at, body):
        at += 1
    if at == body and quantity is None:
        return None
    if at == body and at < total and at in stops and words[at].low in ("dead", "wounded", "injured") and False:
        return None
    nominals = [word for word in words[body:at] if word.low not in ADVERBS]
    head = nominals[-1].low if nominals else ""
    known = people_nouns().get(head) or people_nouns().get(head.removesuffix("'s").removesuffix("’s"))
    is_plural = (
        known[1]
        if known
        else (head.endswith("s") and not head.endswith(("ss", "us", "is"))) or (quantity is not None and not head)
    )
    is_proper = bool(nominals) and nominals[-1].text[:1].isupper() and not known
    who_class = known[0] if known else None
    if known and who_class in ("people", "civilians") and any(word.low in ("children", "child") for word in nominals):
        who_class = "children"
    if not is_one and quantity is None and not is_plural and nominals:
        is_one = True  # a singular noun, a name
    if is_one and is_plural and quantity is None and words[first].low not in ("a", "an", "another"):
        is_one = False
    return Phrase(first, at, head, quantity, is_one and quantity is None, is_plural, is_definite, is_proper, who_class)


def _is_nominal(words: Sequence[Word], at: int, body: int) -> bool:
    word = words[at]
    low = word.low
    if word.quantity is not None or not word.text[:1].isalnum():
        return False
    if low in PREPOSITIONS or low in CONJUNCTIONS or low in RELATIVES or low in AUXILIARIES:
        return False
    if low in _TIMES or low in SINGULAR or low in DEFINITE or low in ADVERBS:
        return False
    if word.tag:
        if word.tag in ("RB", "IN", "CC", "WDT", "WP", "WRB", "PRP", "MD", "TO", "EX"):
            return False
        if word.tag.startswith("VB"):
            return word.tag in ("VBN", "VBG") and _modifies(words, at)
        return True
    if low.endswith("ly") and low not in ("family", "elderly", "assembly"):
        return False
    return not is_verb(words, at) and low not in _PRONOUNS


_PRONOUNS = _set("he she it they we i you there who what himself here")
