"""Commands that need no broker: extract, annotate, explain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import orjson
import typer

from streams.commands.output import FAILED, Format, errors, fail, people, write_bytes

if TYPE_CHECKING:
    from schemas import ConflictEvent, EnrichedArticle
    from streams.batch import Refusal

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
    from streams.ingest import IngestError, read_sources

    try:
        for value in read_sources(files or ["-"], published_at=published_at, url=url, source=source):
            yield value if isinstance(value, bytes) else orjson.dumps(value)
    except IngestError as error:
        fail(str(error))


def _refuse(refusal: Refusal) -> None:
    errors.file.write(
        orjson.dumps({"article": refusal.article, "error": refusal.reason, "field": refusal.field}).decode() + "\n"
    )


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
    from schemas import encode
    from streams.batch import Refusal, enrich_one, run_steps
    from streams.commands.showing import event_card
    from streams.linking import link_articles, single_article_events

    refused = 0

    def enriched() -> Iterator[tuple[EnrichedArticle, ...]]:
        nonlocal refused
        for result in run_steps(enrich_one, _values(files, published_at, url, source), workers):
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
    from schemas import encode
    from streams.batch import Refusal, annotate_one, run_steps

    refused = 0
    for result in run_steps(annotate_one, _values(files, published_at, url, source), workers):
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
