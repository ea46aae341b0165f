"""Where articles come from: files, standard input, feeds. Each becomes one record for ``articles.raw``."""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import httpx
import orjson

from schemas.codec import DecodeError
from streams.intake.html import read_page
from streams.intake.instants import read_instant

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
_JSON_SUFFIXES = {".json", ".jsonl", ".ndjson"}
_LONGEST_TITLE = 200

Article = bytes | dict[str, Any]
"""One article's value for ``articles.raw``: a JSON line as it came, or the fields read from a text, a page or a feed."""


class IngestError(Exception):
    """A source that can not be read: ``origin`` names it, ``reason`` says why."""

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(f"{origin}: {reason}")
        self.origin, self.reason = origin, reason


@dataclass(frozen=True, slots=True)
class Given:
    """What does the caller say of texts and pages that say it not themselves?"""

    published_at: str | None = None
    url: str | None = None
    source: str | None = None

    def fields(self) -> dict[str, Any]:
        """Which fields of a RawArticle are given? Without a publication time the present is ``fetched_at``."""
        known: dict[str, Any] = {"url": self.url, "source": {"name": self.source} if self.source else None}
        known |= {"published_at": self.published_at} if self.published_at else {"fetched_at": datetime.now(UTC).isoformat()}
        return {name: value for name, value in known.items() if value}


def read_sources(
    names: Iterable[str], *, published_at: str | None = None, url: str | None = None, source: str | None = None
) -> Iterator[Article]:
    """Which articles do these files hold? ``-`` is standard input, a folder all its files in name order.

    Text and HTML files are one article each, JSON one or a list, JSON lines one a line; standard input of JSON lines is read as
    it comes. A bad line is passed on as it is: whoever decodes it names what is wrong. Raises IngestError where a file
    can not be read, or a given time is none.
    """
    given = Given(_checked_time(published_at), url, source)
    for name in names:
        if name == "-":
            yield from _standard_input(given)
            continue
        path = Path(name)
        try:
            files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
            for file in files:
                yield from read_content(file.read_bytes(), file.suffix.lower(), given)
        except OSError as error:
            raise IngestError(str(error.filename or name), error.strerror or str(error)) from error


def _checked_time(published_at: str | None) -> str | None:
    if published_at is None:
        return None
    try:
        at = datetime.fromisoformat(published_at)
    except ValueError as error:
        raise IngestError("--published-at", f"not an ISO 8601 time: {published_at!r}") from error
    if at.tzinfo is None:
        raise IngestError("--published-at", f"{published_at!r} needs an offset from UTC, as in 2024-05-01T09:30:00Z")
    return at.isoformat()


def _standard_input(given: Given) -> Iterator[Article]:
    stream = sys.stdin.buffer
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if _is_json_line(first):
        yield first.strip()
        for line in stream:
            if line.strip():
                yield line.strip()
    else:
        yield from read_content(first + stream.read(), "", given)


def _is_json_line(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def read_content(content: bytes, suffix: str = "", given: Given | None = None) -> Iterator[Article]:
    """Which articles does one file's content hold? Its suffix says what it is; without a known one, its first character."""
    given = given or Given()
    content = content.removeprefix(b"\xef\xbb\xbf")
    start = content.lstrip()[:1]
    known = suffix in _TEXT_SUFFIXES | _HTML_SUFFIXES | _JSON_SUFFIXES
    if suffix in _HTML_SUFFIXES or (not known and start == b"<"):
        yield html_article(content.decode(errors="replace"), given)
    elif suffix in _JSON_SUFFIXES or (not known and start in (b"{", b"[")):
        yield from _json_articles(content)
    elif content.strip():
        yield text_article(content.decode(errors="replace"), given)


def _json_articles(content: bytes) -> Iterator[Article]:
    try:
        whole = orjson.loads(content)
    except orjson.JSONDecodeError:
        lines = [line.strip() for line in content.split(b"\n") if line.strip()]
        yield from lines if any(map(_is_json_line, lines[:3])) else [content.strip()]
        return
    if isinstance(whole, list):
        yield from (orjson.dumps(item) for item in whole)
    else:
        yield content.strip()


def text_article(text: str, given: Given) -> dict[str, Any]:
    """Which RawArticle is a plain text file? A first line of its own, short and without a full stop, is the title.

    >>> text_article("Raid on Dara\\n\\nThree people died.", Given())["title"]
    'Raid on Dara'
    """
    first, _, rest = text.lstrip().partition("\n")
    is_title = bool(rest.strip()) and len(first) <= _LONGEST_TITLE and not first.rstrip().endswith((".", ",", "”", '"'))
    title, body = (first.strip(), rest) if is_title else (None, text)
    return {"title": title, "body_text": body, **given.fields()}


def html_article(html: str, given: Given) -> dict[str, Any]:
    """Which article is a web page? Its own NewsArticle JSON-LD where that holds the text, else what its tags tell.

    What the caller gives stands before what the page says.
    """
    page = read_page(html)
    if page.json_ld and page.json_ld.get("articleBody") and page.json_ld.get("datePublished") and given == Given():
        return page.json_ld
    known = given.fields()
    said = read_instant(page.published, "published") if page.published and _is_instant(page.published) else None
    fields: dict[str, Any] = {
        "title": page.title,
        "canonical_url": page.canonical_url,
        "body_text": page.text,
        "published_at": said.isoformat() if said else None,
        "byline": page.author,
        "language": page.language,
        "source": {"name": page.site_name} if page.site_name else None,
    }
    return {name: value for name, value in fields.items() if value} | known


def _is_instant(text: str) -> bool:
    try:
        return read_instant(text, "published") is not None
    except DecodeError:
        return False


@dataclass(slots=True)
class FeedState:
    """What is remembered of a feed between polls, so that the server need not send it again?"""

    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    retry_after_s: float = 0.0
    wait_s: float = 0.0


def poll_feeds(
    urls: Sequence[str],
    *,
    every_s: float = 300.0,
    once: bool = False,
    client: httpx.Client | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[Article]]:
    """Which new entries do the feeds bring? One list a round that brought any, until stopped, or for one round.

    Polite: it says who it is, asks only for what changed (ETag, Last-Modified), waits at least a minute between polls, longer
    when a server asks for it or fails. Raises IngestError where a feed is gone or refused, or its address is none.
    """
    if not urls:
        return
    states = {url: FeedState() for url in urls}
    seen: OrderedDict[str, None] = OrderedDict()
    waited_s = 0.0
    with client or httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT_S, follow_redirects=True) as web:
        while True:
            fresh: list[Article] = []
            for url, state in states.items():
                state.wait_s -= waited_s
                if state.wait_s > 0:
                    continue
                for entry in _poll_or_raise(url, web, state, now()):
                    name = f"{entry.get('id') or entry.get('link') or entry.get('title')}\0{entry.get('updated')}"
                    if name not in seen:
                        seen[name] = None
                        fresh.append(entry)
                backed_off = min(max(every_s, LEAST_INTERVAL_S) * 2**state.failures, MOST_INTERVAL_S)
                state.wait_s = max(state.retry_after_s, backed_off)
            while len(seen) > REMEMBERED_ENTRIES:
                seen.popitem(last=False)
            if fresh:
                yield fresh
            if once:
                return
            waited_s = min(state.wait_s for state in states.values())
            sleep(waited_s)


def _poll_or_raise(url: str, client: httpx.Client, state: FeedState, fetched_at: datetime) -> list[dict[str, Any]]:
    try:
        return poll_feed(url, client, state, fetched_at)
    except httpx.HTTPStatusError as error:
        raise IngestError(url, f"the server answers {error.response.status_code}") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise IngestError(url, f"no feed address: {error}") from error


def poll_feed(url: str, client: httpx.Client, state: FeedState, fetched_at: datetime) -> list[dict[str, Any]]:
    """Which entries does the feed hold now, as feed-entry articles? None where nothing changed or the server failed."""
    wanted = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    try:
        answer = client.get(url, headers={name: value for name, value in wanted.items() if value})
    except httpx.UnsupportedProtocol:
        raise
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
