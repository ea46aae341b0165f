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
