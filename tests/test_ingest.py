from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from schemas import CleanArticle
from streams.ingest import FeedState, follow_feed, poll_feed, read_files
from streams.intake import read_article

NOW = datetime(2024, 5, 1, 9, tzinfo=UTC)
TEXT = "Gunmen killed three people in the village of Dara on Monday, police said."
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Daily</title><link>https://daily.example</link>
<item><title>Raid on Dara</title><link>https://daily.example/1</link><guid>one</guid><description>{TEXT}</description>
<pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate></item></channel></rss>""".encode()


def clean(value: bytes) -> CleanArticle:
    article = read_article(None, value, None)
    assert isinstance(article, CleanArticle)
    return article


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.txt", f"Raid on Dara\n\n{TEXT}", "Raid on Dara"),
        ("a.html", f"<html><head><title>Raid on Dara</title></head><body><p>{TEXT}</p></body></html>", "Raid on Dara"),
        ("a.json", json.dumps([{"title": "Raid on Dara", "body_text": TEXT, "fetched_at": NOW.isoformat()}]), "Raid on Dara"),
        ("a.jsonl", json.dumps({"title": "Raid on Dara", "body_text": TEXT, "fetched_at": NOW.isoformat()}), "Raid on Dara"),
        ("a.txt", TEXT, ""),
    ],
)
def test_files_of_every_kind_become_articles(tmp_path: Path, name: str, content: str, title: str) -> None:
    (tmp_path / name).write_text(content)
    (found,) = read_files([str(tmp_path)], NOW)
    article = clean(found.value)
    assert article.title == title
    assert TEXT in article.body
    assert article.header.published_at is None and article.header.fetched_at == NOW


def test_a_pages_own_structured_article_is_taken_as_it_is(tmp_path: Path) -> None:
    ld = {"@type": "NewsArticle", "headline": "Raid", "articleBody": TEXT, "datePublished": "2024-05-01T07:00:00Z"}
    page = f"<html><script type='application/ld+json'>{json.dumps(ld)}</script><body><p>menu</p></body></html>"
    (tmp_path / "a.html").write_text(page)
    (found,) = read_files([str(tmp_path / "a.html")], NOW)
    assert clean(found.value).header.published_at == datetime(2024, 5, 1, 7, tzinfo=UTC)


def test_a_bad_line_is_passed_on_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x"\n{"id": "y"}\n')
    assert [found.origin.rsplit(":", 1)[1] for found in read_files([str(tmp_path / "a.jsonl")], NOW)] == ["1", "2"]


def test_a_feed_is_asked_only_for_what_changed_and_sent_once() -> None:
    asked: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers)
        return (
            httpx.Response(304)
            if "If-None-Match" in request.headers
            else httpx.Response(200, content=FEED, headers={"ETag": "e"})
        )

    waits: list[float] = []
    client = httpx.Client(transport=httpx.MockTransport(answer))
    found = list(
        follow_feed("https://daily.example/rss", polls=3, interval_s=1, client=client, now=lambda: NOW, sleep=waits.append)
    )
    assert len(found) == 1 and found[0].key == b"one"
    assert asked[1]["If-None-Match"] == "e"
    assert waits == [60.0, 60.0]
    header = clean(found[0].value).header
    assert (header.article_id, header.text_confidence) == ("one", "summary")
    assert header.publisher is not None and header.publisher.name == "The Daily"


def test_a_failing_feed_is_left_in_peace_and_a_gone_one_is_an_error() -> None:
    state = FeedState()
    busy = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(503, headers={"Retry-After": "120"})))
    assert poll_feed("https://daily.example/rss", busy, state, NOW) == []
    assert (state.failures, state.retry_after_s) == (1, 120.0)
    gone = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(410)))
    with pytest.raises(httpx.HTTPStatusError):
        poll_feed("https://daily.example/rss", gone, FeedState(), NOW)
