"""Commands that need no broker: extract, annotate, explain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import orjson
import typer

from schemas import ConflictEvent, EnrichedArticle, encode
from streams.batch import Refusal, annotate_one, enrich_one, run_steps
from streams.commands.output import FAILED, Format, errors, fail, people, write_bytes
from streams.commands.showing import event_card
from streams.ingest import IngestError, read_sources

Files = Annotated[
    list[str] | None,
    typer.Argument(
        help="Articles: JSON, JSON lines, text or HTML files; '-' or nothing reads standard input.", show_default=False
    ),
]
PublishedAt = Annotated[str | None, typer.Option(help="Publication time for text and HTML, ISO 8601 with an offset.")]
Url = Annotated[str | None, typer.Option(help="Address for text and HTML.")]
SourceName = Annotated[str | None, typer.Option("--source", help="Publisher for text and HTML.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Worker processes; default one a core.")]
Strict = Annotated[bool, typer.Option("--strict", help="End with status 1 if any article could not be read.")]


def _values(files: list[str] | None, published_at: str | None, url: str | None, source: str | None) -> Iterator[bytes]:
    try:
        for value in read_sources(files or ["-"], published_at=published_at, url=url, source=source):
            yield value if isinstance(value, bytes) else orjson.dumps(value)
    except IngestError as error:
        fail(str(error))


def _refuse(refusal: Refusal) -> None:
    errors.file.write(
        orjson.dumps({"article": refusal.article, "error": refusal.reason, "field": refusal.field}).decode() + "\n"
    )


def _count(value: bytes, workers: int | None, files: list[str] | None) -> int | None:
    """A few small files are read faster here than worker processes start."""
    few = (
        files is not None
        and files != ["-"]
        and len(files) <= 4
        and sum(Path(f).stat().st_size for f in files if f != "-") < 65_536
    )
    return 1 if workers is None and few else workers


def extract(
    files: Files = None,
    link: Annotated[
        bool, typer.Option("--link", help="Link the articles: each event once, in its final state, at the end.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="Planned, denied and hypothetical events too.")] = False,
    workers: Workers = None,
    published_at: PublishedAt = None,
    url: Url = None,
    source: SourceName = None,
    strict: Strict = False,
    form: Annotated[Format, typer.Option("--format", help="jsonl for machines, table for people.")] = Format.jsonl,
) -> None:
    """Read articles, print their conflict events: one JSON object a line, each article's headline event first.

    The same steps as the worker runs, in this process, without a broker. An article that can not be read is one JSON
    line on standard error.
    """
    from streams.linking import link_articles, single_article_events

    refused = 0
    count = _count(b"", workers, files)

    def enriched() -> Iterator[tuple[EnrichedArticle, ...]]:
        nonlocal refused
        for result in run_steps(enrich_one, _values(files, published_at, url, source), count):
            if isinstance(result, Refusal):
                refused += 1
                _refuse(result)
            else:
                yield result

    def found() -> Iterator[ConflictEvent]:
        if link:
            yield from link_articles(record for records in enriched() for record in records)
        else:
            for records in enriched():
                yield from single_article_events(records)

    for event in found():
        if everything or event.modality.value == "actual":
            people.print(event_card(event)) if form is Format.table else write_bytes(encode(event))
    if strict and refused:
        raise typer.Exit(FAILED)


def annotate(
    files: Files = None,
    workers: Workers = None,
    published_at: PublishedAt = None,
    url: Url = None,
    source: SourceName = None,
    strict: Strict = False,
) -> None:
    """Read articles, print what they name: one JSON object an article, offsets into its body_text.

    Places with name, country and point, times with a TIMEX3 value, quantities, actors, attributions, triggers.
    """
    refused = 0
    for result in run_steps(annotate_one, _values(files, published_at, url, source), _count(b"", workers, files)):
        if isinstance(result, Refusal):
            refused += 1
            _refuse(result)
        else:
            write_bytes(encode(result))
    if strict and refused:
        raise typer.Exit(FAILED)


def explain(
    file: Annotated[str, typer.Argument(help="One article; '-' reads standard input.")],
    published_at: PublishedAt = None,
    url: Url = None,
    source: SourceName = None,
) -> None:
    """Show an article with its marks in colour and, for each event, which words and which rule gave each field."""
    from streams.commands.explaining import explain_article

    for value in _values([file], published_at, url, source):
        explain_article(value)
