"""Blame: who is held responsible for a deed, in the sentence that tells it or a later one."""

from __future__ import annotations

import pytest

from tests.extraction.reading_of import read

DEED = "A bomb exploded at a market in Nairobi on Monday, killing two traders. "


def agents(text: str, reading: str = "") -> list[str]:
    found = [p for mention in read(text).mentions for p in mention.participants if p.role == "agent"]
    return [p.quote for p in found if not reading or p.reading == reading]


@pytest.mark.parametrize(
    ("words", "blamed"),
    [
        ("Officials attributed the attack to cattle raiders.", ["cattle raiders"]),
        ("The minister accused the rebels of planning the attack.", ["rebels"]),
        ("The minister accused the army and the police of the murder.", ["army", "police"]),
        ("Bandits, gunmen and soldiers were involved in the attack.", ["Bandits", "gunmen", "soldiers"]),
        ("The attack was apparently carried out by two cousins.", ["two cousins"]),
        ("Al Shabaab has claimed responsibility for the blast.", ["Al Shabaab"]),
        ("We hold the militia responsible for the attack.", ["militia"]),
    ],
)
def test_those_held_responsible_are_agents_of_the_deed(words: str, blamed: list[str]) -> None:
    assert sorted(set(agents(DEED + words)) & set(blamed)) == sorted(blamed)


@pytest.mark.parametrize(
    "words",
    [
        "The rebels denied that they were responsible for the attack.",
        "It is not known whether the attack was carried out by rebels.",
        "The minister accused the rebels of leaving the talks after the attack.",
        "The governor praised the rebels after the attack.",
    ],
)
def test_who_is_not_blamed_is_no_agent(words: str) -> None:
    assert agents(DEED + words, "inferred") == []


def test_blame_before_any_deed_belongs_to_none() -> None:
    assert agents("The minister accused the rebels of many crimes. " + DEED, "inferred") == []
