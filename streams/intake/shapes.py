"""The shapes in which articles arrive, told apart by their fields, and how each maps to RawArticle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from schemas.codec import DecodeError, validation_error
from schemas.raw_article import RawArticle
from streams.intake.instants import read_instant
from streams.intake.web_addresses import domain_of

Fields = Mapping[str, Any]

_NATIVE = frozenset({"body_text", "body_html", "pub_status", "published_at", "fetched_at"})
_NINJS = frozenset(
    {"versioncreated", "versionCreated", "pubstatus", "pubStatus", "headlines", "bodies", "body_xhtml", "standard"}
)
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting", "LiveBlogPosting")
_FEED = frozenset({"summary", "description", "content", "content:encoded", "content_html", "content_text"})


def recognise(fields: Fields) -> str | None:
    """Which shape is this? Its name, or ``None`` where it is none that we know.

    >>> recognise({"uri": "urn:x", "versioncreated": "2024-01-01T00:00:00Z", "body_text": "..."})
    'ninjs'
    >>> recognise({"link": "https://example.org/a", "summary": "..."})
    'feed_entry'
    """
    if _json_ld_article(fields) is not None:
        return "news_article"
    if ("uri" in fields or "altids" in fields or "altIds" in fields) and _NINJS & fields.keys():
        return "ninjs"
    if _NATIVE & fields.keys():
        return "raw_article"
    if "body" in fields and {"dateTime", "dateTimePub", "date", "time"} & fields.keys():
        return "event_registry"
    if isinstance(fields.get("content"), str) and "url" in fields and "link" not in fields:
        return "oeda"
    if {"link", "links", "guid", "id", "url"} & fields.keys() and _FEED & fields.keys():
        return "feed_entry"
    return None


def to_raw_article(fields: Fields) -> RawArticle:
    """Which RawArticle does a record of a foreign shape stand for? Raises DecodeError where it is none."""
    shape = recognise(fields)
    if shape is None or shape == "raw_article":
        found = ", ".join(sorted(map(str, fields))[:8]) or "none"
        raise DecodeError("RawArticle", "", f"no known shape of article; its fields: {found}")
    mapped = {name: value for name, value in _MAPPINGS[shape](fields).items() if value not in (None, "", (), [], {})}
    try:
        return RawArticle.model_validate(mapped)
    except ValidationError as error:
        raise validation_error(RawArticle, error) from error


def _text(value: Any) -> str | None:
    """Which text is it? A text, a language map's or list's first, a node's value or name."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return next((text for item in value if (text := _text(item))), None)
    if isinstance(value, Mapping):
        return next(
            (text for key in ("@value", "value", "name", "title", "$oid", "en") if (text := _text(value.get(key)))), None
        )
    return None


def _texts(value: Any, key: str) -> tuple[str, ...]:
    items = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else []
    found = (_text(item.get(key) or item) if isinstance(item, Mapping) else _text(item) for item in items)
    return tuple(text for text in found if text)


def _first(fields: Fields, *names: str) -> str | None:
    return next((text for name in names if (text := _text(fields.get(name)))), None)


def _instant(fields: Fields, *names: str) -> Any:
    return next((at for name in names if (at := read_instant(fields.get(name), name)) is not None), None)


def _body(text: str | None) -> dict[str, str | None]:
    """Is it HTML or plain text? Two tags make it HTML."""
    is_html = (text is not None and "</" in text) or (text is not None and any(tag in text for tag in ("<p>", "<br", "<p ")))
    return {"body_html": text} if is_html else {"body_text": text}


def _status(value: Any) -> str | None:
    status = (_text(value) or "").casefold().removeprefix("stat:")
    return {"usable": "usable", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled"}.get(status)


def _publisher(name: str | None, address: str | None) -> dict[str, str | None] | None:
    return {"name": name, "domain": domain_of(address)} if name or address else None


# ---- IPTC ninjs 1.x (headline, body_text), 2.x and 3.x (headlines, bodies)


def _by_role(items: Any, *roles: str) -> str | None:
    """Which of ninjs 2's variants counts? The first of the roles asked for, else the first."""
    nodes = [item for item in items or () if isinstance(item, Mapping)]
    wanted = (node for role in roles for node in nodes if node.get("role") == role)
    return next((text for node in (*wanted, *nodes) if (text := _text(node))), None)


def _ninjs(fields: Fields) -> dict[str, Any]:
    bodies = [body for body in fields.get("bodies") or () if isinstance(body, Mapping)]
    plain = next(
        (_text(body) for body in bodies if "html" not in str(body.get("contentType") or body.get("contenttype"))), None
    )
    html = next((_text(body) for body in bodies if "html" in str(body.get("contentType") or body.get("contenttype"))), None)
    sources = [source for source in fields.get("infosource") or fields.get("infoSources") or () if isinstance(source, Mapping)]
    names = [_text(source) for source in sources]
    subjects = [*(fields.get("subject") or ()), *(fields.get("subjects") or ())]
    url = _first(fields, "url", "weblink")
    return {
        "id": _first(fields, "uri"),
        "url": url or next((uri for uri in [_first(fields, "uri")] if uri and uri.startswith("http")), None),
        "title": _first(fields, "headline") or _by_role(fields.get("headlines"), "main", "headline") or _first(fields, "title"),
        "body_text": _first(fields, "body_text", "bodyText") or plain,
        "body_html": _first(fields, "body_html", "body_xhtml", "bodyHtml") or html,
        "language": _first(fields, "language"),
        "source": _publisher(
            _first(fields, "provider", "copyrightholder", "copyrightHolder") or (names[0] if names else None), url
        ),
        "byline": _first(fields, "byline", "by"),
        "dateline": _first(fields, "dateline", "located"),
        "published_at": _instant(
            fields, "firstcreated", "firstCreated", "contentcreated", "contentCreated", "versioncreated", "versionCreated"
        ),
        "modified_at": _instant(fields, "versioncreated", "versionCreated"),
        "version": _first(fields, "version"),
        "pub_status": _status(fields.get("pubstatus") or fields.get("pubStatus")),
        "republished_from": names[0] if names else None,
        "tags": tuple(text for subject in subjects if (text := _text(subject))),
    }


# ---- schema.org NewsArticle as JSON-LD


def _json_ld_article(fields: Fields) -> Fields | None:
    for node in (fields, *(item for item in fields.get("@graph") or () if isinstance(item, Mapping))):
        kinds = node.get("@type")
        if any(str(kind).endswith(_ARTICLE_TYPES) for kind in (kinds if isinstance(kinds, list) else [kinds] if kinds else ())):
            return node
    return None


def _address(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return _text(value.get("@id")) or _text(value.get("url"))
    return _text(value)


def _news_article(fields: Fields) -> dict[str, Any]:
    node = _json_ld_article(fields) or fields
    url = _address(node.get("url")) or _address(node.get("mainEntityOfPage"))
    publisher = node.get("publisher")
    body = _first(node, "articleBody", "text")
    summary = None if body else _first(node, "description", "abstract")
    return {
        "id": _first(node, "@id", "identifier"),
        "url": url,
        "canonical_url": _address(node.get("mainEntityOfPage")),
        "title": _first(node, "headline", "name"),
        **_body(body or summary),
        "is_summary": summary is not None or None,
        "language": _first(node, "inLanguage"),
        "source": _publisher(_text(publisher), _address(publisher.get("url")) if isinstance(publisher, Mapping) else url),
        "byline": ", ".join(_texts(node.get("author"), "name")) or _text(node.get("author")),
        "dateline": _first(node, "dateline"),
        "published_at": _instant(node, "datePublished", "dateCreated"),
        "fetched_at": _instant(node, "dateModified") if not node.get("datePublished") else None,
        "modified_at": _instant(node, "dateModified"),
        "version": _first(node, "version"),
        "pub_status": _status(node.get("creativeWorkStatus")),
        "republished_from": _text(node.get("isBasedOn")) if not isinstance(node.get("isBasedOn"), list) else None,
        "tags": _texts(node.get("keywords"), "name"),
    }


# ---- Event Registry (newsapi.ai)


def _event_registry(fields: Fields) -> dict[str, Any]:
    source = fields.get("source")
    address = _address(source.get("uri")) if isinstance(source, Mapping) else None
    day, clock = _first(fields, "date"), _first(fields, "time")
    joined = read_instant(f"{day}T{clock}" if day and clock else day, "date")
    return {
        "id": _first(fields, "uri"),
        "url": _first(fields, "url"),
        "title": _first(fields, "title"),
        **_body(_first(fields, "body")),
        "language": _first(fields, "lang"),
        "source": _publisher(_text(source), address or _first(fields, "url")),
        "byline": ", ".join(_texts(fields.get("authors"), "name")),
        "published_at": _instant(fields, "dateTimePub", "dateTime") or joined,
        "fetched_at": _instant(fields, "dateTime"),
    }


# ---- a feed's entry, as feedparser, XML-to-JSON tools and JSON Feed write it


def _link(fields: Fields) -> str | None:
    link = fields.get("link") or fields.get("url")
    if isinstance(link, Mapping):
        return _text(link.get("href")) or _text(link.get("@href"))
    links = [item for item in fields.get("links") or () if isinstance(item, Mapping)]
    return _text(link) or next((_text(item.get("href")) for item in links if item.get("rel") in (None, "alternate")), None)


def _feed_entry(fields: Fields) -> dict[str, Any]:
    content = _first(fields, "content", "content:encoded", "content_html", "content_text")
    summary = None if content else _first(fields, "summary", "summary_detail", "description")
    url = _link(fields)
    source = fields.get("source")
    home = (_text(source.get("href")) or _text(source.get("link"))) if isinstance(source, Mapping) else None
    authors = fields.get("author") or fields.get("authors") or fields.get("dc:creator")
    return {
        "id": _first(fields, "id", "guid"),
        "url": url,
        "title": _first(fields, "title"),
        **_body(content or summary),
        "is_summary": summary is not None or None,
        "language": _first(fields, "language"),
        "source": _publisher(_text(source), home or url),
        "byline": _text(authors),
        "published_at": _instant(fields, "published", "pubDate", "date_published", "issued", "dc:date", "published_parsed"),
        "fetched_at": _instant(fields, "fetched", "updated", "updated_parsed", "date_modified", "fetched_at"),
        "modified_at": _instant(fields, "updated", "updated_parsed", "date_modified"),
        "tags": _texts(fields.get("tags") or fields.get("categories"), "term"),
    }


# ---- the OEDA scraper's records


def _oeda(fields: Fields) -> dict[str, Any]:
    url = _first(fields, "url")
    return {
        "id": _first(fields, "doc_id", "_id", "id"),
        "url": url,
        "title": _first(fields, "title"),
        **_body(_first(fields, "content")),
        "language": _first(fields, "language"),
        "source": _publisher(_first(fields, "source"), url),
        "published_at": _instant(fields, "date", "published_date"),
        "fetched_at": _instant(fields, "date_added", "scraped_at"),
    }


_MAPPINGS: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "ninjs": _ninjs,
    "news_article": _news_article,
    "event_registry": _event_registry,
    "feed_entry": _feed_entry,
    "oeda": _oeda,
}
