"""Which words of a sentence evoke an event, in the sense that the lexicon means?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from streams.extraction.document import ParsedSentence, Token
from streams.lexicons.triggers import TriggerMatch, TriggerRule, rubric_of, trigger_table

LONGEST_TRIGGER = 60
"""Code points that a pattern of several words may span; of a longer match only the head word is the trigger."""

_RAW_WORD = re.compile(r"[^\W_]+(?:[-–'’][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class FoundTrigger:
    """A trigger in a sentence: the rule, its span, and the token that carries it. Found once, it equals itself alone."""

    rule: TriggerRule
    sentence: int
    token: int
    """Index of the head token in the sentence."""
    start_char: int
    end_char: int
    lemma: str
    is_noun: bool
    is_supported: bool = True
    """False where the words that the row wants near it are missing: only named participants can save it."""


def words_of(text: str, start: int, end: int, skip: list[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Which lower-case words stand in a span, outside the skipped spans? Possessives are cut off."""
    found = []
    for match in _RAW_WORD.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in skip):
            continue
        word = match.group().lower().replace("’", "'").replace("–", "-")
        stop = match.end()
        if word.endswith("'s"):
            word, stop = word[:-2], stop - 2
        found.append((word, match.start(), stop))
    return found


NameSpan = tuple[int, int, str]
"""Where a name stands, and the word that sense tests read for it: ``$place``, or what people of that name are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pattern's match that stood the sense tests on the words alone: whether the sentence means it, its tags tell."""

    match: TriggerMatch
    start_char: int
    end_char: int
    head_at: tuple[int, int]
    """Where the head word stands."""
    is_supported: bool


def find_candidates(
    text: str,
    start: int,
    end: int,
    brackets: list[tuple[int, int]],
    names: list[NameSpan],
    dates: list[tuple[int, int]],
) -> tuple[Candidate, ...]:
    """Which triggers may a sentence have, before it is parsed? Those of the table whose sense tests its words pass, by
    position, those first that their words support; a sentence without any need not be parsed. ``names`` are spans in which no
    trigger counts, ``dates`` such as hold no part of one ("held in Ayodhya on march 15")."""
    words = words_of(text, start, end, brackets)
    plain = [word for word, _, _ in words]
    rubric = _rubric(text, start, end, words)
    matches = [*rubric, *trigger_table().find(plain)]
    if not matches:
        return ()
    marked = [next((name for a, b, name in names if a <= at < b), word) for word, at, _ in words]
    whole = " ".join(plain)
    found = []
    for match in matches:
        first, last = words[match.first][1], words[match.last][2]
        if any(a <= first < b for a, b, _ in names) or any(a < last <= b for a, b in dates):
            continue
        around = [*marked[: match.first], "@", *marked[match.first + 1 : match.last], *marked[match.last + 1 :]]
        sentence = " ".join(around)
        if not match.rule.forbids(sentence):
            found.append(Candidate(match, first, last, words[match.head][1:], match.rule.supports(sentence, whole)))
    return tuple(sorted(found, key=lambda candidate: (candidate.match.first, not candidate.is_supported)))


def find_triggers(sentence: ParsedSentence, candidates: Sequence[Candidate]) -> tuple[FoundTrigger, ...]:
    """Which of its candidates are triggers of a parsed sentence? In order, none inside another."""
    found: list[FoundTrigger] = []
    cursor = -1
    for candidate in candidates:
        match = candidate.match
        if match.first <= cursor:
            continue
        head = _token_at(sentence, candidate.head_at[0])
        if head is None or not _fits(sentence, head, match):
            continue
        if match.words > 1:
            head = _act_of(sentence, head, candidate.end_char)
        token = sentence.tokens[head]
        is_noun = match.rule.pos == "n" or (match.rule.pos == "x" and (token.tag.startswith("N") or token.kind is not None))
        start, end = candidate.start_char, candidate.end_char
        is_long = match.words > 1 and end - start > LONGEST_TRIGGER
        if is_long:
            start, end = candidate.head_at
        found.append(FoundTrigger(match.rule, sentence.index, head, start, end, match.lemma, is_noun, candidate.is_supported))
        cursor = match.head if match.words == 1 or is_long else match.last
    return tuple(found)


def _act_of(sentence: ParsedSentence, head: int, end_char: int) -> int:
    """The token that carries the event: of a trigger that names who acts and what is done ("helicopters strafed"), the verb."""
    token = sentence.tokens[head]
    if token.dep == "nsubj" and head < token.head and sentence.tokens[token.head].start_char < end_char:
        return token.head
    return head


_OPENING = re.compile(r"\W{0,2}([A-Za-z][A-Za-z -]{2,48}):\s")


def _rubric(text: str, start: int, end: int, words: list[tuple[str, int, int]]) -> list[TriggerMatch]:
    """The rubric that opens the sentence: "Arrests: ..."."""
    opening = _OPENING.match(text, start, end)
    rule = rubric_of(opening.group(1).lower()) if opening is not None else None
    if opening is None or rule is None:
        return []
    count = sum(stop <= opening.end(1) for _, _, stop in words)
    return [TriggerMatch(rule, 0, count - 1, 0, opening.group(1).lower(), count)] if count else []


def _token_at(sentence: ParsedSentence, char: int) -> int | None:
    for index, token in enumerate(sentence.tokens):
        if token.start_char <= char < token.end_char:
            return index
    return None


def _fits(sentence: ParsedSentence, head: int, match: TriggerMatch) -> bool:
    """Does the tag agree with the row's part of speech? A masked name keeps a noun row only."""
    token: Token = sentence.tokens[head]
    if token.kind in ("time", "quantity", "place"):
        return False
    if token.kind == "actor":
        return (match.rule.pos in ("n", "x") and match.words > 1) or match.rule.pos == "x"
    if not token.tag:
        return True
    if token.tag == "NNP" and match.rule.pos in ("v", "x") and _is_speaker(sentence, head):
        return False
    if match.rule.pos == "v":
        if token.tag.startswith("V"):
            before = sentence.tokens[head - 1].text.lower() if head else ""
            is_perfect = before in _HAVE  # "have overrun the town", whatever the parse makes of it
            return is_perfect or not (_premodifies(token, head) and token.tag in ("VBN", "VBG") and match.words == 1)
        return match.words > 1 or (
            token.tag in ("NN", "NNS", "NNP", "JJ") and token.dep in ("ROOT", "ccomp", "conj") and sentence.index == 0
        )
    if match.rule.pos == "n":
        return (
            token.tag.startswith("N")
            or match.words > 1
            or match.rule.rank >= 7
            or (token.tag == "VBG" and token.text.lower().endswith("ing"))
        )
    if match.rule.pos == "a":
        return token.tag.startswith(("J", "N", "V", "R"))
    return not (match.words == 1 and token.tag in ("VBN", "VBG", "JJ") and token.dep == "amod")


_HAVE = frozenset(("have", "has", "had"))


def _is_speaker(sentence: ParsedSentence, head: int) -> bool:
    """Does a colon follow, as after who is quoted in a headline ("Lynch: No outside influence")?"""
    return head + 1 < len(sentence.tokens) and sentence.tokens[head + 1].text == ":"


def _premodifies(token: Token, index: int) -> bool:
    """Does it stand before the noun that it modifies ("the wounded soldier", not "staff kidnapped")?"""
    return token.dep in ("amod", "compound") and token.head > index
