"""The intake step: bytes of any accepted shape in, a clean article out, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from schemas.article_outcome import ArticleOutcome
from schemas.clean_article import ArticleHeader, CleanArticle, Dateline
from schemas.codec import DecodeError, decode, parse_json, payload
from schemas.raw_article import Publisher, RawArticle
from streams.intake.boilerplate import find_boilerplate, story_of, story_starts
from streams.intake.credits import find_byline, find_originator
from streams.intake.dateline import find_dateline, given_dateline
from streams.intake.fingerprint import sha256, take_fingerprint, text_sha256
from streams.intake.html import html_to_text
from streams.intake.language import detect_language
from streams.intake.normalise import normalise_text
from streams.intake.shapes import recognise, to_raw_article
from streams.intake.stamp import Stamp, find_stamp
from streams.intake.web_addresses import canonical_url, domain_of

MAX_BODY_CHARS = 2_000_000
"""Longest ``body_text``, in code points: about 300,000 words, a thousand times a news report. Longer is a bad message."""

MAX_HTML_CHARS = 8_000_000
"""Longest ``body_html``, in code points, markup included."""

MAX_TITLE_CHARS = 10_000
"""Longest title, in code points."""

MAX_AHEAD = timedelta(hours=48)
"""How far ``published_at`` may lie after the article was received: local time written as UTC is at most 14 hours off, a
wrong clock or a tomorrow's edition a day. Beyond, the date is wrong, every "on Saturday" in the text would be counted
from it, and the winning version could never be replaced: the message is bad and goes to the dead letters."""


def read_article(key: bytes | None, value: bytes | None, timestamp_ms: int | None) -> CleanArticle | ArticleOutcome:
    """What article is this record? A pure function of its key, value and Kafka timestamp (milliseconds; ``None`` or -1
    where the record has none).

    A null value retracts the article that the key names. Raises DecodeError, with field and reason, where the record is
    no article.
    """
    received_at = None if timestamp_ms is None or timestamp_ms < 0 else _instant(timestamp_ms)
    if value is None:
        return _tombstone(key, received_at)
    return clean_article(_raw_article(value), received_at)


def _instant(timestamp_ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=timestamp_ms)


def _raw_article(value: bytes) -> RawArticle:
    value = payload(value).removeprefix(b"\xef\xbb\xbf")
    if not value.strip():
        raise DecodeError("RawArticle", "", "empty value; a null value retracts, an empty one says nothing")
    fields = parse_json(value, "RawArticle")
    if not isinstance(fields, Mapping):
        raise DecodeError("RawArticle", "", f"a JSON object is needed, not a {type(fields).__name__}")
    if recognise(fields) == "raw_article":
        return decode(RawArticle, value)
    return to_raw_article(fields)


def _tombstone(key: bytes | None, received_at: datetime | None) -> CleanArticle:
    if not key:
        raise DecodeError("RawArticle", "key", "a null value retracts the article that its key names, and there is no key")
    if received_at is None:
        raise DecodeError("RawArticle", "timestamp", "a retraction needs the record's timestamp")
    try:
        name = key.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("RawArticle", "key", "not UTF-8") from error
    return CleanArticle(
        header=ArticleHeader(
            article_id=name,
            received_at=received_at,
            is_tombstone=True,
            text_sha256=text_sha256("", ""),
            canonical_url=canonical_url(name),
        )
    )


def clean_article(raw: RawArticle, received_at: datetime | None = None) -> CleanArticle | ArticleOutcome:
    """What is the story in this article? ``received_at``: the record's Kafka timestamp, where it came through Kafka.

    An article in another language gives the outcome ``language``. A cancelled or withheld one keeps its header and no
    text. Raises DecodeError where no text is left, a text is too long, or a date lies in the future.
    """
    received = received_at or raw.published_at or raw.fetched_at or raw.modified_at
    if received is None:
        raise DecodeError("RawArticle", "published_at", "published_at or fetched_at is required")
    _check_dates(raw, received_at or raw.fetched_at)
    title, body = _texts(raw)
    is_usable = raw.pub_status in (None, "usable")
    url = canonical_url(raw.canonical_url) or canonical_url(raw.url)
    article_id = raw.id or sha256(url or f"{title}\0{body}")
    if is_usable and not body.strip():
        field = "body_text" if raw.body_text else "body_html"
        raise DecodeError("RawArticle", field, "no text in it")
    header = ArticleHeader(
        article_id=article_id,
        version=raw.version,
        modified_at=raw.modified_at,
        received_at=received,
        published_at=raw.published_at,
        fetched_at=raw.fetched_at,
        pub_status=raw.pub_status or "usable",
        text_sha256=text_sha256(title, body) if is_usable else text_sha256("", ""),
        url=raw.url,
        canonical_url=url,
        title=title or None,
        publisher=_publisher(raw),
        byline=raw.byline,
        text_confidence="summary" if raw.is_summary else "full",
        tags=raw.tags or (),
    )
    if not is_usable:
        return CleanArticle(header=header)
    language = detect_language(title, body)
    if not language.is_english:
        reason = f"language is {language.code} (score {language.score:.2f})"
        return ArticleOutcome(article_id=article_id, outcome="language", reason=reason, stage="intake")
    stamp = find_stamp(body, raw.published_at.date() if raw.published_at else None)
    boilerplate = find_boilerplate(body, title, stamp)
    dateline = _dateline(raw, body, story_starts(body, boilerplate), stamp)
    return CleanArticle(
        header=header.model_copy(
            update={
                "title_sha256": sha256(title),
                "body_sha256": sha256(body),
                "title": title or _heading(body),
                "language": language.code,
                "language_score": language.score,
                "originator": find_originator(raw.republished_from, dateline, body, boilerplate),
                "byline": raw.byline or find_byline(body, boilerplate),
                "dateline": dateline,
                "fingerprint": take_fingerprint(story_of(body, boilerplate)),
            }
        ),
        title=title,
        body=body,
        boilerplate=boilerplate,
    )


def _check_dates(raw: RawArticle, received_at: datetime | None) -> None:
    for field, at in (("published_at", raw.published_at), ("modified_at", raw.modified_at)):
        if received_at and at and at > received_at + MAX_AHEAD:
            ahead = (
                f"{at:%Y-%m-%dT%H:%MZ} lies more than {MAX_AHEAD // timedelta(hours=1)} hours after the article was received"
            )
            raise DecodeError("RawArticle", field, f"{ahead} ({received_at:%Y-%m-%dT%H:%MZ})")


def _texts(raw: RawArticle) -> tuple[str, str]:
    """Which two texts are read? Title and body, normalised; the body derived from HTML where no plain text came."""
    limits = (
        ("title", raw.title, MAX_TITLE_CHARS),
        ("body_text", raw.body_text, MAX_BODY_CHARS),
        ("body_html", raw.body_html, MAX_HTML_CHARS),
    )
    for field, text, limit in limits:
        if text and len(text) > limit:
            raise DecodeError("RawArticle", field, f"{len(text):,} characters, more than {limit:,}")
    body = raw.body_text or html_to_text(raw.body_html or "")
    if len(body) > MAX_BODY_CHARS:
        raise DecodeError("RawArticle", "body_html", f"{len(body):,} characters of text, more than {MAX_BODY_CHARS:,}")
    return normalise_text(raw.title or "").strip(), normalise_text(body)


def _publisher(raw: RawArticle) -> Publisher | None:
    given = raw.source or Publisher()
    domain = domain_of(given.domain) or domain_of(raw.canonical_url) or domain_of(raw.url)
    return Publisher(name=given.name, domain=domain) if given.name or domain else None


def _dateline(raw: RawArticle, body: str, starts: tuple[int, ...], stamp: Stamp | None) -> Dateline | None:
    """The text's own dateline, else the field's, else the page's date stamp."""
    found = find_dateline(body, starts)
    if found is None and raw.dateline and raw.dateline.strip():
        return given_dateline(normalise_text(raw.dateline).strip())
    if found is None and stamp is not None:
        start, end = stamp.start_char, stamp.end_char
        return Dateline(part="body", start_char=start, end_char=end, quote=body[start:end], day=stamp.day)
    return found


_HEADING = re.compile(r"\s*([^\n]{8,200})\n\s*\n")


def _heading(body: str) -> str | None:
    """Which heading does an untitled article begin with? A line of its own without a full stop, for display only: it stays
    in the body."""
    match = _HEADING.match(body)
    return match[1].strip() if match and not match[1].rstrip().endswith((".", "!", "”", '"', ",")) else None
