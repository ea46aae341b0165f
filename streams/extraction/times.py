"""When, as the text says it? Every expression of time, with its TIMEX3 type and value and the days it covers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from schemas.annotations import TimeExpression, TimeGrain
from schemas.evidence import TextPart
from streams.extraction.narrative import Frame
from streams.extraction.period_readers import PERIOD_READERS
from streams.extraction.stamps import Stamp, stamp_at
from streams.extraction.time_grammar import Grammar, grammar
from streams.extraction.time_parts import Reading
from streams.extraction.time_readers import DAY_READERS
from streams.extraction.time_values import interval_of

_READERS = DAY_READERS | PERIOD_READERS
_LEFT_REACH = 60
"""How many characters before its anchor an expression may begin ("overnight between the 3rd and 5th of May")."""
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_COMPOUND = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_EUROPEAN = re.compile(r"\b(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/(?:19|20)?\d\d\b")


def find_times(
    text: str, part: TextPart, published_on: date | None, dateline_on: date | None, stamps: Sequence[Stamp] = ()
) -> tuple[TimeExpression, ...]:
    """Which expressions of time does the text hold, in order, none over another?

    Relative ones are counted from the dateline's day, else from the stamp that the post around them bears, else from the
    publication's; "the previous day" and "a day earlier" from the narrative day, the last that the text itself gave.
    Weekdays and dates without a year are the latest up to that day, unless the sentence looks ahead. What can not be
    resolved has no days.

    >>> found = find_times("Fighting broke out overnight Saturday.", "body", date(2016, 12, 12), None)
    >>> found[0].value, found[0].start, found[0].end
    ('2016-12-10TNI', datetime.date(2016, 12, 10), datetime.date(2016, 12, 11))
    """
    rules = grammar()
    frame = Frame(text, published_on, dateline_on, is_european=_EUROPEAN.search(text) is not None)
    found: list[TimeExpression] = []
    cursor = 0
    for anchor in rules.anchor.finditer(_lower(text)):
        if anchor.start() < cursor:
            continue
        frame.dateline = dateline_on or stamp_at(stamps, anchor.start())
        best = _best(rules, anchor, frame, cursor)
        if best is None:
            continue
        start, end, rule_id, reading = best
        cursor = end
        interval = interval_of(reading.value)
        days = (reading.start, reading.end) if reading.start else interval[:2] if interval else (None, None)
        grain: TimeGrain = interval[2] if interval else "vague"
        if interval is None and reading.start and reading.end:
            grain = "day" if reading.value.count("-") >= 4 else "month" if "-" in reading.value else "year"
        if interval is None and "T" in reading.value and reading.type == "TIME":
            grain = "hour"
        found.append(
            TimeExpression(
                part=part,
                start_char=start,
                end_char=end,
                quote=text[start:end],
                type=reading.type,
                value=reading.value,
                start=days[0],
                end=days[1],
                grain=grain,
                anchor=reading.anchor,
                rule_id=rule_id,
            )
        )
        if days[0] is not None and grain in ("day", "hour"):
            frame.narrative, frame.narrative_grain = days[0], grain
    return _agreed(found, text)


def _lower(text: str) -> str:
    """The text in lower case, one code point for one."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


def _best(rules: Grammar, anchor: re.Match[str], frame: Frame, cursor: int) -> tuple[int, int, str, Reading] | None:
    """The longest reading that holds the anchor, from the leftmost word that may belong to it."""
    text = frame.text
    kind = "year" if anchor.lastgroup == "decade" else anchor.lastgroup or ""
    candidates = rules.rules.get(kind, ())
    at = anchor.start()
    floor = max(cursor, at - _LEFT_REACH)
    starts: list[int] = []
    behind = at
    for left in reversed([*_WORD.finditer(text, floor, at)]):
        word = left[0]
        gap = text[left.end() : behind]
        is_left = word.lower() in rules.left or word[0].isdigit() or _COMPOUND.fullmatch(word) is not None
        if not is_left or gap.strip(" ,.-/\n\t") or gap.count("\n") > 1:
            break
        starts.append(left.start())
        behind = left.start()
    starts.reverse()
    for start in (*starts, at):
        if start and text[start - 1].isalnum():
            continue
        best: tuple[int, int, str, Reading] | None = None
        for rule in candidates:
            found = rule.pattern.match(text, start)
            if found is None or found.end() <= at or (best is not None and found.end() <= best[1]):
                continue
            reading = _READERS[rule.rule_id](found, frame)
            if reading is not None:
                end = found.end()
                begin = _trimmed(text, start)
                best = (begin, end, rule.rule_id, reading)
        if best is not None:
            return best
    return None


_LEAD = re.compile(r"(?:(?:on|in|at|of)\s+)+", re.IGNORECASE)


def _trimmed(text: str, start: int) -> int:
    lead = _LEAD.match(text, start)
    return lead.end() if lead else start


_BESIDE = re.compile(
    r"[ \t]*[,(\[]?[ \t]*(?:on[ \t]+)?(?:(?:mon|tues?|wed|thu|thurs?|fri|sat|sun)\b\.?,?[ \t]*)?", re.IGNORECASE
)
_RELATIVE = ("deictic", "part_of_day", "overnight", "relative_unit", "clock")
_DATES = ("day_month", "month_day", "numeric", "numeric_short", "iso")


def _agreed(found: list[TimeExpression], text: str) -> tuple[TimeExpression, ...]:
    """A weekday, a today or a last night with its date beside it ("on Monday [12 December]", "this morning, 12 December",
    "today, Monday") is that date."""
    out = list(found)
    for index in range(len(out) - 1):
        first, second = out[index], out[index + 1]
        is_dated = first.rule_id in ("weekday", *_RELATIVE) and second.rule_id in _DATES
        if first.grain not in ("day", "hour"):
            continue
        if is_dated or (first.rule_id in _RELATIVE and second.rule_id == "weekday" and second.start == second.end):
            between = text[first.end_char : second.start_char]
            if _BESIDE.fullmatch(between) and second.start:
                value = second.value[:10] + first.value[10:]
                out[index] = first.model_copy(
                    update={"value": value, "start": second.start, "end": second.end, "anchor": second.anchor}
                )
    return tuple(out)
