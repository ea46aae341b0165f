"""Whom does the text hold responsible for a deed? "They accused X of the murder", "the attack was attributed to X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from schemas.article_mentions import EventMention, Participant
from schemas.evidence import Quote
from streams.extraction.article_reader import ReadArticle
from streams.extraction.document import ParsedSentence
from streams.extraction.fillers import HARMS, person_name
from streams.extraction.told import Event
from streams.lexicons.blame import BlameRow, blame_rows
from streams.lexicons.figures import people_nouns
from streams.lexicons.gazetteer import STATE_FEATURES

BLAMABLE = HARMS - {"clash", "riot", "mob"}
"""Actions that somebody is blamed for; both sides of a clash fight."""

_DEED = (
    r"(?:attack\w*|assault\w*|murder\w*|assassinat\w+|kill\w*|massacr\w+|slaying\w*|slaughter\w*|bomb\w*|blasts?|explosions?|crimes?"
    r"|kidnapp\w+|abduct\w+|incidents?|ambush\w*|shoot\w*|shot|deaths?|raid\w*|arson|burn\w*|actions?|acts?|violence|execut\w+|deed"
    r"|shell(?:ed|ing)|rap(?:e|ed|es|ing)|tortur\w+|beat(?:en|ing)|strikes?|striking|target(?:ed|ing)|fir(?:ed|ing)|stab\w+|behead\w+)"
)
_FILLERS = (
    r"(?:\s*[\[(][^\])]{0,80}[\])])?[\s\"”'’,]+(?:(?:who|that|which|was|were|is|are|has|have|had|been|being|also|later|today|yesterday"
    r"|tonight|could|may|might|\w+ly|members?|guerrillas?|fighters?|units?|commandos?)[\s\"”,]+){0,5}?"
)
"""What may stand between whoever is blamed and the words behind him that blame."""
_OF_A_DEED = re.compile(
    rf"[^.;]{{0,60}}?\b(?:of|for|in|with)\s+(?:(?!after\b|before\b|since\b|during\b|following\b)[\w'-]+\s+){{0,5}}?(?:{_DEED}|responsib\w+|involve\w+)\b",
    re.IGNORECASE,
)
_HAS_DEED = re.compile(rf"\b{_DEED}\b|\bresponsib", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|no|nobody|neither|nor|without|den(?:y|ies|ied|ying)|reject\w*|ruled?\s+out|innocent|acquit\w+|false\w*|whether|if)\b"
    r"[^.;,]{0,45}$",
    re.IGNORECASE,
)
"""Before the words that blame: nobody is blamed by them."""
_NEXT = re.compile(
    r"(?:\s*[\[(][^\])]{0,80}[\])])?[\s\"”'’]*(?:,|\band\b|\bor\b)[\s,\"“]*(?:(?:and|or|the|an?|its)\s+)*(?:[\w'-]+\s+){0,2}"
)
"""Between two of a list."""
_OPENING = re.compile(
    r"[\"“'\[(]*(?:(?!to\b|that\b|of\b|for\b|on\b|by\b)[\w'’-]+[\s\"“]+){0,3}"
    r"(?:(?<=members )of\s+(?:the\s+)?|(?<=group )of\s+|(?<=gang )of\s+|(?<=elements )of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
"""What may stand between a word that blames and the name."""
_WORD = re.compile(r"[\w'-]+|[^\w\s]")
_MOST_WORDS = 5
"""Words of a description of people without a name."""
_REACH = 12
"""Sentences that a deed may lie behind the words that blame somebody for it."""
_BARE_REACH = 2
"""Sentences that it may lie behind words that name no deed ("Officials blamed the rebels")."""
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_MODIFIES = frozenset({"DT", "JJ", "NN"})
_TITLE = 3
"""Words before a person's name that may be his title: "the former major"."""
_STATES_NOTHING = frozenset({"attackers"})
"""Descriptions that only repeat that somebody did it."""
_ENDS = re.compile(r"[\s\"”'’)\]]*(?:[.,;:!?–—]|--|$)")
"""Nothing follows: whoever is accused is accused of what was told before."""


@dataclass(frozen=True, slots=True)
class _Blame:
    """Somebody who is blamed at a place of the text. ``reach`` is how many sentences back the deed may be told."""

    who: Participant
    at: int
    reach: int


@cache
def _patterns(side: Literal["before", "after"]) -> tuple[re.Pattern[str], dict[str, BlameRow]]:
    """The rows of a side as one pattern, and each row by the name of its group."""
    rows = {row.rule: row for row in blame_rows(side)}
    choice = "|".join(f"(?P<{rule}>{row.pattern})" for rule, row in rows.items())
    return re.compile(rf"\b(?:{choice})\s+" if side == "before" else rf"{_FILLERS}(?:{choice})", re.IGNORECASE), rows


def find_blamed(reading: ReadArticle, events: Sequence[Event]) -> dict[int, tuple[Participant, ...]]:
    """Who is held responsible for which event (its number in ``events``)?

    Words of the table stand right beside a name or people, and nothing near them denies it. They belong to the deed that
    their sentence tells nearest to them, else to the last one before it.
    """
    found: dict[int, list[Participant]] = {}
    for sentence in reading.sentences:
        for blame in _blamed_in(reading, sentence, reading.text(sentence)):
            home = _deed_of(sentence, events, blame)
            if home is not None:
                found.setdefault(home, []).append(blame.who)
    return {home: tuple({(p.part, p.start_char): p for p in people}.values()) for home, people in found.items()}


def with_blamed(mention: EventMention, blamed: Sequence[Participant]) -> EventMention:
    """The mention with those held responsible as its agents: added where its own words do not have them, turned where they
    were read as who suffered."""
    spans = {(p.part, p.start_char) for p in blamed}
    actors = {(p.part, p.actor) for p in blamed if p.actor is not None}

    def is_blamed(own: Participant) -> bool:
        return (own.part, own.start_char) in spans or (own.actor is not None and (own.part, own.actor) in actors)

    own = tuple(
        p.model_copy(update={"role": "agent"}) if p.role == "patient" and is_blamed(p) else p for p in mention.participants
    )
    known = {(p.part, p.start_char) for p in own} | {(p.part, p.actor) for p in own if p.actor is not None}
    added = tuple(p for p in blamed if (p.part, p.start_char) not in known and (p.part, p.actor) not in known)
    victims = tuple(v for v in mention.victims if not any(_overlap(v, p) for p in blamed))
    return mention.model_copy(update={"participants": (*own, *added), "victims": victims}) if blamed else mention


def _overlap(a: Quote, b: Quote) -> bool:
    return a.part == b.part and a.start_char < b.end_char and b.start_char < a.end_char


def _deed_of(sentence: ParsedSentence, events: Sequence[Event], blame: _Blame) -> int | None:
    best: tuple[int, int, int] | None = None
    for index, event in enumerate(events):
        for told in event.told:
            gap = sentence.index - told.sentence.index
            if told.action not in BLAMABLE or not 0 <= gap <= blame.reach or not (told.is_real or gap == 0):
                continue
            away = abs(told.trigger.start_char - blame.at) if gap == 0 else 0
            if best is None or (gap, away) < best[:2]:
                best = (gap, away, index)
    return best[2] if best else None


def _blamed_in(reading: ReadArticle, sentence: ParsedSentence, text: str) -> Iterator[_Blame]:
    start = sentence.start_char
    has_deed = _HAS_DEED.search(text) is not None
    names: list[Participant] | None = None
    pattern, rows = _patterns("before")
    for match in pattern.finditer(text):
        if _DENIED.search(text, 0, match.start()):
            continue
        row = rows[match.lastgroup or ""]
        names = _names_in(reading, sentence) if names is None else names
        blamed = list(_list_from(names, text, match.end(), start))
        if blamed and _has_verb(sentence, start + match.end(), blamed[0].start_char):
            continue
        reach = _reach_of(row, text, blamed[-1].end_char - start if blamed else match.end(), has_deed)
        if reach is None:
            continue
        if not blamed:
            blamed = list(_person_named(reading, sentence, start + match.end()))
        if row.people and not blamed:
            blamed = list(_persons(reading, sentence, text, match.end()))
        yield from (_Blame(who, start + match.end(), reach) for who in blamed)
    pattern, rows = _patterns("after")
    if not pattern.search(text):
        return
    names = _names_in(reading, sentence) if names is None else names
    for position, name in enumerate(names):
        after = pattern.match(text, name.end_char - start)
        if after is None or _DENIED.search(text, 0, after.end()):
            continue
        reach = _reach_of(rows[after.lastgroup or ""], text, after.end(), has_deed)
        if reach is not None:
            people = [name, *_joined_before(names, position, text, start)]
            yield from (_Blame(who, start + after.end(), reach) for who in people)


def _reach_of(row: BlameRow, text: str, at: int, has_deed: bool) -> int | None:
    """How many sentences back may the deed be that these words mean? ``None`` where they mean none."""
    if row.deed and has_deed and _OF_A_DEED.match(text, at):
        return _REACH
    if row.deed:
        is_bare = row.deed == "behind or none" and _ENDS.match(text, at)
        return _BARE_REACH if is_bare else None
    return _REACH if has_deed else None


def _names_in(reading: ReadArticle, sentence: ParsedSentence) -> list[Participant]:
    """Who may be blamed in a sentence, in its order: the actors that it names, and states by their country's name."""
    found = [
        _participant(name, actor=index)
        for index, name in enumerate(reading.context.actors)
        if name.sentence_index == sentence.index and name.part == sentence.part and name.descriptor not in _STATES_NOTHING
    ]
    for index in reading.toponyms(sentence.index):
        place = reading.context.toponyms[index]
        if place.candidates and place.candidates[0].feature in STATE_FEATURES:
            found.append(_participant(place, toponym=index))
    return sorted(found, key=lambda who: who.start_char)


def _participant(span: Quote, actor: int | None = None, toponym: int | None = None) -> Participant:
    return Participant(
        part=span.part, start_char=span.start_char, end_char=span.end_char, quote=span.quote, role="agent", actor=actor,
        toponym=toponym, head=span.quote.split()[-1].lower(), reading="inferred",
    )  # fmt: skip


def _list_from(names: Sequence[Participant], text: str, at: int, start: int) -> Iterator[Participant]:
    """The names that stand right after a word, with those that are joined to them."""
    opening = _OPENING.match(text, at)
    reach = opening.end() if opening else at
    for name in names:
        first, last = name.start_char - start, name.end_char - start
        if first < at:
            continue
        if first > reach:
            return
        yield name
        joined = _NEXT.match(text, last)
        at, reach = last, joined.end() if joined else last


def _joined_before(names: Sequence[Participant], position: int, text: str, start: int) -> Iterator[Participant]:
    while position > 0:
        before, here = names[position - 1], names[position]
        joined = _NEXT.match(text, before.end_char - start)
        if joined is None or joined.end() < here.start_char - start:
            return
        position -= 1
        yield names[position]


def _person_named(reading: ReadArticle, sentence: ParsedSentence, at: int) -> Iterator[Participant]:
    """A person's name right behind a character: "accused Juan Salinas of the murder"."""
    tokens = sentence.tokens
    first = next((i for i, token in enumerate(tokens) if token.start_char >= at), len(tokens))
    last = first
    while last < len(tokens) and (
        tokens[last].tag.startswith("NNP") or (last < first + _TITLE and tokens[last].tag in _MODIFIES)
    ):
        last += 1
    span = person_name(reading.arcs(sentence.index), last - 1) if last > first else None
    if span is not None and span[0] >= at and " " in (quote := reading.quote(sentence.part, *span)).quote:
        yield _participant(quote)


def _has_verb(sentence: ParsedSentence, start: int, end: int) -> bool:
    """Does a clause open between two characters: "said to be a bomb hit the police"?"""
    return any(start <= t.start_char < end and t.tag in _FINITE for t in sentence.tokens)


def _persons(reading: ReadArticle, sentence: ParsedSentence, text: str, at: int) -> Iterator[Participant]:
    """People without a name: "carried out by a couple", "by uniformed men"."""
    for count, word in enumerate(_WORD.finditer(text, at)):
        head = word[0].lower()
        if count >= _MOST_WORDS or not head[0].isalnum():
            return
        if head in people_nouns():
            if _has_verb(sentence, sentence.start_char + at, sentence.start_char + word.end()):
                return
            quote = reading.quote(sentence.part, sentence.start_char + at, sentence.start_char + word.end())
            yield _participant(quote)
            return
