"""What does Slack get? An incoming webhook's message: ``text`` for notifications, ``blocks`` for the channel."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson

from schemas.alert import Alert
from streams.delivery.wording import REASONS, SEVERITIES, clip, days, killed, title, where

MOST_SOURCES = 3
_TITLE_CHARS, _NOTES_CHARS, _FIELD_CHARS, _URL_CHARS = 300, 1500, 300, 500
"""Together under 20 kB in any script, and under Slack's own 3,000 and 2,000 characters even where each is escaped."""


def escape(text: str) -> str:
    """Which text shows as this one? Slack gives meaning to three characters, as in <!channel>.

    >>> escape("Hama & <!channel>")
    'Hama &amp; &lt;!channel&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack_body(alert: Alert) -> bytes:
    """Which message tells of this alert? The same alert, the same bytes."""
    event = alert.event
    heading = escape(clip(title(alert), _TITLE_CHARS))
    facts = {
        "What": f"{event.event_type}: {event.sub_event_type}",
        "When": days(event),
        "Where": where(event),
        "Killed": killed(event),
        "Severity": f"{alert.severity} ({SEVERITIES[alert.severity]})",
        "Sources": f"{event.corroboration.replace('_', ' ')}, {event.admiralty}",
    }
    blocks: list[dict[str, Any]] = [
        _section(f"*{heading}*"),
        {"type": "section", "fields": [_text(f"*{name}*\n{escape(clip(fact, _FIELD_CHARS))}") for name, fact in facts.items()]},
    ]
    if event.notes:
        blocks.append(_section(escape(clip(event.notes, _NOTES_CHARS))))
    reason = f"{REASONS.get(alert.reason, alert.reason)} by rule {alert.rule_id} ({alert.level}), revision {alert.revision}"
    links = [_link(source.url, source.publisher) for source in event.sources if source.url and source.is_copy_of is None]
    blocks.append({"type": "context", "elements": [_text(" · ".join([escape(clip(reason, _FIELD_CHARS)), *_some(links)]))]})
    return orjson.dumps({"text": heading, "blocks": blocks})


def _some(links: list[str | None]) -> list[str]:
    return [link for link in links if link][:MOST_SOURCES]


def _link(url: str, publisher: str | None) -> str | None:
    """A link, where the address is one of the web's and short enough to be shown whole."""
    if not url.startswith(("http://", "https://")) or len(url) > _URL_CHARS:
        return None
    safe = quote(url, safe=":/?#[]@!$&'()*+,;=%~")
    return f"<{escape(safe)}|{escape(clip((publisher or 'source').replace('|', '/'), 60))}>"


def _text(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _text(text)}
