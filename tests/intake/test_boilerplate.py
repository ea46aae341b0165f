from __future__ import annotations

from itertools import pairwise

import pytest

from streams.intake.boilerplate import BoilerplateRow, find_boilerplate, rules, story_of

STORY = "Two soldiers died in an ambush near the village.\n\nThe army blamed a local militia.\n\n"


@pytest.mark.parametrize("row", rules(), ids=lambda row: row.id)
def test_each_row_finds_its_example_and_leaves_its_counterexample(row: BoilerplateRow) -> None:
    begins_the_text = row.pattern.startswith(r"\A")
    body = row.example if begins_the_text else f"{STORY}{row.example}"
    at = 0 if begins_the_text else len(STORY)
    found = find_boilerplate(body)
    assert any(span.start_char <= at + 25 and span.end_char > at for span in found), row.example
    if row.counterexample:
        found = find_boilerplate(f"{STORY}{row.counterexample}\n\nMore of the story.")
        assert row.id not in {span.rule_id for span in found}, row.counterexample


def test_row_ids_are_unique() -> None:
    assert len({row.id for row in rules()}) == len(rules())


def test_nothing_after_a_disclaimer_counts_as_story() -> None:
    body = f"{STORY}Comment on our Facebook page\n\nBecome a Member\n\nDisclaimer: not us.\n\nSoldiers killed all."
    assert story_of(body, find_boilerplate(body)).strip() == STORY.strip()


def test_a_disclaimer_at_the_head_takes_only_its_own_line() -> None:
    body = f"Disclaimer: read with care.\n\n{STORY * 3}"
    (span,) = find_boilerplate(body)
    assert body[span.start_char : span.end_char] == "Disclaimer: read with care."


def test_a_repeated_title_is_set_aside_but_not_where_it_is_the_whole_body() -> None:
    title = "Two soldiers died in an ambush"
    assert [span.rule_id for span in find_boilerplate(f"{title}.\n\n{STORY}", title)] == ["title_repeated"]
    assert find_boilerplate(title, title) == ()


def test_spans_do_not_overlap_and_stand_in_order() -> None:
    body = (
        f"{STORY}(Reporting by Jane Roe; Editing by John Doe) Follow us on Twitter. Copyright 2020 Daily. All rights reserved."
    )
    spans = find_boilerplate(body)
    assert spans
    assert all(one.end_char <= two.start_char for one, two in pairwise(spans))
