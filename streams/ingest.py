"""Where articles come from: files, standard input, feeds. Each becomes one record for ``articles.raw``."""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import httpx
import orjson

from streams.intake.html import read_page

USER_AGENT = "sitrep-streams/0.1 (news feed reader; polls politely)"
LEAST_INTERVAL_S = 60.0
"""Seconds between two polls of one feed, at least, whatever was asked for: a feed's server is somebody's bill."""
MOST_INTERVAL_S = 3600.0
"""Seconds to wait at most after failures."""
REMEMBERED_ENTRIES = 10_000
"""How many entries of a feed are remembered as sent. What is sent twice is one article all the same: its id is kept."""
TIMEOUT_S = 30.0
MOST_FEED_BYTES = 20_000_000

_TEXT_SUFFIXES = {".txt", ".text", ".md"}
_HTML_SUFFIXES = {".html", ".htm", ".xhtml"}
_LINE_SUFFIXES = {".jsonl", ".ndjson"}
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Ingested:
    """One article's record: its JSON bytes as they go to Kafka, and where it was found ("reports.jsonl:12")."""

    origin: str
    value: bytes

    @property
    def key(self) -> bytes | None:
        """Which key does the record carry? The article's own id or address, where it is readable."""
        try:
            fields = orjson.loads(self.value)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(fields, dict):
            return None
        names = (fields.get(name) for name in ("id", "uri", "guid", "canonical_url", "url", "link"))
        return next((name.encode() for name in names if isinstance(name, str) and name), None)


def read_files(paths: Iterable[str], fetched_at: datetime) -> Iterator[Ingested]:
    """Which articles do these files hold? ``-`` is standard input, a folder all its files in name order.

    Text and HTML files are one article each, JSON one or a list, JSON lines one a line. A bad line is passed on as it
    is: whoever reads it names what is wrong. ``fetched_at`` is used where a file tells no date. Raises OSError.
    """
    for name in paths:
        if name == "-":
            yield from read_bytes(sys.stdin.buffer.read(), "stdin", "", fetched_at)
            continue
        path = Path(name)
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            yield from read_bytes(file.read_bytes(), str(file), file.suffix.lower(), fetched_at)


def read_bytes(content: bytes, origin: str, suffix: str, fetched_at: datetime) -> Iterator[Ingested]:
    """Which articles does one file's content hold? Its suffix says what it is; without a known one, its first character."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    start = content.lstrip()[:1]
    if suffix in _HTML_SUFFIXES or (suffix not in _TEXT_SUFFIXES and start == b"<"):
        yield Ingested(origin, orjson.dumps(html_article(content.decode(errors="replace"), fetched_at)))
    elif suffix in _LINE_SUFFIXES or (suffix not in _TEXT_SUFFIXES and start in (b"{", b"[")):
        yield from _json_values(content, origin)
    elif content.strip():
        yield Ingested(origin, orjson.dumps(text_article(content.decode(errors="replace"), fetched_at)))


def _json_values(content: bytes, origin: str) -> Iterator[Ingested]:
    try:
        whole = orjson.loads(content)
    except orjson.JSONDecodeError:
        for number, line in enumerate(content.split(b"\n"), 1):
            if line.strip():
                yield Ingested(f"{origin}:{number}", line.strip())
        return
    if isinstance(whole, list):
        for number, item in enumerate(whole, 1):
            yield Ingested(f"{origin}[{number}]", orjson.dumps(item))
    else:
        yield Ingested(origin, content.strip())


def text_article(text: str, fetched_at: datetime) -> dict[str, Any]:
    """Which RawArticle is a plain text file? A first line of its own, short and without a full stop, is the title.

    >>> text_article("Raid on Dara\\n\\nThree people died.", datetime(2024, 5, 1, tzinfo=UTC))["title"]
    'Raid on Dara'
    """
    first, _, rest = text.lstrip().partition("\n")
    is_title = bool(rest.strip()) and len(first) <= _LONGEST_TITLE and not first.rstrip().endswith((".", ",", "”", '"'))
    title, body = (first.strip(), rest) if is_title else (None, text)
    return {"title": title, "body_text": body, "fetched_at": fetched_at.isoformat()}


def html_article(html: str, fetched_at: datetime) -> dict[str, Any]:
    """Which article is a web page? Its own NewsArticle JSON-LD where that holds the text, else what its tags tell."""
    page = read_page(html)
    if page.json_ld and page.json_ld.get("articleBody") and page.json_ld.get("datePublished"):
        return page.json_ld
    fields: dict[str, Any] = {
        "title": page.title,
        "link": page.canonical_url,
        "content": [{"value": page.text}],
        "published": page.published,
        "author": page.author,
        "language": page.language,
        "source": {"title": page.site_name} if page.site_name else None,
        "fetched": fetched_at.isoformat(),
    }
    return {name: value for name, value in fields.items() if value} | {"link": page.canonical_url or ""}


@dataclass(slots=True)
class FeedState:
    """What is remembered of a feed between polls, so that the server need not send it again?"""

    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    retry_after_s: float = 0.0


def follow_feed(
    url: str,
    *,
    interval_s: float = 300.0,
    polls: int | None = None,
    client: httpx.Client | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Ingested]:
    """Which new entries does a feed bring? Polls until stopped, or ``polls`` times.

    Polite: it says who it is, asks only for what changed (ETag, Last-Modified), waits at least a minute between polls, longer
    when the server asks for it or fails. Raises httpx.HTTPStatusError where the feed is gone or refused (4xx but 408
    and 429), httpx.InvalidURL where it is no address.
    """
    state = FeedState()
    seen: OrderedDict[str, None] = OrderedDict()
    interval_s = max(interval_s, LEAST_INTERVAL_S)
    with client or httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT_S, follow_redirects=True) as web:
        count = 0
        while True:
            for entry in poll_feed(url, web, state, now()):
                name = str(entry.get("id") or entry.get("link") or entry.get("title"))
                revision = f"{name}\0{entry.get('updated')}"
                if revision not in seen:
                    seen[revision] = None
                    yield Ingested(f"{url}#{name}", orjson.dumps(entry))
            while len(seen) > REMEMBERED_ENTRIES:
                seen.popitem(last=False)
            count += 1
            if polls is not None and count >= polls:
                return
            sleep(max(state.retry_after_s, min(interval_s * 2**state.failures, MOST_INTERVAL_S)))


def poll_feed(url: str, client: httpx.Client, state: FeedState, fetched_at: datetime) -> list[dict[str, Any]]:
    """Which entries does the feed hold now, as feed-entry articles? None where nothing changed or the server failed."""
    wanted = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    try:
        answer = client.get(url, headers={name: value for name, value in wanted.items() if value})
    except httpx.TransportError:
        state.failures += 1
        return []
    state.retry_after_s = _seconds(answer.headers.get("Retry-After"))
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        state.failures += 1
        return []
    state.failures = 0
    if answer.status_code == 304:
        return []
    answer.raise_for_status()
    state.etag, state.last_modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    return feed_entries(answer.content[:MOST_FEED_BYTES], fetched_at)


def _seconds(value: str | None) -> float:
    return min(float(value), MOST_INTERVAL_S) if value and value.isdigit() else 0.0


def feed_entries(content: bytes, fetched_at: datetime) -> list[dict[str, Any]]:
    """Which entries does an RSS or Atom document hold? Each with the feed's name, address and language."""
    feed = feedparser.parse(content)
    home = {"title": feed.feed.get("title"), "href": feed.feed.get("link")}
    entries = []
    for item in feed.entries:
        entry: dict[str, Any] = {
            name: item[name] for name in ("id", "title", "link", "summary", "published", "updated", "author") if name in item
        }
        entry["content"] = [{"type": part.get("type"), "value": part.get("value")} for part in item.get("content") or ()]
        entry["tags"] = [{"term": tag.get("term")} for tag in item.get("tags") or ()]
        entry["source"] = dict(item.get("source") or {}) or home
        entry["language"] = item.get("language") or feed.feed.get("language")
        entry["fetched"] = fetched_at.isoformat()
        entries.append({name: value for name, value in entry.items() if value})
    return entries
