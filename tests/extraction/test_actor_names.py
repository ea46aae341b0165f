from __future__ import annotations

import pytest

from schemas.annotations import ActorName, Sentence
from streams.extraction.actor_names import find_actor_names


def names(text: str) -> list[ActorName]:
    return list(find_actor_names(text, "body", ()))


def quotes(text: str) -> list[str]:
    return [name.quote for name in names(text)]


@pytest.mark.parametrize(
    ("text", "quote", "actor_id", "descriptor", "country"),
    [
        ("Nigerian troops entered the town.", "Nigerian troops", None, "soldiers", "NG"),
        ("Nigeria's army entered the town.", "army", None, "soldiers", "NG"),
        ("Two men fled when the Kenyan police came.", "Kenyan police", None, "police", "KE"),
        ("It was shelled by the Syrian Arab Army.", "Syrian Arab Army", "military-sy", None, "SY"),
        ("Two Boko Haram fighters died.", "Boko Haram fighters", None, "militants", None),
        ("Suspected Islamist gunmen fired.", "Suspected Islamist gunmen", None, "militants", None),
        ("Members of the Pokot ethnic group fled.", "Members of the Pokot ethnic group", "people-pokot", "clansmen", None),
        ("The rebel group M23 took a hill.", "rebel group M23", "m23", "militants", None),
        ("Supporters of ODM marched.", "Supporters of ODM", "odm", "activists", None),
        ("The Gorongani clansmen fought.", "Gorongani clansmen", "people-gorongani", "clansmen", None),
        ("Cadres of CPI Maoist attacked.", "Cadres of CPI Maoist", "cpi-maoist", None, None),
        ("A vehicle of Security Forces (SFs) was hit.", "Security Forces", None, "security_forces", None),
        ("Russian warplanes circled.", "Russian warplanes", None, "aircraft", "RU"),
        ("Somali militant group Al-Shabaab said so.", "Somali militant group Al-Shabaab", "al-shabaab", "militants", "SO"),
    ],
)
def test_names_and_descriptions(
    text: str, quote: str, actor_id: str | None, descriptor: str | None, country: str | None
) -> None:
    found = next(name for name in names(text) if name.quote == quote)
    assert actor_id is None or found.actor_ids[0] == actor_id
    assert (found.descriptor, found.country_hint) == (descriptor, country)


def test_quotes_are_the_characters_at_their_offsets() -> None:
    text = "Ahrar ash-Sham’s men and the Front for Free Rivers (FFR) fought «Jaysh al-Islam» fighters."
    assert all(text[name.start_char : name.end_char] == name.quote for name in names(text))


def test_an_acronym_needs_its_capitals() -> None:
    assert "islamic-state" not in {i for name in names("It is said that the town is quiet.") for i in name.actor_ids}
    assert any("islamic-state" in name.actor_ids for name in names("IS fighters took the town."))


def test_an_acronym_defined_in_the_article_names_the_same_actor_afterwards() -> None:
    first, second, third = names("The Liberation Army of the Rivers (LAR) struck. LAR fighters left. ")
    assert first.actor_ids == second.actor_ids == third.actor_ids == ("named-liberation-army-of-the-rivers",)
    assert first.quote == "Liberation Army of the Rivers"


def test_a_news_agency_is_no_army() -> None:
    assert not any(name.actor_ids for name in names("Witnesses told AFP that two men fled."))
    assert any("military-ph" in name.actor_ids for name in names("The AFP said that Philippine marines landed."))


def test_articles_in_capitals_are_read() -> None:
    found = names("SALVADORAN SOLDIERS FOUGHT FMLN GUERRILLAS NEAR THE CAPITAL. IT IS QUIET NOW.")
    assert [(name.quote, name.actor_ids) for name in found] == [("SALVADORAN SOLDIERS", ()), ("FMLN GUERRILLAS", ("fmln",))]


def test_a_place_of_a_peoples_name_stays_a_place() -> None:
    assert quotes("Rain fell in Turkana county and near Samburu.") == []
    assert quotes("A raid by the Turkana ended badly.") == ["Turkana"]


def test_words_about_an_army_are_not_the_army() -> None:
    assert quotes("Military equipment and police uniforms were on show.") == []


def test_taken_spans_name_nobody() -> None:
    text = "Taliban Day was quiet."
    assert find_actor_names(text, "body", (), [(0, 11)]) == ()


def test_sentences_are_counted_over_title_and_body() -> None:
    sentences = (
        Sentence(part="title", start_char=0, end_char=5, paragraph_index=0),
        Sentence(part="body", start_char=0, end_char=16, paragraph_index=1),
        Sentence(part="body", start_char=17, end_char=40, paragraph_index=1),
    )
    found = find_actor_names("It rained there. Soldiers marched on.", "body", sentences)
    assert [name.sentence_index for name in found] == [2]


def test_the_nation_of_a_strike_is_the_actor_and_the_strike_stays_a_word() -> None:
    (found,) = names("Russian airstrikes went on.")
    assert (found.quote, found.descriptor, found.country_hint) == ("Russian", "aircraft", "RU")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A group calling itself the Kestrel Front spoke of the attack.", "Kestrel Front"),
        ("The Kestrel Brigade claimed responsibility for the attack.", "Kestrel Brigade"),
        ("Fighters of the Kestrel Liberation Army attacked a post.", "Fighters of the Kestrel Liberation Army"),
        ('THE "KESTREL LIBERATION\nFRONT" BOMBED A BANK AND TWO SHOPS ON MONDAY.', "KESTREL LIBERATION\nFRONT"),
    ],
)
def test_an_organisation_that_no_row_knows_is_named_by_what_it_does(text: str, name: str) -> None:
    found = [n for n in find_actor_names(text, "body", ()) if n.actor_ids[:1] and n.actor_ids[0].startswith("named-kestrel")]
    assert [n.quote for n in found] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The Kestrel Front is a range of hills where two men were shot.",
        "Soldiers of the Kestrel Brigade attacked a post.",
        "The Salvation Army gave out blankets.",
        "The Polisario Front claimed responsibility for the attack.",
    ],
)
def test_other_names_in_capitals_are_no_unknown_organisation(text: str) -> None:
    assert not [n for n in find_actor_names(text, "body", ()) if any(i.startswith("named-") for i in n.actor_ids)]
