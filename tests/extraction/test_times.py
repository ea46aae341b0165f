"""Times: spans, TIMEX3 values, intervals and anchors. Published on Monday 12 December 2016 unless a case says otherwise."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest

from schemas.annotations import TimeExpression
from streams.extraction.time_grammar import RuleRow
from streams.extraction.times import find_times
from streams.lexicons.load import read_table
from tests.extraction.reading_of import read

PUBLISHED = date(2016, 12, 12)


def times(text: str, published: date | None = PUBLISHED, dateline: date | None = None) -> tuple[TimeExpression, ...]:
    return find_times(text, "body", published, dateline)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Rebels attacked on Saturday.", "2016-12-10"),
        ("Rebels attacked on Monday.", "2016-12-12"),
        ("Talks will resume on Friday.", "2016-12-16"),
        ("The clash broke out overnight Saturday.", "2016-12-10TNI"),
        ("It began on Friday morning.", "2016-12-09TMO"),
        ("The town was seized in March this year.", "2016-03"),
        ("It fell last month.", "2016-11"),
        ("It fell last year.", "2015"),
        ("He fled three days ago.", "2016-12-09"),
        ("They met in September.", "2016-09"),
        ("They met on Dec. 10.", "2016-12-10"),
        ("They met on the 10th of December.", "2016-12-10"),
        ("They met on Oct 17, 2014.", "2014-10-17"),
        ("08 May. Gunmen raided a farm.", "2016-05-08"),
        ("They met on 2016-12-10.", "2016-12-10"),
        ("01/05/2012: Gunmen raided a farm.", "2012-01-05"),
        ("Gunmen raided a farm on 25/05/2012.", "2012-05-25"),
        ("It broke out yesterday.", "2016-12-11"),
        ("It broke out last week.", "2016-W49"),
        ("It broke out over the weekend.", "2016-W49-WE"),
        ("They held it in the summer of 2014.", "2014-SU"),
        ("They grew in the 1990s.", "199"),
        ("It shrank in the third quarter of 2015.", "2015-Q3"),
        ("It lasted for three days.", "P3D"),
        ("It lasted for twenty-four hours.", "PT24H"),
        ("They meet every Monday.", "XXXX-WXX-1"),
        ("It was recently seized.", "PAST_REF"),
        ("It is now quiet.", "PRESENT_REF"),
        ("Talks will soon begin.", "FUTURE_REF"),
        ("It has been at war since 2012.", "2012"),
        ("He was shot 15 years ago today.", "2001"),
        ("They met on 2016/12/10.", "2016-12-10"),
    ],
)
def test_an_expression_has_its_value(text: str, value: str) -> None:
    assert [one.value for one in times(text)] == [value]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between 3 and 5 May", date(2016, 5, 3), date(2016, 5, 5)),
        ("May 3-5, 2014", date(2014, 5, 3), date(2014, 5, 5)),
        ("from 28 April to 2 May 2014", date(2014, 4, 28), date(2014, 5, 2)),
        ("between July 1 and July 31, 2014", date(2014, 7, 1), date(2014, 7, 31)),
        ("overnight Saturday", date(2016, 12, 10), date(2016, 12, 11)),
        ("overnight between 24 and 25 March 2015", date(2015, 3, 24), date(2015, 3, 25)),
        ("in 2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("in February 2016", date(2016, 2, 1), date(2016, 2, 29)),
        ("in the winter of 2014", date(2014, 12, 1), date(2015, 2, 28)),
    ],
)
def test_an_interval_is_inclusive(text: str, start: date, end: date) -> None:
    assert [(one.start, one.end) for one in times(text)] == [(start, end)]


def test_the_previous_day_counts_from_the_last_day_of_the_text() -> None:
    found = times("Troops took the hill on 3 May 2014. A day earlier, shells hit it. The next day it was calm.")
    assert [(one.value, one.anchor) for one in found] == [
        ("2014-05-03", "explicit"),
        ("2014-05-02", "narrative"),
        ("2014-05-03", "narrative"),
    ]


def test_a_dateline_is_nearer_than_publication() -> None:
    found = times("Shells hit the town on Sunday.", dateline=date(2016, 12, 5))
    assert [(one.value, one.anchor) for one in found] == [("2016-12-04", "dateline")]


def test_without_a_day_to_count_from_a_weekday_has_no_date() -> None:
    found = times("Shells hit the town on Sunday.", published=None)
    assert [(one.value, one.start, one.anchor) for one in found] == [("XXXX-WXX-7", None, "none")]


def test_a_weekday_is_the_date_in_brackets_beside_it() -> None:
    assert times("On Monday [5 December], a mine blew up.")[0].start == date(2016, 12, 5)


def test_one_european_date_makes_the_others_european() -> None:
    found = times("Raids on 25/04/2014 and on 01/05/2014 were reported.")
    assert [one.value for one in found] == ["2014-04-25", "2014-05-01"]


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the town.",
        "About 2000 people fled.",
        "Officers went to the 1900 block of Vinegar Hill.",
        "A clerk was shot at 1910 South Tamarind Avenue.",
        "It cost $1,990.",
        "A six-year-old boy was hurt.",
        "The second of them fell.",
        "He left as soon as it rained.",
    ],
)
def test_other_words_are_no_times(text: str) -> None:
    assert times(text) == ()


def test_spans_are_in_order_and_quote_the_text() -> None:
    text = "On Friday, 9 December, and again on Sunday night, shells hit the town that fell in March 2015."
    found = times(text)
    assert [text[one.start_char : one.end_char] for one in found] == [one.quote for one in found]
    assert all(first.end_char <= second.start_char for first, second in pairwise(found))


@pytest.mark.parametrize("row", read_table("time_rules", RuleRow), ids=lambda row: row.rule_id)
def test_every_rule_reads_its_example(row: RuleRow) -> None:
    lead = "The third quarter of 2016 was bad. " if row.rule_id == "the_unit" else "On 3 May 2016 it rained. They met "
    found = times(f"{lead}{row.example} as agreed.")
    assert row.rule_id in {one.rule_id for one in found}, [(one.quote, one.rule_id) for one in found]


def test_upper_case_text_is_read() -> None:
    assert [one.value for one in times("SHELLS HIT THE TOWN ON SATURDAY.")] == ["2016-12-10"]


def test_a_long_text_takes_little_time() -> None:
    text = "On Friday rebels shelled the town, killing two men, and a day later troops came from the north. " * 2000
    begin = time.process_time()
    times(text)
    assert len(text.split()) / (time.process_time() - begin) > 30_000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Raid of 09-05-2016 kills two.", "2016-05-09"),
        ("Raid of 05/09/2016 kills two.", "2016-05-09"),
        ("Raid of 30.04.2016 kills two.", "2016-04-30"),
        ("The treaty of 03/04/2005 was signed.", "2005-03-04"),
    ],
)
def test_the_order_of_day_and_month_is_the_one_near_the_story(text: str, value: str) -> None:
    assert [one.value for one in find_times(text, "body", date(2016, 5, 10), None)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "A raid hit the market today. 9 December 2016",
        "A raid hit the market today. Two died. #Syria 09/12/2016",
        "Update (9 December 2016): a raid hit the market this morning.\n",
        "Friday 9 December 2016\nA raid hit the market today.",
        "A raid hit the market today, the mayor said on December 9, 2016.",
        "A raid hit the market yesterday. 10.12.2016. Oksana Bilyk",
        "A raid hit the market this morning, December 9, 2016, residents say.",
        "A raid hit the market today, Friday.",
        "A raid hit the market at 8:10 am this morning, Fri December 9.",
    ],
)
def test_today_is_the_day_that_the_post_bears(text: str) -> None:
    event = next(iter(read(text, published=(2016, 12, 12)).mentions))
    assert event.time is not None
    context = read(text, published=(2016, 12, 12)).context
    assert context.times[event.time].start == date(2016, 12, 9)


def test_each_post_of_a_page_counts_from_its_own_day() -> None:
    text = "A raid hit Kafr Zan today. 9 December 2016\nA raid hit Tel Ruf today. 11 December 2016"
    found = [one.start for one in read(text, published=(2016, 12, 12)).context.times if one.quote == "today"]
    assert found == [date(2016, 12, 9), date(2016, 12, 11)]


def test_a_date_within_a_sentence_is_no_stamp() -> None:
    found = read("Gunmen seized the town on 3 December 2016. A raid hit it today.", published=(2016, 12, 12)).context.times
    assert found[-1].start == date(2016, 12, 12)


def test_a_year_of_birth_dates_no_event() -> None:
    read_ = read("Shells hit Kafr Zan on 9 December 2016: a woman born in 1955 was killed.", published=(2016, 12, 12))
    (event,) = read_.mentions
    assert event.time is not None
    assert read_.context.times[event.time].start == date(2016, 12, 9)
