"""The page's date stamp: told from a chronicle's date, and no event's day."""

from __future__ import annotations

from datetime import date

import pytest

from streams.intake.stamp import find_stamp

PUBLISHED = date(2019, 5, 9)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Published May 21 2019 Two men died in a raid.", "May 21 2019"),
        ("Updated: 21/05/2019 10:30 GMT\nTwo men died.", "21/05/2019"),
        ("Tuesday 21 May 2019 Raid kills two men in Orra. Two men died.", "21 May 2019"),
        ("May 9 2019 by Ada Brook Two men died in a raid.", "May 9 2019"),
        ("9 May 2019 Two men died in a raid.", "9 May 2019"),
        ("09-05-2019 Two men died in a raid.", "09-05-2019"),
        ("2019-05-10\nTwo men died in a raid.", "2019-05-10"),
    ],
)
def test_the_pages_date_is_its_stamp(body: str, day: str) -> None:
    found = find_stamp(body, PUBLISHED)
    assert found is not None
    assert found.day == day
    assert body[found.start_char : found.end_char].startswith(body.split(day)[0])


@pytest.mark.parametrize(
    "body",
    [
        "9 May 2019: two men died in a raid.",
        "On 9 May 2019 two men died in a raid.",
        "3 May 2019 Two men died in a raid.",
        "9 May 2019, two men died in a raid.",
        "21 May 2019 was a day of mourning.",
        "Two men died on 9 May 2019.",
    ],
)
def test_a_date_that_tells_of_the_event_is_no_stamp(body: str) -> None:
    assert find_stamp(body, PUBLISHED) is None
