"""Commands on alert rules: check a file of them, try them on events."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from streams.commands.live import Bootstrap, OutputFormat, Prefix, connected_settings
from streams.commands.output import USAGE, Format, errors, fail, fail_by_faults, people, print_rows, write_bytes, write_line
from streams.lexicons.yaml_file import FaultyFileError
from streams.settings import Settings, load_settings

if TYPE_CHECKING:
    from schemas import ConflictEvent
    from streams.alert_trial import Trial, Verdict
    from streams.alerting import Rule

app = typer.Typer(
    help="Alert rules: check a file of them, try them on events. SITREP_ALERT_RULES names the file that a worker follows.",
    no_args_is_help=True,
)

RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="File of rules; default SITREP_ALERT_RULES, else the built-in rule.")
]


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="File of rules; without it SITREP_ALERT_RULES, else the built-in rule.")
    ] = None,
    form: OutputFormat = Format.table,
) -> None:
    """Check a file of rules: every fault with its line and column, or the rules that it holds. Status 1 for any fault."""
    from streams.alerting.rule_file import unknown_names

    path = _path(file)
    try:
        rules = _read(path)
    except FaultyFileError as error:
        fail_by_faults(error.faults, form)
    if form is Format.jsonl:
        print_rows((rule.model_dump(mode="json", exclude_defaults=True) for rule in rules), (), form)
        return
    print_rows(({"rule": rule.id, "description": rule.description} for rule in rules), ("rule", "description"), form)
    for rule in rules:
        for name in unknown_names(rule):
            errors.print(
                f"[yellow]note:[/] {rule.id}: no table knows the actor {name!r}: it is compared with names as they are printed",
                highlight=False,
                soft_wrap=True,
            )
    people.print(f"{path.name}: {len(rules)} rule{'' if len(rules) == 1 else 's'}, no fault", highlight=False)


@app.command()
def test(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="Files of events, a JSON object a line; '-' reads standard input. Without any: events.revisions."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="Only revisions from then on: 2024-05-01, an instant, or 48h or 7d back from now."),
    ] = None,
    rules_file: RulesFile = None,
    everything: Annotated[bool, typer.Option("--all", help="Also the events that would not alert, and why not.")] = False,
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Try rules on past events: which would have alerted, and why. Nothing is sent.

    Events come from Kafka, revision by revision as they were published, or from files, as `sitrep extract --link` writes them.
    """
    from streams.alert_trial import Trial

    try:
        trial = Trial(_read(_path(rules_file)))
    except FaultyFileError as error:
        fail(_escaped(str(error)))
    first = _instant(since)
    counts: Counter[str] = Counter()

    def show(verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            counts[verdict.outcome] += 1
            if verdict.alert is not None or everything:
                _show(verdict, form)

    if files:
        for event in _from_files(files):
            if first is None or event.updated_at >= first:
                show(trial.judge(event))
    else:
        asyncio.run(_from_kafka(connected_settings(bootstrap, prefix), trial, first, show))
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    errors.print(
        f"{trial.events} revision{'' if trial.events == 1 else 's'} of events{': ' if told else ''}{told}", highlight=False
    )


def _path(given: Path | None) -> Path:
    from streams.alerting.rule_file import BUILT_IN

    return given or load_settings().alert_rules or BUILT_IN


def _read(path: Path) -> tuple[Rule, ...]:
    from streams.alerting import read_rules

    try:
        return read_rules(path.read_bytes().decode("utf-8", "replace"), str(path))
    except OSError as error:
        fail(f"{path}: {error.strerror}", code=USAGE)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    back = re.fullmatch(r"(\d+)([hd])", text)
    if back:
        return datetime.now(UTC) - timedelta(hours=int(back[1]) * (24 if back[2] == "d" else 1))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is no instant; write 2024-05-01, 2024-05-01T09:30:00Z, 48h or 7d", code=USAGE)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _from_files(files: list[str]) -> Iterator[ConflictEvent]:
    from schemas import ConflictEvent, DecodeError, decode

    for name in files:
        number = 0
        try:
            for line in _lines(name):
                number += 1
                if line.strip():
                    yield decode(ConflictEvent, line)
        except OSError as error:
            fail(f"{name}: {error.strerror}", code=USAGE)
        except DecodeError as error:
            fail(f"{name}:{number}: {error}")


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
        return
    with Path(name).open("rb") as lines:
        yield from lines


async def _from_kafka(
    settings: Settings, trial: Trial, first: datetime | None, show: Callable[[Iterable[Verdict]], None]
) -> None:
    from schemas import ConflictEvent, DecodeError, decode
    from streams.reading import scan
    from streams.routing import REPLAY_HEADER

    async for record in scan(settings, "events.revisions"):
        if record.value is None or any(name == REPLAY_HEADER for name, _ in record.headers):
            continue
        try:
            event = decode(ConflictEvent, record.value)
        except DecodeError as error:
            errors.print(f"left out: {record.partition}@{record.offset}: {error}", highlight=False, markup=False)
            continue
        if first is None or event.updated_at >= first:
            show(trial.judge(event, datetime.fromtimestamp(record.timestamp / 1000, UTC)))


def _show(verdict: Verdict, form: Format) -> None:
    from schemas import encode
    from streams.commands.showing import deaths_text

    alert, event = verdict.alert, verdict.event
    if form is Format.jsonl:
        if alert is not None:
            write_bytes(encode(alert))
            return
        facts = {"rule_id": verdict.rule.id, "event_id": event.event_id, "revision": event.revision}
        write_line({**facts, "headline": event.headline, "missed": verdict.missed})
        return
    mark, severity, colour = "no alert", event.severity, "dim"
    why = verdict.missed or ("it was told before",)
    if alert is not None:
        mark, severity, colour = (f"{alert.level}{' (held back)' if alert.is_held_back else ''}", alert.severity, "bold")
        why = alert.because
    dead = deaths_text(event.fatalities)
    told = f"{event.updated_at:%Y-%m-%d %H:%M}  {verdict.rule.id}  {mark}  severity {severity}  killed {dead}"
    people.print(f"[{colour}]{_escaped(told)}[/]", highlight=False, soft_wrap=True)
    people.print(f"  {_escaped(event.headline)}", highlight=False, soft_wrap=True)
    people.print(f"  [dim]{_escaped('; '.join(why))}[/]", highlight=False, soft_wrap=True)
