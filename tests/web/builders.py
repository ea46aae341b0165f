"""Events and a table in memory for tests of the page and its interface."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas import ConflictEvent, encode
from schemas.article_mentions import Modality
from schemas.conflict_event import Actor, Claim, Confidence, Fatalities, Occurred, Place, Provenance, Source
from schemas.evidence import Quote
from streams.web.feed import Feed
from streams.web.table import Change, EventTable, read_entry

START = datetime(2024, 5, 1, 12, tzinfo=UTC)
PARTITIONS = 3
SENTENCE = "Shells killed at least 14 people in the market of Tamra, a medic said."


def event(number: int = 1, **fields: Any) -> ConflictEvent:
    """An event of shelling in Sudan, three partitions' worth of them; say what is different."""
    day = date(2024, 5, 1) + timedelta(days=number % 28)
    at = START + timedelta(minutes=number)
    quote = Quote(part="body", start_char=100, end_char=100 + len(SENTENCE), quote=SENTENCE)
    start = SENTENCE.index("at least 14")
    given: dict[str, Any] = {
        "event_id": f"event-{number:05d}",
        "region": "north_africa",
        "headline": f"Shelling in Tamra ({number})",
        "notes": "On that day shells hit a market.",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "disorder_types": ("Political violence",),
        "modality": Modality(),
        "occurred": Occurred(start=day, end=day, best_date=day, precision_acled=1, precision_ucdp=1, expression="Thursday"),
        "place": Place(
            name="Tamra", raw="Tamra", country="SD", admin1="North Darfur", lat_deg=13.6, lon_deg=25.3, where_prec=1
        ),
        "actors": (
            Actor(actor_id="army", name="Military Forces of Sudan", raw="the army", role="actor1", inter_code=1),
            Actor(actor_id="civilians", name="Civilians (Sudan)", raw="people", role="actor2", inter_code=7),
        ),
        "fatalities": Fatalities(low=14, acled_value=14, expression="at least 14", derivation="number"),
        "claims": (
            Claim(
                claim_id="c1",
                proposition="casualties",
                value="at least 14",
                claimant="a medic",
                article_id="article-1",
                span=quote,
            ),
        ),
        "confidence": Confidence(overall=0.7, type=0.9, actors=0.6, place=0.8, time=0.9),
        "severity": 3,
        "provenance": (
            Provenance(
                field="fatalities",
                article_id="article-1",
                part="body",
                start_char=100 + start,
                end_char=100 + start + len("at least 14"),
                quote="at least 14",
                text_sha256="0" * 64,
                rule_id="number.at_least",
            ),
        ),
        "sources": (
            Source(
                article_id="article-1",
                url="https://paper.example/tamra",
                publisher="Desert Wire",
                published_at=at,
                content_sha256="1" * 64,
            ),
        ),
        "pipeline_version": "1",
        "lexicon_version": "1",
        "created_at": at,
        "updated_at": at,
    }
    return ConflictEvent(**(given | fields))


class MemoryPast:
    """A log of `events.revisions` in memory, as Kafka would keep it."""

    def __init__(self) -> None:
        self.records: dict[tuple[int, int], bytes] = {}
        self.reads = 0

    async def between(self, start: Mapping[int, int], stop: Mapping[int, int]) -> AsyncIterator[Change]:
        self.reads += 1
        for (partition, offset), value in sorted(self.records.items()):
            if start[partition] <= offset < stop[partition]:
                yield Change(partition, offset, read_entry(value), None)

    async def values(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self.records[place] for place in places if place in self.records]


class MemoryLive:
    """A table and a feed without Kafka; ``publish`` is what the linker does."""

    def __init__(self, ring_bytes: int = 1_000_000) -> None:
        self.table = EventTable()
        self.feed = Feed(dict.fromkeys(range(PARTITIONS), 0), ring_bytes)
        self.past = MemoryPast()
        self.waiting_for: set[str] = set()

    def publish(self, revised: ConflictEvent) -> None:
        value = encode(revised)
        partition = sum(revised.event_id.encode()) % PARTITIONS
        offset = self.feed.positions[partition]
        self.past.records[partition, offset] = value
        self.feed.publish(self.table.add_revision(partition, offset, value))
        self.table.set_state(revised.event_id, value)
