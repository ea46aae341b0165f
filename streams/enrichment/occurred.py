"""When did it happen? From a time expression to days and precisions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from schemas.annotations import TimeExpression
from schemas.codes import Tense
from schemas.conflict_event import Occurred

_WINDOW_DAYS = 2
"""A night from one day into the next is still a known day (ACLED: time precision 1)."""
_WEEK_DAYS = 10
_MONTH_DAYS = 31
_YEAR_DAYS = 366

AcledPrecision = Literal[1, 2, 3]
UcdpPrecision = Literal[1, 2, 3, 4, 5]


def occurred(time: TimeExpression | None, tense: Tense) -> Occurred:
    """When did it happen, never more exact than the text?

    Without an expression, or for one that gives no calendar interval, every day is ``None``: the publication date
    never stands in. An interval longer than a month has no representative day (ACLED codebook, time precision;
    UCDP GED codebook, date_prec).
    """
    if time is None:
        return Occurred(tense=tense)
    anchor = None if time.anchor == "none" else time.anchor
    if time.start is None or time.end is None:
        return Occurred(expression=time.quote, anchor=anchor, tense=tense)
    days = (time.end - time.start).days + 1
    return Occurred(
        start=time.start,
        end=time.end,
        best_date=_best_date(time.start, time.end, time.quote),
        precision_acled=_acled(days),
        precision_ucdp=_ucdp(days),
        expression=time.quote,
        anchor=anchor,
        tense=tense,
    )


def _best_date(start: date, end: date, expression: str) -> date | None:
    days = (end - start).days + 1
    if days <= _WINDOW_DAYS:
        return start
    if days > _MONTH_DAYS:
        return None
    words = expression.lower().split()
    if "early" in words or "beginning" in words:
        return start
    if "late" in words or "end" in words:
        return end
    return start + timedelta(days=(days - 1) // 2)


def _acled(days: int) -> AcledPrecision | None:
    if days <= _WINDOW_DAYS:
        return 1
    if days <= _WEEK_DAYS:
        return 2
    return 3 if days <= _MONTH_DAYS else None


def _ucdp(days: int) -> UcdpPrecision | None:
    if days == 1:
        return 1
    if days < 7:  # UCDP: 2-6 days
        return 2
    if days <= _WEEK_DAYS:
        return 3
    if days <= _MONTH_DAYS:
        return 4
    return 5 if days <= _YEAR_DAYS else None
