"""The patterns of the time grammar: one row per shape of expression, gated by the kind of word it must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from streams.extraction.numbers import NUMBER, ORDINALS
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
    left: re.Pattern[str]
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
    scan = re.compile(
        rf"(?P<month>\b{words['month']}\b)|(?P<weekday>\b{words['weekday']}s?\b)|(?P<holiday>\b{words['holiday']}\b)"
        rf"|(?P<clock>\b\d{{1,2}}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|hours?\b|hrs\b|o['’]clock\b)|\b[0-2]?\d:[0-5]\d\b)"
        r"|(?P<numeric>\b\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\b)"
        r"|(?P<year>\b(?:1[5-9]|20)\d\d(?:s\b|(?![\w,]\d)\b)|\bnineteen[\s-]+(?:[a-z]+ty|oh)|\btwo[\s-]thousand\b|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ties\b|['’]\d0s\b)"
        rf"|(?P<unit>\b(?:{words['unit']}s?|annual(?:ly)?|yearly|monthly|weekly|daily|nightly|hourly|nightfall|week-?long|day-?long"
        r"|month-?long|year-?long|fortnightly|quarters|centuries)\b)"
        rf"|(?P<season>\b{words['season']}\b)"
        r"|(?P<deictic>\b(?:today|yesterday|tomorrow|tonight|overnight|midnight|midday|noon|dawn|morning|afternoon|evening|night)s?\b)"
        rf"|(?P<reference>\b{words['reference']}\b)",
        re.IGNORECASE,
    )
    left_run = re.compile(rf"(?:{fields['LEFT']}(?:\.?[\s,-]+|$))*$", re.IGNORECASE)
    return Grammar(scan, left_run, {kind: tuple(found) for kind, found in rules.items()})


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
        "LEFT": rf"(?:{NUMBER}{{0,1}}(?:st|nd|rd|th)?|\d+|{ordinals}|{few}|{words['month']}|{words['weekday']}|{words['part']}|"
        r"the|a|an|this|that|these|those|last|next|past|previous|following|same|coming|recent|latest|early|late|mid|earlier|later|"
        r"beginning|start|end|middle|rest|first|second|half|of|in|on|at|and|to|or|between|from|through|every|each|per|about|around|"
        r"nearly|almost|over|more|less|than|least|up|roughly|approximately|fiscal|year|hours|day|days|before|just|no|right|near|"
        r"overnight|est|edt|gmt|local|time|so|pre|post|ago|other|whole|full|entire|all|years?[-'’](?:s|ago|earlier)|-)",
    }
