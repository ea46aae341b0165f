"""Whom does the text hold responsible for a deed? "They accused X of the murder", "the attack was attributed to X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemas.annotations import ActorName
from schemas.article_mentions import EventMention, Participant
from streams.extraction.article_reader import ReadArticle
from streams.extraction.document import ParsedSentence
from streams.extraction.fillers import HARMS
from streams.extraction.told import Event
from streams.lexicons.figures import people_nouns

BLAMABLE = HARMS - {"clash", "riot", "mob"}
"""Actions that somebody is blamed for; both sides of a clash fight."""

_DEED = (
    r"(?:attacks?|assaults?|murder\w*|assassinat\w+|kill\w*|massacre\w*|slaying\w*|bomb\w*|blasts?|explosions?|crimes?|kidnapp\w+"
    r"|abduct\w+|incidents?|ambush\w*|shootings?|deaths?|raids?|arson|actions?|acts?|violence|execution\w*|deed)"
)
_BY = (
    r"(?:(?:carried|carrying)\s+out|perpetrated|committed|planned|ordered|masterminded|staged|launched|planted|placed|caused|executed"
    r"|claimed|conducted|instigated)\s+(?:\w+ly\s+)?by"
)
_BEFORE = re.compile(
    rf"\b(?:(?P<accuse>accus(?:e|es|ed|ing)|implicat(?:e|es|ed|ing))|(?P<blame>blam(?:e|es|ed|ing)|hold(?:s|ing)?|held)"
    rf"|attribut\w+[^.;]{{0,80}}?\bto|blam\w+[^.;]{{0,60}}?\bon|{_BY}|work\s+of|(?:involvement|participation)\s+of"
    rf"|(?:police|authorities|officials|investigators|government)\s+suspects?(?:ed)?)\s+",
    re.IGNORECASE,
)
"""Right before those who are held responsible."""

_AFTER = re.compile(
    r"(?:\s*[\[(][^\])]{0,80}[\])])?[\s\"”'’,]+(?:(?:who|that|which|was|were|is|are|has|have|had|been|being|also|later|today|yesterday"
    r"|tonight|could|may|might|\w+ly|members?|guerrillas?|fighters?|units?|commandos?)[\s\"”,]+){0,5}?"
    r"(?:(?:involved|implicated|participat(?:e|ed|ing)|took\s+part)\s+in\b|claim(?:ed|s|ing)\s+(?:responsibility|credit)"
    r"|(?:took|admitted|assumed)\s+responsibility|(?:held\s+)?responsible\b|behind\s+(?:the|this|these|that)\b"
    r"|(?:suspected|accused)\s+of\b|charged\s+with\b|to\s+blame\b)",
    re.IGNORECASE,
)
"""Right after those who are held responsible."""

_OF_A_DEED = re.compile(
    rf"[^.;]{{0,60}}?\b(?:of|for|in|with)\s+(?:(?!after\b|before\b|since\b|during\b|following\b)[\w'-]+\s+){{0,5}}?(?:{_DEED}|responsib\w+|involve\w+)\b",
    re.IGNORECASE,
)
_HAS_DEED = re.compile(rf"\b{_DEED}\b|\bresponsib", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|no|nobody|neither|nor|without|den(?:y|ies|ied|ying)|reject\w*|ruled?\s+out|innocent|acquit\w+|false\w*|whether|if)\b"
    r"[^.;]{0,45}$",
    re.IGNORECASE,
)
"""Before the words that blame: nobody is blamed by them."""
_NEXT = re.compile(
    r"(?:\s*[\[(][^\])]{0,80}[\])])?[\s\"”'’]*(?:,|\band\b|\bor\b)[\s,\"“]*(?:(?:and|or|the|an?|its)\s+)*(?:[\w'-]+\s+){0,2}"
)
"""Between two of a list."""
_OPENING = re.compile(r"[\"“'\[(]*(?:(?!to\b|that\b|of\b|for\b|on\b|by\b)[\w'’-]+[\s\"“]+){0,4}")
"""What may stand between a word that blames and the name."""
_WORD = re.compile(r"[\w'-]+|[^\w\s]")
_MOST_WORDS = 5
"""Words of a description of people without a name."""
_REACH = 12
"""Sentences that a deed may lie behind the words that blame somebody for it."""
_STATES_NOTHING = frozenset({"attackers"})
"""Descriptions that only repeat that somebody did it."""


def find_blamed(reading: ReadArticle, events: Sequence[Event]) -> dict[int, tuple[Participant, ...]]:
    """Who is held responsible for which event (its number in ``events``)?

    Words that accuse, blame, attribute or claim stand right beside a name or people, in a sentence that speaks of a deed,
    and nothing near them denies it. They belong to the deed that their sentence tells, else to the last one before it.
    """
    found: dict[int, list[Participant]] = {}
    for sentence in reading.sentences:
        text = reading.text(sentence)
        if not _HAS_DEED.search(text):
            continue
        blamed = list(_blamed_in(reading, sentence, text))
        home = _deed_of(sentence, events) if blamed else None
        if home is not None:
            found.setdefault(home, []).extend(blamed)
    return {home: tuple({(p.part, p.start_char): p for p in people}.values()) for home, people in found.items()}


def with_blamed(mention: EventMention, blamed: Sequence[Participant]) -> EventMention:
    """The mention with those held responsible as its agents, where its own words do not have them."""
    own = {(p.part, p.start_char) for p in mention.participants} | {(p.part, p.actor) for p in mention.participants if p.actor}
    added = [p for p in blamed if (p.part, p.start_char) not in own and (p.part, p.actor) not in own]
    return mention.model_copy(update={"participants": (*mention.participants, *added)}) if added else mention


def _deed_of(sentence: ParsedSentence, events: Sequence[Event]) -> int | None:
    best: tuple[int, int] | None = None
    for index, event in enumerate(events):
        told = [t for t in event.told if t.action in BLAMABLE and (t.is_real or t.sentence.index == sentence.index)]
        gaps = [sentence.index - t.sentence.index for t in told if 0 <= sentence.index - t.sentence.index <= _REACH]
        if gaps and (best is None or min(gaps) < best[0]):
            best = (min(gaps), index)
    return best[1] if best else None


def _blamed_in(reading: ReadArticle, sentence: ParsedSentence, text: str) -> Iterator[Participant]:
    names = [
        (index, name)
        for index, name in enumerate(reading.context.actors)
        if name.sentence_index == sentence.index and name.part == sentence.part and name.descriptor not in _STATES_NOTHING
    ]
    start = sentence.start_char
    for match in _BEFORE.finditer(text):
        if _DENIED.search(text, 0, match.start()):
            continue
        listed = list(_list_from(names, text, match.end(), start))
        if listed:
            end = listed[-1][1].end_char - start
            if not (match["accuse"] or match["blame"]) or _OF_A_DEED.match(text, end):
                yield from (_of_name(index, name) for index, name in listed)
        elif not match["accuse"] and not match["blame"]:
            yield from _persons(reading, sentence, text, match.end())
    for position, (index, name) in enumerate(names):
        after = _AFTER.match(text, name.end_char - start)
        if after is not None and not _DENIED.search(text, 0, after.end()):
            yield _of_name(index, name)
            yield from (_of_name(*one) for one in _joined_before(names, position, text, start))


def _list_from(names: Sequence[tuple[int, ActorName]], text: str, at: int, start: int) -> Iterator[tuple[int, ActorName]]:
    """The names that stand right after a word, with those that are joined to them."""
    opening = _OPENING.match(text, at)
    reach = opening.end() if opening else at
    for index, name in names:
        first, last = name.start_char - start, name.end_char - start
        if first < at:
            continue
        if first > reach:
            return
        yield index, name
        joined = _NEXT.match(text, last)
        at, reach = last, joined.end() if joined else last


def _joined_before(
    names: Sequence[tuple[int, ActorName]], position: int, text: str, start: int
) -> Iterator[tuple[int, ActorName]]:
    while position > 0:
        before, here = names[position - 1][1], names[position][1]
        joined = _NEXT.match(text, before.end_char - start)
        if joined is None or joined.end() < here.start_char - start:
            return
        position -= 1
        yield names[position]


def _persons(reading: ReadArticle, sentence: ParsedSentence, text: str, at: int) -> Iterator[Participant]:
    """People without a name: "carried out by a couple", "by uniformed men"."""
    for count, word in enumerate(_WORD.finditer(text, at)):
        head = word[0].lower()
        if count >= _MOST_WORDS or not head[0].isalnum():
            return
        if head in people_nouns():
            quote = reading.quote(sentence.part, sentence.start_char + at, sentence.start_char + word.end())
            yield Participant(**quote.model_dump(), role="agent", head=head, reading="inferred")
            return


def _of_name(index: int, name: ActorName) -> Participant:
    return Participant(
        part=name.part, start_char=name.start_char, end_char=name.end_char, quote=name.quote, role="agent", actor=index,
        head=name.quote.split()[-1].lower(), reading="inferred",
    )  # fmt: skip
