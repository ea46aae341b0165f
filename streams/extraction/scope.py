"""When and where does a trigger's clause put it?"""

from __future__ import annotations

import re
from typing import Literal

from schemas.annotations import PlaceLink, TimeExpression
from streams.extraction.article_reader import ReadArticle
from streams.extraction.document import ParsedSentence
from streams.extraction.phrases import Arcs
from streams.lexicons.wordlist import word_set

Scope = Literal["clause", "sentence"]
TimeReach = Literal["clause", "sentence", "saying", "dateline"]
"""``saying`` is the date of a statement ("a monitor said on Tuesday"), ``dateline`` that of the report: they date the event
only where nothing else does."""


SAYING = word_set(
    """
    say tell report add announce state claim confirm note quote declare warn explain reveal argue describe publish
    release  inform comment condemn denounce deplore lament
    """
)
"""Lemmas of verbs that only tell of an event."""
_USABLE = ("DATE", "TIME")
_SAID = 2.5
"""What a day right after a verb of saying costs more, whatever it hangs on ("the army said on Sunday gunmen attacked")."""
_OF_ANOTHER = 2.0
"""What a year costs more that only names another thing ("candidates for the 2021 election")."""
_DATELINE = 6.0
"""Distance that the dateline's day has beyond all others of the sentence."""


def time_of(reading: ReadArticle, arcs: Arcs, trigger: int) -> tuple[int, TimeReach] | None:
    """Which time expression of the sentence dates the trigger? The one tied to its clause, else the nearest; what dates
    only the saying or the report comes last."""
    context = reading.context
    best: tuple[float, int, TimeReach | None] | None = None
    above = [trigger, *arcs.ancestors(trigger)]
    for index, token in enumerate(arcs.tokens):
        if token.kind != "time" or token.ref is None or not is_date(context.times[token.ref]) or _is_birth(arcs, index):
            continue
        holder = _holder(arcs, index)
        is_said = arcs.tokens[holder].lemma in SAYING and holder != trigger
        cost = _distance(arcs, index, trigger, above)
        if not is_said and _follows_saying(arcs, index):
            is_said, cost = True, cost + _SAID
        reach: TimeReach | None = "saying" if is_said else None
        if reading.is_in_dateline(arcs.sentence.part, token.start_char):
            reach, cost = "dateline", cost + _DATELINE
        time = context.times[token.ref]
        if time.grain == "year" and _names_another(arcs, index, above):
            cost += _OF_ANOTHER
        if time.anchor == "narrative":
            cost += 0.8
        if cost > 0.5 and time.grain in ("month", "year", "season", "decade", "quarter", "half_year", "vague"):
            cost += 1.2
        if best is None or cost < best[0]:
            best = (cost, token.ref, reach)
    if best is None:
        return None
    return best[1], best[2] or ("clause" if best[0] < 3 else "sentence")


def _is_birth(arcs: Arcs, index: int) -> bool:
    """Does it only say how old somebody is ("a woman born in 1961")?"""
    return any(token.text.lower() in ("born", "b.", "birth") for token in arcs.tokens[max(0, index - 2) : index])


def is_date(time: TimeExpression) -> bool:
    """Can the expression date an event?"""
    return time.type in _USABLE and time.start is not None


def _distance(arcs: Arcs, index: int, trigger: int, above: list[int]) -> float:
    """How far is a modifier from the trigger? 0 on the trigger itself, 1 on its clause, more beyond it."""
    holder = _holder(arcs, index)
    apart = abs(index - trigger) / 100
    if _ends_phrase(arcs, trigger, index) or _opens_phrase(arcs, trigger, index):
        return 0.4 + apart
    if arcs.tokens[holder].lemma in SAYING and holder != trigger:
        return (5.0 if index > trigger else 2.5) + apart
    if holder == trigger:
        return apart
    if holder in above:
        return 1 + apart
    if trigger in arcs.ancestors(holder):
        is_its_deed = arcs.tokens[holder].dep == "relcl" and arcs.tokens[holder].head == trigger
        return (0.4 if is_its_deed else 1.5) + apart  # "the attack that killed 30 people in 1988"
    return 2.5 + apart


def _ends_phrase(arcs: Arcs, noun: int, time: int) -> bool:
    """Does the time end the noun's own phrase ("the bombing of the market in 1994"), whatever the parse hangs it on?"""
    between = arcs.tokens[noun + 1 : time]
    return (
        arcs.tokens[noun].tag.startswith("N")
        and 0 < len(between) <= _LONGEST_PHRASE
        and between[-1].tag == "IN"
        and all(token.tag in _IN_A_PHRASE or token.kind in ("place", "actor", "quantity") for token in between)
    )


def _opens_phrase(arcs: Arcs, noun: int, time: int) -> bool:
    """Does the time stand before the noun, as part of its name ("the 2012 embassy attack")?"""
    between = arcs.tokens[time + 1 : noun]
    is_name = all(token.tag.startswith(("N", "J")) or token.kind in ("place", "actor") for token in between)
    return arcs.tokens[noun].tag.startswith("N") and time < noun and len(between) <= _LONGEST_NAME and is_name


_LONGEST_NAME = 4
"""Words that may stand between a time and the noun that it names."""
_LONGEST_PHRASE = 8
"""Words that may stand between a noun and the time that ends its phrase."""
_IN_A_PHRASE = frozenset(("IN", "DT", "JJ", "NN", "NNS", "NNP", "NNPS", "CD", "PRP$", "POS"))


def _follows_saying(arcs: Arcs, index: int) -> bool:
    before = index - 1
    if before >= 0 and arcs.tokens[before].text.lower() == "on":
        before -= 1
    return before >= 0 and arcs.tokens[before].lemma in SAYING and arcs.tokens[before].tag.startswith("V")


def _names_another(arcs: Arcs, index: int, above: list[int]) -> bool:
    token = arcs.tokens[index]
    is_before_noun = token.head > index and arcs.tokens[token.head].tag.startswith("N")
    return is_before_noun and token.head not in above and token.dep in ("compound", "nmod", "nummod", "amod")


def _holder(arcs: Arcs, index: int) -> int:
    """Which verb or noun does a modifier hang on?"""
    holder = index
    for step in arcs.ancestors(index):
        holder = step
        if arcs.tokens[step].tag.startswith(("V", "N")) and arcs.tokens[step].dep not in ("pobj", "npadvmod"):
            break
    return holder


_NEAR = re.compile(
    r"(?:(\d+(?:\.\d+)?)\s*(?:km|kilomet\w+|miles?)\s*)?(?:\(\w+\s?\w*\)\s*)?\b(north-?\s?east|north-?\s?west|south-?\s?east|south-?\s?west|north|south|east|west)\w*\s+of\s*(?:the\s+)?(?:\w+\s+){0,2}$",
    re.I,
)
_KM = re.compile(
    r"(\d+(?:\.\d+)?)\s*(km|kilomet\w+|miles?)\s*(?:away\s+)?(?:from|outside|off)\s*(?:the\s+)?(?:\w+\s+){0,2}$", re.I
)
_CLOSE = re.compile(
    r"\b(?:near|outside|close to|not far from|around|vicinity of|outskirts of|off)\s+(?:the\s+)?(?:\w+\s+){0,2}$", re.I
)
_TOWARD = re.compile(r"\b(?:to|towards?|for|en route to|bound for|heading (?:to|for))\s+(?:the\s+)?(?:\w+\s+){0,2}$", re.I)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?(?:\w+\s+){0,2}$", re.I)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?(?:\w+\s+){0,2}$|\bbetween\s+[\w\s-]{2,40}\s+and\s+$", re.I)
_IN = re.compile(r"\b(?:in|at|inside|into|on|within|of|throughout|across)\s+(?:the\s+)?(?:[\w-]+\s+){0,4}$", re.I)
_CODED = re.compile(r"\b(?:coded (?:as|to|at)|located in|known as)\s+(?:the\s+)?$", re.I)
_BESIDE = re.compile(
    r"(?:\s+[a-z]+){0,2},?\s+(?:\d+\s*(?:km|kilomet\w+|miles)\s+)?(?:(?:to\s+the\s+)?[a-z-]+\s+of|near|outside)\s+(?:the\s+)?"
)
"""Between a place and the mark that it lies by: "Tal Zan village, south of Shaddadi"."""
_HEADING = re.compile(r"\s*[:|]\s")
"""After a name that heads a post: what the sentence names itself lies closer ("Idlib: a raid on the village of Has")."""
_JOINED = re.compile(r",?\s*(?:and|or|,)\s+(?:from\s+)?(?:the\s+)?")


def _is_home(arcs: Arcs, place: int) -> bool:
    """Does it only say where somebody is from ("the Manchester man killed in Afghanistan")?"""
    token = arcs.tokens[place]
    return token.dep in ("compound", "nmod", "amod") and arcs.tokens[token.head].text.lower() in _NATIVES


_NATIVES = frozenset(("man", "woman", "boy", "girl", "teenager", "teen", "native", "marine", "soldier", "couple", "resident"))
_BEARINGS = {"north": "N", "south": "S", "east": "E", "west": "W"}


def places_of(article: ReadArticle, sentence: ParsedSentence, arcs: Arcs, triggers: list[int]) -> list[PlaceLink]:
    """Which places does the sentence give for these triggers, best first? Every place of it, with its relation."""
    text = article.texts[sentence.part]
    found: list[PlaceLink] = []
    last: tuple[int, Relation, float | None, Bearing | None] | None = None
    at = {token.ref: index for index, token in enumerate(arcs.tokens) if token.kind == "place"}
    others = [article.context.toponyms[index] for index in article.toponyms(sentence.index)]
    for index in article.toponyms(sentence.index):
        toponym = article.context.toponyms[index]
        if toponym.use != "place":
            continue
        before = text[max(sentence.start_char, toponym.start_char - 60) : toponym.start_char]
        relation, distance, bearing = _relation(before)
        if last is not None and _JOINED.fullmatch(text[last[0] : toponym.start_char]):
            relation, distance, bearing = last[1:]  # "from Raqqa and Deir ez-Zor"
        is_mark = relation == "near" and last is not None and _BESIDE.fullmatch(text, last[0], toponym.start_char) is not None
        last = (toponym.end_char, relation, distance, bearing)
        score = {"at": 0.8, "near": 0.75, "between": 0.7, "part_of": 0.6, "toward": 0.35, "from": 0.35}[relation]
        if relation == "at" and not _IN.search(before):
            score = 0.6
        scope: Scope = "sentence"
        if index in at and arcs.sentence.is_parsed:
            token = at[index]
            cost = min((_distance(arcs, token, t, [t, *arcs.ancestors(t)]) for t in triggers), default=5.0)
            scope = "clause" if cost < 2.4 else "sentence"
            score += 0.2 if cost < 1 else 0.15 if cost < 2 else 0.1 if cost < 2.4 else 0.0
            if arcs.tokens[token].dep in ("nsubj", "compound", "nmod", "poss", "dobj") and relation == "at":
                is_elsewhere = any(_IN.search(text, sentence.start_char, n.start_char) for n in others if n is not toponym)
                score -= 0.3 if is_elsewhere and _is_home(arcs, token) else 0.1
        elif index not in at:
            score -= 0.25
        if _CODED.search(before):
            score += 0.2
        if is_mark or (not before.strip() and _HEADING.match(text, toponym.end_char)):
            score -= 0.25
        found.append(
            PlaceLink(
                toponym=index,
                relation=relation,
                distance_km=distance,
                bearing=bearing,
                scope=scope,
                score=round(max(0.05, min(1.0, score)), 3),
            )
        )
    return sorted(found, key=lambda link: (-link.score, link.toponym))


Relation = Literal["at", "near", "part_of", "between", "toward", "from"]
Bearing = Literal["N", "NE", "E", "SE", "S", "SW", "W", "NW"]


def _relation(before: str) -> tuple[Relation, float | None, Bearing | None]:
    if (found := _NEAR.search(before)) is not None:
        words = re.findall("north|south|east|west", found.group(2).lower())
        bearing: Bearing = "".join(_BEARINGS[w] for w in words)  # type: ignore[assignment]
        return "near", _km(found.group(1), found.group(0)), bearing
    if (found := _KM.search(before)) is not None:
        return "near", _km(found.group(1), found.group(2)), None
    if _BETWEEN.search(before):
        return "between", None, None
    if _CLOSE.search(before):
        return "near", None, None
    if _FROM.search(before):
        return "from", None, None
    if _TOWARD.search(before):
        return "toward", None, None
    return "at", None, None


def _km(number: str | None, unit: str) -> float | None:
    if number is None:
        return None
    return round(float(number) * (1.609 if "mile" in unit.lower() else 1.0), 1)
