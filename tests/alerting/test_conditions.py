"""Which events meet which condition: each row is a rule's line, an event that meets it, and one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.conflict_event import Actor, Confidence, Provenance
from streams.alerting import AlertBook, raise_alerts
from streams.alerting.conditions import CONDITIONS
from streams.alerting.rules import When
from tests.alerting.events import DOUENTZA, MALI, MOPTI, event, rules

JNIM = Actor(actor_id="jnim", name="JNIM: Group for Support of Islam and Muslims", raw="the group", role="actor1")
POLICE = Actor(actor_id="police-ke-2022", name="Police Forces of Kenya (2022-)", raw="officers", role="associated2")
ISLAMIC_STATE = Actor(actor_id="islamic-state", name="Islamic State (Mali)", raw="IS", role="actor2")
OWN_GROUP = Actor(actor_id="named-lions-of-gao", name="Lions of Gao", raw="the Lions of Gao", role="actor1")
QUOTE = Provenance(
    field="targets",
    article_id="a1",
    text_sha256="0",
    rule_id="r",
    part="body",
    start_char=0,
    end_char=1,
    quote="a cáfé",
)
SQUARE = "area: [{polygon: [[-4, 14], [-2, 14], [-2, 16], [-4, 16]]}]"


def near(radius_km: float, lat_deg: float = 15.0) -> str:
    return f"area: [{{near: {{lat_deg: {lat_deg}, lon_deg: -2.95, radius_km: {radius_km}}}}}]"


@pytest.mark.parametrize(
    ("when", "met", "missed"),
    [
        ("types: [Battles]", {}, {"event_type": "Riots", "sub_event_type": "Mob violence"}),
        ("types: [Armed clash, Grenade]", {}, {"sub_event_type": "Government regains territory"}),
        ("least_deaths: 3", {}, {"deaths": 2}),
        ("least_severity: 3", {}, {"severity": 2}),
        ("least_confidence: 0.5", {"confidence": Confidence(overall=0.5)}, {"confidence": Confidence(overall=0.4)}),
        ("corroboration: [corroborated]", {"corroboration": "corroborated"}, {}),
        ("modality: [denied]", {"modality": {"value": "denied"}}, {}),
        ("crime: true", {"tags": ("crime",)}, {"tags": ("crime",), "record_status": "retracted"}),
        ("actors: [jnim]", {"actors": (JNIM,)}, {"actors": (POLICE,)}),
        ("actors: [JNIM]", {"actors": (JNIM,)}, {}),
        ("actors: [Kenyan police, Rohingya]", {"actors": (JNIM, POLICE)}, {"actors": (JNIM,)}),
        ("actors: [Police Forces of Kenya]", {"actors": (POLICE,)}, {"actors": (ISLAMIC_STATE,)}),
        ("actors: [police]", {"actors": (POLICE,)}, {"actors": (JNIM,)}),
        ("actors: [ISIS]", {"actors": (ISLAMIC_STATE,)}, {"actors": (JNIM,)}),
        ("actors: [Islamic State (Mali)]", {"actors": (ISLAMIC_STATE,)}, {"actors": (POLICE,)}),
        ("actors: [Lions of Gao]", {"actors": (OWN_GROUP,)}, {"actors": (JNIM,)}),
        ("keywords: [cafe]", {"provenance": (QUOTE,)}, {"headline": "Cafeteria closed"}),
        ('keywords: ["Three  KILLED"]', {}, {"headline": "Killed: three"}),
        ('keywords: ["kill*"]', {}, {"headline": "A skill"}),
        ("area: [{country: ML}]", {"place": MALI}, {"place": DOUENTZA.model_copy(update={"country": "NE"})}),
        ("area: [{country: NE}, {country: ML}]", {}, {"place": None}),
        ("area: [{country: ML, province: Mopti}]", {"place": MOPTI}, {"place": MALI}),
        ("area: [{country: ML, province: Timbuktu}]", {"place": DOUENTZA.model_copy(update={"admin1": "Tombouctou"})}, {}),
        ("area: [{country: ML, province: Mopti}]", {}, {"place": DOUENTZA.model_copy(update={"where_prec": 5})}),
        (near(20), {}, {"place": MALI}),
        (near(20), {}, {"place": MOPTI}),
        (near(20, lat_deg=15.15), {}, {"place": DOUENTZA.model_copy(update={"lat_deg": 14.9})}),
        (near(2), {"place": DOUENTZA.model_copy(update={"radius_km": 1.0})}, {}),
        (near(400), {"place": MOPTI}, {"place": None}),
        (SQUARE, {}, {"place": MALI}),
        (SQUARE, {}, {"place": MOPTI}),
        (SQUARE, {}, {"place": DOUENTZA.model_copy(update={"lon_deg": -1.9})}),
    ],
)  # fmt: skip
def test_a_condition_is_met_by_one_event_and_missed_by_another(when: str, met: dict[str, Any], missed: dict[str, Any]) -> None:
    by = rules(when)
    assert len(raise_alerts(event(**met), AlertBook(), by)) == 1
    assert raise_alerts(event(**missed), AlertBook(), by) == ()


def test_every_condition_of_a_rule_is_checked_by_a_row_of_the_table() -> None:
    assert {name for name, _ in CONDITIONS} == set(When.model_fields) - {"max_age"} | {"record_status"}


def test_an_alert_says_how_much_of_the_place_lies_in_the_area() -> None:
    (alert,) = raise_alerts(event(), AlertBook(), rules(near(20)))
    assert "area: Douentza, ML: 100% of 5 km around it in 20 km around" in alert.because


def test_max_age_holds_from_the_day_to_the_publication_and_from_there_to_the_receipt() -> None:
    assert raise_alerts(event(), AlertBook(), rules("max_age: 12h"))
    assert raise_alerts(event(), AlertBook(), rules("max_age: 5h")) == ()
