"""How commands speak: JSON lines for machines, tables and colour for people, errors in one line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from streams.lexicons.yaml_file import Fault

FAILED = 1
USAGE = 2

people = Console()
errors = Console(stderr=True)


class Format(StrEnum):
    """For whom is the output?"""

    table = "table"
    jsonl = "jsonl"


def write_line(value: Any) -> None:
    """Prints one JSON line at once, so that a reader at the other end of a pipe sees it."""
    write_bytes(orjson.dumps(value, option=orjson.OPT_UTC_Z))


def write_bytes(line: bytes) -> None:
    """Prints one line of JSON that is encoded already."""
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def print_rows(rows: Iterable[dict[str, Any]], columns: Sequence[str], form: Format, title: str | None = None) -> None:
    """Prints rows as a table for people or as JSON lines, all of a row's fields in the latter."""
    if form is Format.jsonl:
        for row in rows:
            write_line(row)
        return
    table = Table(*columns, title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if row.get(column) is None else str(row[column]) for column in columns))
    people.print(table)


def fail_by_faults(faults: Iterable[Fault], form: Format) -> NoReturn:
    """Says every fault of a file, each with its line and column, and ends with status 1."""
    if form is Format.jsonl:
        print_rows((fault._asdict() for fault in faults), (), form)
    else:
        for fault in faults:
            errors.print(f"[bold red]error:[/] {escape(str(fault))}", highlight=False, soft_wrap=True)
    raise typer.Exit(FAILED)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Says what went wrong in one line and ends with the status."""
    errors.print(f"[bold red]error:[/] {message}", highlight=False, soft_wrap=True)
    raise typer.Exit(code)
