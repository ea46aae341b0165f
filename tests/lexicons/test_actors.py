from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from streams.extraction.actor_names import find_actor_names
from streams.lexicons.actor_keys import name_keys
from streams.lexicons.actors import (
    ActorRow,
    DescriptorRow,
    PeopleRow,
    StateRow,
    actor_table,
    alias_words,
    is_acronym,
)
from streams.lexicons.load import read_table

ROWS = read_table("actors", ActorRow)


def _mentions(row: ActorRow) -> set[str]:
    words = row.example
    return {actor_id for name in find_actor_names(words, "body", ()) for actor_id in name.actor_ids}


def test_ids_are_unique_in_every_table() -> None:
    for ids in (
        [row.actor_id for row in ROWS],
        [row.country for row in read_table("state_forces", StateRow)],
        [row.people_id for row in read_table("peoples", PeopleRow)],
        [row.descriptor for row in read_table("descriptors", DescriptorRow)],
    ):
        assert [item for item, count in Counter(ids).items() if count > 1] == []


def test_every_example_finds_its_row() -> None:
    failing = {row.actor_id: row.example for row in ROWS if row.actor_id not in _mentions(row)}
    assert failing == {}


def test_every_descriptors_example_finds_it() -> None:
    for row in read_table("descriptors", DescriptorRow):
        if row.example:
            assert row.descriptor in {name.descriptor for name in find_actor_names(row.example, "body", ())}, row


def test_no_alias_is_shadowed() -> None:
    table = actor_table()
    for row in ROWS:
        for alias in alias_words(row):
            node = table.root
            for key in name_keys(alias):
                node = node.children[key]
            assert node.entry is not None
            assert row.actor_id in node.entry.actors, alias


def test_parents_and_splinters_exist() -> None:
    table = actor_table()
    for row in ROWS:
        assert all(other in table.rows for other in (row.parent, row.splinter_of) if other), row.actor_id


def test_defaults_name_rows_and_hold_in_their_years() -> None:
    table = actor_table()
    armies = {f"military-{state.lower()}" for state in table.states}
    assert all(row.actor_id in {*table.rows, *armies} for row in table.defaults.values())
    assert table.default_of("the rebels", "SY", date(2016, 1, 1)) == "opposition-rebels-sy"
    assert table.default_of("the rebels", "SY", date(2025, 6, 1)) is None
    assert table.default_of("the rebels", "FR", date(2016, 1, 1)) is None


def test_periods_of_a_state_follow_one_another() -> None:
    for row in read_table("state_forces", StateRow):
        starts = [int(period.split("-")[0]) for period in row.periods]
        assert starts == sorted(starts), row


@pytest.mark.parametrize(
    ("country", "on", "name"),
    [
        ("SY", date(2016, 5, 1), "Military Forces of Syria (2000-2024)"),
        ("SY", date(2025, 5, 1), "Military Forces of Syria (2024-)"),
        ("KE", date(2015, 1, 1), "Military Forces of Kenya (2013-2022)"),
        ("KE", None, "Military Forces of Kenya"),
        ("NO", date(2015, 1, 1), "Military Forces of Norway"),
    ],
)
def test_forces_carry_the_years_of_their_government(country: str, on: date | None, name: str) -> None:
    assert actor_table().states[country].force_name("Military Forces", on) == name


def test_transliterations_share_a_key() -> None:
    assert name_keys("Jabhat an-Nusra") == name_keys("Jabhat al-Nusra")
    assert name_keys("Al-Shabaab") == name_keys("al Shabab")
    assert name_keys("Four") != name_keys("Fur")


def test_acronyms_are_told_from_names() -> None:
    assert [is_acronym(alias) for alias in ("AQIM", "YPG", "FAMa", "Hamas", "M23 rebels")] == [True, True, True, False, False]
