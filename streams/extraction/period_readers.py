"""What do expressions of units, quarters, seasons, years and vague references mean? One reader a rule."""

from __future__ import annotations

import re
from datetime import date, timedelta

from streams.extraction.narrative import Anchor, Frame
from streams.extraction.numbers import ORDINALS, parse_number
from streams.extraction.time_grammar import time_words
from streams.extraction.time_parts import Match, Reader, Reading, unit_letter, year_number
from streams.extraction.time_values import duration, shifted, week_value
from streams.extraction.year_reader import read_year

_FINANCIAL = re.compile(r"\bquarter", re.IGNORECASE)


def _amount(found: Match) -> str:
    if found.groupdict().get("num"):
        text = found["num"]
        if "." in text and not re.search(r"[a-z]", text):
            return text
        number = parse_number(text)
        return str(number) if number is not None else "X"
    if found.groupdict().get("one"):
        return "1"
    few = (found.groupdict().get("few") or "").lower()
    return "2" if "couple" in few else "X"


def _read_ago(found: Match, frame: Frame) -> Reading | None:
    unit = unit_letter(found["unit"] or found["unit_"])
    direction = " ".join((found["dir"] or found["dir_"]).lower().split())
    amount = _amount(found) if found["unit"] else "X"
    if amount == "X":
        if direction == "ago":
            return Reading("DATE", "PAST_REF", "none")
        return Reading("DURATION", duration(unit, "X"), "none")
    sign = -1 if direction in ("ago", "earlier", "before", "previously", "prior", "beforehand") else 1
    if direction in ("ago", "from now", "hence"):
        base, anchor = frame.base, frame.base_anchor
    else:
        base, anchor = (frame.narrative, "narrative") if frame.narrative else (frame.base, frame.base_anchor)
        if sign > 0 and frame.narrative is None:
            return Reading("DURATION", duration(unit, amount), "none")
    if base is None:
        return Reading("DURATION", duration(unit, amount), "none")
    if unit == "Y" and amount == "1" and frame.quarter and direction in ("ago", "earlier"):
        return Reading("DATE", f"{frame.quarter[0] - 1}-Q{frame.quarter[1]}", anchor)
    count = float(amount)
    if count > 4000:
        return Reading("DURATION", duration(unit, amount), "none")
    value = shifted(base, unit, sign * round(count))
    if unit == "Y" and value and amount == "1" and direction == "earlier" and frame.narrative_grain == "day":
        return Reading("DATE", value, anchor)
    return Reading("DATE", value, anchor) if value else Reading("DURATION", duration(unit, amount), "none")


def _read_year_ago_period(found: Match, frame: Frame) -> Reading | None:
    base = frame.base
    if base is None:
        return None
    if found["yearunit"]:
        year = int(found["year"])
        return Reading("DATE", f"{year}-Q{frame.quarter[1]}" if frame.quarter else str(year))
    if found["latest"]:
        unit, word = unit_letter("quarter" if found["unit"].lower() == "period" else found["unit"]), found["latest"].lower()
        count = 0 if word in ("latest", "current", "most recent") else -1
        if unit == "Q" and frame.quarter:
            start = date(frame.quarter[0], 3 * frame.quarter[1], 1)
            value = shifted(start, "Q", count)
        elif found["unit"].lower() == "period":
            return None
        else:
            value = shifted(base, unit, count if unit != "Q" or word == "current" else -1)
        return Reading("DATE", value, frame.base_anchor) if value else None
    if found[0].lower().lstrip("the ").startswith("month"):
        value = shifted(base, "M", -1)
        return Reading("DATE", value, frame.base_anchor) if value else None
    if frame.quarter:
        return Reading("DATE", f"{frame.quarter[0] - 1}-Q{frame.quarter[1]}", frame.base_anchor)
    return Reading("DATE", f"{base.year - 1}", frame.base_anchor)


def _read_quarter(found: Match, frame: Frame) -> Reading | None:
    word = found["nth"].lower()
    nth = {"final": 4, "last": 4}.get(word) or ORDINALS.get(word) or int(word[0])
    is_half = found["period"].lower() == "half"
    if is_half and nth > 2 and word not in ("last", "final"):
        return None
    year_text = found["year"] or found["year0"]
    relative = found["rel"] or found["rel0"]
    if is_half and not year_text and not relative and not re.search(r"\bthe\b", found[0], re.IGNORECASE):
        return None
    anchor: Anchor = "explicit" if year_text else frame.base_anchor
    if year_text:
        year = int(year_text)
    elif frame.base is None:
        return None
    elif relative:
        year = frame.base.year + {"last": -1, "next": 1}.get(relative.lower(), 0)
    elif is_half:
        year = frame.base.year
    else:
        placed = frame.quarter_of(nth)
        year = placed[0] if placed else frame.base.year
    if is_half:
        return Reading("DATE", f"{year}-H{min(nth, 2)}", anchor)
    if frame.quarter is None or not year_text:
        frame.quarter = (year, nth)
    return Reading("DATE", f"{year}-Q{nth}", anchor)


def _read_span(found: Match, frame: Frame) -> Reading | None:
    unit, amount = unit_letter(found["unit"]), _amount(found)
    return Reading("DURATION", duration(unit, amount), "none", *_span_days(unit, amount, found["rel"].lower(), frame))


def _span_days(unit: str, amount: str, relative: str, frame: Frame) -> tuple[date | None, date | None]:
    """ "the past three days" is an interval that ends with publication."""
    if frame.base is None or amount == "X" or relative not in ("past", "last") or unit not in ("D", "W"):
        return None, None
    days = round(float(amount)) * (7 if unit == "W" else 1)
    return (frame.base - timedelta(days=days), frame.base) if days < 60 else (None, None)


def _read_recent(found: Match, frame: Frame) -> Reading | None:
    relative, unit = found["rel"].lower(), found["unit"].lower()
    if relative == "future" or (relative == "coming" and unit in ("months", "quarters", "seasons")):
        return Reading("DATE", "FUTURE_REF", "none")
    if unit in ("seasons", "hours", "years", "days") and relative in ("recent", "past"):
        return Reading("DATE", "PAST_REF", "none")
    return Reading("DURATION", duration(unit_letter(unit), "X"), "none")


def _read_weekend(found: Match, frame: Frame) -> Reading | None:
    base = frame.base
    if base is None:
        return Reading("DATE", "XXXX-WXX-WE", "none")
    relative = found["rel"].lower()
    saturday = base - timedelta(days=(base.isoweekday() - 6) % 7)
    ahead = relative in ("next", "coming", "following") or (
        relative in ("the", "this") and base.isoweekday() < 6 and frame.direction(found.start()) == "future"
    )
    if ahead:
        saturday += timedelta(days=7)
    elif relative == "last" and base.isoweekday() >= 6:
        saturday -= timedelta(days=7)
    return Reading("DATE", week_value(saturday) + "-WE", frame.base_anchor)


_IN_YEAR = re.compile(r",?\s+in\s+(?:1[0-9]|20)\d\d\b")


def _read_relative_unit(found: Match, frame: Frame) -> Reading | None:
    unit, relative = unit_letter(found["unit"]), found["rel"].lower().split()[-1]
    if found["rel"].lower() in ("this same", "that same"):
        relative = "same"
    if relative == "this" and unit == "D" and _IN_YEAR.match(found.string, found.end()):
        return None  # "on this day in 1968"
    if unit in ("TH", "TM", "TS"):
        return Reading("DURATION", duration(unit, "1"), "none") if relative in ("past", "last", "next") else None
    is_narrative = relative in ("previous", "following", "same", "that", "prior", "preceding") or (
        relative in ("next", "coming") and unit == "D" and re.match(r"the\b", found[0], re.IGNORECASE) is not None
    )
    base, anchor = (frame.narrative, "narrative") if is_narrative and frame.narrative else (frame.base, frame.base_anchor)
    if base is None or (is_narrative and unit == "D" and frame.narrative is None):
        return None if unit == "D" and not is_narrative else Reading("DATE", "XXXX-XX-XX" if unit == "D" else "XXXX", "none")
    if unit == "WE":
        return None
    count = {"last": -1, "past": -1, "previous": -1, "prior": -1, "preceding": -1, "next": 1, "following": 1, "coming": 1}.get(
        relative, 0
    )
    if unit == "Q" and frame.quarter and relative in ("this", "same"):
        return Reading("DATE", f"{frame.quarter[0]}-Q{frame.quarter[1]}", anchor)
    if relative == "past" and unit in ("E", "C"):
        return Reading("DURATION", duration(unit, "1"), "none")
    value = shifted(base, unit, count)
    return Reading("DATE", value, anchor) if value else None


def _read_week_of(found: Match, frame: Frame) -> Reading | None:
    month = int(time_words()["month"][(found["month"] or found["month_"]).lower()])
    day = int(found["day"] or found["day_"])
    text = found["year"] or found["year_"]
    year = int(text) if text else frame.year_of(month, day, found.start())
    try:
        return Reading("DATE", week_value(date(year, month, day)), "explicit") if year else None
    except ValueError:
        return None


_ADVERBS = {
    "annually": "Y", "yearly": "Y", "monthly": "M", "weekly": "W", "daily": "D", "nightly": "D",
    "hourly": "TH", "fortnightly": "2W",
}  # fmt: skip


def _read_set(found: Match, frame: Frame) -> Reading | None:
    if found["adverb"]:
        if (
            found["adverb"][0].isupper()
            and found.start()
            and frame.text[found.start() - 2 : found.start()] not in (". ", "\n\n")
        ):
            return None  # a newspaper's name
        return Reading("SET", duration(_ADVERBS[found["adverb"].lower()], "1"), "none")
    unit = unit_letter(found["unit"] or found["unit_"])
    return Reading("SET", duration(unit, _amount(found) if found["num"] else "1"), "none")


def _read_duration(found: Match, frame: Frame) -> Reading | None:
    unit, amount = unit_letter(found["unit"]), _amount(found)
    if unit == "TS" and not found["unit"].lower().endswith("s"):
        return None
    if found["old"]:
        return None  # an age
    if amount == "X" or (unit == "WE" and "weekend" not in found["unit"].lower()):
        return None
    if found["half"] and amount.isdigit():
        extra = {"Y": "6M", "TH": "30M", "TM": "30S"}.get(unit)
        if extra:
            return Reading("DURATION", duration(unit, amount) + extra, "none")
    if "." in amount and unit == "Y":
        whole, part = amount.split(".")
        return Reading("DURATION", f"P{whole}Y" + ("6M" if part == "5" else ""), "none")
    return Reading("DURATION", duration(unit, amount), "none")


def _read_half_duration(found: Match, frame: Frame) -> Reading | None:
    if found["half"]:
        return Reading(
            "DURATION",
            {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y"}.get(
                found["unit"].lower(), duration(unit_letter(found["unit"]), "0.5")
            ),
            "none",
        )
    value = {"hour": "PT1H30M", "year": "P1Y6M", "minute": "PT1M30S", "month": "P45D", "decade": "P15Y", "day": "PT36H"}
    return Reading("DURATION", value[found["unit_"].lower()], "none")


_PER = re.compile(r"(?:[\d%\w]\s+|\b(?:times|once|twice)\s+)$")


def _read_one_duration(found: Match, frame: Frame) -> Reading | None:
    unit = unit_letter(found["unit"] or found["long"])
    word = (found["one"] or "").lower()
    if unit in ("TS", "Q"):
        return None
    if (
        word == "one"
        and unit == "D"
        and not re.match(r"\s+(?:of|after|before|in)\b", frame.text[found.end() : found.end() + 8])
    ):
        return Reading("DURATION", "P1D", "none")
    return Reading("DURATION", duration(unit, "1"), "none")


def _read_few_duration(found: Match, frame: Frame) -> Reading | None:
    unit = unit_letter(found["unit"])
    return Reading("DURATION", duration(unit, "2" if "couple" in found["few"].lower() else "X"), "none")


_ENDED = re.compile(r"\s+(?:ended|ending|ends)\b")


def _read_the_unit(found: Match, frame: Frame) -> Reading | None:
    unit = unit_letter(found["unit"])
    base = frame.base
    if base is None:
        return None
    if unit == "Q":
        if frame.quarter is None:
            return None
        return Reading("DATE", f"{frame.quarter[0]}-Q{frame.quarter[1]}", frame.base_anchor)
    if unit == "Y" and _ENDED.match(frame.text, found.end()):
        return Reading("DURATION", "P1Y", "none")
    if found["mod"] and unit in ("Y", "M", "W"):
        value = shifted(base, unit, 0)
        return Reading("DATE", value, frame.base_anchor) if value else None
    if unit == "Y" and not re.match(r"\s+(?:of|since|that|when|in)\b", frame.text[found.end() : found.end() + 8]):
        return Reading("DATE", str(base.year), frame.base_anchor)
    return None


def _read_season(found: Match, frame: Frame) -> Reading | None:
    groups = found.groupdict()
    word = (groups.get("season") or groups.get("season_") or "").lower()
    season = time_words()["season"][word]
    if groups.get("year"):
        year = year_number(groups["year"])
        return Reading("DATE", f"{year}-{season}") if year else None
    base = frame.base
    if base is None:
        return None
    relative = (groups.get("rel") or groups.get("rel_") or "").lower().split()[-1]
    if relative == "the" and word in ("fall", "spring"):
        left = frame.text[max(0, found.start() - 8) : found.start()].lower()
        if not re.search(r"\b(?:in|during|since|by|until)\s+$", left) or re.match(
            r"\s+of\b", frame.text[found.end() : found.end() + 4]
        ):
            return None
    start = date(base.year, {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[season], 1)
    year = base.year
    if groups.get("rel_"):
        year += {"last": -1, "next": 1}.get(relative, 0)
    elif relative in ("last", "past", "previous"):
        year -= (base - start).days < 92
    elif relative in ("next", "coming", "following"):
        year += start <= base
    return Reading("DATE", f"{year}-{season}", frame.base_anchor)


def _read_year_range(found: Match, frame: Frame) -> Reading | None:
    first = int(found["year"] or found["year_"])
    second = int(found["year2"]) if found["year2"] else first // 100 * 100 + int(found["short"])
    if second <= first or second - first > 150 or (found["short"] and second - first > 40):
        return None
    return Reading("DATE", f"{first}/{second}", "explicit", date(first, 1, 1), date(second, 12, 31))


def _read_decade(found: Match, frame: Frame) -> Reading | None:
    if found["decade"]:
        return Reading("DATE", found["decade"][:3])
    if found["short"]:
        return Reading("DATE", "19" + found["short"])
    digit = ["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"].index(found["word"].lower().removesuffix("ties")) + 2
    if not re.search(r"\b(?:the|nineteen)\b", found[0], re.IGNORECASE):
        return None
    return Reading("DATE", f"19{digit}")


def _read_reference(found: Match, frame: Frame) -> Reading | None:
    word = " ".join(found["word"].lower().split())
    if word == "the past" and re.match(r"\s+\w+", frame.text[found.end() : found.end() + 8]):
        return None
    if word == "soon" and re.match(r"\s+(?:as|after)\b", frame.text[found.end() : found.end() + 7]):
        return None
    return Reading("DATE", time_words()["reference"][word], "none")


def _read_year_words(found: Match, frame: Frame) -> Reading | None:
    year = year_number(found["yearword"])
    if year is None or not 1900 <= year <= 2030:
        return None
    if found["yearword"].lower().startswith("two") and not re.match(r"the\s+year", found[0], re.IGNORECASE):
        return None
    return Reading("DATE", str(year))


def _read_post_year(found: Match, frame: Frame) -> Reading | None:
    return Reading("DATE", found["year"] or found["year_"])


PERIOD_READERS: dict[str, Reader] = {
    "ago": _read_ago,
    "year_ago_period": _read_year_ago_period,
    "quarter": _read_quarter,
    "span": _read_span,
    "recent": _read_recent,
    "weekend": _read_weekend,
    "relative_unit": _read_relative_unit,
    "week_of": _read_week_of,
    "set": _read_set,
    "duration": _read_duration,
    "half_duration": _read_half_duration,
    "one_duration": _read_one_duration,
    "few_duration": _read_few_duration,
    "bare_plural": lambda found, frame: Reading("DURATION", duration(unit_letter(found["unit"]), "X"), "none"),
    "the_unit": _read_the_unit,
    "season_year": _read_season,
    "season_relative": _read_season,
    "year_range": _read_year_range,
    "decade": _read_decade,
    "year": read_year,
    "post_year": _read_post_year,
    "year_words": _read_year_words,
    "reference": _read_reference,
    "century": lambda found, frame: Reading("DATE", f"{int(found['nth']) - 1}"),
}
