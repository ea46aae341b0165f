"""The command line as a map: every command has help, and says clearly what is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import orjson
import pytest
import typer
from typer.testing import CliRunner

from streams.cli import app
from streams.commands.admin import CHECKS
from streams.contracts import message_types
from streams.topics import TOPICS

runner = CliRunner()


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


ALL = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize(("path", "command"), ALL, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_a_command_has_help_and_so_has_each_of_its_options(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help, path
    result = runner.invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    for option in command.params:
        assert getattr(option, "help", None), f"{path} {option.name}"


def test_the_map_names_the_commands_that_the_readme_promises() -> None:
    names = {path[0] for path, _ in ALL if path}
    assert names >= {
        "run",
        "worker",
        "ingest",
        "extract",
        "annotate",
        "explain",
        "watch",
        "why",
        "deadletters",
        "topics",
        "schemas",
        "doctor",
    }


def test_topics_are_lines_for_machines() -> None:
    result = runner.invoke(app, ["topics", "list", "--format", "jsonl"])
    assert [orjson.loads(line)["topic"] for line in result.stdout.splitlines()] == [topic.name for topic in TOPICS]


def test_a_schema_is_printed_whole() -> None:
    for name in message_types():
        document = orjson.loads(runner.invoke(app, ["schemas", name]).stdout)
        assert document["title"] == name


def test_an_unknown_message_is_a_usage_error_that_names_the_known_ones() -> None:
    result = runner.invoke(app, ["schemas", "Nothing"])
    assert result.exit_code == 2
    assert "ConflictEvent" in result.stderr


def test_the_doctor_finds_a_fresh_installation_well_and_says_what_to_do_about_an_ill_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SITREP_DATA_DIR", str(tmp_path))
    well = runner.invoke(app, ["doctor", "--format", "jsonl"])
    assert well.exit_code == 0, well.stdout
    assert [row["check"] for row in map(orjson.loads, well.stdout.splitlines()) if row["ok"]] == [what for what, _, _ in CHECKS]
    ill = runner.invoke(app, ["doctor", "--format", "jsonl", "--bootstrap", "127.0.0.1:1"])
    assert ill.exit_code == 1
    (broker,) = [row for row in map(orjson.loads, ill.stdout.splitlines()) if not row["ok"]]
    assert broker["check"] == "broker"
    assert "can not be reached at 127.0.0.1:1" in broker["found"]
    assert broker["advice"]


@pytest.mark.parametrize("command", [["watch"], ["why", "a1"], ["deadletters", "list"]], ids=" ".join)
def test_a_broker_that_is_not_there_is_one_line(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", *command, "--bootstrap", "127.0.0.1:1"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == ["error: Kafka can not be reached at 127.0.0.1:1: nothing listens there"]
