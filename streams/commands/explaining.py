"""The picture that `sitrep explain` draws."""

from __future__ import annotations

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import ArticleMentions, ArticleOutcome, CleanArticle, DecodeError
from schemas.enriched_article import EnrichedMention
from schemas.evidence import Span
from streams.commands.output import fail, people
from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from streams.intake import read_article

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
    number = 0
    for record in enrich_mentions(mentions):
        for mention in record.mentions:
            number += 1
            _draw_event(people, number, mention)
    if not number:
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


def _draw_event(console: Console, number: int, mention: EnrichedMention) -> None:
    where = mention.place.name if mention.place else "place unknown"
    when = mention.occurred.best_date or mention.occurred.start or "date unknown"
    console.print(
        f"\n[bold]{number}. {mention.event_type} / {mention.sub_event_type}[/] {where}, {when}; "
        f"{mention.occurred.tense}, {mention.modality.value}; confidence {mention.confidence.overall:.2f}",
        highlight=False,
    )
    table = Table("field", "value", "words", "rule", header_style="bold", box=None, pad_edge=False)
    for row in mention.provenance:
        table.add_row(row.field, _value(mention, row.field), f"“{_short(row.quote)}”", row.rule_id)
    for claim in mention.claims:
        said = f"{claim.stance} {claim.proposition} {claim.value or ''}".strip()
        table.add_row(
            "claim",
            f"{claim.claimant or 'unnamed'} ({claim.affiliation})",
            f"“{_short(claim.span.quote) if claim.span else ''}”",
            said,
        )
    console.print(table)


def _short(quote: str, width: int = 60) -> str:
    line = " ".join(quote.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _value(mention: EnrichedMention, field: str) -> str:
    if field.startswith("actors."):
        role = field.removeprefix("actors.")
        return "; ".join(f"{actor.name} [{actor.inter_code}]" for actor in mention.actors if actor.role == role)
    if field == "fatalities":
        toll = mention.fatalities
        return f"low {toll.low} best {toll.best} high {toll.high}; ACLED {toll.acled_value} ({toll.derivation})"
    if field == "place":
        place = mention.place
        return (
            f"{place.name}, {place.admin1 or '-'}, {place.country or '-'} (precision {place.precision_acled})" if place else ""
        )
    if field == "occurred":
        return f"{mention.occurred.start} to {mention.occurred.end}"
    if field == "modality":
        return mention.modality.value
    value = getattr(mention, field, None)
    if value is None or isinstance(value, tuple):
        return ""
    return f"low {value.low} best {value.best} high {value.high}" if hasattr(value, "best") else str(value)
