"""Steps of a fictional flow for tests of the engine: no dictionary, no language model. The text says what happens to it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import orjson

from schemas import ArticleMentions, ArticleOutcome, CleanArticle, EnrichedArticle, EnrichedMention
from schemas.article_mentions import Trigger
from schemas.clean_article import ArticleHeader
from schemas.codec import DecodeError, decode
from schemas.codes import LinkRegion
from schemas.conflict_event import Fatalities, Occurred
from schemas.evidence import Quote
from schemas.model import Message
from streams.routing import Record
from streams.topics import REGIONS

BREAKING = datetime(2024, 5, 2, 9, tzinfo=UTC)


def raw(article_id: str, text: str = "attack", **fields: object) -> bytes:
    """A raw article. Words with a meaning: french, nothing, poison, slow, die, huge; else its event is in the first
    region."""
    return orjson.dumps({"id": article_id, "text": text, **fields})


def intake(record: Record) -> Iterable[Message]:
    if record.value is None:
        article_id, text, version = (record.key or b"").decode(), "", 0
    else:
        try:
            fields = orjson.loads(record.value)
            article_id, text, version = fields["id"], fields["text"], fields.get("version", 0)
        except (orjson.JSONDecodeError, TypeError, KeyError) as error:
            raise DecodeError("RawArticle", "id", f"not an article: {error}") from error
    if text == "french":
        return (ArticleOutcome(article_id=article_id, outcome="language", reason="language is fr", stage="intake"),)
    return (
        CleanArticle(
            header=ArticleHeader(
                article_id=article_id,
                version=version,
                received_at=datetime.fromtimestamp((record.timestamp_ms or 0) / 1000, UTC),
                published_at=BREAKING,
                is_tombstone=record.value is None,
                text_sha256=text,
            ),
            title=article_id,
            body=text,
        ),
    )


def extract(record: Record) -> Iterable[Message]:
    article = decode(CleanArticle, record.value or b"")
    match article.body.split(":")[0]:
        case "poison":
            raise LookupError("the text is poisoned")
        case "slow":
            time.sleep(float(article.body.partition(":")[2]))
        case "die":
            os._exit(7)
        case "huge":
            article = article.model_copy(update={"title": "x" * int(article.body.partition(":")[2])})
    header = article.header.model_copy(update={"title": article.title})
    return (ArticleMentions(header=header, pipeline_version=article.body, lexicon_version="0"),)


def enrich(record: Record) -> Iterable[Message]:
    read = decode(ArticleMentions, record.value or b"")
    home: LinkRegion = REGIONS[0]
    said = () if read.pipeline_version == "nothing" or read.header.is_tombstone else (mention(read.header.article_id),)
    return tuple(
        EnrichedArticle(
            header=read.header,
            region=region,
            home_region=home,
            mention_count=len(said),
            mentions=said if region == home else (),
            pipeline_version="1",
            lexicon_version="1",
        )
        for region in REGIONS
    )


def mention(article_id: str, deaths: int = 3, on: date | None = None) -> EnrichedMention:
    """A mention that links with no other: each article's event is a day of its own."""
    day = on or BREAKING.date() - timedelta(days=1)
    quote = Quote(part="body", start_char=0, end_char=6, quote="attack")
    return EnrichedMention(
        event_type="Battles",
        sub_event_type="Armed clash",
        occurred=Occurred(start=day, end=day, best_date=day),
        fatalities=Fatalities(best=deaths, acled_value=deaths),
        anchor=f"anchor-of-{article_id}",
        trigger=Trigger(part="body", start_char=0, end_char=6, quote="attack", lemma="attack", rule_id="r1"),
        evidence=quote,
    )


def load_nothing() -> None:
    """What fictional steps need beforehand."""
