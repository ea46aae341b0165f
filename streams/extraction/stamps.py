"""On which day was a post written? By the date that stands alone above or below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_BEFORE = timedelta(days=45)
"""A date that stands alone further before the publication is a heading of a chronicle, or a birthday: the linking window."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DATE = (
    rf"(?:(?:{_WEEKDAY},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d\d|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
    r"|\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:20)?\d\d|20\d\d(?P<sep2>[./-])\d{1,2}(?P=sep2)\d{1,2})"
)
_STAMP = re.compile(
    r"(?:^|\n|(?<=[.!?…»”\")\]])\s|[|•·—–(\[:]|\s-\s|#\w+\s|\b(?:said|says?|reported|reports?|wrote|announced|posted|published|updated)\b)"
    rf"\s*(?:on\s+)?(?P<date>{_DATE})(?:[,\s]+(?:at\s+)?\d{{1,2}}:\d\d(?:\s*[ap]m)?)?"
    r"[ \t]*[)\].]?[ \t]*(?=$|\n|:\s|[|•·—–]|[A-Z][^\n.]{1,40}\.?\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day that stands alone, and the characters that it dates: from a heading to the next, or up to a closing line."""

    day: date
    start_char: int
    end_char: int


def stamps_of(text: str, published_on: date | None, day_of: Callable[[str], date | None]) -> tuple[Stamp, ...]:
    """Which posts of the text bear a day of their own? ``day_of`` reads the words of a date.

    A first date at the head of the text dates what follows it, up to the next one; else each dates what stands before it.

    >>> from datetime import date
    >>> stamps_of("Two killed today. 3.5.2021", date(2021, 5, 6), lambda words: date(2021, 5, 3))[0].day
    datetime.date(2021, 5, 3)
    """
    if published_on is None:
        return ()
    found = [(match, day) for match in _STAMP.finditer(text) if (day := day_of(match["date"])) is not None]
    found = [(match, day) for match, day in found if day <= published_on <= day + LONGEST_BEFORE]
    if not found:
        return ()
    opens = "\n" not in text[: found[0][0].start("date")].strip()
    is_heading = opens and bool(text[found[-1][0].end() :].strip(" \t\n.)]|—–•·"))
    edges = [match.start() if is_heading else match.end() for match, _ in found]
    bounds = [0, *edges[1:], len(text)] if is_heading else [0, *edges[:-1], len(text)]
    return tuple(Stamp(day, bounds[at], bounds[at + 1]) for at, (_, day) in enumerate(found))


def stamp_at(stamps: Sequence[Stamp], at: int) -> date | None:
    """Which day does the post bear in which this character stands? ``None`` where the text has no stamp."""
    return next((stamp.day for stamp in stamps if stamp.start_char <= at < stamp.end_char), None)
