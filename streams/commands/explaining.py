"""The picture that `sitrep explain` draws."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import ArticleMentions, ArticleOutcome, CleanArticle, ConflictEvent, DecodeError
from schemas.article_mentions import Modality
from schemas.conflict_event import (
    Actor,
    Claim,
    Confidence,
    Fatalities,
    Figure,
    Interaction,
    Occurred,
    Place,
    Plover,
    Source,
)
from schemas.evidence import Filler, Span
from streams.commands.derivations import DERIVATIONS, rows_of, set_fields
from streams.commands.output import fail, people
from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from streams.intake import read_article
from streams.linking import single_article_events

STYLES = {
    "trigger": "bold white on red",
    "time": "black on bright_yellow",
    "place": "black on bright_green",
    "actor": "black on bright_cyan",
    "figure": "black on bright_magenta",
    "cue": "underline bright_blue",
    "boilerplate": "dim strike",
}
"""Later rows are painted over earlier ones where marks overlap."""


def explain_article(value: bytes) -> None:
    """Draws one article; ends with an error line where it can not be read."""
    try:
        article = read_article(None, value, None)
    except DecodeError as error:
        fail(str(error))
    if isinstance(article, ArticleOutcome):
        fail(f"{article.outcome}: {article.reason}")
    mentions = extract_mentions(article)
    _draw_texts(people, article, mentions)
    events = single_article_events(enrich_mentions(mentions))
    for number, event in enumerate(events, 1):
        _draw_event(people, number, event)
    if not events:
        people.print("No event in this article.")


def _draw_texts(console: Console, article: CleanArticle, mentions: ArticleMentions) -> None:
    console.print(Text(" ").join(Text(f" {name} ", style=style) for name, style in STYLES.items()))
    for part, text in (("title", article.title), ("body", article.body)):
        if not text:
            continue
        painted = Text(text)
        for kind, spans in _marks(article, mentions).items():
            for span in spans:
                if span.part == part:
                    painted.stylize(STYLES[kind], span.start_char, span.end_char)
        console.print(Panel(painted, title=part, title_align="left"))


def _marks(article: CleanArticle, mentions: ArticleMentions) -> dict[str, list[Span]]:
    context = mentions.context
    return {
        "boilerplate": list(article.boilerplate),
        "cue": [mark.cue for mark in context.attributions],
        "place": list(context.toponyms),
        "actor": list(context.actors),
        "time": list(context.times),
        "figure": [figure for mention in mentions.mentions for figure in mention.figures],
        "trigger": [mention.trigger for mention in mentions.mentions],
    }


def _draw_event(console: Console, number: int, event: ConflictEvent) -> None:
    """A field and its value a line, under it the words and the rule that gave it, or what it is made from."""
    console.print(f"\n[bold]{number}. {event.headline}[/]", highlight=False)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for field in set_fields(event):
        table.add_row(field, Text(_value(event, field)))
        for reason in dict.fromkeys(_reasons(event, field)):
            table.add_row("", Padding(Text(reason, style="dim"), (0, 0, 0, 2)))
    console.print(table)


def _reasons(event: ConflictEvent, field: str) -> Iterator[str]:
    if field == "claims":
        for claim in event.claims:
            who = f"{claim.claimant or 'unnamed'} ({claim.affiliation})"
            said = f" “{_short(claim.span.quote)}”" if claim.span else ""
            yield f"{who} {claim.stance} {claim.proposition}:{said}"
        return
    rows = rows_of(event, field)
    for row in rows:
        _, _, part = row.field.partition(".")
        yield f"{f'{part}: ' if part else ''}“{_short(row.quote)}” by {row.rule_id}"
    if not rows or field == "confidence":
        yield DERIVATIONS[field]


def _short(quote: str, width: int = 60) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _value(event: ConflictEvent, field: str) -> str:
    """A field's value in words for a person."""
    value = getattr(event, field)
    match value:
        case Place():
            return f"{value.name}, {value.admin1 or '-'}, {value.country or '-'} (precision {value.precision_acled or '-'})"
        case Occurred():
            days = f"{value.start} to {value.end}" if value.start else "date unknown"
            return f"{days}, {value.tense}"
        case Fatalities():
            return f"{_range(value)}; ACLED {value.acled_value} ({value.derivation})"
        case Figure():
            return _range(value)
        case Modality():
            return str(value.value)
        case Interaction():
            return f"{value.code} {value.text}"
        case Plover():
            return " ".join(part for part in (value.type, *value.modes, *value.contexts) if part) or "no type"
        case Confidence():
            return ", ".join(f"{name} {score:.2f}" for name, score in value.model_dump().items())
        case tuple():
            return "; ".join(dict.fromkeys(map(_item, value)))
        case _:
            return str(value)


def _range(figure: Figure) -> str:
    known = (("at least", figure.low), ("best", figure.best), ("at most", figure.high))
    return ", ".join(f"{name} {count}" for name, count in known if count is not None) or "no figure"


def _item(value: object) -> str:
    match value:
        case Actor():
            return f"{value.role}: {value.name} [{value.inter_code}]"
        case Filler():
            return f"{value.raw} ({value.kind})" if value.kind else value.raw
        case Claim():
            return value.claimant or "unnamed"
        case Source():
            return value.article_id
        case _:
            return str(value)
