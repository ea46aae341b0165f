"""The README's console blocks are executed, and print what it shows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, flags=re.S)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][:60])
def test_a_console_block_prints_what_the_readme_shows(block: str) -> None:
    command, _, shown = block.partition("\n")
    assert command.startswith("$ ")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command[2:]],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    assert printed == [line.rstrip() for line in shown.splitlines()], done.stdout


def test_the_readme_shows_a_sentence_and_its_event() -> None:
    assert any("sitrep extract" in block for block in BLOCKS)


@pytest.mark.parametrize("path", re.findall(r"\]\(((?!https?:)[^)#]+)\)", README))
def test_a_link_of_the_readme_leads_to_a_file(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\.venv/bin/sitrep (\w+)", README))))
def test_a_command_that_the_readme_names_exists(command: str) -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/sitrep", command, "--help"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make (\w+)", README, flags=re.M))))
def test_a_make_target_that_the_readme_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M)
