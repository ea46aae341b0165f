"""Quantities: bounds, ranges, vague numbers, and numbers that are none."""

from __future__ import annotations

import pytest

from streams.extraction.quantities import find_quantities
from streams.lexicons.figures import vague_numbers

Bounds = tuple[int | None, int | None, int | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up to 300 fighters", (None, None, 300)),
        ("as many as 12 villagers", (None, None, 12)),
        ("at least a dozen men", (12, None, None)),
        ("more than 1,700 people", (1700, None, None)),
        ("about 40 houses", (None, 40, None)),
        ("between 5 and 7 guards", (5, None, 7)),
        ("5-7 guards", (5, None, 7)),
        ("two or three men", (2, None, 3)),
        ("twenty-three men", (None, 23, None)),
        ("a hundred and five men", (None, 105, None)),
        ("1.5 million people", (None, 1_500_000, None)),
        ("dozens of people", (24, None, None)),
        ("half a dozen men", (None, 6, None)),
        ("no casualties", (None, 0, None)),
        ("another nine were hurt", (None, 9, None)),
    ],
)
def test_a_quantity_has_its_bounds(text: str, expected: Bounds) -> None:
    found = find_quantities(text, "body", ())
    assert [(one.low, one.best, one.high) for one in found] == [expected]


@pytest.mark.parametrize(
    "text", ["an AK-47 rifle", "$5 a day", "10% of voters", "the M23 group", "a 5 yr old child", "no word of it"]
)
def test_other_numbers_are_no_quantities(text: str) -> None:
    assert find_quantities(text, "body", ()) == ()


def test_what_a_date_has_taken_is_no_quantity() -> None:
    text = "On 12 May, 12 men fled."
    assert [one.start_char for one in find_quantities(text, "body", [(3, 9)])] == [11]


def test_every_vague_number_is_found_in_its_example() -> None:
    for words, row in vague_numbers().items():
        found = find_quantities(row.example, "body", ())
        assert found, row.example
        assert found[0].quote.lower() == words
        assert (found[0].low, found[0].best) == (row.low, row.best)
