"""What was saved is taken up again, and gives what a linker gives that was never stopped."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from schemas.codec import encode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle
from streams.linking import LinkResult, RegionLinker, state
from streams.linking.history import content_of
from streams.linking.standing import Standing, standing, standing_as
from streams.linking.store import Store
from tests.linking.builders import article, mention
from tests.linking.test_convergence import consume, content, told_in_a_week


def opened(folder: Path, made_of: str = "this topic") -> RegionLinker:
    return RegionLinker("levant", store=Store(folder / "levant.sqlite", made_of))


def test_a_saved_state_continues_where_it_stopped(tmp_path: Path) -> None:
    one = opened(tmp_path)
    assert one.offset is None and one.saved_ms is None
    (event,) = one.apply(article("one", mention()), offset=7).upserts
    one.save(5_000)
    one.apply(article("two", mention("b", town="Kessab")), offset=8)
    two = opened(tmp_path)
    assert (two.offset, two.saved_ms, list(two.events())) == (7, 5_000, [event])
    assert two.reconcile(()) == LinkResult(), "what was saved was published"
    (revised,) = two.apply(article("one", mention(killed=9), hours=1, version=1), offset=8).upserts
    assert revised.revision == 2


def test_a_state_of_another_topic_is_forgotten(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.apply(article("one", mention()), offset=7)
    one.save(0)
    other = opened(tmp_path, "another topic")
    assert other.offset is None and list(other.events()) == []
    assert opened(tmp_path).offset is None


def test_what_another_worker_published_since_is_continued(tmp_path: Path) -> None:
    one = opened(tmp_path)
    one.apply(article("one", mention(killed=3)), offset=0)
    one.save(0)
    (second,) = one.apply(article("one", mention(killed=4), hours=1, version=1), offset=1).upserts
    two = opened(tmp_path)
    two.absorb(encode(article("one", mention(killed=4), hours=1, version=1)), 1)
    assert two.reconcile([standing_as(second)]) == LinkResult()
    (third,) = two.apply(article("one", mention(killed=5), hours=2, version=2), offset=2).upserts
    assert third.revision == 3


@pytest.mark.parametrize("seed", range(6))
def test_a_linker_that_crashes_at_any_record_leaves_what_an_undisturbed_one_publishes(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(state, "SAVED_AT_ONCE", 8)
    inputs = told_in_a_week(120)
    chance.shuffle(inputs)
    articles = [one for one in inputs if isinstance(one, EnrichedArticle)]
    said = [one for one in inputs if isinstance(one, Correction)]
    topic: dict[str, ConflictEvent] = {}
    written: list[Standing] = []

    def publish(result: LinkResult) -> None:
        for event in result.upserts:
            assert event.revision > (topic[event.event_id].revision if event.event_id in topic else 0)
            topic[event.event_id] = event
            written.append(standing(encode(event), result.made_of.get(event.event_id)))

    at, resumed = 0, 0
    while at < len(articles):
        linker = opened(tmp_path)
        resumed += linker.offset is not None
        for offset in range(0 if linker.offset is None else linker.offset + 1, at):
            linker.absorb(encode(articles[offset]), offset)
        for offset in range(0 if linker.corrections_offset is None else linker.corrections_offset + 1, len(said)):
            linker.absorb_correction(said[offset], offset)
        since = {record.slim.event_id: record for record in written[linker.saved_ms or 0 :]}
        publish(linker.reconcile(since.values()))
        stop = min(len(articles), at + chance.randint(1, 25))
        while at < stop:
            for _ in range(chance.randint(1, 5)):
                if at < stop:
                    publish(linker.apply(articles[at], at))
                    at += 1
            linker.save(len(written), 6)
    _, undisturbed = consume(inputs)
    active = {name: content_of(event) for name, event in topic.items() if event.record_status == "active"}
    assert active == undisturbed == content(linker)
    assert resumed > 1


def test_an_article_left_in_part_by_an_event_that_ended_is_not_taken_for_another(tmp_path: Path) -> None:
    linker = RegionLinker("levant", 10, store=Store(tmp_path / "levant.sqlite", "x"))
    records = [
        article("one", mention("a")),
        article("two", mention("b"), mention("c", town="Kessab", day=8), hours=24 * 9),
        article("three", mention("d", town="Olvane", day=18), hours=24 * 18),
    ]
    for offset, record in enumerate(records):
        linker.apply(record, offset)
        linker.save(0)
    kept = content(linker)
    again = RegionLinker("levant", 10, store=Store(tmp_path / "levant.sqlite", "x"))
    assert content(again) == kept and len(again) == len(linker) == 2
    assert again.apply(records[1], 1).upserts == ()
