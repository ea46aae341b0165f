"""The operator's file of rules, followed while the worker runs."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from streams.alert_rules import RulesInForce
from streams.errors import SettingsError

ONE, TWO = "rules: [{id: one}]", "rules: [{id: one}, {id: two}]"


def ids(in_force: RulesInForce) -> list[str]:
    return [rule.id for rule in in_force.rules]


def metric(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_changed_file_is_taken_and_a_faulty_or_missing_one_leaves_the_rules_in_force(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(ONE)
    in_force = RulesInForce(path)
    path.write_text(TWO)
    in_force.look()
    assert ids(in_force) == ["one", "two"]
    assert metric("sitrep_alert_rules") == 2
    refused = metric("sitrep_alert_rules_reloads_total", result="refused")
    path.write_text("rules: [{id: one, wen: {}}]")
    with caplog.at_level(logging.ERROR):
        in_force.look()
        in_force.look()
    assert ids(in_force) == ["one", "two"]
    assert [message for message in caplog.messages if "rules.yaml:1:19: rules.0.wen: no such field" in message]
    assert len(caplog.messages) == 1, "a faulty file is told of once"
    assert metric("sitrep_alert_rules_sound") == 0
    path.unlink()
    in_force.look()
    assert ids(in_force) == ["one", "two"]
    assert metric("sitrep_alert_rules_reloads_total", result="refused") == refused + 2
    path.write_text(ONE)
    in_force.look()
    assert (ids(in_force), metric("sitrep_alert_rules_sound")) == (["one"], 1)


def test_a_file_that_is_repaired_to_what_is_in_force_is_sound_again(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(ONE)
    in_force = RulesInForce(path)
    for content in ("rules: 3", ONE):
        path.write_text(content)
        in_force.look()
    assert metric("sitrep_alert_rules_sound") == 1


@pytest.mark.parametrize(("content", "told"), [("rules: 3", ":1:8: rules: must be a list"), (None, "No such file")])
def test_a_worker_does_not_start_with_a_file_that_can_not_be_used(content: str | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsError, match="SITREP_ALERT_RULES: .*" + told):
        RulesInForce(path)


def test_without_a_file_the_built_in_rule_holds() -> None:
    in_force = RulesInForce(None)
    in_force.look()
    assert ids(in_force) == ["deadly_event"]
