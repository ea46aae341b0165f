"""Commands that need a broker: run, worker, ingest, watch, why."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from schemas.codec import payload
from streams.commands.output import Format, errors, fail, people, print_rows, write_bytes
from streams.settings import Settings, load_settings

if TYPE_CHECKING:
    from schemas import ArticleOutcome, ConflictEvent

Bootstrap = Annotated[str | None, typer.Option(help="Kafka's address, host:port; default SITREP_KAFKA_BOOTSTRAP.")]
Prefix = Annotated[str | None, typer.Option("--topic-prefix", help="Prefix of every topic; default SITREP_KAFKA_TOPIC_PREFIX.")]
OutputFormat = Annotated[Format, typer.Option("--format", help="table for people, jsonl for machines.")]


def connected_settings(bootstrap: str | None, prefix: str | None) -> Settings:
    """The settings of a command that asks a running broker: the one named, else the one that `sitrep run` started."""
    from streams.kafka.embedded import running_bootstrap

    settings = load_settings(kafka_bootstrap=bootstrap, kafka_topic_prefix=prefix)
    if settings.kafka_bootstrap:
        return settings
    found = running_bootstrap(settings.data_dir)
    if found is None:
        fail("no broker: name one with --bootstrap or SITREP_KAFKA_BOOTSTRAP, or start `sitrep run` in another terminal")
    return load_settings(kafka_bootstrap=found, kafka_topic_prefix=prefix)


def run(
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
    demo: Annotated[bool, typer.Option("--demo", help="Feed the sample articles and print each event as it appears.")] = False,
    once: Annotated[bool, typer.Option("--once", help="With --demo: end when every sample article has its outcome.")] = False,
) -> None:
    """Run everything: Apache Kafka if none is named, the worker, the web endpoint. Ctrl-C ends it all."""
    from streams.running import run_all

    if once and not demo:
        fail("--once goes with --demo", code=2)
    run_all(load_settings(kafka_bootstrap=bootstrap, kafka_topic_prefix=prefix), demo=demo, once=once)


def worker(bootstrap: Bootstrap = None, prefix: Prefix = None) -> None:
    """Run only the worker, against a Kafka that is there already."""
    from streams.running import environment_of

    settings = connected_settings(bootstrap, prefix)
    os.execve(sys.executable, [sys.executable, "-m", "streams.start_worker"], environment_of(settings))


def ingest(
    files: Annotated[
        list[str] | None, typer.Argument(help="Articles: JSON, JSON lines, text or HTML; '-' reads standard input.")
    ] = None,
    feed: Annotated[
        list[str] | None, typer.Option(help="Address of an RSS or Atom feed to poll; may be given several times.")
    ] = None,
    every: Annotated[int, typer.Option(min=60, help="Seconds between two polls of a feed.")] = 300,
    once: Annotated[bool, typer.Option("--once", help="Read each feed once and end.")] = False,
    published_at: Annotated[
        str | None, typer.Option(help="Publication time for text and HTML, ISO 8601 with an offset.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address for text and HTML.")] = None,
    source: Annotated[str | None, typer.Option(help="Publisher for text and HTML.")] = None,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Publish articles to articles.raw: files, standard input, or feeds that are polled politely."""
    from streams.ingest import IngestError, poll_feeds, read_sources
    from streams.publishing import publish_articles

    if not files and not feed:
        fail("name files, '-' for standard input, or --feed URL", code=2)
    settings = connected_settings(bootstrap, prefix)
    try:
        if files:
            values = list(read_sources(files, published_at=published_at, url=url, source=source))
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            with Progress(*columns, console=errors, transient=True) as progress:
                task = progress.add_task("publishing", total=len(values))
                count = asyncio.run(publish_articles(settings, values, lambda sent: progress.update(task, completed=sent)))
            errors.print(
                f"{count} article{'' if count == 1 else 's'} published to {settings.kafka_topic_prefix}articles.raw",
                highlight=False,
            )
        for batch in poll_feeds(feed or [], every_s=every, once=once):
            count = asyncio.run(publish_articles(settings, batch))
            errors.print(f"{count} new from the feeds", highlight=False)
    except IngestError as error:
        fail(str(error))
    except KeyboardInterrupt:
        errors.print("stopped")


def watch(
    from_start: Annotated[
        bool, typer.Option("--from-start", help="The events that are there first, then the new ones.")
    ] = False,
    country: Annotated[
        list[str] | None, typer.Option(help="Only this country, ISO 3166 alpha-2; may be given several times.")
    ] = None,
    event_type: Annotated[list[str] | None, typer.Option("--type", help="Only this event or sub-event type.")] = None,
    min_deaths: Annotated[int, typer.Option(min=0, help="Only events with at least so many deaths (low or best figure).")] = 0,
    background: Annotated[bool, typer.Option("--background", help="Past events that articles look back on, too.")] = False,
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Follow events in the terminal as they appear and change."""

    def wanted(event: ConflictEvent) -> bool:
        return (
            (not country or (event.place is not None and event.place.country in country))
            and (not event_type or event.event_type in event_type or event.sub_event_type in event_type)
            and max(event.fatalities.best or 0, event.fatalities.low or 0) >= min_deaths
            and (background or event.occurred.tense == "current")
        )

    settings = connected_settings(bootstrap, prefix)

    async def follow_events() -> None:
        from schemas import ConflictEvent, decode
        from streams.commands.showing import event_line
        from streams.reading import follow

        async for record in follow(settings, "events.revisions", from_start=from_start):
            if record.value is None:
                continue
            event = decode(ConflictEvent, record.value)
            if wanted(event):
                write_bytes(payload(record.value)) if form is Format.jsonl else people.print(event_line(event))

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(follow_events())


def why(
    article_id: Annotated[str, typer.Argument(help="The article's id, as it was published.")],
    form: OutputFormat = Format.table,
    bootstrap: Bootstrap = None,
    prefix: Prefix = None,
) -> None:
    """Say what became of an article, and which events it is a source of."""
    from schemas import ArticleOutcome, ConflictEvent, decode
    from streams.commands.showing import event_line
    from streams.reading import scan

    settings = connected_settings(bootstrap, prefix)

    async def find() -> tuple[ArticleOutcome | None, list[ConflictEvent]]:
        outcome = None
        async for record in scan(settings, "articles.outcomes"):
            if record.value is not None and record.key == article_id.encode():
                outcome = decode(ArticleOutcome, record.value)
        events: dict[str, ConflictEvent] = {}
        async for record in scan(settings, "events"):
            if record.value is None:
                events.pop((record.key or b"").decode(), None)
                continue
            event = decode(ConflictEvent, record.value)
            if any(source.article_id == article_id for source in event.sources):
                events[event.event_id] = event
            else:
                events.pop(event.event_id, None)
        return outcome, list(events.values())

    outcome, events = asyncio.run(find())
    if outcome is None:
        fail(f"article {article_id} has no outcome: never published here, still on its way, or its record has expired")
    rows = [{**outcome.model_dump(), "event_ids": [event.event_id for event in events] or list(outcome.event_ids)}]
    if form is Format.jsonl:
        print_rows(rows, (), form)
        return
    people.print(f"[bold]{article_id}[/]: [bold]{outcome.outcome}[/] in {outcome.stage}: {outcome.reason}", highlight=False)
    for event in events:
        people.print(event_line(event))
