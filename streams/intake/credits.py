"""Who wrote the story: by-lines, credit lines, republishing notes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.clean_article import Boilerplate, Dateline
from streams.intake.dateline import agency_name

_LABELLED = re.compile(
    r"\b(?:articles? by|sources?|(?:originally|first) published (?:by|in|on|at)|first appeared (?:in|on)"
    r"|republished from|via|reposted from|courtesy of)\s*:?\s*(?:the\s+)?(?P<name>[^\n.,;|()]{2,60})",
    re.IGNORECASE,
)
_COPYRIGHT_OF = re.compile(
    r"(?:copyright|©)\s*(?:\(c\)|©)?\s*(?:\d{4})?\s*(?:by\s+)?(?:the\s+)?(?P<name>[A-Z][\w&' -]{2,40})", re.IGNORECASE
)
_REPORTED = re.compile(r"(?:©|\(c\)|-)\s*(?P<name>AFP|Reuters|AP|dpa|Xinhua|IANS|ANI|PTI|UPI|EFE)\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|BY)\s+(?P<name>[A-Z][^\n,|]{2,80})")
_HEAD_LINES = 4


def find_originator(
    republished_from: str | None, dateline: Dateline | None, body: str, boilerplate: Iterable[Boilerplate]
) -> str | None:
    """Which outlet wrote the story, where the article says so? The field, the dateline's agency, then credit lines.

    A copyright line counts only where it names a known agency: most name the publisher.
    """
    if republished_from and republished_from.strip():
        return agency_name(republished_from) or republished_from.strip()
    if dateline and dateline.agency:
        return dateline.agency
    spans = [body[span.start_char : span.end_char] for span in boilerplate]
    for text in spans:
        if match := _LABELLED.search(text[:200]):
            name = match["name"].strip()
            return agency_name(name) or name
    for text in (*spans, body[-80:]):
        for pattern in (_COPYRIGHT_OF, _REPORTED):
            if (match := pattern.search(text[:300])) and (known := agency_name(match["name"].strip())):
                return known
    last = re.search(r"[-–—(]\s*([A-Za-z.]{2,12})\)?\s*$", body[-80:])
    return agency_name(last[1]) if last else None


def find_byline(body: str, boilerplate: Iterable[Boilerplate]) -> str | None:
    """Who signed it? A line "By NAME" at the head of the body."""
    for line in [line.strip() for line in body[:1_000].split("\n") if line.strip()][:_HEAD_LINES]:
        if (match := _BYLINE.match(line)) and len(line) <= 100 and not line.endswith("."):
            return match["name"].strip()
    for span in boilerplate:
        if span.kind == "byline" and (match := _BYLINE.match(body[span.start_char : span.end_char])):
            return match["name"].strip()
    return None
