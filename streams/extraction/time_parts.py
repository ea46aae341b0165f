"""What do the parts of a matched expression say? Months, weekdays, units, years: shared by the readers of days and periods."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.annotations import TimexType
from streams.extraction.narrative import Anchor, Frame
from streams.extraction.numbers import parse_number
from streams.extraction.time_grammar import time_words


@dataclass(frozen=True, slots=True)
class Reading:
    """Type, value and anchor of an expression; ``start`` and ``end`` where the value alone does not give them."""

    type: TimexType
    value: str
    anchor: Anchor = "explicit"
    start: date | None = None
    end: date | None = None


Match = re.Match[str]
Reader = Callable[[Match, Frame], Reading | None]


def group_of(found: Match, name: str) -> str | None:
    """Which text has the group, under its own name or one of its twins (``day``, ``day_``)?"""
    groups = found.groupdict()
    for twin in (name, name + "_", name + "__", name + "___"):
        if groups.get(twin):
            return str(groups[twin])
    return None


def month_number(word: str) -> int:
    """Which month, 1 to 12, does a word or its abbreviation name?"""
    return int(time_words()["month"][word.lower().rstrip(".")])


def weekday_number(word: str) -> int:
    """Which weekday, Monday being 0, does a word or its abbreviation name?"""
    return int(time_words()["weekday"][word.lower().rstrip("s") if word.lower().rstrip("s").endswith("y") else word.lower()])


def unit_letter(word: str) -> str:
    """Which TIMEX3 letter has the unit? Plural or singular."""
    word = word.lower()
    units = time_words()["unit"]
    if word == "centuries":
        return "C"
    return units.get(word) or units[word.removesuffix("s")]


def part_of_day(word: str | None) -> str:
    """Which TIMEX3 part of the day ("TMO", "TNI") does a word name? Empty without one."""
    if not word:
        return ""
    word = word.lower().removeprefix("the ").strip()
    if "early" in word or "small" in word:
        return "TMO"
    return "T" + time_words()["part"].get(word.split()[-1], "NI")


def iso_day(year: int, month: int, day: int) -> str | None:
    """Which ISO day is it? ``None`` where the calendar has no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def point_reading(value: str | None, anchor: Anchor, part: str = "", is_window: bool = False) -> Reading | None:
    """A day, with its part; a night runs into the next day where the text says overnight."""
    if value is None:
        return None
    if not part:
        return Reading("DATE", value, anchor)
    day = date.fromisoformat(value)
    return Reading("TIME", value + part, anchor, day, day + timedelta(days=1) if is_window else day)


def year_number(text: str) -> int | None:
    """Which year is written, in digits or in words ("nineteen ninety-six")?"""
    if text[:4].isdigit():
        return int(text[:4])
    words = re.sub(r"[\s-]+", " ", text.lower())
    if words.startswith("nineteen"):
        rest = parse_number(words.removeprefix("nineteen").replace("oh", "").strip() or "zero")
        return None if rest is None else 1900 + rest
    return parse_number(words)


def year_of_match(found: Match, frame: Frame) -> int | None:
    """Which year do the words of a match give, if any?"""
    text = group_of(found, "year") or group_of(found, "yearword")
    if text:
        return year_number(text)
    relative = group_of(found, "rel")
    if relative and frame.base:
        return relative_year(relative, frame)
    return None


def relative_year(word: str, frame: Frame) -> int | None:
    """Which year is "this", "last" or "next" year, counted from the frame?"""
    if frame.base is None:
        return None
    word = word.lower().split()[-1]
    if word in ("previous", "following", "same") and frame.narrative:
        return frame.narrative.year + {"previous": -1, "following": 1, "same": 0}[word]
    return frame.base.year + {"last": -1, "next": 1, "previous": -1}.get(word, 0)
