"""The command line: `sitrep --help` is the map. Each command lives in `streams/commands/`; this file only names them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer
from aiokafka.errors import KafkaError

from streams.commands import admin, alerting, correcting, dead, delivering, live, offline, replaying, web
from streams.commands.output import errors
from streams.errors import SitrepError
from streams.lexicons import LexiconError, use_overlays

MAIN, READ, KAFKA, CARE = "Run it", "Read articles without a broker", "Follow and ask", "Look after it"

app = typer.Typer(
    name="sitrep",
    help="A live situation report from news: raw articles in Kafka, normalized conflict events out.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"sitrep {installed_version('sitrep-streams')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
    overlays: Annotated[
        Path | None,
        typer.Option(
            envvar="SITREP_OVERLAYS_DIR", file_okay=False, exists=True, help="Folder of your own tables, met before ours."
        ),
    ] = None,
) -> None:
    """Settings come from the environment (SITREP_...); `sitrep doctor` shows what holds and what to mend."""
    if overlays is not None:
        use_overlays([overlays])


COMMANDS: tuple[tuple[str, tuple[Callable[..., None], ...]], ...] = (
    (MAIN, (live.run, live.worker, web.serve, delivering.deliver, live.ingest)),
    (READ, (offline.extract, offline.annotate, offline.explain)),
    (KAFKA, (live.watch, live.why, web.export)),
    (CARE, (admin.schemas, admin.doctor)),
)
for panel, commands in COMMANDS:
    for command in commands:
        app.command(rich_help_panel=panel)(command)
app.add_typer(alerting.app, name="alerts", rich_help_panel=KAFKA)
app.add_typer(dead.app, name="deadletters", rich_help_panel=KAFKA)
app.command(rich_help_panel=KAFKA)(correcting.correct)
app.add_typer(replaying.app, name="replay", rich_help_panel=KAFKA)
app.add_typer(delivering.app, name="webhooks", rich_help_panel=CARE)
app.add_typer(admin.topics, name="topics", rich_help_panel=CARE)
app.add_typer(admin.lexicon, name="lexicon", rich_help_panel=CARE)
app.add_typer(admin.gazetteer, name="gazetteer", rich_help_panel=CARE)


def main() -> None:
    """Runs a command; an error of ours or the broker's is one line and status 1, a broken pipe no error."""
    try:
        app()
    except (SitrepError, LexiconError) as error:
        errors.print(f"[bold red]error:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KafkaError as error:
        errors.print(f"[bold red]error:[/] Kafka: {error or type(error).__name__}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
