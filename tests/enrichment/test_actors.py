from __future__ import annotations

from datetime import date

import pytest

from schemas.annotations import ArticleContext, Sentence
from schemas.article_mentions import EventMention, Participant, Trigger
from schemas.conflict_event import Actor
from schemas.evidence import Quote
from streams.enrichment.actors import inter_text, interaction_of, resolve_actors
from streams.extraction.actor_names import find_actor_names
from tests.evaluation.measure import events_of

ON = date(2016, 12, 10)


def resolve(
    text: str, country: str | None, hint: str, roles: dict[str, str], trigger: str = "x", action: str = "attack", on: date = ON
) -> dict[str, list[Actor]]:
    """The actors of a one-sentence article; ``roles`` says which quote is which argument."""
    sentence = Sentence(part="body", start_char=0, end_char=len(text), paragraph_index=0)
    names = find_actor_names(text, "body", (sentence,))
    participants = []
    for quote, role in roles.items():
        index = next((i for i, name in enumerate(names) if name.quote == quote), None)
        start = text.index(quote)
        participants.append(
            Participant(
                part="body", start_char=start, end_char=start + len(quote), quote=quote, role=role, actor=index,
                head=quote.split()[-1].lower(), reading="both",
            )
        )  # fmt: skip
    mention = EventMention(
        anchor="a",
        trigger=Trigger(part="body", start_char=0, end_char=1, quote=text[:1], lemma=trigger, rule_id="r"),
        action=action,
        sentence_indexes=(0,),
        paragraph_index=0,
        evidence=Quote(part="body", start_char=0, end_char=len(text), quote=text),
        participants=tuple(participants),
    )
    context = ArticleContext(sentences=(sentence,), actors=names)
    found: dict[str, list[Actor]] = {}
    for actor in resolve_actors(mention, context, country, on, hint):
        found.setdefault(actor.role, []).append(actor)
    return found


def name_of(found: dict[str, list[Actor]], role: str) -> str | None:
    return found[role][0].name if role in found else None


@pytest.mark.parametrize(
    ("text", "country", "hint", "roles", "actor1", "actor2"),
    [
        (
            "Students marched in the capital.", "KE", "Peaceful protest", {"Students": "agent"},
            "Protesters (Kenya)", None,
        ),
        (
            "Police dispersed students in the capital.", "KE", "Protest with intervention",
            {"Police": "agent", "students": "patient"}, "Protesters (Kenya)", "Police Forces of Kenya (2013-2022)",
        ),
        (
            "Residents burned tyres and stoned the police.", "KE", "Violent demonstration",
            {"Residents": "agent", "police": "patient"}, "Rioters (Kenya)", "Police Forces of Kenya (2013-2022)",
        ),
        (
            "Villagers lynched a suspected thief.", "GH", "Mob violence",
            {"Villagers": "agent", "suspected thief": "patient"}, "Rioters (Ghana)", "Civilians (Ghana)",
        ),
        (
            "Gunmen killed a trader.", "NG", "Attack", {"Gunmen": "agent", "trader": "patient"},
            "Unidentified Armed Group (Nigeria)", "Civilians (Nigeria)",
        ),
        (
            "A bomb wounded three shoppers.", "PK", "Remote explosive/landmine/IED", {"shoppers": "patient"},
            "Unidentified Armed Group (Pakistan)", "Civilians (Pakistan)",
        ),
        (
            "Soldiers fought the Taliban.", "AF", "Armed clash", {"Soldiers": "agent", "Taliban": "patient"},
            "Military Forces of Afghanistan (2014-2021)", "Taliban",
        ),
        (
            "Russian warplanes bombed IS fighters.", "SY", "Air/drone strike",
            {"Russian warplanes": "agent", "IS fighters": "patient"},
            "Military Forces of Russia (2000-)", "Islamic State (Syria)",
        ),
        (
            "The mayor was shot dead.", "CO", "Attack", {"mayor": "patient"},
            "Unidentified Armed Group (Colombia)", "Civilians (Colombia)",
        ),
        (
            "Pokot raiders fought Turkana herders.", "KE", "Armed clash",
            {"Pokot raiders": "agent", "Turkana herders": "patient"},
            "Pokot Ethnic Militia (Kenya)", "Turkana Ethnic Militia (Kenya)",
        ),
        (
            "Turkana herders fought rival groups.", "KE", "Armed clash",
            {"Turkana herders": "agent", "rival groups": "patient"},
            "Turkana Ethnic Militia (Kenya)", "Unidentified Communal Militia (Kenya)",
        ),
    ],
)  # fmt: skip
def test_sides_follow_the_kind_of_event(
    text: str, country: str, hint: str, roles: dict[str, str], actor1: str, actor2: str | None
) -> None:
    found = resolve(text, country, hint, roles)
    assert (name_of(found, "actor1"), name_of(found, "actor2")) == (actor1, actor2)


def test_an_army_abroad_is_external() -> None:
    found = resolve("Russian warplanes bombed IS fighters.", "SY", "Air/drone strike", {"Russian warplanes": "agent"})
    assert found["actor1"][0].inter_code == 8
    at_home = resolve("Syrian troops shelled a village.", "SY", "Shelling/artillery/missile attack", {"Syrian troops": "agent"})
    assert at_home["actor1"][0].inter_code == 1


def test_the_militants_are_the_one_armed_group_named_at_lower_confidence() -> None:
    text = "Al-Shabaab held the town; the militants shot a teacher."
    found = resolve(text, "SO", "Attack", {"militants": "agent", "teacher": "patient"})
    assert name_of(found, "actor1") == "Al Shabaab"
    assert found["actor1"][0].raw == "militants"
    named = resolve("Al-Shabaab shot a teacher.", "SO", "Attack", {"Al-Shabaab": "agent", "teacher": "patient"})
    assert found["actor1"][0].confidence < named["actor1"][0].confidence


def test_two_armed_groups_leave_the_militants_unidentified() -> None:
    text = "ISWAP and Boko Haram are near; militants shot a teacher."
    found = resolve(text, "NG", "Attack", {"militants": "agent", "teacher": "patient"})
    assert found["actor1"][0].is_generic


def test_an_acronym_of_two_actors_is_read_by_country() -> None:
    for country, actor_id in (("SY", "sdf"), ("CM", "sdf-cm")):
        found = resolve("SDF attacked a post.", country, "Armed clash", {"SDF": "agent"})
        assert found["actor1"][0].actor_id == actor_id


def test_victims_keep_their_group_beside_them() -> None:
    found = resolve("Gunmen killed two farmers.", "NG", "Attack", {"Gunmen": "agent", "farmers": "patient"})
    assert [actor.name for actor in found["associated2"]] == ["Farmers (Nigeria)"]
    assert found["actor2"][0].raw == "farmers"


def test_with_an_action_only_the_text_speaks() -> None:
    assert resolve("A bomb went off.", "PK", "bomb", {}) == {}
    found = resolve("Students marched.", "KE", "protest", {"Students": "agent"})
    assert found["actor1"][0].inter_code == 6


def test_interaction_puts_the_lower_code_first() -> None:
    found = resolve("Gunmen killed a soldier.", "NG", "Armed clash", {"Gunmen": "agent", "soldier": "patient"})
    actors = [*found["actor1"], *found["actor2"]]
    interaction = interaction_of(actors)
    assert interaction is not None
    assert (interaction.code, interaction.text) == (13, "State forces-Political militia")
    one_sided = interaction_of(resolve("Students marched.", "KE", "Peaceful protest", {"Students": "agent"})["actor1"])
    assert one_sided is not None
    assert one_sided.code == 60
    assert interaction_of(()) is None


def test_codes_have_words() -> None:
    assert [inter_text(code) for code in (1, 8, None)] == ["State forces", "External/Other forces", None]


def test_an_armed_group_that_tells_of_an_attack_as_a_government_is_not_taken_for_the_attacker() -> None:
    text = "Seventy people were killed on a road in Gaza on Friday, Hamas authorities said."
    found = resolve(text, "PS", "Attack", {"Seventy people": "patient"})
    assert name_of(found, "actor1") == "Unidentified Armed Group (Palestine)"


WAR = date(2023, 3, 4)


@pytest.mark.parametrize(
    ("text", "on", "foe"),
    [
        ("Ukrainian troops repelled an assault near Avdiivka.", WAR, "Military Forces of Russia (2000-)"),
        ("Ukrainian troops repelled an assault near Avdiivka.", date(2012, 3, 4), "Unidentified Armed Group (Ukraine)"),
        ("Ukrainian troops repelled an assault near Avdiivka.", date(2015, 3, 4), "Unidentified Armed Group (Ukraine)"),
        ("Ukrainian troops fought under Russian fire.", date(2015, 3, 4), "Military Forces of Russia (2000-)"),
    ],
    ids=["war", "peace", "war that the text leaves unsaid", "war that the text speaks of"],
)
def test_an_army_fights_the_other_side_of_its_war(text: str, on: date, foe: str) -> None:
    found = resolve(text, "UA", "Armed clash", {"Ukrainian troops": "agent"}, on=on)
    assert name_of(found, "actor2") == foe


def test_who_shells_a_country_at_war_is_the_other_side_and_who_lays_a_mine_is_unknown() -> None:
    text = "Shelling killed two residents in Nikopol."
    roles = {"residents": "patient"}
    shelled = resolve(text, "UA", "Shelling/artillery/missile attack", roles, on=WAR)
    assert name_of(shelled, "actor1") == "Military Forces of Russia (2000-)"
    mined = resolve(text, "UA", "Remote explosive/landmine/IED", roles, on=WAR)
    assert name_of(mined, "actor1") == "Unidentified Armed Group (Ukraine)"


def test_nobody_fights_himself() -> None:
    text = "The SDF repelled an attack, and 12 fighters died."
    found = resolve(text, "SY", "Armed clash", {"SDF": "agent", "fighters": "patient"})
    assert [found[role][0].name for role in ("actor1", "actor2")] == [
        "SDF: Syrian Democratic Forces",
        "Unidentified Armed Group (Syria)",
    ]


@pytest.mark.parametrize(
    ("described", "others"),
    [("attackers", []), ("unknown gunmen", ["Unidentified Armed Group (Democratic Republic of Congo)"])],
)
def test_the_attackers_are_the_gang_named_before(described: str, others: list[str]) -> None:
    text = f"CODECO militiamen killed nine people and ADF fighters fled; the {described} burned a church."
    found = resolve(text, "CD", "Attack", {"CODECO militiamen": "agent", described: "agent"})
    assert name_of(found, "actor1") == "CODECO: Cooperative for Development of Congo"
    assert [a.name for a in found.get("associated1", [])] == others


@pytest.mark.parametrize("text", ["Opposition fighters killed a guard.", "OPPOSITION FIGHTERS KILLED A GUARD."])
@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("SY", "Opposition Rebels (Syria)"),
        ("SS", "SPLM/A-IO: Sudan People's Liberation Movement/Army-In Opposition"),
        ("UG", "Unidentified Armed Group (Uganda)"),
    ],
)
def test_a_description_means_its_own_country_s_rebels(text: str, country: str, name: str) -> None:
    assert name_of(resolve(text, country, "Attack", {text[:19]: "agent"}), "actor1") == name


def test_both_nations_of_joined_troops_are_sides() -> None:
    found = resolve(
        "Indian and Pakistani troops fought.", "IN", "Armed clash", {"Indian": "between", "Pakistani troops": "between"}
    )
    assert [found[role][0].name.split(" (")[0] for role in ("actor1", "actor2")] == [
        "Military Forces of India",
        "Military Forces of Pakistan",
    ]


def test_a_government_bombs_by_its_army() -> None:
    found = resolve("The junta bombed a village.", "MM", "Air/drone strike", {"junta": "agent"})
    assert [a.name.split(" (")[0] for role in found.values() for a in role] == ["Military Forces of Myanmar"]


def test_soldiers_in_palestine_are_israel_s() -> None:
    found = resolve("Fighters killed three soldiers.", "PS", "Armed clash", {"Fighters": "agent", "soldiers": "patient"})
    assert name_of(found, "actor2") == "Military Forces of Israel (2009-2021)"


@pytest.mark.parametrize(
    ("quote", "country", "name"),
    [
        ("coalition warplanes", "SY", "Global Coalition Against Daesh"),
        ("coalition warplanes", "YE", "Operation Restoring Hope"),
        ("Saudi aggression", "YE", "Operation Restoring Hope"),
        ("Haftar's warplanes", "LY", "LNA: Libyan National Army"),
        ("occupation aircraft", "PS", "Military Forces of Israel (2009-2021)"),
        ("occupiers", "UA", "Military Forces of Russia (2000-)"),
    ],
)
def test_who_bombs_is_called_by_many_names(quote: str, country: str, name: str) -> None:
    on = date(2022, 12, 10) if country == "UA" else date(2017, 3, 1)
    found = resolve(f"The {quote} bombed a house.", country, "Air/drone strike", {quote: "agent"}, on=on)
    assert name_of(found, "actor1") == name


def test_nobody_repels_an_attack_of_his_own() -> None:
    text = "Peshmerga forces repelled an Islamic State attack."
    roles = {"Peshmerga forces": "agent", "Islamic State": "agent"}
    found = resolve(text, "IQ", "Armed clash", roles, action="repel")
    assert name_of(found, "actor2") == "Islamic State (Iraq)"
    assert "Islamic State (Iraq)" not in {a.name for a in found["associated1"]}


def test_rebels_who_shoot_down_a_helicopter_act_and_the_army_is_hit() -> None:
    text = "Karen National Liberation Army fighters shot down a helicopter."
    roles = {"Karen National Liberation Army fighters": "agent"}
    found = resolve(text, "MM", "Disrupted weapons use", roles)
    assert [found[role][0].name.split(":")[0].split(" (")[0] for role in ("actor1", "actor2")] == [
        "KNU/KNLA",
        "Military Forces of Myanmar",
    ]


def test_the_forces_of_a_part_of_a_state_are_a_side() -> None:
    text = "Jubaland forces clashed with Somali troops."
    found = resolve(text, "SO", "Armed clash", {"Jubaland forces": "between", "Somali troops": "between"})
    assert name_of(found, "actor1") == "Military Forces of Jubaland"


def test_an_army_s_own_dead_are_no_foe_of_it() -> None:
    text = "Libyan forces took back a district held by Islamic State, and seven soldiers were killed."
    found = resolve(text, "LY", "Government regains territory", {"Libyan forces": "agent", "soldiers": "patient"})
    assert name_of(found, "actor2") == "Islamic State (Libya)"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Russian bombing of Idlib killed three people.", "Air/drone strike"),
        ("A bombing in Idlib killed three people.", "Remote explosive/landmine/IED"),
        ("A car bombing in Baghdad killed two US soldiers.", "Remote explosive/landmine/IED"),
    ],
)
def test_an_army_abroad_bombs_from_the_air(text: str, kind: str) -> None:
    assert [event.sub_event_type for event in events_of(text, "2017-06-07", 0)] == [kind]
