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
from schemas.conflict_event import Actor, Fatalities, Occurred, Place
from schemas.evidence import Quote
from schemas.model import Message
from streams.routing import Record
from streams.topics import REGIONS

BREAKING = datetime(2024, 5, 2, 9, tzinfo=UTC)


def raw(article_id: str, text: str = "attack", **fields: object) -> bytes:
    """A raw article. Words with a meaning: french, nothing, poison, slow, die, huge, report (see `reports`); else its event is
    in the first region."""
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
    text = read.pipeline_version
    if text == "nothing" or read.header.is_tombstone:
        said: dict[LinkRegion, tuple[EnrichedMention, ...]] = {}
    elif text.startswith("report:"):
        said = reports(text)
    else:
        said = {home: (mention(read.header.article_id),)}
    return tuple(
        EnrichedArticle(
            header=read.header,
            region=region,
            home_region=next(iter(said), home),
            mention_count=sum(map(len, said.values())),
            mentions=said.get(region, ()),
            pipeline_version="1",
            lexicon_version="1",
        )
        for region in REGIONS
    )


def reports(text: str) -> dict[LinkRegion, tuple[EnrichedMention, ...]]:
    """What does "report:TOWN,DAY,KILLED,GROUP,WORDS;..." say, region by region? Towns and groups are numbers; a town lies in
    region TOWN modulo 3, on a grid of half degrees; WORDS are letters, each a word of the report's."""
    said: dict[LinkRegion, tuple[EnrichedMention, ...]] = {}
    for number, one in enumerate(text.removeprefix("report:").split(";")):
        town, day, killed, group = (int(part) for part in one.split(",")[:4])
        name, region = f"Town{town}", REGIONS[town % 3]
        told = mention(f"{number}", killed, BREAKING.date() + timedelta(days=day)).model_copy(
            update={
                "event_type": "Violence against civilians",
                "sub_event_type": "Attack",
                "place": Place(
                    name=name,
                    raw=name,
                    country="SY",
                    admin1=f"Province{town % 7}",
                    lat_deg=30 + town % 10 / 2,
                    lon_deg=20 + town // 10 / 2,
                    radius_km=5,
                    precision_acled=1,
                    where_prec=1,
                ),
                "actors": (Actor(actor_id=f"g{group}", name=f"Group {group}", raw="group", role="actor1", inter_code=2),),
                "wording": tuple(sorted(f"word{letter}" for letter in set(one.split(",")[4]))),
            }
        )
        said[region] = (*said.get(region, ()), told)
    return said


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
