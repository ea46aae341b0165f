"""Which words of which article say it? A record's quotations, each once, with the phrases that gave a field its value."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from schemas import ConflictEvent
from schemas.evidence import Quote

_Key = tuple[str, str]


def evidence_of(event: ConflictEvent) -> list[dict[str, Any]]:
    """Which quotations support the event? In text order by article; ``marks`` are half-open ranges of code points of ``text``.

    A quotation that lies inside another of the same article is a mark in it.
    """
    quotes: dict[_Key, dict[tuple[int, int], str]] = defaultdict(dict)
    fields: dict[_Key, dict[tuple[int, int], set[str]]] = defaultdict(lambda: defaultdict(set))

    def add(article_id: str | None, quote: Quote | None, field: str) -> None:
        if article_id is None or quote is None or len(quote.quote) != quote.end_char - quote.start_char:
            return
        key, span = (article_id, quote.part), (quote.start_char, quote.end_char)
        quotes[key][span] = quote.quote
        fields[key][span].add(field)

    for origin in event.provenance:
        add(origin.article_id, origin, origin.field)
    for claim in event.claims:
        add(claim.article_id, claim.span, f"claim: {claim.proposition}")
    for slot in ("weapons", "targets", "victims"):
        for filler in getattr(event, slot):
            add(filler.article_id, filler, slot)

    order = {source.article_id: number for number, source in enumerate(event.sources)}
    found = []
    for key in sorted(quotes, key=lambda key: (order.get(key[0], len(order)), key[0], key[1] != "title")):
        spans = sorted(quotes[key], key=lambda span: (span[0], -span[1]))
        outer: list[tuple[int, int]] = []
        for span in spans:
            if not outer or span[1] > outer[-1][1]:
                outer.append(span)
        for start, end in outer:
            inner = [span for span in spans if start <= span[0] and span[1] <= end and span != (start, end)]
            found.append(
                {
                    "article_id": key[0],
                    "part": key[1],
                    "text": quotes[key][(start, end)],
                    "start_char": start,
                    "fields": sorted(fields[key][(start, end)]),
                    "marks": [
                        {"start_char": a - start, "end_char": b - start, "fields": sorted(fields[key][(a, b)])}
                        for a, b in inner
                    ],
                }
            )
    return found
