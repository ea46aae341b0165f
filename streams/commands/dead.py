"""The commands on dead letters: list, show, retry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from streams.commands.live import Bootstrap, OutputFormat, Prefix, connected_settings
from streams.commands.output import Format, fail, people, print_rows

if TYPE_CHECKING:
    from streams.deadletters import DeadLetter
    from streams.settings import Settings

app = typer.Typer(
    help="Messages that could not be processed: what they were, why, and sending them again.", no_args_is_help=True
)

Step = Annotated[str | None, typer.Option(help="Only those of this step: intake, extract, enrich, link, alert, deliver.")]
ErrorName = Annotated[str | None, typer.Option("--error", help="Only this class of errors.")]


def _facts(letter: DeadLetter) -> dict[str, Any]:
    facts = asdict(letter)
    for name in ("key", "value"):
        raw = facts.get(name)
        facts[name] = raw.decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    return {name: value for name, value in facts.items() if name != "headers"}


async def _collect(
    settings: Settings, wanted: Callable[[DeadLetter], bool], step: str | None, error: str | None
) -> list[DeadLetter]:
    from streams.deadletters import list_dead_letters

    return [letter async for letter in list_dead_letters(settings, step=step, error=error) if wanted(letter)]


@app.command("list")
def list_(
    step: Step = None,
    error: ErrorName = None,
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """List dead letters, oldest first."""
    letters = asyncio.run(_collect(connected_settings(bootstrap, prefix), lambda _: True, step, error))
    rows = [{name: value for name, value in _facts(letter).items() if name != "value"} for letter in letters]
    print_rows(rows, ("number", "step", "error", "reason"), form)


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="The number that `list` prints.")],
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Show one dead letter: where it stood, what failed and why, and the original bytes."""
    from streams.deadletters import show_dead_letter

    letter = asyncio.run(show_dead_letter(connected_settings(bootstrap, prefix), number))
    if letter is None:
        fail(f"no dead letter has the number {number}: its retention has ended, or it never was")
    facts = _facts(letter)
    if form is Format.jsonl:
        print_rows([facts], (), form)
        return
    for name, value in facts.items():
        people.print(f"[bold]{name}[/]: ", end="")
        people.print(value, markup=False, highlight=False, soft_wrap=True)


@app.command()
def retry(
    numbers: Annotated[
        list[int] | None, typer.Argument(help="The numbers that `list` prints; without any, all that match.")
    ] = None,
    step: Step = None,
    error: ErrorName = None,
    everything: Annotated[bool, typer.Option("--all", help="Send all of them again.")] = False,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Send dead letters again to where they stood, as after mending their cause."""
    from streams.deadletters import retry_dead_letters

    if not (numbers or step or error or everything):
        fail("name numbers, --step, --error or --all", code=2)
    settings = connected_settings(bootstrap, prefix)
    chosen = set(numbers or ())

    async def send() -> int:
        letters = await _collect(settings, lambda letter: not chosen or letter.number in chosen, step, error)
        return await retry_dead_letters(settings, letters)

    people.print(f"{asyncio.run(send())} sent again", highlight=False)
