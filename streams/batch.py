"""The steps without a broker: articles in, events out, in input order, over all cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

from schemas import ArticleOutcome, CleanArticle, DecodeError, EnrichedArticle
from streams.annotate import Annotation, annotation_of
from streams.deadletters import Failure
from streams.enrichment import enrich_mentions
from streams.extraction import annotate_article, extract_mentions
from streams.intake import read_article
from streams.lexicons import overlays, use_overlays
from streams.relay import tried

T = TypeVar("T")

CHUNK = 8
"""Articles handed to a worker process at once: enough to hide the hand-over, few enough to stream."""

FEW_BYTES = 65_536
"""Articles smaller than this together, and fewer than a chunk, are read here faster than worker processes start."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an article gave no result: the same facts a dead letter or an outcome carries."""

    article: str
    reason: str
    field: str = ""


def enrich_one(value: bytes) -> tuple[EnrichedArticle, ...] | Refusal:
    """What does one raw article say, region by region? A refusal says why where it can not be read."""
    article = _read(value)
    if isinstance(article, Refusal):
        return article
    return enrich_mentions(extract_mentions(article))


def annotate_one(value: bytes) -> Annotation | Refusal:
    """What does one raw article name? Every sentence is parsed, whether it can hold an event or not."""
    article = _read(value)
    if isinstance(article, Refusal):
        return article
    return annotation_of(article, annotate_article(article))


def _read(value: bytes) -> CleanArticle | Refusal:
    try:
        article = read_article(None, value, None)
    except DecodeError as error:
        return Refusal(value[:80].decode("utf-8", "replace"), str(error), error.field)
    if isinstance(article, ArticleOutcome):
        return Refusal(article.article_id, f"{article.outcome}: {article.reason}")
    return article


def _each(step: Callable[[bytes], T], values: list[bytes]) -> list[T | Refusal]:
    return [_tried(step, value) for value in values]


def _tried(step: Callable[[bytes], T], value: bytes) -> T | Refusal:
    """What the step answers; a fault of ours on one article refuses that article, as `relay` makes it a dead letter."""
    result = tried("extract", lambda: step(value))
    if isinstance(result, Failure):
        return Refusal(value[:80].decode("utf-8", "replace"), f"{result.error}: {result.reason}", result.field)
    return result


def run_steps(step: Callable[[bytes], T], values: Iterable[bytes], workers: int | None = None) -> Iterator[T | Refusal]:
    """What does `step` answer for each value, in input order? It streams: no more than a few chunks a worker are
    read ahead. ``workers`` 1 stays in this process; ``None`` is one a core, unless the values are few and small."""
    count = workers or os.cpu_count() or 1
    source = iter(values)
    first = [] if count == 1 else list(islice(source, CHUNK))
    if count == 1 or (workers is None and len(first) < CHUNK and sum(map(len, first)) < FEW_BYTES):
        yield from (_tried(step, value) for value in chain(first, source))
        return
    chunks = chain([first], iter(lambda: list(islice(source, CHUNK)), []))
    with ProcessPoolExecutor(count, get_context("spawn"), use_overlays, (overlays(),)) as pool:
        waiting: deque[Future[list[T | Refusal]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(_each, step, chunk))
            if len(waiting) >= count * 4:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
