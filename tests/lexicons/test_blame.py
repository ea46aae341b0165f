"""Each row of words that blame holds whom its example says responsible."""

from __future__ import annotations

import re

import pytest

from streams.lexicons.blame import BlameRow
from streams.lexicons.load import read_table
from tests.extraction.reading_of import read

DEED = "A bomb exploded at a market in Nairobi on Monday, killing two traders. "
ROWS = read_table("blame", BlameRow)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
@pytest.mark.parametrize("is_upper", [False, True], ids=["mixed", "capitals"])
def test_a_row_blames_whom_its_example_says(row: BlameRow, is_upper: bool) -> None:
    text = DEED + row.example
    found = read(text.upper() if is_upper else text)
    agents = [p.quote for mention in found.mentions for p in mention.participants if p.role == "agent"]
    assert row.blamed.lower() in {re.sub(r"^THE ", "", agent.upper()).lower() for agent in agents}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_row_has_no_group_of_its_own(row: BlameRow) -> None:
    assert re.compile(row.pattern).groups == 0, "the rows of a side are one pattern, whose groups are the rows"
