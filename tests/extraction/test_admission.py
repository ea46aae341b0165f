"""Every row of the table of admission runs its own example and counterexample."""

from __future__ import annotations

import pytest

from streams.lexicons.actions import actions
from streams.lexicons.admission import AdmissionRow, admission_rows
from tests.extraction.reading_of import read

ROWS = admission_rows()


def verdicts(text: str) -> set[str]:
    """What becomes of what the text tells: ``none``, or for each mention ``crime`` or ``conflict``."""
    found = [m for m in read(text).mentions if m.modality.value == "actual"]
    return {"crime" if "crime" in mention.features else "conflict" for mention in found} or {"none"}


def tenses(text: str) -> set[str]:
    return {mention.tense for mention in read(text).mentions}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_rows_example_falls_under_it(row: AdmissionRow) -> None:
    if row.verdict == "history":
        assert tenses(row.example) == {"background"}
    else:
        assert verdicts(row.example) == {row.verdict}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_rows_counterexample_is_conflict(row: AdmissionRow) -> None:
    assert "conflict" in verdicts(row.counterexample)
    assert row.verdict != "history" or "current" in tenses(row.counterexample)


def test_rows_name_known_actions_and_their_own_rules() -> None:
    assert {action for row in ROWS for action in row.actions} <= set(actions())
    assert len({row.rule for row in ROWS}) == len(ROWS)


def test_a_killing_by_nobody_named_is_crime_where_there_is_no_war() -> None:
    assert verdicts("One man was killed in a shooting on Friday in Calgary, Canada.") == {"crime"}
    assert verdicts("One man was killed in a shooting on Friday in Gao, Mali.") == {"conflict"}
    assert verdicts("Extremists killed one man in a shooting on Friday in Calgary, Canada.") == {"conflict"}


def test_an_opinion_piece_tells_no_news() -> None:
    assert tenses("Opinion: Soldiers shot marchers in Gao, and nobody was tried. It must end.") == {"background"}
    assert "current" in tenses("Opinion: Soldiers shot marchers in Gao on Monday, and nobody will be tried.")


def test_what_had_been_before_is_no_news_but_where_it_is_only_said() -> None:
    assert tenses("A nurse was named carer of the year on Tuesday. Gunmen had burned her village near Gao.") == {"background"}
    assert "current" in tenses("The mayor spoke on Tuesday. He said that gunmen had burned a village near Gao.")


def test_soldiers_who_only_suffer_make_no_accident_an_attack() -> None:
    assert verdicts("An army truck overturned near Gao on Saturday, killing four soldiers.") == {"none"}
    assert verdicts("An army truck overturned near Gao on Saturday as rebels attacked it, killing four soldiers.") == {
        "conflict"
    }
