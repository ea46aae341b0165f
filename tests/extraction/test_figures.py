"""Figures: who was killed, injured, captured and how many, by the words of one sentence."""

from __future__ import annotations

import pytest

from schemas.annotations import FigureMention
from streams.enrichment.casualties import sum_fatalities
from streams.extraction.document import ParsedSentence
from streams.extraction.figures import find_figures
from streams.extraction.quantities import find_quantities
from streams.lexicons.figures import fates, people_nouns


def figures(text: str) -> tuple[FigureMention, ...]:
    sentence = ParsedSentence(0, "body", 0, len(text), 0, (), False)
    return find_figures(sentence, text, find_quantities(text, "body", ()), ())


def read(text: str, kind: str = "killed") -> list[tuple[int | None, int | None, int | None]]:
    return [(one.low, one.best, one.high) for one in figures(text) if one.kind == kind and one.is_total]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels fired rockets at the camp, killing up to 300 recruits.", [(None, None, 300)]),
        ("Two soldiers and a civilian were killed in the ambush.", [(None, 2, None), (None, 1, None)]),
        ("Gunmen killed a farmer near the river.", [(None, 1, None)]),
        ("The blast left 3 dead and 10 wounded.", [(None, 3, None)]),
        ("The death toll rose to 14 on Tuesday.", [(None, 14, None)]),
        ("The body of a man was found by the road.", [(None, 1, None)]),
        ("Gunmen shot dead the mayor of the town.", [(None, 1, None)]),
        ("One soldier dead after clash", [(None, 1, None)]),
        ("He set off his vest, killing himself and 5 others.", [(None, 1, None), (None, 5, None)]),
        ("The raid claimed the lives of 12 people.", [(None, 12, None)]),
        ("A mob beat a thief to death.", [(None, 1, None)]),
        ("There were no casualties.", [(None, 0, None)]),
        ("Militiamen killed civilians and burned huts.", [(3, None, None)]),
        ("Police said at least four men were shot dead.", [(4, None, None)]),
        ("Five natives, who resisted eviction, were allegedly killed.", [(None, 5, None)]),
        ("Four guards were on Monday night killed at the bank.", [(None, 4, None)]),
        ("TWO SOLDIERS WERE KILLED AND A CIVILIAN WAS INJURED.", [(None, 2, None)]),
        ("Raiders kidnapped and later killed a trader.", [(None, 1, None)]),
        ("A bomb killed 11 people, police and a doctor said.", [(None, 11, None)]),
        ("A mine killed 14 soldiers and volunteers.", [(None, 14, None)]),
        ("Gunmen killed the governor, Adam Sule, at home.", [(None, 1, None)]),
        ("Between Asi and Beru, 14 herders were killed.", [(None, 14, None)]),
        ("One guard was killed at the gate, along with 2 others.", [(None, 1, None), (None, 2, None)]),
        ("FATALITIES: 2", [(None, 2, None)]),
        ("Kafr Zan: 7 martyrs, including 2 children, by warplanes.", [(None, 7, None)]),
        ("A raid hit the house of a farmer, martyring 6 people.", [(None, 6, None)]),
        ("Two women aged 58 and 61 died in the shelling.", [(None, 2, None)]),
        ("Two sisters, 9 and 11 yo, died when the shell fell.", [(None, 2, None)]),
        ("An 80yo man was killed by a drone.", [(None, 1, None)]),
        ("The raid leaves 10 killed incl. 4 children and a teacher, 20+ wounded.", [(None, 10, None)]),
        ("The number of victims rose to 61.", [(None, 61, None)]),
        ("The group claimed responsibility for the killing of 12 guards.", [(None, 12, None)]),
        ("6 civilians including 4 kids killed in a strike on the town.", [(None, 6, None)]),
        ("10 people, including 3 children, dead after a blast.", [(None, 10, None)]),
        ("4 citizens, including a woman, martyred & 3 wounded by air strikes.", [(None, 4, None)]),
        ("Shelling killed 10 people, 4 of whom were women, in the town.", [(None, 10, None)]),
        ("The shell killed his parents.", [(None, 2, None)]),
        ("Police stepped in, but he died shortly afterwards.", [(None, 1, None)]),
        ("A constable fired before he was chased and killed by a crowd.", [(None, 1, None)]),
        ("His brother was taken to hospital but later succumbed to his injuries.", [(None, 1, None)]),
        ("An officer struck her with a baton, leading to her death.", [(None, 1, None)]),
        ("The group was behind the killing of 36-non local workers.", [(None, 36, None)]),
        ("Two militants - both foreigners - were killed in the raid.", [(None, 2, None)]),
        ("Bus driver and conductor killed by gunmen", [(None, 1, None), (None, 1, None)]),
        ("Militants execute farmer and son", [(None, 1, None), (None, 1, None)]),
        ("Rebels shot down a headmaster at the school.", [(None, 1, None)]),
        ("Gunmen killed on Friday the mayor of the town.", [(None, 1, None)]),
        ("A bomb that was hidden by the roadside outside killed a mayor.", [(None, 1, None)]),
        ("A mine killed a group of five (later six) police officers.", [(None, 5, None)]),
        ("An airstrike killed at least sixteen militants.", [(16, None, None)]),
    ],
)
def test_the_killed_are_counted(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The group threatened to kill three hostages.",
        "He could have been killed.",
        "Residents protested the killing of a driver by police.",
        "Police shot dead 23 donkeys in the village.",
        "Students rioted after another student died in hospital.",
        "Two men were sentenced to death.",
        "The army captured the town.",
        "He mourned her death.",
        "The other bodies seemed to have been strangled too.",
        "Fighting broke out after a policeman killed a herder earlier in the day.",
        "Rebels shot down an army helicopter.",
        "He met his wife, slain politician Amina Haddad, in the capital.",
        "Guards closed the road to the house of the murdered judge.",
        "The channel did not say how many people were killed.",
        "The fighters of the group in Iraq and Syria were killed.",
    ],
)
def test_what_was_not_done_to_people_counts_nothing(text: str) -> None:
    assert read(text) == []
    assert read(text, "captured") == []


def test_a_part_is_no_total() -> None:
    found = figures("Gunmen killed 12 people, including three children.")
    assert [(one.best, one.is_total, one.who_class) for one in found] == [(12, True, "people"), (3, False, "children")]
    found = figures("12 people, including three children, were killed.")
    assert [(one.best, one.is_total) for one in found] == [(12, True), (3, False)]


def test_a_running_total_is_cumulative() -> None:
    found = figures("The attack brings the death toll to 40 since Monday.")
    assert [(one.best, one.is_cumulative) for one in found] == [(40, True)]


@pytest.mark.parametrize(
    "text",
    [
        "More than 340,000 people have been killed since the conflict began in 2011.",
        "The insurgency has killed more than 3,000 people and displaced two million since 2009.",
        "At least 40 soldiers have been killed in the area this year.",
        "An estimated 170,000 people have reportedly been killed.",
        "The group has killed some 2,000 people in a seven-year campaign.",
    ],
)
def test_the_total_of_a_war_is_no_events_toll(text: str) -> None:
    found = [one for one in figures(text) if one.kind == "killed"]
    assert [(one.rule_id, one.is_cumulative) for one in found] == [("war_total", True)]


@pytest.mark.parametrize(
    "text",
    ["Five people have been killed since Monday.", "Three people have been killed in the violence.", "It killed 9,000 people."],
)
def test_a_toll_of_days_is_an_events(text: str) -> None:
    assert [one.rule_id == "war_total" for one in figures(text) if one.kind == "killed"] == [False]


def test_a_toll_over_several_attacks_says_so() -> None:
    found = figures("Nine people were killed across all three attacks.")
    assert [(one.best, one.shared_by) for one in found] == [(9, 3)]


def test_the_attackers_are_counted_beside_the_rest() -> None:
    text = "Two suicide bombers struck. In addition to the bombers, six people were killed."
    sentence = ParsedSentence(1, "body", 28, len(text), 0, (), False)
    found = find_figures(sentence, text, find_quantities(text, "body", ()), ())
    assert sorted(one.best or 0 for one in found) == [2, 6]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Gunmen shot two traders at the gate.", 2),
        ("A trader was shot at his gate by gunmen.", 1),
        ("Trader shot by gunmen", 1),
        ("A mob burned a thief.", 1),
        ("Two men were caught and set ablaze by a mob.", 2),
    ],
)
def test_what_mostly_kills_has_an_upper_bound(text: str, count: int) -> None:
    found = [(one.kind, one.low, one.best, one.high, one.rule_id) for one in figures(text)]
    assert found == [("killed", None, None, count, "mortal")]


@pytest.mark.parametrize(
    "text",
    [
        "Police shot in the air.",
        "The patrol was shot at by rebels.",
        "Militants burned a school.",
        "Troops took out a convoy.",
        "The army neutralized a mine.",
        "The murder suspect fled.",
    ],
)
def test_what_is_done_to_things_counts_nobody(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen ambushed two brothers, killing both.", 2),
        ("Raiders took three herders. All of them were killed.", 3),
        ("The clash left three dead on each side.", 6),
        ("The fight left a herder and a farmer dead.", 2),
        ("Raiders came (two killed, five wounded).", 2),
        ("Gunmen held four men, two of whom died.", 2),
        ("Gunmen hit four men, two fatally.", 2),
        ("A guard was found dead at the gate.", 1),
        ("At six people were killed at the market.", 6),
        ("The clash ended with two rebels being killed.", 2),
        ("A chief, along with his guard, was killed.", 2),
        ("The feud cost three men their lives.", 3),
        ("Two police fatalities were reported.", 2),
        ("Deaths were reported.", 3),
        ("No deaths were reported.", 0),
        ("Some were killed.", 3),
        ("The raid led to the death of over six people.", 6),
        ("Eight people were killed: five guards and three rebels.", 8),
        ("The number of rebels killed was two.", 2),
    ],
)
def test_the_dead_told_in_other_ways_are_counted(text: str, expected: int) -> None:
    cut = text.find(". ") + 2 if ". " in text else len(text)
    sentences = [(0, cut), (cut, len(text))]
    quantities = find_quantities(text, "body", ())
    found = [
        one
        for start, end in sentences
        for one in find_figures(ParsedSentence(0, "body", start, end, 0, (), False), text, quantities, ())
        if one.kind == "killed"
    ]
    assert sum_fatalities(found).acled_value == expected


def test_part_of_those_told_is_no_total() -> None:
    found = [one for one in figures("Gunmen killed three people, two of them women.") if one.kind == "killed"]
    assert [(one.best, one.is_total) for one in found] == [(3, True), (2, False)]


def test_a_toll_over_several_days_says_so() -> None:
    assert [(one.best, one.days) for one in figures("Nine people were killed over three days.")] == [(9, 3)]


def test_what_was_recorded_for_an_unknown_toll_is_a_label() -> None:
    found = figures("An unknown number of rebels were killed (coded as 10).")
    assert ("label", 10) in [(one.rule_id, one.best) for one in found]


def test_injured_captured_and_arrested_are_told_apart() -> None:
    text = "Gunmen abducted four pupils, two guards were wounded and police arrested five suspects."
    assert {(one.kind, one.best) for one in figures(text)} == {("captured", 4), ("injured", 2), ("arrested", 5)}


@pytest.mark.parametrize("text", ["Some 200 fighters stormed the base.", "The base was overrun by 200 fighters."])
def test_a_strength_is_no_toll(text: str) -> None:
    assert [(one.kind, one.best) for one in figures(text)] == [("force_size", 200)]


def test_quotes_are_what_stands_in_the_text() -> None:
    text = "Two soldiers and a civilian were killed near Asi."
    for one in figures(text):
        assert text[one.start_char : one.end_char] == one.quote
        assert one.who is not None
        assert text[one.who.start_char : one.who.end_char] == one.who.quote


def test_every_phrase_of_fate_counts_in_its_example() -> None:
    missed = [
        row.form
        for rows in fates().values()
        for _, row in rows
        if not any(row.kind in (one.kind, one.rule_id) for one in figures(row.example))
    ]
    assert missed == []


def test_people_nouns_know_their_plurals() -> None:
    assert people_nouns()["policemen"] == ("police", True)
    assert people_nouns()["boy"] == ("children", False)
