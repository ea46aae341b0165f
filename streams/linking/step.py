"""The linking step, without a broker: enriched articles in, events out. The very code that the agents run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.codes import LinkRegion
from schemas.conflict_event import ConflictEvent
from schemas.enriched_article import EnrichedArticle
from streams.linking.assemble import assemble
from streams.linking.identity import MentionKey
from streams.linking.report import report_of
from streams.linking.state import RegionLinker
from streams.linking.winning import is_usable


def link_articles(records: Iterable[EnrichedArticle], window_days: int = 45, horizon_days: int = 7) -> Iterator[ConflictEvent]:
    """Which events do these articles tell of, each once, in its final state?

    Records are read in order of received_at, so that none is too late and the order of the files does not matter. Events
    come in order of region and first report.
    """
    linkers: dict[LinkRegion, RegionLinker] = {}
    final: dict[LinkRegion, dict[str, ConflictEvent]] = {}
    for record in sorted(records, key=lambda record: (record.header.received_at, record.header.article_id)):
        if not record.mentions and record.region not in linkers:
            continue
        linker = linkers.get(record.region)
        if linker is None:
            linker = linkers[record.region] = RegionLinker(record.region, window_days, horizon_days)
        standing = final.setdefault(record.region, {})
        result = linker.apply(record)
        for event in result.upserts:
            if event.record_status == "active":
                standing[event.event_id] = event
            else:
                standing.pop(event.event_id, None)
    for region in sorted(final):
        yield from sorted(final[region].values(), key=lambda event: (event.created_at, event.event_id))


def single_article_events(records: Iterable[EnrichedArticle]) -> tuple[ConflictEvent, ...]:
    """Which events does one article tell of, by itself, in order of salience? Given its records of all regions."""
    events: list[tuple[float, ConflictEvent]] = []
    for record in records:
        if not is_usable(record):
            continue
        for mention in record.mentions:
            key = MentionKey(False, record.header.received_at, record.header.article_id, mention.anchor)
            events.append((mention.salience, assemble(record.region, (report_of(key, record, mention),))))
    return tuple(event for _, event in sorted(events, key=lambda pair: -pair[0]))
