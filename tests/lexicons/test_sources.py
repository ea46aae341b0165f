from __future__ import annotations

import pytest

from streams.lexicons.actors import ActorRow
from streams.lexicons.cues import Cue, cues
from streams.lexicons.load import read_table
from streams.lexicons.sources import ClaimantRow, claimant_rows, resolve_claimant, resolve_outlet, source_rows


@pytest.mark.parametrize("row", claimant_rows(), ids=lambda row: row.id)
def test_each_claimant_row_fits_its_example_and_not_its_counterexample(row: ClaimantRow) -> None:
    found = resolve_claimant(row.example)
    assert found is not None and (found.claimant_id.split(":")[0] == row.id or found.is_named), row.example
    if row.counterexample:
        other = resolve_claimant(row.counterexample)
        assert other is None or other.claimant_id.split(":")[0] != row.id, row.counterexample


def test_source_ids_and_domains_are_unique() -> None:
    ids = [row.source_id for row in source_rows()]
    assert len(set(ids)) == len(ids)


def test_every_side_is_a_state_or_a_row_of_the_actors() -> None:
    known = {row.actor_id for row in read_table("actors", ActorRow)}
    sides = {row.aligned_actor_id for row in source_rows()} - {None}
    assert {side for side in sides if side and not side.startswith("state:")} <= known


@pytest.mark.parametrize(
    ("name", "domain", "expected"),
    [
        (None, "www.almanar.com.lb", "Al-Manar"),
        (None, "africa.reuters.com", "Reuters"),
        ("the A.F.P. news agency", None, "AFP"),
        ("Daily Sabah", None, "Daily Sabah"),
        ("Vanguard (Lagos)", None, "Vanguard"),
        ("A shop", "shop.example", None),
    ],
)
def test_outlets_are_known_by_name_or_domain(name: str | None, domain: str | None, expected: str | None) -> None:
    row = resolve_outlet(name, domain)
    assert (row.name if row else None) == expected


@pytest.mark.parametrize(
    ("phrase", "name", "side"),
    [
        ("Ukraine", "Government of Ukraine", "state:UA"),
        ("a Kenyan police spokesman", "Police of Kenya", "state:KE"),
        ("Nigeria's defence minister", "Ministry of Defence of Nigeria", "state:NG"),
        ("Israel’s military", "Military of Israel", "state:IL"),
        ("the WHO", "World Health Organization", None),
        ("a shepherd boy", None, None),
    ],
)
def test_claimants_take_the_side_of_the_country_they_name(phrase: str, name: str | None, side: str | None) -> None:
    found = resolve_claimant(phrase)
    assert (found.name if found else None, found.aligned_actor_id if found else None) == (name, side)


def test_a_ministry_without_a_country_takes_the_articles() -> None:
    found = resolve_claimant("the defence ministry", home="SD")
    assert found is not None and found.aligned_actor_id == "state:SD"


def test_cues_are_unique_and_their_forms_regular_or_given() -> None:
    assert len({(cue.lemma, cue.pos) for cue in cues()}) == len(cues())
    assert Cue(lemma="reply", pos="verb", kind="speech", stance="asserts", frames="that", forms="replied").surface_forms() == (
        "reply",
        "replied",
        "replies",
        "replying",
    )
