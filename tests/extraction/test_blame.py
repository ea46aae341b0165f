"""Blame: who is held responsible for a deed, in the sentence that tells it or a later one."""

from __future__ import annotations

import pytest

from streams.extraction.blame import with_blamed
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
        ("Residents accused the rebels.", ["rebels"]),
        ("Kenya's police are on alert, with Mogadishu residents accusing Ethiopia.", ["Ethiopia"]),
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
        "The governor accused the rebels of hoarding grain.",
        "Security forces held the rebels.",
    ],
)
def test_who_is_not_blamed_is_no_agent(words: str) -> None:
    assert agents(DEED + words, "inferred") == []


def test_blame_before_any_deed_belongs_to_none() -> None:
    assert agents("The minister accused the rebels of many crimes. " + DEED, "inferred") == []


def test_whoever_was_read_as_harmed_and_is_blamed_is_the_agent_only_once() -> None:
    (mention,) = read("Al Shabaab was blamed for the bomb that killed two traders at a market in Nairobi on Monday.").mentions
    first = mention.participants
    again = with_blamed(mention, [p.model_copy(update={"reading": "inferred"}) for p in first if p.quote == "Al Shabaab"])
    assert [p.role for p in again.participants if p.quote == "Al Shabaab"] == ["agent"]
    assert len(again.participants) == len(first)
    turned = mention.model_copy(update={"participants": tuple(p.model_copy(update={"role": "patient"}) for p in first)})
    blamed = [p for p in first if p.quote == "Al Shabaab"]
    assert blamed[0].actor == 0
    assert [p.role for p in with_blamed(turned, blamed).participants if p.quote == "Al Shabaab"] == ["agent"]


@pytest.mark.parametrize(
    "words",
    ["Police accused Jaime Valdez Ortega of the murder.", "Prosecutors attributed the attack to former major Jaime Valdez."],
)
def test_a_person_is_blamed_by_name(words: str) -> None:
    blamed = agents(DEED + words, "inferred")
    assert any("Jaime Valdez" in quote for quote in blamed), blamed


def test_what_is_said_to_be_a_thing_blames_nobody() -> None:
    assert agents("A device believed to be a bomb targeted a police vehicle in Nairobi on Monday.", "inferred") == []
