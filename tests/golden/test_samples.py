"""Articles in, reviewed events out: the sample articles, and evidence that can be checked character by character."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import orjson
import pytest

from schemas import CleanArticle, ConflictEvent, encode
from streams.batch import Refusal, enrich_one
from streams.intake import read_article
from streams.linking import single_article_events
from streams.running import SAMPLES

TABLE = Path(__file__).parent / "samples.tsv"
LINES = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
EXPECTED = list(csv.DictReader(LINES, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def articles() -> dict[str, tuple[CleanArticle, tuple[ConflictEvent, ...]]]:
    found = {}
    for value in SAMPLES.read_bytes().splitlines():
        article, enriched = read_article(None, value, None), enrich_one(value)
        assert isinstance(article, CleanArticle)
        assert not isinstance(enriched, Refusal)
        names = {article.header.article_id, article.header.url or article.header.article_id}
        found |= dict.fromkeys(names, (article, tuple(single_article_events(enriched))))
    return found


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["article"])
def test_the_headline_event_is_what_a_careful_reader_sees(row: dict[str, str]) -> None:
    event = articles()[row["article"]][1][0]
    place = event.place
    actors = {role: "; ".join(actor.name for actor in event.actors if actor.role == role) for role in ("actor1", "actor2")}
    seen = {
        "sub_event_type": event.sub_event_type,
        "country": place.country if place else None,
        "date": str(event.occurred.best_date),
        "deaths": str(event.fatalities.acled_value),
    }
    for field, value in seen.items():
        assert row[field] in ("-", value), field
    assert row["place"] == "-" or (place and place.name.startswith(row["place"]))
    for role, names in actors.items():
        assert row[role] == "-" or row[role] in names, role
    assert row["claimant"] == "-" or row["claimant"] in {claim.claimant for claim in event.claims}


def test_every_quote_equals_the_text_at_its_offsets() -> None:
    checked = 0
    for article, events in articles().values():
        texts = {"title": article.title, "body": article.body}
        for event in events:
            spans = [claim.span for claim in event.claims if claim.span]
            for span in (*event.provenance, *spans, *event.weapons, *event.targets, *event.victims):
                assert texts[span.part][span.start_char : span.end_char] == span.quote
                checked += 1
    assert checked > 100


def test_every_field_that_is_published_has_its_evidence() -> None:
    for _, events in articles().values():
        for event in events:
            fields = {row.field for row in event.provenance}
            assert {"event_type", "sub_event_type"} <= fields
            if event.place:
                assert "place" in fields
            if event.occurred.start:
                assert "occurred" in fields
            if event.fatalities.expression:
                assert "fatalities" in fields
            assert fields >= {f"actors.{actor.role}" for actor in event.actors}


def test_the_same_article_gives_the_same_bytes() -> None:
    for value in SAMPLES.read_bytes().splitlines():
        first, second = enrich_one(value), enrich_one(value)
        assert not isinstance(first, Refusal)
        assert not isinstance(second, Refusal)
        assert [encode(record) for record in first] == [encode(record) for record in second]


def test_the_sample_articles_come_in_six_shapes() -> None:
    assert len(SAMPLES.read_bytes().splitlines()) == 12
    fields = {tuple(sorted(orjson.loads(value))) for value in SAMPLES.read_bytes().splitlines()}
    assert len(fields) >= 6
