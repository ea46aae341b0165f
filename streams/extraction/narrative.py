"""From what are relative times counted? The publication day, the dateline, and the last day that the text gave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from streams.extraction.time_values import months_from

Anchor = Literal["explicit", "published", "dateline", "narrative", "none"]
Direction = Literal["past", "future"]

_FUTURE = re.compile(
    r"\b(?:will|would|shall|due|scheduled|slated|expected\s+to|planned|plans?\s+to|planning|set\s+(?:for|to)|(?:is|are|was|were)\s+to\s+\w+|"
    r"deadline|effective|payable|expires?|expiring|matur\w+|redemption|upcoming|going\s+to|ahead\s+of|ready\s+for|"
    r"next|to\s+be\s+held)\b|'ll\b|\b(?:until|by|before|through)\s*$",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\b(?:will|scheduled|slated|due|planned|plans?\s+to|planning|set\s+(?:for|to)|(?:is|are)\s+to\s+\w+|upcoming|going\s+to|"
    r"as\s+(?:early|soon)\s+as|ready\s+for|expected|expects?|postponed|postpone|would\s+be|later\s+than)\b|'ll\b",
    re.IGNORECASE,
)
"""A weekday alone looks ahead only after these: most weekdays in news are the last one."""
_PAST_VERB = re.compile(
    r"\b(?:said|says?|told|was|were|had|did|killed|began|started|announced|reported|added|wrote|came|went|took|met|made)\b"
    r"|\b\w{3,}ed\b(?!\s+(?:to|for)\b)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.!?;\n]\s")
_REACH = 70
_FUTURE_DAYS = 60
"""A month and day without a year may lie this far ahead of publication before the past one is taken."""


@dataclass(slots=True)
class Frame:
    """Where does the reading stand? ``narrative`` is the last day that the text itself gave."""

    text: str
    published: date | None
    dateline: date | None
    is_european: bool = False
    narrative: date | None = None
    narrative_grain: str = ""
    quarter: tuple[int, int] | None = None

    @property
    def base(self) -> date | None:
        """Which day is "today"? The dateline's, else the publication's."""
        return self.dateline or self.published

    @property
    def base_anchor(self) -> Anchor:
        """Which of them was it?"""
        return "dateline" if self.dateline else "published" if self.published else "none"

    def direction(self, start: int, is_weekday: bool = False) -> Direction:
        """Does the sentence look ahead? By the last cue before the expression, unless a past verb follows it."""
        left = self.text[max(0, start - _REACH) : start]
        breaks = [found.end() for found in _BREAK.finditer(left)]
        if breaks:
            left = left[breaks[-1] :]
        cues = [found.end() for found in (_SURE if is_weekday else _FUTURE).finditer(left)]
        if not cues:
            return "past"
        verbs = [found.end() for found in _PAST_VERB.finditer(left)]
        return "past" if verbs and verbs[-1] > cues[-1] else "future"

    def year_of(self, month: int, day: int | None, start: int) -> int | None:
        """Which year does a month, or a month and day, without one belong to? The one that puts it closest before
        publication; ahead of it only where the sentence looks ahead, or by a few weeks."""
        base = self.base
        if base is None:
            return None
        if day is None:
            past = base.year if month <= base.month else base.year - 1
            if month == base.month:
                return base.year
            if self.direction(start) == "future":
                return past + 1
            return past
        try:
            here = date(base.year, month, min(day, 28))
        except ValueError:
            return None
        past = here.year if here <= base or (here - base).days <= 1 else here.year - 1
        if past == here.year:
            ahead = (date(here.year + 1, month, min(day, 28)) - base).days
            return past + 1 if ahead <= 120 and self.direction(start) == "future" else past
        days_ahead = (here - base).days
        if days_ahead <= _FUTURE_DAYS or (days_ahead <= 200 and self.direction(start) == "future"):
            return here.year
        return past

    def quarter_of(self, nth: int) -> tuple[int, int] | None:
        """Which year's quarter is the NTH? The last one that had ended by publication, or is under way."""
        base = self.base
        if base is None:
            return None
        year = base.year if months_from(date(base.year, 3 * nth - 2, 1), 0) <= base else base.year - 1
        return year, nth
