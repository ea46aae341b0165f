from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas import CleanArticle
from streams.ingest import FeedState, IngestError, poll_feed, poll_feeds, read_sources
from streams.intake import read_article

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)
AT = NOW.isoformat()
TEXT = "Gunmen killed three people in the village of Dara on Monday, police said."
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title><link>https://daily.example</link>
<item><title>Raid on Dara</title><link>https://daily.example/1</link><guid>one</guid><description>{TEXT}</description>
<pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate></item></channel></rss>""".encode()


def clean(article: bytes | dict[str, Any]) -> CleanArticle:
    value = article if isinstance(article, bytes) else json.dumps(article).encode()
    found = read_article(None, value, None)
    assert isinstance(found, CleanArticle)
    return found


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.txt", f"Raid on Dara\n\n{TEXT}", "Raid on Dara"),
        ("a.html", f"<html><head><title>Raid on Dara</title></head><body><p>{TEXT}</p></body></html>", "Raid on Dara"),
        ("a.json", json.dumps([{"title": "Raid on Dara", "body_text": TEXT, "published_at": AT}]), "Raid on Dara"),
        ("a.jsonl", json.dumps({"title": "Raid on Dara", "body_text": TEXT, "published_at": AT}), "Raid on Dara"),
        ("a.txt", TEXT, ""),
    ],
)
def test_files_of_every_kind_become_articles(tmp_path: Path, name: str, content: str, title: str) -> None:
    (tmp_path / name).write_text(content)
    (found,) = read_sources([str(tmp_path)], published_at=AT)
    article = clean(found)
    assert article.title == title
    assert TEXT in article.body
    assert article.header.published_at == NOW


def test_a_text_without_a_time_is_only_fetched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (found,) = read_sources([str(tmp_path / "a.txt")], source="The Daily")
    header = clean(found).header
    assert header.published_at is None and header.fetched_at is not None
    assert header.publisher is not None and header.publisher.name == "The Daily"


def test_a_pages_own_structured_article_is_taken_as_it_is(tmp_path: Path) -> None:
    ld = {"@type": "NewsArticle", "headline": "Raid", "articleBody": TEXT, "datePublished": "2024-05-01T07:00:00Z"}
    page = f"<html><script type='application/ld+json'>{json.dumps(ld)}</script><body><p>menu</p></body></html>"
    (tmp_path / "a.html").write_text(page)
    (found,) = read_sources([str(tmp_path / "a.html")])
    assert clean(found).header.published_at == datetime(2024, 5, 1, 7, tzinfo=UTC)


def test_bad_lines_are_passed_on_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x"\n{"id": "y"}\n')
    assert list(read_sources([str(tmp_path / "a.jsonl")])) == [b'{"id": "x"', b'{"id": "y"}']


def test_a_missing_file_and_a_time_without_offset_are_named() -> None:
    with pytest.raises(IngestError, match="No such file"):
        list(read_sources(["nowhere.txt"]))
    with pytest.raises(IngestError, match="needs an offset"):
        list(read_sources(["nowhere.txt"], published_at="2024-05-01T09:00:00"))


def test_a_feed_is_asked_only_for_what_changed_and_sent_once() -> None:
    asked: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers)
        if len(asked) > 3:
            return httpx.Response(410)
        is_known = "If-None-Match" in request.headers
        return httpx.Response(304) if is_known else httpx.Response(200, content=FEED, headers={"ETag": "e"})

    waits: list[float] = []
    client = httpx.Client(transport=httpx.MockTransport(answer))
    rounds = poll_feeds(["https://daily.example/rss"], every_s=1, client=client, now=lambda: NOW, sleep=waits.append)
    (found,) = next(rounds)
    header = clean(found).header
    assert (header.article_id, header.text_confidence) == ("one", "summary")
    assert header.publisher is not None and header.publisher.name == "The Daily"
    with pytest.raises(IngestError, match="answers 410"):
        next(rounds)
    assert asked[1]["If-None-Match"] == "e"
    assert waits == [60.0, 60.0, 60.0]


def test_a_failing_feed_is_left_in_peace() -> None:
    state = FeedState()
    busy = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(503, headers={"Retry-After": "120"})))
    assert poll_feed("https://daily.example/rss", busy, state, NOW) == []
    assert (state.failures, state.retry_after_s) == (1, 120.0)
