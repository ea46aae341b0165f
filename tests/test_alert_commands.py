"""`sitrep alerts`: a file of rules checked, and tried on events."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from schemas import Alert, decode, encode
from streams.cli import app
from tests.alerting.events import event

RULES = "rules: [{id: mass, when: {least_deaths: 10}, rate_limit: {alerts: 1, per: 1d}}, {id: riot, when: {types: [Riots]}}]"
runner = CliRunner()


@pytest.fixture
def rules(tmp_path: Path) -> str:
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return str(path)


@pytest.fixture
def events(tmp_path: Path) -> str:
    path = tmp_path / "events.jsonl"
    found = [event(deaths=12), event(event_id="e2", deaths=3), event(event_id="e3", deaths=30), event(deaths=30, revision=2)]
    path.write_bytes(b"\n".join(map(encode, found)) + b"\n\n")
    return str(path)


def test_a_sound_file_is_shown_and_status_is_0(rules: str) -> None:
    result = runner.invoke(app, ["alerts", "check", rules])
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "rules.yaml: 2 rules, no fault")
    lines = runner.invoke(app, ["alerts", "check", rules, "--format", "jsonl"]).stdout.splitlines()
    assert [orjson.loads(line)["id"] for line in lines] == ["mass", "riot"]


def test_each_fault_has_file_line_and_column_and_status_is_1(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("rules:\n  - id: A\n    when: {least_death: 1}\n")
    result = runner.invoke(app, ["alerts", "check", str(path)])
    assert result.exit_code == 1
    assert f"error: {path}:2:9: rules.0.id: must be of the form ^[a-z0-9]" in result.stderr
    assert f"error: {path}:3:12: rules.0.when.least_death: no such field; did you mean least_deaths?" in result.stderr
    lines = runner.invoke(app, ["alerts", "check", str(path), "--format", "jsonl"]).stdout.splitlines()
    assert [(row["line"], row["column"], row["field"]) for row in map(orjson.loads, lines)] == [
        (2, 9, "rules.0.id"),
        (3, 12, "rules.0.when.least_death"),
    ]
    assert runner.invoke(app, ["alerts", "test", "--rules", str(path), "-"], input="").exit_code == 1
    assert runner.invoke(app, ["alerts", "check", str(tmp_path / "none.yaml")]).exit_code == 2


def test_the_file_that_the_setting_names_is_the_one_that_is_checked(rules: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "built_in.yaml: 1 rule" in runner.invoke(app, ["alerts", "check"]).stdout
    monkeypatch.setenv("SITREP_ALERT_RULES", rules)
    assert "rules.yaml: 2 rules" in runner.invoke(app, ["alerts", "check"]).stdout


def test_an_unknown_actor_is_noted_and_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("rules: [{id: a, when: {actors: [Gang of Nowhere]}}]")
    result = runner.invoke(app, ["alerts", "check", str(path)])
    assert result.exit_code == 0
    assert "no table knows the actor 'Gang of Nowhere'" in result.stderr


def test_a_trial_prints_the_alerts_that_the_worker_would_have_published(rules: str, events: str) -> None:
    result = runner.invoke(app, ["alerts", "test", events, "--rules", rules, "--format", "jsonl"])
    found = [decode(Alert, line.encode()) for line in result.stdout.splitlines()]
    assert [(alert.rule_id, alert.event_id, alert.level, alert.is_held_back) for alert in found] == [
        ("mass", "e1", "match", False), ("mass", "e3", "match", True), ("mass", "e1", "toll 25", True),
    ]  # fmt: skip
    told = " ".join(result.stderr.split())
    assert told == "4 revisions of events: 2 held back, 1 match, 1 not for least_deaths, 4 not for types"


def test_a_trial_tells_people_why_and_with_all_also_why_not(rules: str, events: str) -> None:
    text = runner.invoke(app, ["alerts", "test", events, "--rules", rules, "--all"]).stdout
    assert "mass  match  severity 3  killed 12" in text
    assert "toll 25 (held back)" in text
    assert "least_deaths: 12 of 10" in text
    assert "riot  no alert" in text
    assert "types: Battles / Armed clash" in text


def test_since_leaves_out_what_was_updated_before_and_a_broken_line_is_named(rules: str, events: str) -> None:
    assert runner.invoke(app, ["alerts", "test", events, "--rules", rules, "--since", "2024-05-03"]).stdout == ""
    assert "match" in runner.invoke(app, ["alerts", "test", events, "--rules", rules, "--since", "2024-05-02"]).stdout
    assert runner.invoke(app, ["alerts", "test", events, "--rules", rules, "--since", "5m"]).exit_code == 2
    broken = runner.invoke(app, ["alerts", "test", "-", "--rules", rules], input=encode(event()) + b"\n{}\n")
    assert broken.exit_code == 1
    assert "-:2: " in broken.stderr
    assert runner.invoke(app, ["alerts", "test", "/no/such/file", "--rules", rules]).exit_code == 2
