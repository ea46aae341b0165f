"""Which days does a TIMEX3 value cover?"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from schemas.annotations import TimeGrain

Interval = tuple[date, date, TimeGrain]

_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SHAPES: tuple[tuple[re.Pattern[str], TimeGrain], ...] = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)T.*"), "hour"),
    (re.compile(r"(\d{4})-(\d\d)-(\d\d)"), "day"),
    (re.compile(r"(\d{4})-W(\d\d)-WE"), "weekend"),
    (re.compile(r"(\d{4})-W(\d\d)"), "week"),
    (re.compile(r"(\d{4})-(\d\d)"), "month"),
    (re.compile(r"(\d{4})-(SP|SU|FA|WI)"), "season"),
    (re.compile(r"(\d{4})-Q([1-4])"), "quarter"),
    (re.compile(r"(\d{4})-H([12])"), "half_year"),
    (re.compile(r"(\d{4})"), "year"),
    (re.compile(r"(\d{3})"), "decade"),
)


def interval_of(value: str) -> Interval | None:
    """Which inclusive days, at which grain? ``None`` for a value that names no calendar interval.

    >>> interval_of("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29), 'month')
    """
    for shape, grain in _SHAPES:
        found = shape.fullmatch(value)
        if found is None:
            continue
        try:
            start, end = _bounds(grain, found.groups())
        except ValueError:
            return None
        return start, end, grain
    return None


def _bounds(grain: TimeGrain, parts: tuple[str, ...]) -> tuple[date, date]:
    year = int(parts[0])
    if grain in ("hour", "day"):
        day = date(year, int(parts[1]), int(parts[2]))
        return day, day
    if grain == "weekend":
        saturday = date.fromisocalendar(year, int(parts[1]), 6)
        return saturday, saturday + timedelta(days=1)
    if grain == "week":
        monday = date.fromisocalendar(year, int(parts[1]), 1)
        return monday, monday + timedelta(days=6)
    if grain == "decade":
        return date(year * 10, 1, 1), date(year * 10 + 9, 12, 31)
    if grain == "year":
        return date(year, 1, 1), date(year, 12, 31)
    first, months = _first_month(grain, parts[1])
    return months_from(date(year, first, 1), 0), months_from(date(year, first, 1), months) - timedelta(days=1)


def _first_month(grain: TimeGrain, part: str) -> tuple[int, int]:
    if grain == "month":
        return int(part), 1
    if grain == "season":
        return _SEASON_MONTHS[part], 3
    if grain == "quarter":
        return 3 * int(part) - 2, 3
    return 6 * int(part) - 5, 6


def months_from(day: date, months: int) -> date:
    """Which day lies so many months away? The last day of a month that is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def week_value(day: date) -> str:
    """Which ISO week does the day lie in? ``2016-W49``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def quarter_value(day: date) -> str:
    """Which quarter does the day lie in? ``2016-Q4``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def shifted(base: date, unit: str, count: int) -> str | None:
    """Which value lies ``count`` units after ``base``, at the unit's own grain? ``None`` beyond the calendar.

    >>> shifted(date(2016, 12, 12), "D", -3), shifted(date(2016, 12, 12), "M", -1), shifted(date(2016, 12, 12), "Y", 1)
    ('2016-12-09', '2016-11', '2017')
    """
    try:
        if unit == "D":
            return (base + timedelta(days=count)).isoformat()
        if unit in ("W", "2W"):
            return week_value(base + timedelta(weeks=count * (2 if unit == "2W" else 1)))
        if unit == "WE":
            return week_value(base + timedelta(weeks=count)) + "-WE"
        if unit == "M":
            return months_from(base, count).isoformat()[:7]
        if unit == "Q":
            return quarter_value(months_from(base, 3 * count))
        if unit == "Y":
            return f"{base.year + count:04}"
        if unit == "E":
            return f"{(base.year + 10 * count) // 10:03}"
        if unit == "C":
            return f"{(base.year + 100 * count) // 100:02}"
    except (OverflowError, ValueError):
        return None
    return base.isoformat() if unit in ("TH", "TM", "TS") and abs(count) < 12 else None


def duration(unit: str, amount: str) -> str:
    """Which TIMEX3 duration? Decades and centuries in years, quarters in months, ``X`` where the number is not given."""
    if unit.startswith("T"):
        return f"PT{amount}{unit[1]}"
    factor, letter = {"2W": (2, "W"), "WE": (1, "WE"), "Q": (3, "M"), "E": (10, "Y"), "C": (100, "Y")}.get(unit, (1, unit))
    if amount.isdigit():
        return f"P{int(amount) * factor}{letter}"
    return f"P{amount}{'D' if unit == 'WE' else letter if unit == '2W' else unit}"
