"""The page's date stamp: "Published 14 Nov 2017", "Thursday 25 August 2016" before the first sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_WEEKDAY = r"(?P<weekday>(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)"
_CLOCK = r"(?:\s+(?:at\s+)?(?:\d{1,2}:\d{2}|\d{4})(?:\s?[ap]\.?m\.?)?(?:\s+(?:GMT|UTC|[A-Z]{2,4}T))?)?"
_STAMP = re.compile(
    rf"(?P<label>(?:published|updated|posted|last\s+updated|date)(?:\s+on)?\s*:?\s+)?{_WEEKDAY}?"
    rf"(?P<day>(?P<d>\d{{1,2}})\s+{_MONTH},?\s+(?P<y>\d{{4}})"
    rf"|{_MONTH.replace('month', 'month2')}\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})"
    rf"|(?P<n1>\d{{1,2}})[./-](?P<n2>\d{{1,2}})[./-](?P<y3>\d{{4}})|(?P<y4>\d{{4}})-(?P<n3>\d\d)-(?P<n4>\d\d))(?![\w:]){_CLOCK}",
    re.IGNORECASE,
)
_STORY = re.compile(r"[^\S\n]*\n|[^\S\n]+[\"“‘'(]?[A-Z0-9]|[^\S\n]+by\s+[A-Z]|$")
"""What follows a stamp: a new line, or a headline or sentence. "14 March 2017: police said" is no stamp but a chronicle."""

_NEAR = timedelta(days=1)
"""A stamp without a label is the publication's day, give or take a time zone; any other leading date may be the event's."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where does the stamp stand, and which day does it print?"""

    start_char: int
    end_char: int
    day: str


def find_stamp(body: str, published_on: date | None) -> Stamp | None:
    """Does the body begin with the page's date? With a label ("Published"), a weekday and a year, or the day of publication.

    >>> find_stamp("Published April 29 2017 Air strikes hit a clinic.", None).day
    'April 29 2017'
    >>> find_stamp("14 March 2017: police said.", date(2017, 3, 14)) is None
    True
    """
    start = len(body) - len(body.lstrip())
    found = _STAMP.match(body, start)
    if found is None or not _STORY.match(body, found.end()):
        return None
    is_dated = found["label"] or found["weekday"] or (published_on and _is_near(found, published_on))
    return Stamp(start, found.end(), found["day"]) if is_dated else None


def _is_near(found: re.Match[str], published_on: date) -> bool:
    """Is it the day of publication, in either order of day and month?"""
    if found["n1"]:
        orders = [(found["y3"], found["n1"], found["n2"]), (found["y3"], found["n2"], found["n1"])]
    elif found["y4"]:
        orders = [(found["y4"], found["n3"], found["n4"])]
    else:
        month = 1 + _MONTHS.index((found["month"] or found["month2"]).lower())
        orders = [(found["y"] or found["y2"], str(month), found["d"] or found["d2"])]
    return any(abs(day - published_on) <= _NEAR for order in orders if (day := _day(*order)) is not None)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
