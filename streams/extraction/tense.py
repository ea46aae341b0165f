"""Is it this story's event, its history, or yet to come?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Literal

from schemas.annotations import TimeExpression
from schemas.codes import Tense
from streams.lexicons.load import Row, read_table

BACKGROUND_AFTER = timedelta(days=45)
"""An event that ended longer than this before the story's day is history: the linking window, in which it could still be
the news of another article. Too short drops late reports, too long raises old ones."""


LONGEST_NEWS = timedelta(days=60)
"""What took longer is no event but a tally: "gangs killed 900 people in the first half of the year"."""


LONGEST_SINCE = timedelta(days=6)
"""Beyond it "killed since 10 May" is a tally, and no event's toll."""
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.I)


class TenseRow(Row):
    """A pattern of words and the tense that it gives the clause."""

    pattern: str
    tense: Literal["background", "future"]
    example: str


@cache
def tense_cues() -> tuple[tuple[re.Pattern[str], Tense], ...]:
    """The cues, ready to search lower-case words."""
    return tuple((re.compile(rf"\b(?:{row.pattern})\b"), row.tense) for row in read_table("tense_cues", TenseRow))


def story_day(times: Sequence[TimeExpression], published_on: date | None, dateline_on: date | None) -> date | None:
    """On which day does the story stand? The dateline's, else the publication's; where all that the text dates lies long
    before, and nothing is told as of yesterday or Monday, the text is an old one and its latest date stands."""
    day = dateline_on or published_on
    if any(time.anchor == "published" and time.grain in ("day", "hour") for time in times):
        return day
    dated = [time.end for time in times if time.end is not None and time.grain in ("day", "hour") and time.anchor == "explicit"]
    if not dated:
        return day
    latest = max(dated)
    return latest if day is None or latest < day - BACKGROUND_AFTER else day


def is_long_past(time: TimeExpression, today: date | None) -> bool:
    """Had it ended so long before the story that it is history?"""
    return time.end is not None and today is not None and time.end < today - BACKGROUND_AFTER


def tense_of(
    time: TimeExpression | None, clause: str, start_char: int, today: date | None
) -> tuple[Tense, tuple[int, int] | None]:
    """Which tense, and which characters say so? ``clause`` are the words around the trigger, from ``start_char`` on."""
    if time is not None and time.start is not None and time.end is not None and today is not None:
        span = (time.start_char, time.end_char)
        if is_long_past(time, today) or (time.end - time.start > LONGEST_NEWS and time.start <= today):
            return "background", span
        if time.start < today - LONGEST_SINCE and _SINCE.search(clause[: max(0, time.start_char - start_char)]):
            return "background", span
        if time.start > today + timedelta(days=1):
            return "future", span
    if time is None or time.grain not in ("day", "hour"):
        lower = clause.lower()
        for pattern, tense in tense_cues():
            if (found := pattern.search(lower)) is not None:
                return tense, (start_char + found.start(), start_char + found.end())
    return "current", None
