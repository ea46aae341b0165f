from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas import ArticleOutcome, CleanArticle, DecodeError
from streams.intake import read_article

BODY = "Gunmen killed three people in the village of Dara on Monday, police said.\n\nThe attackers fled."
RAW: dict[str, Any] = {"id": "a1", "body_text": BODY, "published_at": "2024-05-01T09:00:00Z"}
RECEIVED_MS = 1_714_560_000_000  # 2024-05-01T10:40:00Z


def read(fields: Any, timestamp_ms: int | None = None, key: bytes | None = None) -> CleanArticle:
    value = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    article = read_article(key, value, timestamp_ms)
    assert isinstance(article, CleanArticle)
    return article


def test_offsets_hold_in_the_text_as_received() -> None:
    body = "Aleppo,\u00a0Syria:\r\n\tthe\u200btruce\x07 held. “It’s over,” he said. 🙂 End."
    article = read({**RAW, "body_text": body})
    assert len(article.body) == len(body)
    assert article.body.index("truce") == body.index("truce")
    assert "“It’s over,”" in article.body


def test_received_at_is_the_records_timestamp_else_the_publication() -> None:
    assert read(RAW, RECEIVED_MS).header.received_at == datetime(2024, 5, 1, 10, 40, tzinfo=UTC)
    assert read(RAW).header.received_at == read(RAW, -1).header.received_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    fetched = read({"body_text": BODY, "fetched_at": "2024-05-02T09:00:00Z"}).header
    assert fetched.received_at.day == 2 and fetched.published_at is None


def test_an_article_is_named_by_its_id_else_its_address_else_its_content() -> None:
    no_id = {name: value for name, value in RAW.items() if name != "id"}
    one = read({**no_id, "url": "https://x.example/a?utm_source=feed"}).header.article_id
    two = read({**no_id, "canonical_url": "https://x.example/a", "body_text": BODY + " More."}).header.article_id
    three = read(no_id).header.article_id
    assert read(RAW).header.article_id == "a1"
    assert one == two != three and len(three) == 64


def test_explicit_nulls_are_absence() -> None:
    assert read({**RAW, "title": None, "source": None, "tags": None, "version": None, "pub_status": None}).header.version == 0


def test_a_null_value_retracts_what_its_key_names() -> None:
    article = read_article(b"https://X.example/a#top", None, RECEIVED_MS)
    assert isinstance(article, CleanArticle)
    assert article.header.is_tombstone and article.body == ""
    assert article.header.article_id == "https://X.example/a#top"
    assert article.header.canonical_url == "https://x.example/a"


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_cancelled_or_withheld_article_keeps_its_header_and_no_text(status: str) -> None:
    article = read({"id": "a1", "pub_status": status, "body_text": BODY, "modified_at": "2024-05-02T09:00:00Z"}, RECEIVED_MS)
    assert (article.header.pub_status, article.title, article.body) == (status, "", "")


@pytest.mark.parametrize(
    ("value", "field", "reason"),
    [
        (b"", "", "empty value"),
        (b"{", "", "not JSON"),
        (b"[1]", "", "a JSON object"),
        (b"\xff\xfe{\x00}\x00", "", "not JSON"),
        ('{"id": "a", "body_text": "Attaqué", "published_at": "2024-05-01T09:00:00Z"}'.encode("latin-1"), "", "not JSON"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "", "not JSON"),
        ({"amount": 3}, "", "no known shape of article; its fields: amount"),
        ({**RAW, "body_text": ""}, "", "body_text or body_html"),
        ({**RAW, "body_text": " \n\t"}, "body_text", "no text"),
        ({**RAW, "body_text": None, "body_html": "<p> </p>"}, "body_html", "no text"),
        ({**RAW, "published_at": None}, "", "published_at or fetched_at"),
        ({**RAW, "published_at": "2024-05-01T09:00:00"}, "published_at", "offset"),
        ({**RAW, "published_at": "yesterday"}, "published_at", "datetime"),
        ({**RAW, "published_at": "2031-05-01T09:00:00Z"}, "published_at", "more than 48 hours after"),
        ({**RAW, "body_text": "x" * 2_000_001}, "body_text", "2,000,001 characters"),
        ({**RAW, "body_text": 7}, "body_text", "string"),
        ({"link": "https://x.example/a", "summary": "Two died.", "published": "soon"}, "published", "not a date"),
    ],
)
def test_a_bad_article_names_field_and_reason(value: Any, field: str, reason: str) -> None:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(DecodeError) as caught:
        read_article(None, data, RECEIVED_MS)
    assert caught.value.field == field
    assert reason in caught.value.reason


def test_a_retraction_needs_a_key() -> None:
    with pytest.raises(DecodeError, match="key"):
        read_article(None, None, RECEIVED_MS)


def test_another_language_is_an_outcome() -> None:
    outcome = read_article(
        None, json.dumps({**RAW, "body_text": "Des hommes armés ont tué trois personnes dans le village."}).encode(), None
    )
    assert isinstance(outcome, ArticleOutcome)
    assert (outcome.article_id, outcome.outcome, outcome.stage) == ("a1", "language", "intake")
    assert outcome.reason.startswith("language is fr (score ")


def test_html_becomes_paragraphs_and_offsets_count_the_derived_text() -> None:
    html = "<p>Gunmen killed three people in Dara &amp; Sul on Monday, police said.</p><p>The attackers fled.</p>"
    article = read({**RAW, "body_text": None, "body_html": html})
    assert article.body == "Gunmen killed three people in Dara & Sul on Monday, police said.\n\nThe attackers fled."


def test_publisher_originator_and_dateline_are_told_apart() -> None:
    header = read(
        {
            **RAW,
            "url": "https://www.daily.example/a",
            "source": {"name": "The Daily"},
            "body_text": f"KADUGLI, Sudan, May 1 (Reuters) - {BODY}",
        }
    ).header
    assert header.publisher is not None and header.publisher.domain == "daily.example"
    assert header.originator == "Reuters"
    assert header.dateline is not None
    assert (header.dateline.place, header.dateline.day) == ("KADUGLI, Sudan", "May 1")


def test_copies_share_a_fingerprint_whatever_their_footers() -> None:
    one, two = (
        read(RAW),
        read({**RAW, "id": "b", "body_text": f"{BODY.upper()}\n\nCopyright 2024 The Daily. All rights reserved."}),
    )
    assert one.header.fingerprint == two.header.fingerprint
    assert one.header.text_sha256 != two.header.text_sha256


def test_a_value_behind_a_schema_registry_header_is_read() -> None:
    assert read(b"\0\0\0\0\x07" + json.dumps(RAW).encode()).header.article_id == "a1"
