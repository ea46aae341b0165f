from __future__ import annotations

from typing import Any

import pytest

from streams.intake.shapes import recognise, to_raw_article

TEXT = "Gunmen killed three people in the village of Dara on Monday."
AT = "2024-05-01T09:00:00+00:00"

SHAPES: dict[str, dict[str, Any]] = {
    "ninjs 1": {
        "uri": "https://w.example/1",
        "type": "text",
        "versioncreated": "2024-05-01T09:00:00Z",
        "pubstatus": "usable",
        "headline": "Raid",
        "body_text": TEXT,
        "byline": "Jane Roe",
        "located": "Dara",
        "version": "3",
        "language": "en",
    },
    "ninjs 2": {
        "uri": "https://w.example/1",
        "versionCreated": "2024-05-01T09:00:00Z",
        "pubStatus": "usable",
        "version": "3",
        "language": "en",
        "headlines": [{"role": "short", "value": "R"}, {"role": "main", "value": "Raid"}],
        "by": "Jane Roe",
        "located": "Dara",
        "bodies": [{"role": "main", "contentType": "text/html", "value": f"<p>{TEXT}</p>"}],
    },
    "ninjs 3": {
        "standard": {"name": "ninjs", "version": "3.0"},
        "uri": "https://w.example/1",
        "contentCreated": "2024-05-01T09:00:00Z",
        "headlines": [{"value": "Raid"}],
        "bodies": [{"contentType": "text/plain", "value": TEXT}],
        "infoSources": [{"name": "Wire"}],
        "subjects": [{"name": "conflict"}],
    },
    "news article": {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Raid",
        "articleBody": TEXT,
        "datePublished": "2024-05-01T09:00:00Z",
        "mainEntityOfPage": {"@id": "https://w.example/1"},
        "author": [{"name": "Jane Roe"}],
        "publisher": {"@type": "Organization", "name": "The Daily", "url": "https://www.w.example"},
    },
    "news article in a graph": {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage"},
            {"@type": ["ReportageNewsArticle"], "headline": "Raid", "articleBody": TEXT, "datePublished": AT},
        ],
    },
    "event registry": {
        "uri": "7000001",
        "lang": "eng",
        "date": "2024-05-01",
        "time": "09:00:00",
        "url": "https://w.example/1",
        "title": "Raid",
        "body": TEXT,
        "source": {"uri": "w.example", "title": "The Daily"},
        "authors": [{"name": "Jane Roe"}],
    },
    "rss entry": {
        "id": "tag:1",
        "title": "Raid",
        "link": "https://w.example/1",
        "summary": TEXT,
        "published": "Wed, 01 May 2024 09:00:00 GMT",
        "tags": [{"term": "war"}],
    },
    "atom entry": {
        "id": "tag:1",
        "title": "Raid",
        "link": "https://w.example/1",
        "content": [{"type": "text/html", "value": f"<p>{TEXT}</p>"}],
        "published_parsed": [2024, 5, 1, 9, 0, 0, 2, 122, 0],
        "author": "Jane Roe",
    },
    "oeda": {
        "url": "https://w.example/1",
        "title": "Raid",
        "source": "daily",
        "date": "20240501",
        "content": TEXT,
        "language": "english",
    },
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_gives_title_text_and_day(name: str) -> None:
    raw = to_raw_article(SHAPES[name])
    assert raw.title == "Raid"
    assert TEXT in (raw.body_text or raw.body_html or "")
    assert raw.published_at is not None and raw.published_at.isoformat()[:10] == "2024-05-01"


def test_a_ninjs_item_keeps_version_status_and_byline() -> None:
    raw = to_raw_article({**SHAPES["ninjs 2"], "pubStatus": "canceled"})
    assert (raw.id, raw.version, raw.pub_status, raw.byline) == ("https://w.example/1", 3, "canceled", "Jane Roe")


def test_an_entry_with_an_abstract_only_is_a_summary() -> None:
    assert to_raw_article(SHAPES["rss entry"]).is_summary
    assert not to_raw_article(SHAPES["atom entry"]).is_summary


def test_our_own_shape_is_recognised_and_a_stranger_is_not() -> None:
    assert recognise({"body_text": TEXT, "published_at": AT}) == "raw_article"
    assert recognise({"amount": 3}) is None
