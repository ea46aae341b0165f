from __future__ import annotations

import pytest

from streams.extraction import extract_mentions
from streams.extraction.weapon_objects import WeaponVerbRow
from streams.lexicons.load import read_table
from streams.lexicons.triggers import RubricRow
from tests.extraction.reading_of import clean


def action_of(text: str) -> str:
    return extract_mentions(clean(text)).mentions[0].action


@pytest.mark.parametrize("row", read_table("weapon_verbs", WeaponVerbRow), ids=lambda row: row.verb)
def test_a_weapon_that_is_found_seized_or_defused_does_not_go_off(row: WeaponVerbRow) -> None:
    assert action_of(row.example) in {"cache_found", "weapons_seized", "defuse", "intercept"}


@pytest.mark.parametrize("row", read_table("rubrics", RubricRow), ids=lambda row: row.action)
def test_a_rubric_says_what_its_report_tells_of(row: RubricRow) -> None:
    assert action_of(row.example) == row.action


@pytest.mark.parametrize(
    "text",
    [
        "Militants detonated a bomb near the market on Monday.",
        "A bomb destroyed a police station in the town on Monday.",
        "Rebels set off explosives destroying a school in the village.",
    ],
)
def test_a_weapon_that_is_used_does_go_off(text: str) -> None:
    assert action_of(text) in {"ied", "bomb"}


def test_armed_groups_that_take_weapons_loot_them() -> None:
    assert action_of("Rebels seized rifles at a post in the village on Monday.") == "loot"
