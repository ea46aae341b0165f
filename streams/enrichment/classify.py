"""Which ACLED type is it? One table of tests, read from the top; the first row that holds decides."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.codes import SubEventType
from streams.lexicons.wordlist import word_set

STATE = frozenset({1})
ARMED = frozenset({1, 2, 3, 4, 8})
NON_STATE_ARMED = frozenset({2, 3, 4})
UNARMED = frozenset({6, 7})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the tests look at. ``agent`` are the inter codes of who acts, ``patient`` of everybody acted on, by any trigger of
    the event; empty where none is named."""

    action: str
    features: frozenset[str]
    agent: frozenset[int]
    patient: frozenset[int]
    has_deaths: bool
    has_injured: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """A row: every column that is set must hold. ``any_of`` and ``none_of`` are features; ``agent`` and ``patient``
    hold where the side has one of the codes; ``-1`` stands for a side that is not named."""

    rule_id: str
    sub_event: SubEventType
    confidence: float
    actions: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    all_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    agent: frozenset[int] = frozenset()
    patient: frozenset[int] = frozenset()
    deaths: bool | None = None
    harmed: bool | None = None

    def holds(self, case: Situation) -> bool:
        """Does the case pass every test of this row?"""
        return (
            (not self.actions or case.action in self.actions)
            and (not self.any_of or bool(self.any_of & case.features))
            and self.all_of <= case.features
            and not self.none_of & case.features
            and (not self.agent or bool(self.agent & (case.agent or {-1})))
            and (not self.patient or bool(self.patient & (case.patient or {-1})))
            and (self.deaths is None or self.deaths == case.has_deaths)
            and (self.harmed is None or self.harmed == (case.has_deaths or case.has_injured))
        )


UNNAMED = frozenset({-1})
VIOLENT = word_set("attack kill shoot injure die clash torture")
FIGHTING = word_set("clash repel attack kill shoot injure die offensive_start")
BOMBS = word_set("bomb ied mine")
FORCES = ARMED | UNNAMED

# Order is the hierarchy of the ACLED codebook, most telling means first; sources: ACLED codebook, event types.
TABLE: tuple[Test, ...] = (
    Test("rubric", "Looting/property destruction", 0.98, word_set("loot"), any_of=word_set("rubric")),
    Test("chemical", "Chemical weapon", 0.97, word_set("chemical")),
    Test(
        "chemical-means",
        "Chemical weapon",
        0.93,
        VIOLENT | word_set("bomb ied airstrike drone_strike shell missile grenade"),
        any_of=word_set("chemical"),
    ),
    Test("sexual", "Sexual violence", 0.97, word_set("sexual_violence")),
    Test(
        "sexual-means",
        "Sexual violence",
        0.85,
        VIOLENT | word_set("abduct loot"),
        any_of=word_set("sexual"),
        none_of=word_set("two_way"),
    ),
    # a bomb that did not go off
    Test(
        "foiled",
        "Disrupted weapons use",
        0.85,
        BOMBS | VIOLENT | word_set("suicide_bomb defuse repel"),
        any_of=word_set("foiled"),
        harmed=False,
    ),
    # territory changes hands; who is driven out within the day has captured nothing
    Test(
        "briefly-held",
        "Armed clash",
        0.75,
        word_set("seize_territory retake_territory"),
        any_of=word_set("briefly_held"),
        none_of=word_set("peaceful_control"),
        agent=ARMED | UNNAMED,
    ),
    Test(
        "peaceful-control",
        "Non-violent transfer of territory",
        0.85,
        word_set("seize_territory retake_territory transfer_territory"),
        any_of=word_set("peaceful_control"),
        none_of=word_set("two_way firearm artillery"),
        deaths=False,
    ),
    Test("retake", "Government regains territory", 0.93, word_set("retake_territory"), agent=STATE | UNNAMED | {8}),
    Test("retake-other", "Non-state actor overtakes territory", 0.85, word_set("retake_territory"), agent=NON_STATE_ARMED),
    Test("seize-state", "Government regains territory", 0.85, word_set("seize_territory"), agent=STATE),
    Test(
        "seize", "Non-state actor overtakes territory", 0.88, word_set("seize_territory"), agent=NON_STATE_ARMED | {8} | UNNAMED
    ),
    Test(
        "gained-state",
        "Government regains territory",
        0.75,
        FIGHTING,
        all_of=word_set("territory_gained"),
        none_of=word_set("repelled"),
        agent=STATE,
    ),
    Test(
        "gained",
        "Non-state actor overtakes territory",
        0.75,
        FIGHTING,
        all_of=word_set("territory_gained"),
        none_of=word_set("repelled"),
        agent=NON_STATE_ARMED | {8},
    ),
    Test("retake-any", "Government regains territory", 0.5, word_set("retake_territory")),
    Test("seize-any", "Non-state actor overtakes territory", 0.5, word_set("seize_territory")),
    # crowds that attack people or fight one another; a demonstration that turns violent comes after them
    Test("mob", "Mob violence", 0.9, word_set("mob")),
    # demonstrations
    Test(
        "demo-violent-lethal",
        "Violent demonstration",
        0.7,
        any_of=word_set("violent_crowd petrol_bomb"),
        all_of=word_set("demonstration"),
        agent=frozenset({5, 6}),
    ),
    Test(
        "demo-lethal",
        "Excessive force against protesters",
        0.93,
        VIOLENT | word_set("protest disperse"),
        all_of=word_set("demonstration"),
        any_of=word_set("lethal_force live_rounds beaten_people"),
        none_of=word_set("crime violent_crowd petrol_bomb"),
    ),
    Test(
        "officers-hurt",
        "Violent demonstration",
        0.65,
        word_set("clash injure"),
        all_of=word_set("demonstration two_way"),
        none_of=word_set("crime live_rounds"),
        agent=frozenset({5, 6}),
        patient=STATE,
        deaths=False,
        harmed=True,
    ),
    Test(
        "demo-harmed",
        "Excessive force against protesters",
        0.7,
        VIOLENT | word_set("disperse protest"),
        all_of=word_set("demonstration"),
        none_of=word_set("crime violent_crowd barricade petrol_bomb"),
        deaths=True,
    ),
    Test(
        "demo-hurt",
        "Excessive force against protesters",
        0.6,
        VIOLENT | word_set("disperse protest"),
        all_of=word_set("demonstration"),
        none_of=word_set("crime violent_crowd barricade petrol_bomb tear_gas"),
        harmed=True,
    ),
    Test(
        "protesters-harmed",
        "Excessive force against protesters",
        0.75,
        word_set("kill shoot injure attack"),
        agent=FORCES,
        patient=frozenset({6}),
        none_of=word_set("violent_crowd barricade"),
        harmed=True,
    ),
    Test(
        "demo-violent",
        "Violent demonstration",
        0.85,
        word_set("protest disperse riot clash arson destroy loot attack injure kill shoot arrest"),
        all_of=word_set("demonstration"),
        any_of=word_set("violent_crowd barricade petrol_bomb"),
    ),
    Test(
        "protest-violent",
        "Violent demonstration",
        0.8,
        word_set("protest disperse"),
        any_of=word_set("violent_crowd barricade petrol_bomb"),
    ),
    Test(
        "demo-intervention",
        "Protest with intervention",
        0.85,
        word_set("protest disperse arrest clash injure attack"),
        all_of=word_set("demonstration"),
        any_of=word_set("dispersal tear_gas arrests"),
    ),
    Test("disperse", "Protest with intervention", 0.8, word_set("disperse")),
    Test(
        "protest-intervention",
        "Protest with intervention",
        0.85,
        word_set("protest"),
        any_of=word_set("dispersal tear_gas arrests"),
    ),
    Test("protest", "Peaceful protest", 0.9, word_set("protest")),
    # other crowds
    Test("riot-demo", "Violent demonstration", 0.75, word_set("riot"), any_of=word_set("demonstration barricade")),
    Test("riot", "Mob violence", 0.72, word_set("riot")),
    Test(
        "rioters-demo",
        "Violent demonstration",
        0.75,
        VIOLENT | word_set("arson destroy loot"),
        all_of=word_set("demonstration"),
        agent=frozenset({5, 6}),
    ),
    Test(
        "petrol-bombs",
        "Violent demonstration",
        0.7,
        word_set("arson attack riot"),
        any_of=word_set("petrol_bomb"),
        agent=frozenset({5, 6, 7}),
        patient=STATE | {8},
    ),
    Test("peoples", "Armed clash", 0.7, word_set("clash"), agent=frozenset({5}), patient=frozenset({4})),
    Test("rioters", "Mob violence", 0.75, VIOLENT | word_set("arson destroy loot mob"), agent=frozenset({5})),
    # two sides that fight: a battle, whatever the weapons
    Test(
        "two-way",
        "Armed clash",
        0.9,
        FIGHTING | word_set("shell missile grenade"),
        any_of=word_set("two_way repelled"),
        patient=FORCES,
        none_of=word_set("crime"),
    ),
    Test(
        "two-way-means",
        "Armed clash",
        0.75,
        word_set("airstrike drone_strike"),
        any_of=word_set("two_way repelled"),
        agent=ARMED,
        patient=ARMED,
        none_of=word_set("civilians_target"),
    ),
    Test("clash", "Armed clash", 0.88, word_set("clash repel")),
    # explosions and remote violence; a petrol bomb is fire, no explosive
    Test(
        "fire-bomb",
        "Looting/property destruction",
        0.75,
        BOMBS,
        any_of=word_set("petrol_bomb"),
        none_of=word_set("demonstration grenade landmine"),
        harmed=False,
    ),
    Test("own-bomb", "Disrupted weapons use", 0.85, BOMBS | VIOLENT | word_set("grenade"), any_of=word_set("own_bomb")),
    Test("suicide", "Suicide bomb", 0.97, word_set("suicide_bomb")),
    Test("suicide-means", "Suicide bomb", 0.95, VIOLENT | BOMBS, any_of=word_set("suicide")),
    Test("drone", "Air/drone strike", 0.97, word_set("airstrike drone_strike")),
    Test(
        "air-means",
        "Air/drone strike",
        0.93,
        VIOLENT | word_set("bomb shell missile destroy"),
        any_of=word_set("aircraft drone"),
    ),
    Test("grenade", "Grenade", 0.93, word_set("grenade")),
    Test(
        "grenade-means",
        "Grenade",
        0.8,
        VIOLENT | word_set("bomb"),
        any_of=word_set("grenade"),
        none_of=word_set("firearm ied landmine"),
    ),
    Test("shell", "Shelling/artillery/missile attack", 0.95, word_set("shell missile")),
    Test(
        "shell-means",
        "Shelling/artillery/missile attack",
        0.88,
        VIOLENT | BOMBS | word_set("destroy"),
        any_of=word_set("artillery mortar rocket missile"),
        none_of=word_set("firearm ied landmine"),
    ),
    Test(
        "bombing-abroad",
        "Air/drone strike",
        0.8,
        word_set("bomb"),
        agent=frozenset({8}),
        none_of=word_set("landmine vehicle_borne"),
    ),
    Test("ied", "Remote explosive/landmine/IED", 0.95, BOMBS),
    Test(
        "ied-means",
        "Remote explosive/landmine/IED",
        0.8,
        word_set("kill injure die destroy attack"),
        any_of=word_set("ied landmine vehicle_borne"),
        none_of=word_set("firearm two_way"),
    ),
    # one side harms another
    Test(
        "captives",
        "Attack",
        0.8,
        VIOLENT | word_set("abduct arrest mass_grave"),
        any_of=word_set("captives_killed"),
        none_of=word_set("grave"),
    ),
    Test(
        "armed-on-armed",
        "Armed clash",
        0.75,
        word_set("attack kill shoot injure offensive_start"),
        agent=FORCES | {7},
        patient=ARMED,
        none_of=word_set("crime"),
    ),
    Test(
        "armed-on-post",
        "Armed clash",
        0.6,
        word_set("attack shoot kill"),
        any_of=word_set("post_attacked"),
        none_of=word_set("crime"),
        agent=NON_STATE_ARMED,
        patient=UNNAMED,
    ),
    Test("garrison", "Armed clash", 0.65, word_set("attack shoot kill"), any_of=word_set("garrison_attacked"), agent=ARMED),
    Test("crowd-on-civilians", "Mob violence", 0.7, VIOLENT, agent=frozenset({5, 6}), patient=UNARMED | UNNAMED),
    Test("armed-on-civilians", "Attack", 0.93, VIOLENT, agent=FORCES, patient=UNARMED),
    Test("search", "Change to group/activity", 0.5, word_set("attack"), any_of=word_set("search"), agent=STATE, harmed=False),
    Test("force-death", "Attack", 0.5, VIOLENT),
    Test("civilians-on-any", "Attack", 0.5, VIOLENT, agent=frozenset({7})),
    Test("abduct-killed", "Attack", 0.7, word_set("abduct"), deaths=True),
    Test("abduct", "Abduction/forced disappearance", 0.97, word_set("abduct")),
    # developments without violence
    Test("agreement", "Agreement", 0.92, word_set("ceasefire agreement release")),
    Test("surrender", "Agreement", 0.5, word_set("surrender")),
    Test("arrest-protesters", "Protest with intervention", 0.7, word_set("arrest"), any_of=word_set("arrested_protesters")),
    Test("arrest", "Arrests", 0.85, word_set("arrest")),
    Test("disrupted", "Disrupted weapons use", 0.98, word_set("intercept defuse cache_found weapons_seized")),
    Test("base", "Headquarters or base established", 0.93, word_set("base_established")),
    Test("looting", "Looting/property destruction", 0.92, word_set("loot arson destroy")),
    Test("transfer", "Non-violent transfer of territory", 0.9, word_set("transfer_territory")),
    Test(
        "withdraw",
        "Non-violent transfer of territory",
        0.7,
        word_set("withdraw"),
        any_of=word_set("territory_gained territory_held peaceful_control"),
    ),
    Test("moved-in", "Non-violent transfer of territory", 0.7, word_set("troop_move"), any_of=word_set("vacated")),
    Test("movement", "Change to group/activity", 0.88, word_set("troop_move reinforce recruit offensive_start withdraw")),
    Test("other", "Other", 0.9, word_set("coup displace mass_grave sanction_statement")),
)


def classify(case: Situation) -> tuple[SubEventType, float, str] | None:
    """Which sub-event type is it, how sure is the row, and which row said so? ``None`` where no row holds.

    >>> classify(Situation("clash", frozenset(), frozenset({1}), frozenset({2}), True))
    ('Armed clash', 0.85, 'clash')
    """
    for test in TABLE:
        if test.holds(case):
            return test.sub_event, test.confidence, f"type.{test.rule_id}"
    return None
