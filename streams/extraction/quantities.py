"""How many, as the text says it? Numbers, ranges, bounds and vague numbers, once dates are taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from schemas.annotations import Quantity
from schemas.evidence import TextPart
from streams.extraction.numbers import NUMBER, parse_number
from streams.lexicons.figures import VagueNumber, number_bounds, vague_numbers

_MORE = r"\d{1,2}(?:(?:\s*,\s*|\s*(?:\band\b|\bor\b|\bto\b|&|-|–)\s*)\d{1,2})*\b"
_AGES = re.compile(
    rf"\b(?:aged|ages)\s+(?:between\s+)?{_MORE}|\b{_MORE}[\s-]*(?:(?:yrs?|years?|months?)[\s-]*(?:old\b|of\s+age\b)|yo\b|y[/.]o\b)",
    re.IGNORECASE,
)
"""How old people are is no number of people: "aged 58 and 61", "9 and 11 years old", "an 80yo man"."""


@cache
def _tables() -> tuple[dict[str, str], dict[str, VagueNumber], re.Pattern[str]]:
    bounds, vague = number_bounds(), vague_numbers()

    def alternatives(words: Sequence[str]) -> str:
        return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=lambda word: (-len(word), word)))

    number = rf"(?:{NUMBER})"
    bound = rf"(?:{alternatives(list(bounds))})"
    pattern = (
        rf"(?<![\w$£€#%])(?<![\d\w][.,:/-])(?:(?P<bound>{bound}(?:\s+{bound})?)\s+)?(?:"
        rf"between\s+(?P<low>{number})\s+and\s+(?P<high>{number})"
        rf"|from\s+(?P<low2>{number})\s+to\s+(?P<high2>{number})"
        rf"|(?P<low3>{number})(?:\s*[-–—]\s*|\s+(?:to|or)\s+)(?P<high3>{number})"
        rf"|(?P<vague>{alternatives(list(vague))})(?!\s+{number}\s)"
        rf"|(?P<number>{number}))(?![\w%]|[.,:/]\d|[-–](?!non\b)\w|\s*%|[\s-]*(?:yrs?|years?|months?)[\s-]*old)"
        rf"|\b(?P<none>no(?:t\s+any|body|\s+one|ne)?|zero)(?=\s+(?:\w+\s+){{0,2}}(?:people|persons?|civilians?|casualt\w+|deaths?|"
        rf"fatalit\w+|injur\w+|victims?|soldiers?|was|were|died|has|have)\b)|\b(?P<none2>none)(?=\s+of\b)"
    )
    return bounds, vague, re.compile(pattern, re.IGNORECASE)


def find_quantities(text: str, part: TextPart, taken: Sequence[tuple[int, int]]) -> tuple[Quantity, ...]:
    """Which quantities does the text hold, in order, outside the spans that are taken (dates)?

    "up to 300": high; "at least 12", "more than 12": low; "about 40": best; "between 5 and 7": low and high; "dozens": low
    of at least two dozen, vague; "no" before people or harm: 0.

    >>> [(q.low, q.best, q.high) for q in find_quantities("Up to 300 fighters and at least a dozen civilians", "body", ())]
    [(None, None, 300), (12, None, None)]
    """
    bounds, vague, pattern = _tables()
    blocked = sorted([*taken, *(found.span() for found in _AGES.finditer(text))])
    found: list[Quantity] = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        while at < len(blocked) and blocked[at][1] <= start:
            at += 1
        if any(a < end and start < b for a, b in blocked[at : at + 3]):
            continue
        quantity = _read(match, part, bounds, vague)
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _read(match: re.Match[str], part: TextPart, bounds: dict[str, str], vague: dict[str, VagueNumber]) -> Quantity | None:
    low: int | None = None
    best: int | None = None
    high: int | None = None
    is_vague, rule_id = False, "number"
    if match["none"] or match["none2"]:
        best, rule_id = 0, "none"
    elif match["vague"]:
        words = " ".join(match["vague"].lower().split())
        row = vague[words]
        low, best, is_vague, rule_id = row.low, row.best, row.best is None, f"vague:{words}"
        if best is not None:
            is_vague, rule_id = False, "number"
    elif match["number"]:
        best = parse_number(match["number"])
        if best is None or re.fullmatch(r"\d+\.\d+", match["number"]):
            return None
    else:
        low = parse_number(match["low"] or match["low2"] or match["low3"])
        high = parse_number(match["high"] or match["high2"] or match["high3"])
        rule_id = "range"
        if low is None or high is None or low >= high:
            return None
    if match["bound"] and best is not None:
        kinds = [bounds[word] for word in _split_bounds(match["bound"], bounds)]
        kind = next((kind for kind in kinds if kind != "best"), "best")
        if kind == "low":
            low, best, rule_id = best, None, "at_least"
        elif kind == "high":
            high, best, rule_id = best, None, "at_most"
        elif match["bound"].lower().split()[0] in (
            "about",
            "around",
            "approximately",
            "approx.",
            "roughly",
            "nearly",
            "almost",
            "some",
        ):
            rule_id = "about"
    return Quantity(
        part=part, start_char=match.start(), end_char=match.end(), quote=match[0], low=low, best=best, high=high,
        is_vague=is_vague, rule_id=rule_id,
    )  # fmt: skip


def _split_bounds(text: str, bounds: dict[str, str]) -> list[str]:
    words = text.lower().split()
    for cut in range(len(words), 0, -1):
        first, rest = " ".join(words[:cut]), " ".join(words[cut:])
        if first in bounds and (not rest or rest in bounds):
            return [first, rest] if rest else [first]
    return []
