"""Every field of an event that has a value has a reason: characters and a rule, or what it is made from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

from schemas import CleanArticle, ConflictEvent
from streams.commands import explaining
from streams.commands.derivations import DERIVATIONS, rows_of, set_fields
from streams.enrichment import enrich_mentions
from streams.extraction import extract_mentions
from streams.intake import read_article
from streams.linking import single_article_events
from tests.evaluation.measure import reports

SAMPLES = Path("streams/samples/articles.jsonl").read_bytes().splitlines()
REPORTS = [
    orjson.dumps({"id": f"report-{number}", "body_text": row["text"], "published_at": f"{row['published']}T12:00:00Z"})
    for number, row in enumerate(reports())
]


@cache
def told() -> tuple[tuple[CleanArticle, ConflictEvent], ...]:
    found = []
    for value in (*SAMPLES, *REPORTS[::3]):
        article = read_article(None, value, None)
        if isinstance(article, CleanArticle):
            found += [(article, event) for event in single_article_events(enrich_mentions(extract_mentions(article)))]
    return tuple(found)


def unexplained(event: ConflictEvent) -> Iterator[str]:
    for field in set_fields(event):
        is_default = (
            (field == "modality" and event.modality.value == "actual")
            or (field == "occurred" and event.occurred.start is None and event.occurred.tense == "current")
            or (field == "fatalities" and event.fatalities.derivation == "no_mention")
            or field not in ("modality", "occurred", "fatalities")
        )
        if field == "claims":
            yield from ("claims" for claim in event.claims if claim.span is None)
        elif not rows_of(event, field) and not (is_default and field in DERIVATIONS):
            yield field
    for actor in event.actors:
        if not any(row.field == f"actors.{actor.role}" for row in event.provenance):
            yield f"actors.{actor.role}"


def test_no_field_with_a_value_lacks_its_words_and_rule_or_its_derivation() -> None:
    assert len({event.sources[0].article_id for _, event in told()}) >= 20
    assert [(event.sources[0].article_id, event.headline, field) for _, event in told() for field in unexplained(event)] == []


def test_the_words_of_a_reason_stand_where_it_says() -> None:
    for article, event in told():
        for row in event.provenance:
            text = article.title if row.part == "title" else article.body
            assert text[row.start_char : row.end_char] == row.quote
            assert row.rule_id


def test_a_derivation_is_of_a_field_of_the_record() -> None:
    assert set(DERIVATIONS) - set(ConflictEvent.model_fields) == set()


@pytest.mark.parametrize("value", SAMPLES[:4], ids=lambda value: str(orjson.loads(value).get("id", "")))
def test_the_picture_fits_eighty_columns(value: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    page = StringIO()
    monkeypatch.setattr(explaining, "people", Console(file=page, width=80))
    explaining.explain_article(value)
    lines = page.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("by trigger." in line for line in lines)
