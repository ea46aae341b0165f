from __future__ import annotations

import pytest

from streams.extraction.toponyms import find_toponyms


def names(text: str) -> list[str]:
    return [place.quote for place in find_toponyms(text, "body", ()) if place.use in ("place", "government")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels pulled out of Azaz, north of Aleppo.", ["Azaz", "Aleppo"]),
        ("Shells fell on Deir ez-Zor and al-Bab overnight.", ["Deir ez-Zor", "al-Bab"]),
        ("The Minister said One Nation would Make a statement.", []),
        ("John Paris and Jordan Smith were injured.", []),
        ("Police in Salem, Ore., arrested two men.", ["Salem", "Ore."]),
        ("Police in Newark, N.J., arrested two men.", ["Newark", "N.J."]),
        ("A guard was shot in Southeast D.C., police said.", ["D.C."]),
        ("The prize went to N.C. Wyeth on Monday.", []),
        ("Plan D failed on Monday.", []),
        ("The Washington Post reported the raid.", []),
        ("Clashes broke out in Aleppo province.", ["Aleppo province"]),
        ("Mr. Paris denied it.", []),
    ],
)
def test_places_are_told_from_words_people_and_newspapers(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_name_in_a_list_after_its_container_points_at_it() -> None:
    found = find_toponyms("A car bomb hit Azaz, Aleppo province.", "body", ())
    assert found[0].within == 1
    assert "ADM1" in {candidate.feature for candidate in found[1].candidates}
    assert "PPL" not in {candidate.feature for candidate in found[1].candidates}


def test_an_unknown_village_is_a_toponym_without_candidates() -> None:
    found = find_toponyms("Gunmen raided the village of Zzyzgouri on Monday.", "body", ())
    assert [(place.quote, place.candidates) for place in found] == [("Zzyzgouri", ())]


def test_a_capital_that_speaks_is_a_government() -> None:
    found = find_toponyms("Moscow said its jets had struck the depot.", "body", ())
    assert [(place.quote, place.use) for place in found] == [("Moscow", "government")]


@pytest.mark.parametrize("text", ["US-led strikes hit a village in Syria.", "The Britain-based group said so."])
def test_who_leads_or_backs_is_named_as_a_party(text: str) -> None:
    assert find_toponyms(text, "body", ())[0].use == "government"


def test_a_country_whose_apostrophe_was_lost_is_no_part_of_the_next_name() -> None:
    assert [place.quote for place in find_toponyms("Air raids in Syrias Latakia province.", "body", ())] == ["Latakia province"]


def test_a_demonym_names_its_country() -> None:
    found = find_toponyms("Two Sudanese were held.", "body", ())
    assert (found[0].use, found[0].candidates[0].country) == ("demonym", "SD")


def test_spans_that_are_taken_are_left_alone() -> None:
    text = "Fighters in Aleppo fled."
    assert find_toponyms(text, "body", (), [(12, 18)]) == ()


def test_an_article_in_capitals_is_read_too() -> None:
    assert names("BOGOTA, 3 MAY - GUERRILLAS ATTACKED A POLICE STATION IN MEDELLIN ON TUESDAY.") == ["BOGOTA", "MEDELLIN"]


def test_a_name_sure_once_is_believed_elsewhere() -> None:
    assert names("Troops are in Douma. Douma residents fled.") == ["Douma", "Douma"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nikopol: two people were killed.", "Nikopol"),
        ("Urgent | Nikopol - two people were killed.", "Nikopol"),
        ("Nikopol.", "Nikopol"),
        ("Dnipropetrovsk region. Two people were killed.", "Dnipropetrovsk region"),
        ("Mortars hit the village of Al Zanfah.", "Al Zanfah"),
        ("Mortars hit the outskirts of al-Dana.", "al-Dana"),
    ],
)
def test_a_name_that_heads_a_post_or_stands_with_its_article_is_a_place(text: str, name: str) -> None:
    assert name in [one.quote for one in find_toponyms(text, "body", ())]


def test_a_name_before_a_quote_is_no_heading() -> None:
    assert find_toponyms("Perry: we will fight on.", "body", ()) == ()


def test_a_town_lies_on_the_side_of_its_province() -> None:
    towns = find_toponyms("Air strikes on Tabqa city western Raqqa killed nine.", "body", ())
    assert [(one.quote, one.within) for one in towns] == [("Tabqa", 1), ("Raqqa", None)]


@pytest.mark.parametrize("name", ["Al-Mokha", "Juhr al-Dik", "Al-Sousa", "Kafr Sijna", "Zolota Balka"])
def test_an_article_or_a_spelling_hides_no_town(name: str) -> None:
    found = find_toponyms(f"Two children were killed on a roof in {name} on Friday.", "body", ())
    assert [one.quote for one in found] == [name]
    assert found[0].candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TWO SOLDIERS DIED IN A CLASH AT CACAOPERA, IN EASTERN EL SALVADOR.", ["CACAOPERA", "EL SALVADOR"]),
        ("THE REBELS SET A MINE, OR A BOMB, FOR THE PATROL IN PERU.", ["PERU"]),
        ("THE GUERRILLAS FELL INTO THE TRAP NEAR THE FARMS, A COLONEL SAID IN BOGOTA.", ["BOGOTA"]),
        ("THE RED CROSS CARRIED THE WOUNDED TO SANTA ANA.", ["SANTA ANA"]),
    ],
)
def test_in_a_text_in_capitals_common_words_name_no_small_place(text: str, expected: list[str]) -> None:
    found = find_toponyms(text, "body", ())
    assert [place.quote for place in found if place.candidates] == expected
