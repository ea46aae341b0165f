"""The patterns of the time grammar: one row per shape of expression, gated by the kind of word it must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from streams.extraction.numbers import NUMBER, ORDINALS, TENS, UNITS
from streams.lexicons.load import Row, read_table

WordKind = Literal["month", "weekday", "unit", "part", "season", "reference", "holiday"]


class TimeWord(Row):
    """A word of the grammar and what it stands for."""

    kind: WordKind
    word: str
    value: str
    example: str | None = None


@cache
def time_words() -> dict[str, dict[str, str]]:
    """Which words are of which kind, and what do they stand for?"""
    found: dict[str, dict[str, str]] = {}
    for row in read_table("time_words", TimeWord):
        found.setdefault(row.kind, {}).setdefault(row.word, row.value)
    return found


def _any(kind: str) -> str:
    words = sorted(time_words()[kind], key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") for word in words) + ")"


class RuleRow(Row):
    """A shape of expression as the table gives it."""

    anchors: str
    rule_id: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape of expression: its pattern (named groups are what the reader uses) and the anchors that can hold it."""

    rule_id: str
    anchors: frozenset[str]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled grammar: the scan for anchors and the rules by anchor kind, in order of precedence."""

    anchor: re.Pattern[str]
    left: frozenset[str]
    rules: dict[str, tuple[Rule, ...]]


@cache
def grammar() -> Grammar:
    """What is the grammar? Compiled once a process."""
    words = {kind: _any(kind) for kind in ("month", "weekday", "unit", "part", "season", "reference", "holiday")}
    fields = _fields(words)
    rules: dict[str, list[Rule]] = {}
    for row in read_table("time_rules", RuleRow):
        source = row.pattern
        for _ in range(4):
            source = re.sub(r"<([A-Z_]+)>", lambda found: fields[found[1]], source)
        rule = Rule(row.rule_id, frozenset(row.anchors.split()), re.compile(source, re.IGNORECASE))
        for anchor in rule.anchors:
            rules.setdefault(anchor, []).append(rule)
    tens = r"(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ties)"
    rhythm = (
        "annual(?:ly)?|yearly|monthly|weekly|daily|nightly|hourly|nightfall|fortnightly|quarters|centuries|"
        "(?:week|day|month|year|decades?)-?long"
    )
    scan = re.compile(
        rf"\b(?:(?P<month>{words['month']}\b)|(?P<weekday>{words['weekday']}s?\b)|(?P<holiday>{words['holiday']}\b)"
        r"|(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|hours?\b|hrs\b|o['’]clock\b)|[0-2]?\d:[0-5]\d\b)"
        r"|(?P<numeric>\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\b)"
        r"|(?P<year>(?:1[5-9]|20)\d\d(?:s\b|(?![\w,]\d)\b)|nineteen[\s-]+(?:[a-z]+ty|oh)|two[\s-]thousand\b"
        rf"|{tens}\b)|(?P<unit>(?:{words['unit']}s?|{rhythm})\b)|(?P<season>{words['season']}\b)"
        r"|(?P<deictic>(?:today|yesterday|tomorrow|tonight|overnight|midnight|midday|noon|dawn|morning|afternoon|evening|night)s?\b)"
        rf"|(?P<reference>{words['reference']}\b))|(?P<decade>['’]\d0s\b)"
    )
    return Grammar(scan, _left_words(), {kind: tuple(found) for kind, found in rules.items()})


_LEAD = (
    "the a an this that these those last next past previous following same coming recent latest early late mid earlier later "
    "beginning start end middle rest first second half of in on at and to or between from through every each per about around "
    "nearly almost over more less than least up roughly approximately fiscal year hours day days before just no right near "
    "overnight est edt gmt local time so pre post ago other whole full entire all several few some many couple number dozens "
    "hundreds thousands years year's years' hundred thousand million consecutive straight"
)


def _left_words() -> frozenset[str]:
    """Which words may stand in an expression before its anchor?"""
    kinds = ("month", "weekday", "part")
    named = [word for kind in kinds for word in time_words()[kind]]
    return frozenset([*_LEAD.split(), *UNITS, *TENS, *ORDINALS, *named])


def _fields(words: dict[str, str]) -> dict[str, str]:
    ordinals = "|".join(sorted(ORDINALS, key=len, reverse=True))
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    few = r"(?:several|a\s+few|few|some|many|a\s+couple\s+of|a\s+couple|couple\s+of|a\s+number\s+of|countless|numerous)"
    return {
        "MONTH": words["month"],
        "WEEKDAY": words["weekday"],
        "UNIT": words["unit"],
        "UNITS": rf"(?:{words['unit']}s?|centuries)",
        "PART": words["part"],
        "SEASON": words["season"],
        "REFERENCE": words["reference"],
        "HOLIDAY": words["holiday"],
        "DAY": day,
        "ORD": r"(?:st|nd|rd|th)",
        "WORDDAY": rf"(?:{ordinals})",
        "YEAR": r"(?:(?:1[5-9]|20)\d\d(?!\d))",
        "YEARWORD": r"(?:nineteen[\s-]+(?:oh[\s-]+\w+|[a-z]+ty(?:[\s-]+(?:one|two|three|four|five|six|seven|eight|nine))?)"
        r"|two[\s-]+thousand(?:\s+and)?(?:\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))?)",
        "NUM": NUMBER,
        "FEW": few,
        "TO": r"\s*(?:-|–|—|/|\bto\b|\band\b|&|\bthrough\b|\buntil\b|\btill\b|\bor\b)\s*",
        "MOD": r"(?:(?:early|late|mid|earlier|later)(?:\s+(?:in|on)\s+(?:the\s+)?|[\s-]+)"
        r"|(?:the\s+)?(?:beginning|start|end|middle|rest|remainder|first\s+half|second\s+half|latter\s+half)\s+of\s+(?:the\s+)?)",
        "APPROX": r"(?:(?:about|around|nearly|almost|over|more\s+than|less\s+than|at\s+least|up\s+to|roughly|some|"
        r"approximately|just|no\s+more\s+than|no\s+less\s+than|under)\s+)",
    }
