"""How central is an event to its article?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from schemas.article_mentions import EventMention
from streams.extraction.article_reader import ReadArticle
from streams.lexicons.actions import actions


def salience_of(mentions: Sequence[EventMention], reading: ReadArticle, asides: Collection[str] = ()) -> list[float]:
    """A score from 0 to 1 for each mention, 1 for the headline event: early, told at length, asserted, current, and no
    aside: ``asides`` are the anchors of those that are only what another act is about."""
    total = max(len(reading.sentences), 1)
    scores = []
    for mention in mentions:
        first = min(mention.sentence_indexes)
        early = 1.0 - first / total
        in_title = any(reading.sentences[i].part == "title" for i in mention.sentence_indexes)
        score = 0.45 * early + 0.2 * min(len(mention.sentence_indexes), 4) / 4
        score += 0.12 if in_title else 0.0
        score += 0.12 * actions()[mention.action].precedence / 10
        score += 0.06 if mention.figures else 0.0
        score += 0.03 if mention.participants else 0.0
        if mention.modality.value != "actual":
            score *= 0.4
        if mention.tense != "current":
            score *= 0.5
        if mention.anchor in asides:
            score *= 0.5
        scores.append(score)
    best = max(scores, default=1.0) or 1.0
    return [round(max(0.0, score / best), 3) for score in scores]
