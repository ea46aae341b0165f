"""Which words of which article say it? A record's quotations, each once, with the phrases that gave a field its value."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from schemas import ConflictEvent
from schemas.evidence import Quote

NEAR_CHARS = 200
"""Characters between two quotations that still read as one passage: about a sentence."""
_CLAIM = "claim: "
_SENTENCE = "event"
"""The row of the sentence that tells the event: it shows the phrases in their place, and gave no field its value."""

_Key = tuple[str, str]
_Span = tuple[int, int]


def evidence_of(event: ConflictEvent) -> list[dict[str, Any]]:
    """Which quotations support the event? In text order by article; ``marks`` are half-open ranges of code points of ``text``.

    A quotation that lies inside another is a mark in it; near ones are one passage, with an ellipsis between them.
    """
    quotes: dict[_Key, dict[_Span, str]] = defaultdict(dict)
    fields: dict[_Key, dict[_Span, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(article_id: str | None, quote: Quote | None, field: str) -> None:
        if article_id is None or quote is None or len(quote.quote) != quote.end_char - quote.start_char:
            return
        key, span = (article_id, quote.part), (quote.start_char, quote.end_char)
        quotes[key][span] = quote.quote
        fields[key][span].add(field)

    for origin in event.provenance:
        add(origin.article_id, origin, origin.field)
    for claim in event.claims:
        add(claim.article_id, claim.span, f"{_CLAIM}{claim.proposition}")
    for slot in ("weapons", "targets", "victims"):
        for filler in getattr(event, slot):
            add(filler.article_id, filler, slot)

    order = {source.article_id: number for number, source in enumerate(event.sources)}
    found = []
    for key in sorted(quotes, key=lambda key: (order.get(key[0], len(order)), key[0], key[1] != "title")):
        for passage in _passages(quotes[key]):
            text, marks = _told(passage, quotes[key], fields[key])
            named = {field for span in quotes[key] if _is_in(span, passage) for field in fields[key][span]} - {_SENTENCE}
            found.append({"article_id": key[0], "part": key[1], "text": text, "fields": sorted(named), "marks": marks})
    return found


def _is_in(span: _Span, passage: list[_Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in passage)


def _passages(quotes: dict[_Span, str]) -> list[list[_Span]]:
    """Which quotations stand together? Those that lie in no other, in text order, with the near ones in one passage."""
    passages: list[list[_Span]] = []
    for span in sorted(quotes, key=lambda span: (span[0], -span[1])):
        if passages and span[1] <= passages[-1][-1][1]:
            continue
        if passages and span[0] - passages[-1][-1][1] <= NEAR_CHARS:
            passages[-1].append(span)
        else:
            passages.append([span])
    return passages


def _told(passage: list[_Span], quotes: dict[_Span, str], fields: dict[_Span, set[str]]) -> tuple[str, list[dict[str, Any]]]:
    """The text of a passage, with ellipses for what is not quoted, and its marks: the phrases that gave a field its value."""
    text, marks = "", []
    stop = passage[0][0]
    for start, end in passage:
        gap = start - stop
        if gap <= 0:  # it begins inside the one before
            text += quotes[start, end][-gap:]
        else:
            text += (" " if gap == 1 else " … ") + quotes[start, end]
        shift, stop = len(text) - end, end
        for span in sorted(quotes, key=lambda span: (span[0], -span[1])):
            inside = start <= span[0] and span[1] <= end
            named = sorted(name for name in fields[span] if name != _SENTENCE and not name.startswith(_CLAIM))
            if inside and named:
                marks.append({"start_char": span[0] + shift, "end_char": span[1] + shift, "fields": named})
    return text, marks
