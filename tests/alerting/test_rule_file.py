"""A file of rules: what may stand in it, and what is said of what may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from streams.alerting import built_in_rules, read_rules
from streams.alerting.rule_file import unknown_names
from streams.lexicons.yaml_file import FaultyFileError

WHOLE = """
rules:
  - id: sahel_mass_killing
    description: Many dead in the Liptako-Gourma.
    severity: 4
    when:
      area:
        - {country: ML, province: Mopti}
        - {country: NE, province: Tillabéri}
        - polygon: [[-1.5, 12.5], [1.5, 12.5], [1.5, 15.5], [-1.5, 15.5]]
        - near: {lat_deg: 14.03, lon_deg: -0.03, radius_km: 80}
      types: [Battles, Attack]
      actors: [JNIM, islamic-state, Burkina Faso army]
      least_deaths: 10
      least_severity: 2
      least_confidence: 0.5
      corroboration: [corroborated, contested]
      keywords: [market, "village*"]
      tense: [current]
      modality: [actual, denied]
      crime: true
      max_age: 36h
    toll_steps: [10, 100]
    rate_limit: {alerts: 5, per: 1h}
"""


def faults(when: str) -> list[str]:
    with pytest.raises(FaultyFileError) as caught:
        read_rules(f"rules:\n  - id: r\n    when: {{{when}}}\n", "rules.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_every_field_is_read() -> None:
    (rule,) = read_rules(WHOLE, "rules.yaml")
    assert rule.when.max_age == timedelta(hours=36)
    assert rule.rate_limit is not None
    assert rule.rate_limit.per == timedelta(hours=1)
    assert len(rule.when.area) == 4
    assert unknown_names(rule) == ()
    assert set(rule.when.model_fields_set) == set(type(rule.when).model_fields)


def test_the_built_in_rule_is_a_file_of_the_same_kind() -> None:
    (rule,) = built_in_rules()
    assert (rule.id, rule.when.least_deaths, rule.when.max_age) == ("deadly_event", 1, timedelta(hours=72))


def test_a_file_may_say_that_there_are_no_rules() -> None:
    assert read_rules("rules: []", "rules.yaml") == ()


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("tense: [background]", "20: rules.0.when.tense.0: events of tense background never alert"),
        ("tense: [soon]", "no tense"),
        ("area: [{country: UK}]", "'UK' is no country's code"),
        ("area: [{country: ML, province: Bornu}]", "ML has no province 'Bornu'; it has Bamako"),
        ("area: [{province: Mopti}]", "an area is one of country"),
        ("area: [{}]", "an area is one of country"),
        ("area: [{country: ML, near: {lat_deg: 1, lon_deg: 1, radius_km: 5}}]", "an area is one of country"),
        ("area: [{near: {lat_deg: 91, lon_deg: 1, radius_km: 5}}]", "less than or equal to 90"),
        ("area: [{polygon: [[0, 0], [1, 1], [0, 1], [1, 0]]}]", "cross or touch"),
        ("types: [Batles]", "did you mean Battles?"),
        ("modality: []", "at least 1 item"),
        ("max_age: 3", "no duration"),
        ("max_age: 0h", "no duration"),
        ("least_deaths: -1", "greater than or equal to 0"),
        ("least_confidence: 60", "less than or equal to 1"),
    ],
)
def test_what_no_rule_may_ask_is_said(when: str, told: str) -> None:
    (fault,) = faults(when)
    assert fault.startswith("rules.yaml:3:")
    assert told in fault


def test_two_rules_of_one_name_and_an_endless_rate_limit_are_refused() -> None:
    with pytest.raises(FaultyFileError, match="two rules are called a"):
        read_rules("rules: [{id: a}, {id: a}]", "rules.yaml")
    with pytest.raises(FaultyFileError, match="at most 7d"):
        read_rules("rules: [{id: a, rate_limit: {alerts: 1, per: 30d}}]", "rules.yaml")
    with pytest.raises(FaultyFileError, match="of the form"):
        read_rules("rules: [{id: 'a:b'}]", "rules.yaml")


def test_an_actor_that_no_table_knows_is_named() -> None:
    (rule,) = read_rules("rules: [{id: a, when: {actors: [Kenyan police, Gang of Nowhere]}}]", "rules.yaml")
    assert unknown_names(rule) == ("Gang of Nowhere",)


def test_the_version_of_conditions_changes_with_them_and_with_nothing_else() -> None:
    (one,) = read_rules("rules: [{id: a, when: {least_deaths: 1}}]", "f")
    (same,) = read_rules("rules: [{id: b, severity: 3, when: {least_deaths: 1, max_age: 3d}}]", "f")
    (other,) = read_rules("rules: [{id: a, when: {least_deaths: 2}}]", "f")
    assert one.when.version == same.when.version != other.when.version
