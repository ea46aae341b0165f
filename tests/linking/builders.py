"""Enriched articles for tests, with what a test does not say left at something plain."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.article_mentions import Trigger
from schemas.clean_article import ArticleHeader, Fingerprint
from schemas.conflict_event import Actor, Claim, Confidence, Fatalities, Occurred, Place
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from schemas.evidence import Quote
from schemas.raw_article import Publisher

START = datetime(2021, 3, 1, 12, tzinfo=UTC)

TOWNS = {
    "Harwa": (14.0, 13.0),
    "Dumeir": (14.6, 13.1),
    "Kessab": (15.9, 11.2),
    "Olvane": (12.1, 14.9),
}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def header(article_id: str, *, hours: float = 0, publisher: str | None = None, text: str = "", **fields: Any) -> ArticleHeader:
    at = START + timedelta(hours=hours)
    body = text or f"text of {article_id}"
    return ArticleHeader(
        **{
            "article_id": article_id,
            "received_at": at,
            "published_at": at,
            "text_sha256": sha(body),
            "canonical_url": f"https://example.org/{article_id}",
            "publisher": Publisher(name=publisher or f"Paper {article_id}"),
            "fingerprint": Fingerprint(
                content_sha256=sha(body), minhash=tuple(int(sha(f"{body}{n}")[:8], 16) for n in range(128)), shingle_count=80
            ),
            **fields,
        }
    )


def place(name: str) -> Place:
    lat, lon = TOWNS[name]
    return Place(
        name=name,
        raw=name,
        country="SY",
        admin1="North",
        lat_deg=lat,
        lon_deg=lon,
        radius_km=5,
        precision_acled=1,
        where_prec=1,
    )


def actor(name: str, role: str, inter: int, *, generic: bool = False) -> Actor:
    return Actor(
        actor_id=name.lower().replace(" ", "-"),
        name=name,
        raw=name,
        role=role,
        inter_code=inter,
        is_generic=generic,
        confidence=0.8,
    )


def mention(
    anchor: str = "a1",
    *,
    day: int | None = 0,
    town: str | None = "Harwa",
    killed: int | None = 3,
    sub: str = "Attack",
    kind: str = "Violence against civilians",
    actors: tuple[Actor, ...] = (),
    wording: tuple[str, ...] = (),
    tense: str = "current",
    **fields: Any,
) -> EnrichedMention:
    when = None if day is None else date(2021, 3, 1) + timedelta(days=day)
    quote = Quote(part="body", start_char=0, end_char=6, quote="killed")
    return EnrichedMention(
        **{
            "event_type": kind,
            "sub_event_type": sub,
            "occurred": Occurred(start=when, end=when, best_date=when, precision_acled=1 if when else None, tense=tense),
            "place": place(town) if town else None,
            "actors": actors,
            "fatalities": Fatalities(best=killed, acled_value=killed, derivation="number")
            if killed is not None
            else Fatalities(),
            "severity": 2 if killed else 1,
            "confidence": Confidence(overall=0.8, type=0.8, actors=0.6, place=0.9, time=0.9),
            "claims": (Claim(claim_id=anchor, proposition="occurrence", article_id="x", claimant="police"),),
            "anchor": anchor,
            "trigger": Trigger(lemma="kill", rule_id="kill.1", **quote.model_dump()),
            "evidence": quote,
            "wording": wording,
            "salience": 0.9,
            **fields,
        }
    )


def article(
    article_id: str, *mentions: EnrichedMention, hours: float = 0, region: str = "levant", **fields: Any
) -> EnrichedArticle:
    return EnrichedArticle(
        header=header(article_id, hours=hours, **fields),
        region=region,
        home_region="levant",
        mention_count=len(mentions),
        mentions=mentions,
        pipeline_version="1",
        lexicon_version="1",
    )
