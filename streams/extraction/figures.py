"""How many people, of what fate? From a sentence's words, its quantities and the phrases of fate in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from schemas.annotations import ActorName, FigureMention, Quantity
from schemas.codes import FigureKind
from schemas.evidence import Quote, TextPart
from streams.extraction import fate_patterns as cues
from streams.extraction.document import ParsedSentence
from streams.extraction.fate_reader import FateReader
from streams.extraction.fate_subjects import Counted
from streams.extraction.noun_phrases import Word, triggers_of, words_of
from streams.extraction.numbers import parse_number

WAR_TOTAL = "war_total"
"""Rule of a figure that counts a whole war or year."""

MORTAL = "mortal"
"""Rule of those to whom was done what kills unless the text says otherwise ("shot")."""

BARE_PLURAL_LOW = 3
"""ACLED codebook, fatalities: "several", "few", "many" or a plural without a number stand for 3."""

_DESCRIPTOR_CLASS = {
    "soldiers": "military",
    "militants": "fighters",
    "attackers": "fighters",
    "criminals": "fighters",
    "rebels": "fighters",
    "protesters": "protesters",
    "civilians": "civilians",
    "villagers": "civilians",
    "police": "police",
}
MOST_OF_ONE_EVENT = 10_000
"""Killed or injured, in one statement: no battle of our time is told with more; above it the total of a war is meant."""
_PAIRS = frozenset(["couple", "parents", "twins", "grandparents"])
"""Two people in one word."""
_TOLL_REACH = 180
_MAX_SHARED = 60
_BRACKET_REACH = 60
"""Code points between a figure and the bracket that says what was recorded for it."""


def find_figures(
    sentence: ParsedSentence, text: str, quantities: Sequence[Quantity], actors: Sequence[ActorName]
) -> tuple[FigureMention, ...]:
    """Which figures does the sentence give, in order?

    A singular counts 1, a plural without a number 3 or more; "12 people, including three children" gives a total and a
    part; "no casualties" gives 0 killed and 0 injured. What would, could or nearly have happened counts nothing, nor does
    what a protest is about. Works on words; tags are used where the sentence was parsed.
    """
    part = sentence.part
    tags = {token.start_char: token.tag for token in sentence.tokens if token.tag} if sentence.is_parsed else {}
    inside = [one for one in quantities if sentence.start_char <= one.start_char and one.end_char <= sentence.end_char]
    words = words_of(text, sentence.start_char, sentence.end_char, inside, tags)
    asides = [words_of(text, start, end, inside, tags) for start, end in _asides(sentence, text, inside)]
    out: list[FigureMention] = []
    for stretch in [words, *asides]:
        triggers = triggers_of(stretch)
        if not triggers and not (stretch is words and inside):
            continue
        found = sorted(FateReader(stretch, triggers, text).counted(), key=lambda item: (item.first, item.phrase.first))
        for item in found:
            mention = _mention(item, stretch, text, part, actors, quantities)
            if mention is None or _is_asked(mention, text):
                continue
            if not cues.ELSEWHERE.match(text, mention.end_char):
                out.append(mention)
    if out or inside:
        out.extend(_attackers(sentence, text, quantities, out))
    out.extend(_without_verb(inside, text, out))
    out.extend(_labelled(sentence, text, inside, out))
    out.extend(_no_casualties(inside, text, part))
    out.extend(_listed(sentence, text))
    is_of_war = cues.WAR_TOTAL.search(text, sentence.start_char, sentence.end_char) is not None
    out = [_war_total(one) if is_of_war or _is_too_many(one) else one for one in out]
    spread = {"shared_by": _shared_by(sentence, text), "days": _days(sentence, text)}
    return tuple(_of_each_side(one, text).model_copy(update=spread) for one in out)


def _asides(sentence: ParsedSentence, text: str, inside: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """What brackets tell with a number of their own: "(two later died)"."""
    for found in cues.BRACKET.finditer(text, sentence.start_char, sentence.end_char):
        start, end = found.start() + 1, found.end() - 1
        if any(start <= one.start_char < end for one in inside) and not _PARTS.match(text, start):
            yield start, end


_PARTS = re.compile(r"\s*(?:among|includ|mostly|mainly|of\s+(?:them|whom|which)|coded|all\b)", re.IGNORECASE)


def _of_each_side(figure: FigureMention, text: str) -> FigureMention:
    """The figure of two sides together where it holds for each ("three dead on each side")."""
    if figure.kind not in _HARM or not cues.EACH_SIDE.match(text, figure.end_char):
        return figure
    both = {name: value and value * 2 for name, value in (("low", figure.low), ("best", figure.best), ("high", figure.high))}
    return figure.model_copy(update=both)


def _without_verb(inside: Sequence[Quantity], text: str, known: Sequence[FigureMention]) -> Iterator[FigureMention]:
    """Those who died besides, told by a number and no verb: "two fatally", "and one later in hospital"."""
    harmed = [one for one in known if one.kind in _HARM]
    for quantity in inside:
        later = cues.LATER.match(text, quantity.end_char)
        if later is None or any(one.start_char <= quantity.start_char < one.end_char for one in known):
            continue
        if "fatally" in later[0].lower() or any(one.kind == "killed" and one.end_char <= quantity.start_char for one in harmed):
            added = quantity.model_copy(update={"rule_id": "besides"})
            yield _figure(added, "killed", text, quantity.start_char, later.end(), None, "people", True)


def _is_asked(figure: FigureMention, text: str) -> bool:
    """Is the number what nobody told: "did not say how many people died"?"""
    return text[max(0, figure.start_char - 10) : figure.start_char].lower().endswith(("how ", "how many "))


def _is_too_many(figure: FigureMention) -> bool:
    """Is the number of the dead or hurt beyond any single event?"""
    return figure.kind in ("killed", "injured") and (figure.best or figure.low or figure.high or 0) >= MOST_OF_ONE_EVENT


def _war_total(figure: FigureMention) -> FigureMention:
    return figure.model_copy(update={"rule_id": WAR_TOTAL, "is_cumulative": True})


def _days(sentence: ParsedSentence, text: str) -> int:
    """Over how many days do the sentence's figures run, by its own words or those right before ("over four days")?"""
    found = cues.OVER_DAYS.search(text, max(0, sentence.start_char - _TOLL_REACH), sentence.end_char)
    count = parse_number((found["num"] or found["num2"]).lower()) if found is not None else None
    return count if count and count <= _MAX_SHARED else 1


def _mention(
    item: Counted, words: Sequence[Word], text: str, part: TextPart, actors: Sequence[ActorName], quantities: Sequence[Quantity]
) -> FigureMention | None:
    phrase = item.phrase
    first, last = min(item.first, phrase.first), max(item.last, phrase.last)
    start, end = words[first].start, words[last - 1].end
    who_start, who_end = words[phrase.first].start, words[phrase.last - 1].end
    who = Quote(part=part, start_char=who_start, end_char=who_end, quote=text[who_start:who_end])
    who_class = phrase.who_class or _class_of(actors, who_start, who_end)
    quantity = phrase.quantity
    if quantity is None and phrase.is_definite and not phrase.is_one:
        quantity = _antecedent(phrase.head, words[phrase.first].start, text, quantities)
    if quantity is None:
        low: int | None = None
        best: int | None = None
        if phrase.is_one:
            best, rule_id = 1, "singular"
        elif phrase.head in _PAIRS:
            best, rule_id = 2, "couple"
        elif phrase.is_definite:
            low, rule_id = 1, "reference"
        else:
            low, rule_id = BARE_PLURAL_LOW, "vague:bare plural"
        quantity = Quantity(
            part=part, start_char=start, end_char=end, quote=text[start:end], low=low, best=best,
            is_vague=best is None, rule_id=rule_id,
        )  # fmt: skip
    if item.kind == "mortal":  # "shot two men": up to two are dead
        most = next((value for value in (quantity.best, quantity.low, quantity.high) if value is not None), None)
        quantity = quantity.model_copy(update={"low": None, "best": None, "high": most, "rule_id": MORTAL})
    kind: FigureKind = "killed" if item.kind == "mortal" else item.kind
    return _figure(quantity, kind, text, start, end, who, who_class, item.is_total)


_PEOPLE = re.compile(
    r"\s+(?:[\w-]+\s+){0,3}?(?:people|men|women|children|\w+(?:ers|ors|ists|ants|ians|ees|men|boys|girls|pupils|hostages))\b",
    re.IGNORECASE,
)


def _antecedent(head: str, before: int, text: str, quantities: Sequence[Quantity]) -> Quantity | None:
    """Which number had "the suspects" when they were first named ("two kidnap suspects")?"""
    if head == "them":
        back = text.rfind(". ", 0, before) + 1
        near = [one for one in quantities if one.end_char < before and not one.is_vague and _PEOPLE.match(text, one.end_char)]
        own = [one for one in near if back <= one.start_char]
        before_it = [one for one in near if one.start_char >= text.rfind(". ", 0, max(0, back - 2)) + 1]
        return (own or before_it)[-1] if own or before_it else None
    if not head.endswith("s") and head != "men":
        return None
    named = re.compile(rf"\s+(?:[\w-]+\s+){{0,4}}?{re.escape(head)}\b", re.IGNORECASE)
    found = [one for one in quantities if one.end_char < before and not one.is_vague and named.match(text, one.end_char)]
    return found[-1] if found else None


def _labelled(
    sentence: ParsedSentence, text: str, inside: Sequence[Quantity], known: Sequence[FigureMention]
) -> Iterator[FigureMention]:
    """Tolls and labels: "the death toll rose to 14", "FATALITIES: 2", "bringing to 40 the dead since Monday"."""
    for quantity in inside:
        begin = max(sentence.start_char, quantity.start_char - _TOLL_REACH)
        left = text[begin : quantity.start_char]
        toll = cues.TOLL.search(left)
        if toll is None:
            total = cues.TOTAL_AFTER.match(text, quantity.end_char)
            if total is not None:
                label = quantity.model_copy(update={"rule_id": "label"})
                yield _figure(label, "killed", text, quantity.start_char, total.end(), None, "people", True)
            if cues.BRINGING_TO.search(left) and cues.DEAD_AFTER.match(text, quantity.end_char):
                yield _figure(quantity, "killed", text, quantity.start_char, quantity.end_char, None, "people", True, True)
            continue
        kind: FigureKind = "injured" if (toll["label"] or "").lower().startswith(("injur", "wounded")) else "killed"
        told = [one for one in known if one.kind == kind]
        if any(one.start_char <= quantity.start_char < one.end_char for one in told) and not toll["toll"]:
            continue
        at = begin + toll.start()
        counted = [one for one in told if any(one.start_char <= q.start_char < one.end_char for q in inside)]
        if toll["label"] and any(one.start_char <= at < one.end_char for one in counted):
            continue  # "eight people were killed: five soldiers and three rebels"
        if toll["bracket"] and not any(0 <= at - one.end_char <= _BRACKET_REACH for one in told):
            continue
        rule_id = "toll" if toll["toll"] else "label"
        labelled = quantity.model_copy(update={"rule_id": rule_id})
        is_cumulative = bool(toll["toll"]) and (cues.BRINGING.search(left) or cues.OF_A_PERIOD.search(toll[0])) is not None
        yield _figure(labelled, kind, text, at, quantity.end_char, None, "people", True, is_cumulative)


_NO_HARM = re.compile(r"\s+(?:\w+\s+){0,2}?(?:casualties|casualty|victims|one\s+was\s+(?:killed|hurt|injured))", re.IGNORECASE)


def _no_casualties(inside: Sequence[Quantity], text: str, part: TextPart) -> Iterator[FigureMention]:
    """ "no casualties": nobody killed, nobody injured."""
    for quantity in inside:
        found = _NO_HARM.match(text, quantity.end_char) if quantity.best == 0 else None
        if found is not None:
            for kind in _HARM:
                yield _figure(quantity, kind, text, quantity.start_char, found.end(), None, "people", True)


_HARM: tuple[FigureKind, ...] = ("killed", "injured")


def _attackers(
    sentence: ParsedSentence, text: str, quantities: Sequence[Quantity], known: Sequence[FigureMention]
) -> Iterator[FigureMention]:
    """The attackers' own dead beside the rest: "in addition to the bomber, seven people were killed"."""
    if not any(one.kind == "killed" for one in known):
        return
    found = cues.BESIDES.search(text, sentence.start_char, sentence.end_char)
    if found is None:
        return
    noun = (found["noun"] or "gunmen").lower()
    count: int | None = parse_number(found["num"]) if found["num"] else None
    if count is None and found["noun"] and not found["plural"]:
        count = 1
    if count is None:
        earlier = re.compile(rf"\s*(?:\w+\s+){{0,3}}?(?:{noun}s?|bombers?|attackers?|assailants?|gunmen)\b", re.IGNORECASE)
        named = [one for one in quantities if one.end_char <= found.start() and one.best and earlier.match(text, one.end_char)]
        count = named[-1].best if named else None
    start, end = found.start("who"), found.end("who")
    if any(one.who is not None and one.who.start_char < end and start < one.who.end_char for one in known):
        return
    quantity = Quantity(
        part=sentence.part, start_char=start, end_char=end, quote=text[start:end], low=None if count else 1, best=count,
        is_vague=count is None, rule_id="attackers_besides",
    )  # fmt: skip
    who = Quote(part=sentence.part, start_char=start, end_char=end, quote=text[start:end])
    yield _figure(quantity, "killed", text, start, end, who, "attackers", True)


def _listed(sentence: ParsedSentence, text: str) -> Iterator[FigureMention]:
    """The dead whose names follow line by line: "The names of the martyrs:" counts the lines."""
    found = cues.NAMED.search(text, sentence.start_char)
    if found is not None and found.start() < sentence.end_char:
        label = Quantity(
            part=sentence.part, start_char=found.start(), end_char=found.end("label"), quote=found["label"],
            best=found["list"].count("\n"), rule_id="named",
        )  # fmt: skip
        yield _figure(label, "killed", text, found.start(), found.end("label"), None, "people", True)


def _shared_by(sentence: ParsedSentence, text: str) -> int:
    """Over how many events do the sentence's figures run ("across all three attacks")? 1 where it does not say."""
    found = cues.SHARED.search(text, sentence.start_char, sentence.end_char)
    if found is None and (split := _next_shared(text, sentence.end_char)) is not None and split["num2"]:
        found = split
    if found is not None:
        if found["both"]:
            return 2
        word = (found["num"] or found["num2"]).lower().strip("()")
        count = 2 if word in cues.SHARED_PLAIN else parse_number(word)
        if count is not None and re.match(r"(?:across|over|in|during|from)\s+this\s+and", found[0], re.IGNORECASE):
            count += 1
        return count if count and count <= _MAX_SHARED else 1
    if cues.ACROSS_PLAIN.search(text, sentence.start_char, sentence.end_char):
        one_of = cues.ONE_OF.search(text)
        count = parse_number(one_of["num"]) if one_of else None
        return count if count and count <= _MAX_SHARED else 1
    return 1


def _next_shared(text: str, at: int) -> re.Match[str] | None:
    """The first such words from this character on."""
    shared, starts = _all_shared(text)
    following = bisect_left(starts, at)
    return shared[following] if following < len(shared) else None


@lru_cache(maxsize=4)
def _all_shared(text: str) -> tuple[tuple[re.Match[str], ...], tuple[int, ...]]:
    """Where do such words begin? Read once a text: every sentence asks what comes after it."""
    shared: list[re.Match[str]] = []
    while (found := cues.SHARED.search(text, shared[-1].start() + 1 if shared else 0)) is not None:
        shared.append(found)
    return tuple(shared), tuple(found.start() for found in shared)


def _figure(
    quantity: Quantity, kind: FigureKind, text: str, start: int, end: int, who: Quote | None, who_class: str | None,
    is_total: bool, is_cumulative: bool = False,
) -> FigureMention:  # fmt: skip
    return FigureMention(
        part=quantity.part, start_char=start, end_char=end, quote=text[start:end], low=quantity.low, best=quantity.best,
        high=quantity.high, is_vague=quantity.is_vague, rule_id=quantity.rule_id, kind=kind, who=who, who_class=who_class,
        is_total=is_total, is_cumulative=is_cumulative,
    )  # fmt: skip


def _class_of(actors: Sequence[ActorName], start: int, end: int) -> str | None:
    for actor in actors:
        if actor.start_char < end and start < actor.end_char and actor.descriptor:
            return _DESCRIPTOR_CLASS.get(actor.descriptor, actor.descriptor)
    return None
