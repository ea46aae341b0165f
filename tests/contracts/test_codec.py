from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas import DecodeError, RawArticle, decode, encode
from schemas.codec import parse_json

ARTICLE = {"id": "a1", "body_text": "Two died.", "published_at": "2024-05-01T09:30:00+03:00"}


def test_an_instant_is_kept_in_utc() -> None:
    article = RawArticle.model_validate(ARTICLE)
    assert article.published_at == datetime(2024, 5, 1, 6, 30, tzinfo=UTC)
    assert b'"2024-05-01T06:30:00Z"' in encode(article)


def test_the_same_message_has_the_same_bytes_after_a_round_trip() -> None:
    first = encode(RawArticle.model_validate(ARTICLE))
    assert encode(decode(RawArticle, first)) == first


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b'{"id": 7, "body_text": "x", "published_at": "2024-05-01T00:00:00Z"}', "id"),
        (b'{"id": "a", "body_text": "x", "published_at": "2024-05-01T00:00:00"}', "published_at"),
        (b'{"id": "a", "body_text": "x", "published_at": "May first"}', "published_at"),
        (b'{"id": "", "body_text": "x", "published_at": "2024-05-01T00:00:00Z"}', "id"),
        (b'{"id": "a", "source": {"name": 4}, "body_text": "x"}', "source.name"),
    ],
)
def test_an_error_names_the_field(data: bytes, field: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(RawArticle, data)
    assert caught.value.field == field


def test_an_article_without_text_says_what_to_send() -> None:
    with pytest.raises(DecodeError, match="body_text or body_html is required"):
        decode(RawArticle, b'{"id": "a", "published_at": "2024-05-01T00:00:00Z"}')


def test_a_cancelled_article_needs_no_text() -> None:
    assert decode(RawArticle, b'{"id": "a", "pub_status": "canceled"}').pub_status == "canceled"


def test_explicit_nulls_mean_absence() -> None:
    assert decode(RawArticle, encode(RawArticle.model_validate({**ARTICLE, "title": None}))).title is None


@pytest.mark.parametrize("data", [b"not json", b"\xff\xfe{", b"[" * 10_000 + b"]" * 10_000])
def test_what_is_no_json_is_a_clear_error(data: bytes) -> None:
    with pytest.raises(DecodeError, match="not JSON"):
        parse_json(data)
