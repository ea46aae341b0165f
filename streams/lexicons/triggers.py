"""Which words evoke an event, of which action, and by which sense tests?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import field_validator

from streams.lexicons.load import RegexText, Row, read_table

WIDEST_GAP = 4
"""Words that "…" in a pattern may stand for."""

_GAP = "…"
_OR = "/"


class IrregularRow(Row):
    """A lemma whose forms the regular rules do not make."""

    lemma: str
    forms: str


class TriggerRow(Row):
    """A row of the trigger table: patterns of lemmas, an action, and what the sentence must and must not hold."""

    id: str
    action: str
    pos: Literal["v", "n", "a", "x"]
    pattern: str
    rank: int
    features: str = ""
    required: str = ""
    forbidden: str = ""
    example: str
    counterexample: str = ""

    @field_validator("required", "forbidden")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern.replace("@", _TRIGGER_MARK))
        return pattern


_TRIGGER_MARK = "@"


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """A row made ready: its sense tests compiled. ``order`` breaks ties in favour of the earlier row."""

    id: str
    action: str
    pos: str
    rank: int
    features: tuple[str, ...]
    required: re.Pattern[str] | None
    forbidden: re.Pattern[str] | None
    order: int

    def forbids(self, marked: str) -> bool:
        """Does the sentence, in lower case with the trigger written ``@``, show another sense of the word?"""
        return self.forbidden is not None and self.forbidden.search(marked) is not None

    def supports(self, marked: str, plain: str) -> bool:
        """Does the sentence, with and without the mark, hold the words that this sense wants near it?"""
        return self.required is None or bool(self.required.search(marked) or self.required.search(plain))


@dataclass(frozen=True, slots=True)
class _Pattern:
    rule: TriggerRule
    first: str
    rest: tuple[Mapping[str, str] | None, ...]
    """Forms of the following words and the lemma of each; ``None`` is a gap."""
    head: int


@dataclass(frozen=True, slots=True)
class TriggerMatch:
    """Where a pattern matched: word indexes, the head word's index among them."""

    rule: TriggerRule
    first: int
    last: int
    head: int
    lemma: str
    words: int


@cache
def _irregular() -> dict[str, frozenset[str]]:
    return {row.lemma: frozenset(row.forms.split("|")) for row in read_table("irregular_forms", IrregularRow)}


_DOUBLING = re.compile(r"^[^aeiou]*[aeiou][bdgmnprt]$")


@cache
def forms_of(lemma: str) -> frozenset[str]:
    """Which inflected forms may a lemma take? Verb forms and plurals; more than the language has does no harm.

    >>> sorted(forms_of("raze"))
    ['raze', 'razed', 'razes', 'razing']
    """
    if lemma in _irregular():
        return _irregular()[lemma]
    forms = {lemma}
    if lemma.endswith("e"):
        forms |= {lemma + "s", lemma + "d", lemma[:-1] + "ing"}
    elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
        forms |= {lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"}
    elif lemma.endswith(("s", "x", "z", "ch", "sh")):
        forms |= {lemma + "es", lemma + "ed", lemma + "ing"}
    elif _DOUBLING.match(lemma) and len(lemma) > 2:
        forms |= {lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    else:
        forms |= {lemma + "s", lemma + "ed", lemma + "ing"}
    if lemma.endswith("al"):  # "initialled", as the British write
        forms |= {lemma + "led", lemma + "ling"}
    return frozenset(forms)


class RubricRow(Row):
    """A rubric before a report, and the action that it stands for."""

    pattern: RegexText
    action: str
    example: str


RUBRIC = "rubric"
"""Id of the rule of every rubric, and the feature that it gives."""
_RUBRIC_RANK = 9


@cache
def _rubrics() -> tuple[tuple[re.Pattern[str], TriggerRule], ...]:
    return tuple(
        (re.compile(row.pattern), TriggerRule(RUBRIC, row.action, "n", _RUBRIC_RANK, (RUBRIC,), None, None, order))
        for order, row in enumerate(read_table("rubrics", RubricRow))
    )


def rubric_of(words: str) -> TriggerRule | None:
    """Which rule do the lower-case words before a colon stand for? ``None`` where they are no rubric."""
    return next((rule for pattern, rule in _rubrics() if pattern.fullmatch(words)), None)


class TriggerTable:
    """The table made ready for matching: patterns by the forms of their first word."""

    def __init__(self, rows: Sequence[TriggerRow]) -> None:
        self.rows = tuple(rows)
        self._by_first: dict[str, list[_Pattern]] = {}
        for order, row in enumerate(rows):
            rule = TriggerRule(
                row.id,
                row.action,
                row.pos,
                row.rank,
                tuple(row.features.split()),
                re.compile(row.required) if row.required else None,
                re.compile(row.forbidden) if row.forbidden else None,
                order,
            )
            for pattern in row.pattern.split("|"):
                self._add(rule, pattern.split())

    def _add(self, rule: TriggerRule, words: list[str]) -> None:
        rest = tuple(None if word == _GAP else _lemma_by_form(word) for word in words[1:])
        head = int(words[0] == "to")
        if rule.pos == "n":
            head = len([w for w in words if w not in (_GAP, "of", "in")]) - 1
        for form, lemma in _lemma_by_form(words[0]).items():
            self._by_first.setdefault(form, []).append(_Pattern(rule, lemma, rest, head))

    def find(self, words: Sequence[str]) -> Iterator[TriggerMatch]:
        """Which patterns match in these lower-case words, sense tests left aside? By position, longest first."""
        for at, word in enumerate(words):
            found = []
            following = words[at + 1] if at + 1 < len(words) else ""
            for pattern in self._by_first.get(word, ()):
                if pattern.rest and pattern.rest[0] is not None and following not in pattern.rest[0]:
                    continue
                positions = _follow(words, at, pattern.rest)
                if positions is not None:
                    head = positions[min(pattern.head, len(positions) - 1)]
                    lemma = _lemma_of(pattern, words, positions)
                    found.append(TriggerMatch(pattern.rule, at, positions[-1], head, lemma, len(positions)))
            yield from sorted(found, key=lambda match: (-match.words, match.last, match.rule.order))


@cache
def _lemma_by_form(word: str) -> Mapping[str, str]:
    """The forms of a pattern's word, each with its lemma: "build/erect" may be either."""
    return {form: lemma for lemma in word.split(_OR) for form in forms_of(lemma)}


def _lemma_of(pattern: _Pattern, words: Sequence[str], positions: Sequence[int]) -> str:
    """The pattern's words as lemmas, of alternatives the one that stands there."""
    found = iter(positions[1:])
    rest = (_GAP if forms is None else forms[words[next(found)]] for forms in pattern.rest)
    return " ".join((pattern.first, *rest))


def _follow(words: Sequence[str], at: int, rest: tuple[Mapping[str, str] | None, ...]) -> list[int] | None:
    """Positions of the pattern's words from ``at`` on, or ``None``. A gap takes the nearest continuation, and none behind "by":
    who is killed by a bomb is no bomb that is destroyed."""
    positions = [at]
    gap = False
    for forms in rest:
        if forms is None:
            gap = True
            continue
        reach = range(positions[-1] + 1, min(positions[-1] + (WIDEST_GAP + 2 if gap else 2), len(words)))
        found = next((i for i in reach if words[i] in forms or words[i] == "by"), None)
        if found is None or words[found] not in forms:
            return None
        positions.append(found)
        gap = False
    return positions


@cache
def trigger_table() -> TriggerTable:
    """The table of triggers, read once a process."""
    return TriggerTable(read_table("triggers", TriggerRow))
