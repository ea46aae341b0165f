"""What does a matched shape mean? One reader a rule of the grammar."""

from __future__ import annotations

import re
from datetime import date, timedelta

from streams.extraction.narrative import Anchor, Frame
from streams.extraction.numbers import ORDINALS
from streams.extraction.time_grammar import time_words
from streams.extraction.time_parts import (
    Match,
    Reader,
    Reading,
    group_of,
    iso_day,
    month_number,
    part_of_day,
    point_reading,
    weekday_number,
    year_number,
    year_of_match,
)
from streams.extraction.time_values import months_from


def _read_iso(found: Match, frame: Frame) -> Reading | None:
    day = iso_day(int(found["iso_year"]), int(found["month"]), int(found["day"]))
    if day and found["clock"]:
        return Reading("TIME", f"{day}T{found['clock']}")
    return point_reading(day, "explicit")


def _read_numeric(found: Match, frame: Frame) -> Reading | None:
    first, second = int(group_of(found, "first") or 0), int(group_of(found, "second") or 0)
    text = found.groupdict().get("year")
    european = frame.is_european or found.groupdict().get("sep") == "." or first > 12
    if second > 12:
        european = False
    day, month = (first, second) if european else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if text is None:
        options = []
        for d, m in {(first, second), (second, first)}:
            if 1 <= m <= 12 and 1 <= d <= 31 and (year := frame.year_of(m, d, found.start())):
                value = iso_day(year, m, d)
                if value and frame.base:
                    options.append((abs((frame.base - date.fromisoformat(value)).days), value))
        return point_reading(min(options)[1], frame.base_anchor) if options else None
    year = int(text) + (0 if len(text) == 4 else 2000 if int(text) < 40 else 1900)
    return point_reading(
        _nearer(iso_day(year, month, day), iso_day(year, day, month), frame.published or frame.base), "explicit"
    )


_CLOSE = timedelta(days=7)


def _nearer(usual: str | None, other: str | None, base: date | None) -> str | None:
    """Which order of day and month is meant, where both are dates? The usual one, unless the other one alone lies within days
    of the story."""
    if usual is None or other is None or base is None:
        return usual
    far, near = (abs(date.fromisoformat(day) - base) for day in (usual, other))
    return other if near <= _CLOSE < far else usual


def _is_capital(found: Match, name: str) -> bool:
    word = group_of(found, name) or ""
    return word[:1].isupper()


_ON = re.compile(r"\b(?:on|until|till|from|since|before|by)\s+$", re.IGNORECASE)
"""What stands before a "march 15" that is a day and no procession."""


def _read_day(found: Match, frame: Frame) -> Reading | None:
    month = month_number(group_of(found, "month") or "")
    word = group_of(found, "wordday")
    day = ORDINALS.get(re.sub(r"\s+", "-", word.lower()), 0) if word else int(group_of(found, "day") or 0)
    is_word = not _is_capital(found, "month") and month in (3, 5) and not found.groupdict().get("year")
    if is_word and not _ON.search(found.string, 0, found.start()):
        return None
    year = year_of_match(found, frame)
    anchor: Anchor = "explicit"
    if year is None:
        year = frame.year_of(month, day, found.start())
        anchor = frame.base_anchor
    if year is None:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}", "none")
    night = group_of(found, "night")
    part = part_of_day(night or group_of(found, "part"))
    return point_reading(iso_day(year, month, day), anchor, part, is_window=bool(night) and part == "TNI")


def _read_day_range(found: Match, frame: Frame) -> Reading | None:
    month = month_number(group_of(found, "month") or "")
    month2 = month_number(group_of(found, "month2") or group_of(found, "month") or "")
    day, day2 = int(group_of(found, "day") or 0), int(group_of(found, "day2") or 0)
    year = year_of_match(found, frame)
    anchor: Anchor = "explicit"
    if year is None:
        year = frame.year_of(month2, day2, found.start())
        anchor = frame.base_anchor
    if year is None:
        return Reading("DATE", f"XXXX-{month:02}-{day:02}/XXXX-{month2:02}-{day2:02}", "none")
    first_year = year_number(found.groupdict().get("year2") or "") if found.groupdict().get("year2") else None
    start, end = iso_day(first_year or (year if month <= month2 else year - 1), month, day), iso_day(year, month2, day2)
    if start is None or end is None or start > end:
        return None
    return Reading("DATE", f"{start}/{end}", anchor, date.fromisoformat(start), date.fromisoformat(end))


def _read_month(found: Match, frame: Frame) -> Reading | None:
    month = month_number(group_of(found, "month") or "")
    year = year_of_match(found, frame)
    anchor: Anchor = "explicit" if group_of(found, "year") or group_of(found, "yearword") else frame.base_anchor
    if year is None:
        return None
    return Reading("DATE", f"{year:04}-{month:02}", anchor)


def _read_relative_month(found: Match, frame: Frame) -> Reading | None:
    month = month_number(found["month"])
    base = frame.base
    if not found["month"][0].isupper():
        return None
    if base is None:
        return Reading("DATE", f"XXXX-{month:02}", "none")
    relative = found["rel"].lower().split()[0 if found["rel"].lower().startswith("this c") else -1]
    year = base.year
    if relative in ("last", "past"):
        year -= month >= base.month
    elif relative == "next":
        year += month <= base.month
    return Reading("DATE", f"{year}-{month:02}", frame.base_anchor)


_MONTH_LEFT = re.compile(
    r"\b(?:in|since|of|until|till|by|from|during|through|for|to|and|before|after|between|this|last|early|late|mid|or|next|back\s+in|"
    r"the|a|its|their|his|her|late-|mid-|early-)[\s-]+$",
    re.IGNORECASE,
)


def _read_bare_month(found: Match, frame: Frame) -> Reading | None:
    word = found["month"]
    text = frame.text
    if not word[0].isupper() or len(word) < 3 or (len(word) <= 4 and word.lower() not in ("may", "june", "july")):
        return None
    left = text[max(0, found.start("month") - 14) : found.start("month")]
    month = month_number(word)
    cued = bool(found["mod"]) or bool(_MONTH_LEFT.search(left))
    if month in (3, 4, 5, 6, 8) and (not cued or re.match(r"\s+[A-Z][a-z]", text[found.end() : found.end() + 3])):
        return None
    if not cued and re.search(r"(?:Black|Mr\.?|Ms\.?|Mrs\.?)\s$", left):
        return None
    year = frame.year_of(month, None, found.start())
    if year is None:
        return Reading("DATE", f"XXXX-{month:02}", "none")
    return Reading("DATE", f"{year}-{month:02}", frame.base_anchor)


def _read_month_range(found: Match, frame: Frame) -> Reading | None:
    month, month2 = month_number(found["month"]), month_number(found["month2"])
    year = year_number(found["year"]) if found["year"] else frame.year_of(month2, None, found.start())
    if year is None:
        return None
    first = year_number(found["year2"]) if found["year2"] else (year if month <= month2 else year - 1)
    if first is None:
        return None
    start, end = date(first, month, 1), months_from(date(year, month2, 1), 1) - timedelta(days=1)
    anchor: Anchor = "explicit" if found["year"] else frame.base_anchor
    return Reading("DATE", f"{first}-{month:02}/{year}-{month2:02}", anchor, start, end)


def weekday_date(frame: Frame, weekday: int, relative: str | None, start: int) -> tuple[date, Anchor] | None:
    """Which day is the weekday? The last one up to publication, unless the sentence looks ahead; with "the previous" or
    "the following" counted from the narrative day."""
    word = (relative or "").lower().split()[-1] if relative else ""
    if word in ("previous", "following", "next", "same") and (relative or "").lower().startswith("the") and frame.narrative:
        base: date | None = frame.narrative
        anchor: Anchor = "narrative"
    else:
        base, anchor = frame.base, frame.base_anchor
    if base is None:
        return None
    back = (base.isoweekday() - weekday) % 7
    day = base - timedelta(days=back)
    if word in ("last", "past", "previous") and back == 0:
        day -= timedelta(days=7)
    elif word in ("next", "following", "coming"):
        day += timedelta(days=7)
    elif word == "this" or (not word and back and frame.direction(start, is_weekday=True) == "future"):
        day += timedelta(days=7 if back else 0)
    return day, anchor


def _read_weekday(found: Match, frame: Frame) -> Reading | None:
    word = group_of(found, "weekday") or ""
    if not word[0].isupper():
        return None
    night = found.groupdict().get("night")
    part = part_of_day(night or group_of(found, "part"))
    if found.groupdict().get("noon"):
        part = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00", "dawn": "TMO"}[found["noon"].lower()]
    resolved = weekday_date(frame, weekday_number(word), found.groupdict().get("rel"), found.start())
    if resolved is None:
        return Reading("DATE", f"XXXX-WXX-{weekday_number(word)}{part}", "none")
    return point_reading(
        resolved[0].isoformat(),
        resolved[1],
        part,
        is_window=(bool(night) and part == "TNI") or (part == "TNI" and "overnight" in found[0].lower()),
    )


def _read_weekday_range(found: Match, frame: Frame) -> Reading | None:
    first, second = weekday_number(found["weekday"]), weekday_number(found["weekday2"])
    if (
        found["to"].lower() == "and"
        and not found["night"]
        and not re.match(r"(?:between|overnight|night)", found[0], re.IGNORECASE)
    ):
        return None
    resolved = weekday_date(frame, second, found["rel"], found.start())
    if resolved is None:
        return None
    end, anchor = resolved
    start = end - timedelta(days=(second - first) % 7)
    if (end - start).days == 1 and found["night"]:
        return Reading("TIME", f"{start}TNI", anchor, start, end)
    return Reading("DATE", f"{start}/{end}", anchor, start, end)


def _read_weekday_week(found: Match, frame: Frame) -> Reading | None:
    if frame.base is None:
        return None
    monday = frame.base - timedelta(days=frame.base.isoweekday() - 1)
    weeks = {"last": -1, "next": 1}.get((group_of(found, "rel") or "this").lower(), 0)
    if group_of(found, "ago"):
        weeks = -1
    day = monday + timedelta(days=7 * weeks + weekday_number(group_of(found, "weekday") or "") - 1)
    return point_reading(day.isoformat(), frame.base_anchor, part_of_day(found.groupdict().get("part")))


def _read_set_weekday(found: Match, frame: Frame) -> Reading | None:
    part = part_of_day(group_of(found, "part"))
    return Reading("SET", f"XXXX-WXX-{weekday_number(group_of(found, 'weekday') or '')}{part}", "none")


def _clock(found: Match) -> str | None:
    hour, minute = int(group_of(found, "hour") or 0), int(group_of(found, "minute") or 0)
    half = (group_of(found, "half") or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return f"T{hour:02}:{minute:02}" if hour <= 24 and minute < 60 else None


def _read_clock(found: Match, frame: Frame) -> Reading | None:
    clock = _clock(found)
    if clock is None:
        return None
    if found.groupdict().get("weekday"):
        has_colon = group_of(found, "minute") is not None and ":" in found[0]
        if not (group_of(found, "half") or has_colon or "hours" in found[0]):
            return None
        resolved = weekday_date(frame, weekday_number(found["weekday"]), None, found.start())
        return point_reading(resolved[0].isoformat(), resolved[1], clock) if resolved else Reading("TIME", clock, "none")
    ahead = _NEXT_DAY.match(frame.text, found.end())
    if ahead and (resolved := weekday_date(frame, weekday_number(ahead[1]), None, found.start())):
        return point_reading(resolved[0].isoformat(), resolved[1], clock)
    if frame.narrative and frame.narrative_grain in ("day", "hour"):
        return point_reading(frame.narrative.isoformat(), "narrative", clock)
    return Reading("TIME", "XXXX-XX-XX" + clock, "none")


_NEXT_DAY = re.compile(
    r"(?:\s+(?:local\s+time|[A-Z]{3,4}))?\s*(?:\([^()]{1,30}\)\s*)?,?\s*(?:on\s+)?"
    r"(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def _read_deictic(found: Match, frame: Frame) -> Reading | None:
    word = " ".join(found["word"].lower().split())
    if frame.base is None:
        return Reading("DATE", "PRESENT_REF" if word == "today" else "XXXX-XX-XX", "none")
    days = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    day = frame.base + timedelta(days=days)
    part = part_of_day(found.groupdict().get("part")) or ("TNI" if word == "tonight" else "")
    return point_reading(day.isoformat(), frame.base_anchor, part)


def _read_part_of_day(found: Match, frame: Frame) -> Reading | None:
    relative, part = found["rel"].lower(), part_of_day(found["part"])
    if relative in ("the next", "the following", "that", "the same", "same", "the previous"):
        if frame.narrative is None:
            return None
        days = {"the next": 1, "the following": 1, "the previous": -1}.get(relative, 0)
        return point_reading((frame.narrative + timedelta(days=days)).isoformat(), "narrative", part)
    if frame.base is None:
        return None
    days = {"last": -1, "next": 1}.get(relative, 0)
    is_window = relative == "last" and part == "TNI"  # it runs into the day on which it is told
    return point_reading((frame.base + timedelta(days=days)).isoformat(), frame.base_anchor, part, is_window)


def _read_overnight(found: Match, frame: Frame) -> Reading | None:
    base = frame.narrative or frame.base
    if base is None:
        return None
    if frame.narrative and frame.narrative != frame.base:
        return Reading("TIME", f"{base}TNI", "narrative", base, base + timedelta(days=1))
    start = base - timedelta(days=1)  # on the day of the report it is the night before
    return Reading("TIME", f"{start}TNI", frame.base_anchor, start, base)


def _read_holiday(found: Match, frame: Frame) -> Reading | None:
    name = " ".join(found["holiday"].lower().replace("’", "'").split())
    month_text, day_text = time_words()["holiday"][name].split("-")
    if not found["holiday"][0].isupper():
        return None
    month = int(month_text)
    is_thursday = day_text.startswith("TH")
    near = 28 if is_thursday else int(day_text)
    year = year_number(found["year"]) if found["year"] else frame.year_of(month, near, found.start())
    if year is None:
        return Reading("DATE", f"XXXX-{month:02}" + ("" if is_thursday else f"-{near:02}"), "none")
    day = near
    if is_thursday:
        day = 1 + (4 - date(year, month, 1).isoweekday()) % 7 + 7 * (int(day_text[2:]) - 1)
    return point_reading(iso_day(year, month, day), "explicit" if found["year"] else frame.base_anchor)


DAY_READERS: dict[str, Reader] = {
    "iso": _read_iso,
    "numeric": _read_numeric,
    "numeric_short": _read_numeric,
    "day_range_month": _read_day_range,
    "month_day_range": _read_day_range,
    "date_range": _read_day_range,
    "night_range": _read_day_range,
    "day_month": _read_day,
    "month_day": _read_day,
    "month_range_year": _read_month_range,
    "month_year": _read_month,
    "month_relative_year": _read_month,
    "relative_month": _read_relative_month,
    "set_month": lambda found, frame: Reading("SET", f"XXXX-{month_number(found['month']):02}", "none"),
    "bare_month": _read_bare_month,
    "weekday_range": _read_weekday_range,
    "clock_weekday": _read_clock,
    "noon_weekday": _read_weekday,
    "set_weekday": _read_set_weekday,
    "weekday_week": _read_weekday_week,
    "weekday": _read_weekday,
    "deictic": _read_deictic,
    "part_of_day": _read_part_of_day,
    "overnight": _read_overnight,
    "set_night": lambda found, frame: Reading("SET", f"XXXX-XX-XX{part_of_day(found['part'])}", "none"),
    "clock": _read_clock,
    "holiday": _read_holiday,
}
