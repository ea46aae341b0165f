"""The command line as a map: every command has help, and says clearly what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import click
import orjson
import pytest
import typer
from typer.testing import CliRunner

from streams.cli import app
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
