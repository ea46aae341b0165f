from __future__ import annotations

from datetime import date

import pytest

from schemas.clean_article import Dateline
from streams.extraction import extract_mentions
from streams.intake.dateline import find_dateline
from tests.extraction.reading_of import clean, read


def test_a_note_is_one_event_with_all_that_it_tells() -> None:
    found = read("On 5 June 2023, gunmen attacked a village near Kaduna. Two farmers were killed and five others wounded.")
    (mention,) = found.mentions
    assert mention.action in ("attack", "kill")
    assert {(f.kind, f.best) for f in mention.figures} == {("killed", 2), ("injured", 5)}
    assert found.context.times[mention.time or 0].quote.endswith("5 June 2023")
    assert any(p.role == "agent" and "gunmen" in p.quote for p in mention.participants)
    assert found.context.toponyms[mention.places[0].toponym].quote == "Kaduna"


def test_the_passive_turns_the_roles() -> None:
    (mention,) = read("Three soldiers were killed by militants in Gao on Monday.").mentions
    roles = {p.head: p.role for p in mention.participants}
    assert roles["militants"] == "agent"
    assert roles["soldiers"] == "patient"


def test_two_verbs_share_their_object() -> None:
    (mention,) = read("Three masked gunmen shot at and wounded a vaccinator in Lahore on Monday.").mentions
    roles = {p.head: p.role for p in mention.participants}
    assert (roles["gunmen"], roles["vaccinator"]) == ("agent", "patient")


def test_a_pronoun_of_a_mob_stands_for_no_thing_of_its_own_sentence() -> None:
    found = read(
        "After a long drive through the hills and the empty villages around Gwoza, which had been deserted for weeks, the "
        "rebels attacked soldiers. They were then involved in clashes with youths."
    )
    assert found.mentions


@pytest.mark.parametrize(
    "text",
    [
        "The union struck a deal with the owners on Monday.",
        "The director shot a film in Lagos last week.",
        "Shares fell as the pound was hit by inflation.",
        "The striker shot wide as the two teams battled for the cup.",
        "He died of cancer after a long battle with the disease.",
        "A bus overturned in an accident near Lyon, killing four passengers.",
        "The storm struck the coast and destroyed hundreds of homes.",
        "The opposition leader attacked the government's record on taxes.",
    ],
)
def test_other_senses_give_no_event(text: str) -> None:
    assert [m.trigger.quote for m in read(text).mentions if m.modality.value == "actual"] == []


def test_two_days_are_two_events() -> None:
    found = read(
        "On 3 June 2023, a bomb exploded in Mosul, killing two people. On 9 June 2023, gunmen killed a teacher in Basra."
    )
    assert len(found.mentions) == 2


def test_what_a_protest_is_about_is_not_the_news() -> None:
    (mention,) = read("Students protested in Dhaka on Sunday against the killing of two teachers.").mentions
    assert mention.action == "protest"
    assert [f for f in mention.figures if f.kind == "killed"] == []


def test_the_dead_of_the_sentence_after_a_march_are_not_those_of_the_march() -> None:
    filler = " ".join(f"The council of ward {number} met in the old hall and spoke of the school." for number in range(30))
    text = "Hundreds marched through Lyon on Friday in support of the boy. His aunt and 12 others died at sea. " + filler
    assert [(m.action, m.figures) for m in read(text).mentions if m.action == "protest"] == [("protest", ())]


def test_coalition_strikes_are_no_labour_strike() -> None:
    (mention,) = read("US jets killed 15 civilians in Syria on Monday. The coalition strikes came a day late.").mentions
    assert "demonstration" not in mention.features


def test_seizing_depends_on_what_is_seized() -> None:
    def action(text: str) -> str:
        return read(text).mentions[0].action

    assert action("Rebels seized the town of Gao on Monday.") == "seize_territory"
    assert action("Rebels seized two motorcycles in the village on Monday.") == "loot"


def test_anchors_differ_within_an_article_and_are_stable() -> None:
    text = "On 3 June 2023, a bomb exploded in Mosul. On 9 June 2023, a bomb exploded in Basra."
    first, second = (tuple(m.anchor for m in read(text).mentions) for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first)


def test_a_corrected_number_leaves_a_mention_its_anchor_and_another_word_does_not() -> None:
    def anchor(killed: str, town: str = "Mosul") -> str:
        (mention,) = read(f"On 3 June 2023, {killed} people were killed when a bomb exploded in {town}.").mentions
        return mention.anchor

    assert anchor("five") == anchor("twenty-three") == anchor("1,200") == anchor("a hundred and five")
    assert anchor("five") != anchor("five", "Basra") != anchor("no")


def test_a_named_victim_a_weapon_and_a_target_are_kept() -> None:
    (mention,) = read(
        "Gunmen threw a grenade at the house of Mayor Ernesto Quispe on Monday and killed Ernesto Quispe."
    ).mentions
    assert "grenade" in [w.raw for w in mention.weapons]
    assert any("Quispe" in v.raw for v in mention.victims)


def test_victims_of_a_text_in_capitals_are_named_one_by_one() -> None:
    (mention,) = read(
        "THE PRIESTS TOMAS QUISPE AND RAMON ALDUNATE WERE MURDERED IN LIMA ON SUNDAY, INCLUDING MRS MARIA SORIANO, IT WAS "
        "REPORTED BY THE NATIONAL POLICE."
    ).mentions
    assert [v.raw.split()[-1] for v in mention.victims] == ["QUISPE", "ALDUNATE", "SORIANO"]
    assert not any("POLICE" in p.quote for p in mention.participants)


def test_the_day_of_the_report_dates_an_event_only_where_nothing_else_does() -> None:
    body = "LIMA (PERU), 14 SEP 89 (EFE) -- GUERRILLAS KILLED TWO MAYORS IN AYACUCHO ON 12 SEPTEMBER."
    filed = Dateline(part="body", start_char=0, end_char=31, quote=body[:31], place="LIMA", day="14 SEP 89", agency="EFE")
    article = clean(body, published=(1991, 1, 1))
    found = extract_mentions(article.model_copy(update={"header": article.header.model_copy(update={"dateline": filed})}))
    assert found.context.times[found.mentions[0].time or 0].value == "1989-09-12"


@pytest.mark.parametrize("body", ["", " ", "\u200b", "????", "x" * 50_000, "attack " * 3_000, "💥 bomb 💥 killed 🧨"])
def test_odd_texts_are_read_without_error(body: str) -> None:
    read(body)


def test_the_day_of_a_statement_is_not_the_day_of_the_event() -> None:
    body = (
        "Air raids on a bazaar have killed at least 47 shoppers, a rights monitor said on Tuesday. "
        "Two air raids hit Atareb in Syria on Monday, it said."
    )
    mentions = read(body).mentions
    assert len(mentions) == 1
    time = mentions[0].time
    assert time is not None
    assert read(body).context.times[time].quote == "Monday"


@pytest.mark.parametrize(
    ("body", "action"),
    [
        ("Heavy fighting erupted in Omdurman on Tuesday, residents said.", "clash"),
        ("Clashes broke out near Tiaret on Friday.", "clash"),
        ("Fighting broke out between students of two villages in Tiaret on Friday.", "mob"),
        ("A militia killed a goat herder in Tiaret on Friday.", "kill"),
        ("A man was killed in a clash of two factions of the Awami League in Kushtia on Friday.", "mob"),
    ],
)
def test_who_fights_decides_between_battle_and_brawl(body: str, action: str) -> None:
    assert action in {mention.action for mention in read(body).mentions}


def test_what_the_news_came_after_does_not_lead_it() -> None:
    (mention,) = read(
        "The rebels have executed 31 villagers after seizing the town of Sora, a monitor said on Friday."
    ).mentions
    assert mention.action == "kill"


def test_an_action_that_is_none_does_not_take_the_event_with_it() -> None:
    body = "The group has executed at least 19 farmers after taking a hamlet in eastern Syria, residents said on Friday."
    assert [mention.action for mention in read(body).mentions] == ["kill"]


def test_the_block_of_a_street_is_no_road_block() -> None:
    body = "A boy shot and killed his brother in Perris, California, on Saturday. Deputies went to the 140 block of Metz Road."
    (mention,) = read(body).mentions
    assert not {"demonstration", "barricade"} & set(mention.features)


def test_what_came_days_before_is_an_event_of_its_own_and_no_news() -> None:
    body = "A bomb wounded nine people in Sialor on Friday, two days after rebels attacked a convoy, killing 14 soldiers."
    news, before = read(body).mentions
    assert (news.action, news.tense) == ("bomb", "current")
    assert before.tense == "background"
    assert before.tense_cue is not None and before.tense_cue.quote == "two days after"
    assert [f.best for f in before.figures] == [14]


@pytest.mark.parametrize(
    "body",
    [
        "A farmer died three days after being shot by gunmen in Sialor.",
        "A farmer died two days after gunmen shot him in Sialor.",
    ],
)
def test_who_dies_days_after_it_dies_of_it(body: str) -> None:
    assert [m.tense for m in read(body).mentions] == ["current"]


@pytest.mark.parametrize(
    ("body", "agents"),
    [
        ("The rebels accused the army of bombing civilians in Sialor on Monday.", {"army"}),
        ("The army denied that it had killed nine villagers in Sialor on Monday.", {"army"}),
        ("A bomb hurt nine people in Sialor. Islamic State said its members had detonated the bomb.", {"Islamic State"}),
        ("A general was shot dead in Sialor. A suspect was killed in a shootout with soldiers.", set()),
        ("The militia fighting the army in Sialor killed nine villagers on Monday.", {"militia"}),
    ],
)
def test_who_acts_is_told_by_the_clause_above(body: str, agents: set[str]) -> None:
    mention = read(body).mentions[0]
    assert {p.quote for p in mention.participants if p.role in ("agent", "between")} == agents


def test_a_tally_of_months_is_no_event_of_now() -> None:
    mentions = read("Gangs killed 900 people in the first half of the year in Sialor.").mentions
    assert [m.tense for m in mentions] == ["background"]


def test_another_day_and_town_is_another_event_though_what_stands_between_names_neither() -> None:
    body = (
        "Rebels seized the airport in Goma on Monday, officials said. Doctors counted 17 people killed in the fighting. "
        "In Kinshasa, protesters attacked embassies on Tuesday and set tyres alight before police fired tear gas. "
    ) + "Nobody slept. " * 30
    actions = {m.action: {f.best for f in m.figures} for m in read(body, published=(2025, 1, 28)).mentions}
    assert actions == {"seize_territory": set(), "clash": {17}, "disperse": set()}


def test_rebels_that_march_do_not_protest() -> None:
    assert [m.action for m in read("Rebels marched into the centre of Goma on Monday.").mentions] != ["protest"]


def test_clashes_told_elsewhere_do_not_make_a_fight_of_a_massacre() -> None:
    body = (
        "Soldiers killed 45 villagers in raids on houses in Goma on Monday, residents said. "
        "It happened after clashes between the army and a militia. " + "Nobody slept. " * 40
    )
    mention = read(body).mentions[0]
    assert "two_way" not in mention.features
    assert {p.role for p in mention.participants} == {"agent", "patient"}


def test_a_dateline_is_nobody_and_a_shelling_elsewhere_is_no_part_of_a_capture() -> None:
    body = (
        "DAMASCUS, SANA - Army units took control of Kafr Batna on Sunday, destroying three vehicles. "
        "Terrorist groups fired rocket shells on Damascus, killing two civilians."
    )
    article = clean(body)
    dateline = find_dateline(body, [0])
    header = article.header.model_copy(update={"dateline": dateline})
    mentions = extract_mentions(article.model_copy(update={"header": header})).mentions
    assert {(m.action, *(p.quote for p in m.participants if p.role == "agent")) for m in mentions} == {
        ("seize_territory", "Army units"),
        ("shell", "Terrorist groups"),
    }


def test_what_a_war_cost_before_takes_no_figure_of_today() -> None:
    body = (
        "A bomb hit a market in Goma on Monday. Nearly 300 were wounded. A truck bomb killed 500 people there in October 2017."
    )
    past = next(m for m in read(body).mentions if m.tense == "background")
    assert {(f.kind, f.best) for f in past.figures} == {("killed", 500)}


@pytest.mark.parametrize(
    "text",
    [
        "The army said on Sunday gunmen attacked the market in Nairobi a day earlier.",
        "A clash between supporters of two candidates for the 2025 election occurred on Saturday in Nairobi.",
    ],
)
def test_a_day_of_the_saying_or_of_another_thing_dates_no_event(text: str) -> None:
    found = read(text, published=(2023, 6, 14))
    time = found.mentions[0].time
    assert time is not None
    assert found.context.times[time].start == date(2023, 6, 10)


def test_the_day_of_a_condemnation_is_not_the_day_of_what_it_condemns() -> None:
    found = read(
        "Norway on Saturday condemned the bombing of an embassy in Bamako. The blast on Friday killed 12 people in Bamako.",
        published=(2023, 6, 10),
    )
    (mention,) = found.mentions
    assert found.context.times[mention.time or 0].quote == "Friday"


def test_an_attack_is_of_the_day_that_its_own_clause_names() -> None:
    found = read("On Thursday the council talked about the gas attack that killed nine farmers in March 2019 near Kaduna.")
    assert {m.tense for m in found.mentions} == {"background"}


def test_what_an_anniversary_is_for_is_the_past() -> None:
    found = read("On the anniversary of the attack on the embassy in Bamako, the minister laid flowers on Friday.")
    assert {m.tense for m in found.mentions} <= {"background"}
    assert "current" in {m.tense for m in read("On Friday, the anniversary, gunmen attacked the embassy in Bamako.").mentions}


def test_a_roundup_tells_of_one_event_a_paragraph() -> None:
    body = (
        "Here is what was reported:\n\nBAGHDAD - A roadside bomb wounded two policemen in Ghazaliya on Monday, police said.\n\n"
        "MOSUL - Gunmen shot dead a soldier in eastern Mosul on Sunday, police said.\n\nBASRA - Nobody was hurt."
    )
    mentions = read(body).mentions
    assert sorted(m.action for m in mentions) == ["bomb", "shoot"]
    assert {p.quote for m in mentions for p in m.participants if p.role == "agent"} == {"Gunmen"}


def test_a_tally_since_last_week_is_no_toll_of_today() -> None:
    (mention,) = read("At least 38 people were killed in Goma since 4 June, doctors said.").mentions
    assert mention.tense == "background"
    (mention,) = read("At least 38 people were killed in Goma since Monday, doctors said.").mentions
    assert mention.tense == "current"


def test_what_months_of_war_cost_is_no_toll_of_the_truce() -> None:
    (mention,) = read("A truce took effect in Goma on Monday, ending 14 months of fighting that killed 3,800 people.").mentions
    assert {figure.rule_id for figure in mention.figures} == {"war_total"}


def test_what_was_years_before_the_news_is_the_past() -> None:
    found = read("Nurses held a service on Sunday night for the doctor, one year after a sniper had killed him in Harlow.")
    assert {m.tense for m in found.mentions} <= {"background"}


def test_where_somebody_is_from_is_not_where_he_was_killed() -> None:
    found = read("They stood at the grave of the Manchester soldier killed last week in Afghanistan by a bomb.")
    assert {found.context.toponyms[m.places[0].toponym].quote for m in found.mentions} == {"Afghanistan"}


@pytest.mark.parametrize(
    "text",
    [
        "Two traders who were burned in an arson attack in Kaduna on 3 June died in hospital on 8 June.",
        "Two traders died in hospital on 8 June of wounds from an arson attack in Kaduna on 3 June.",
        "Two traders shot by gunmen in Kaduna on 3 June died on 8 June.",
    ],
)
def test_who_dies_later_is_counted_on_the_day_of_the_deed(text: str) -> None:
    found = read(text)
    (mention,) = found.mentions
    assert found.context.times[mention.time or 0].start == date(2023, 6, 3)
    assert {figure.best for figure in mention.figures if figure.kind == "killed" and figure.best} == {2}


def test_firing_into_the_air_is_no_air_raid() -> None:
    (mention,) = read("Militants wounded two guards in Kaduna and escaped under the cover of aerial firing.").mentions
    assert "aircraft" not in mention.features


def test_a_year_that_ends_or_opens_a_nouns_phrase_is_its_own() -> None:
    for text in (
        "Residents of Gao lit candles on Friday for the victims of the bombing of the market in 1994.",
        "A widow spoke in Gao on Friday of the 1994 market bombing.",
    ):
        assert {mention.tense for mention in read(text).mentions} == {"background"}, text


def test_years_after_somebodys_death_it_is_history() -> None:
    text = "Fifty years after soldiers fired on strikers in Gao and killed 23 of them, the mayor on Sunday opened a garden."
    assert {mention.tense for mention in read(text).mentions} == {"background"}


def test_a_month_that_is_a_word_is_a_date_and_no_march() -> None:
    assert not read("A prayer will be held in gao on march 15.").mentions


@pytest.mark.parametrize(
    ("text", "tenses"),
    [
        ("The town has been on alert since gunmen attacked a theatre in Kaduna, killing 90 people.", {"background"}),
        ("Thousands have fled since rebels attacked Kaduna on Monday, killing 90 people.", {"current"}),
        ("Guards returned fire since gunmen attacked a theatre in Kaduna, killing 90 people.", {"current"}),
    ],
)
def test_what_something_has_been_so_since_is_the_past_unless_it_is_dated(text: str, tenses: set[str]) -> None:
    assert {mention.tense for mention in read(text).mentions} == tenses


def test_who_held_a_town_before_it_was_freed_did_not_free_it() -> None:
    (mention,) = read("Kaduna has been liberated after its long occupation by the militants of Boko Haram.").mentions
    assert mention.action == "retake_territory"
    assert not any(p.role == "agent" and "Boko Haram" in p.quote for p in mention.participants)
