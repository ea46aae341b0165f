"""Commands on replays: make one, compare two, serve one."""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from streams.commands.live import Bootstrap, OutputFormat, Prefix, connected_settings
from streams.commands.output import FAILED, Format, errors, fail, people, print_rows

app = typer.Typer(help="Replay articles into topics of their own; compare runs; serve one.", invoke_without_command=True)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is no instant; write 2024-05-01 or 2024-05-01T09:30:00Z", code=2)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@app.callback()
def replay(
    context: typer.Context,
    run: Annotated[str | None, typer.Option("--run", help="Name of the run: its group, topics and state.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First instant by record timestamp; default the beginning.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", help="Instant to stop before; default what is there now.")] = None,
    articles: Annotated[
        list[str] | None, typer.Option("--articles", help="Files of articles instead of the topic; may be given several times.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; default one a core.")] = None,
    rate: Annotated[float | None, typer.Option(min=0.01, help="Articles a second at most; default no limit.")] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Replay articles.raw (or files) through the same steps into the topics of a run. Killed, it continues where it was."""
    if context.invoked_subcommand is not None:
        return
    if run is None:
        fail("name the run with --run", code=2)
    from streams.ingest import IngestError, read_sources
    from streams.replay import Progress, Replay
    from streams.settings import load_settings

    load_settings(run_name=run)  # says what is wrong with the name
    settings = connected_settings(bootstrap, prefix).model_copy(update={"run_name": run})
    first, last = _instant(start), _instant(end)
    with contextlib.suppress(OSError):
        os.nice(10)  # the live group comes first
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(f"run {run}", total=None)

        def report(now: Progress) -> None:
            left = f", {now.left_s:.0f} s left" if now.left_s is not None else ""
            bar.update(task, completed=now.done, total=now.total, description=f"run {run}: {now.events} events{left}")

        job = Replay(settings, workers or os.cpu_count() or 1, version("sitrep-streams"), rate)
        try:
            if articles:
                values = [v if isinstance(v, bytes) else orjson.dumps(v) for v in read_sources(articles)]
                count = asyncio.run(job.from_values(values, report))
            else:
                count = asyncio.run(job.from_kafka(first, last, report))
        except IngestError as error:
            fail(str(error))
        except KeyboardInterrupt:
            fail(f"stopped; the same command continues run {run}")
    errors.print(f"run {run}: {count} records read, {job.events} events new in this run", highlight=False)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="Name of a run; 'live' for the served events.")],
    second: Annotated[str, typer.Argument(help="Name of another.")],
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Say which events differ between two runs, and why, field by field. Status 1 where any does."""
    from streams.replay_results import compare as compare_runs

    count, found = asyncio.run(compare_runs(connected_settings(bootstrap, prefix), first, second))
    rows = [
        {
            "event_id": d.event_id,
            "kind": d.kind,
            "headline": d.headline,
            "field": d.field,
            "first": d.first,
            "second": d.second,
            "rules_first": list(d.rules[0]),
            "rules_second": list(d.rules[1]),
        }
        for d in found
    ]
    if rows or form is Format.jsonl:
        print_rows(rows, ("event_id", "kind", "field", "first", "second", "headline"), form)
    differing = len({d.event_id for d in found})
    errors.print(f"{count} events, {differing} differ", highlight=False)
    if found:
        raise typer.Exit(FAILED)


@app.command()
def promote(
    run: Annotated[str, typer.Argument(help="Name of the run to serve.")],
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Publish a run's events as revisions of the served ones; what it no longer finds is retracted. Nothing alerts."""
    from streams.replay_results import promote as promote_run

    done = asyncio.run(promote_run(connected_settings(bootstrap, prefix), run))
    people.print(f"{done.revised} revised, {done.retracted} retracted, {done.unchanged} unchanged", highlight=False)
