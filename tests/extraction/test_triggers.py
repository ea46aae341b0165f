from __future__ import annotations

from functools import cache

import pytest

from streams.extraction.article_reader import read_article_text
from streams.lexicons.actions import actions
from streams.lexicons.features import FeatureRow, features_in
from streams.lexicons.load import read_table
from streams.lexicons.triggers import TriggerRow, TriggerTable, forms_of
from tests.extraction.reading_of import clean, read

ROWS = read_table("triggers", TriggerRow)


@cache
def rules_in(sentence: str) -> frozenset[str]:
    return frozenset(t.rule.id for t in read_article_text(clean(sentence)).triggers if t.is_supported)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_rows_example_evokes_its_event(row: TriggerRow) -> None:
    actions_found = {r.action for r in ROWS if r.id in rules_in(row.example)}
    assert row.action in actions_found


@pytest.mark.parametrize("row", [row for row in ROWS if row.counterexample], ids=lambda row: row.id)
def test_a_rows_counterexample_does_not(row: TriggerRow) -> None:
    assert row.id not in rules_in(row.counterexample)


def test_trigger_rows_have_their_own_ids_and_known_actions() -> None:
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert {row.action for row in ROWS} <= set(actions())


@pytest.mark.parametrize("row", read_table("features", FeatureRow), ids=lambda row: row.feature)
def test_a_features_example_has_the_feature(row: FeatureRow) -> None:
    assert row.feature in features_in(row.example.lower())


def test_a_pattern_with_a_gap_takes_the_nearest_word() -> None:
    row = TriggerRow(id="x", action="attack", pos="v", pattern="strike … blow", rank=1, example="-")
    match = next(TriggerTable([row]).find(["they", "struck", "a", "heavy", "blow"]))
    assert (match.first, match.last) == (1, 4)


def test_a_word_of_a_pattern_may_have_alternatives_and_the_match_says_which() -> None:
    row = TriggerRow(id="x", action="base_established", pos="v", pattern="pitch/erect … camp/base", rank=1, example="")
    found = list(TriggerTable([row]).find(["they", "erected", "a", "new", "base", "beside", "their", "pitched", "camp"]))
    assert [match.lemma for match in found] == ["erect … base", "pitch … camp"]


@pytest.mark.parametrize("who", ["Soldiers", "MINUSMA", "Al Shabaab"])
def test_sense_tests_read_an_armed_organisation_as_the_people_it_is(who: str) -> None:
    assert "leave_place" in rules_in(f"{who} left the town on Sunday.")
    assert "leave_place" not in rules_in("Tourists left the town on Sunday.")


@pytest.mark.parametrize(
    ("sentence", "action"),
    [
        ("Troops in Nigeria captured three suspected suppliers on Sunday.", "arrest"),
        ("Fishermen of two villages in Senegal attacked each other with clubs on Sunday.", "mob"),
        ("A bus came under a gun attack in Somalia on Monday, and three vehicles were damaged.", "attack"),
        ("Rowdy youths in Kenya stormed a meeting on Sunday and broke up the meeting.", "mob"),
    ],
)
def test_sides_and_objects_refine_what_is_done(sentence: str, action: str) -> None:
    assert [mention.action for mention in read(sentence).mentions] == [action]


def test_inflection_follows_the_spelling_rules() -> None:
    assert {"rob", "robs", "robbed", "robbing"} == forms_of("rob")
    assert "carried" in forms_of("carry")


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("THE RADIO STATION WAS DESTROYED BY A POWERFUL BOMB ON TUESDAY.", "RADIO STATION"),
        ("Air force helicopters strafed the camp near the river on Tuesday.", "camp"),
        ("The movement said that it was detonating a bomb at electric company offices.", "electric company offices"),
        ("The candidate escaped a dynamite attack on his car on Tuesday.", "car"),
    ],
)  # fmt: skip
def test_what_is_harmed_is_found_whatever_the_trigger_takes_in(sentence: str, target: str) -> None:
    assert target in {filler.raw for mention in read(sentence).mentions for filler in mention.targets}
