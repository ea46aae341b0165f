from __future__ import annotations

from pathlib import Path

from streams.linking import RegionLinker, link_articles, single_article_events
from tests.linking.builders import actor, article, mention


def test_an_article_becomes_an_event_with_a_headline_and_notes() -> None:
    sides = (actor("Unidentified Armed Group (Syria)", "actor1", 3, generic=True), actor("Civilians (Syria)", "actor2", 7))
    (event,) = single_article_events([article("one", mention(actors=sides))])
    assert event.headline == "Attack by an unidentified armed group on civilians in Harwa, Syria: 3 killed"
    assert event.notes == (
        "On 1 March 2021, an attack by an unidentified armed group on civilians was reported in Harwa, North, Syria. "
        "3 people were killed. Reported by Paper one."
    )


def test_a_record_read_twice_changes_nothing() -> None:
    linker = RegionLinker("levant")
    first = linker.apply(article("one", mention()))
    again = linker.apply(article("one", mention()))
    assert [event.revision for event in first.upserts] == [1]
    assert again.upserts == () and again.outcome == first.outcome


def test_a_new_version_is_a_new_revision_that_names_what_changed() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("one", mention(killed=3)))
    (event,) = linker.apply(article("one", mention(killed=5), hours=1, version=1)).upserts
    assert event.revision == 2 and "fatalities" in event.changed_fields and "place" not in event.changed_fields


def test_a_cancelled_article_retracts_its_event() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("one", mention()))
    result = linker.apply(article("one", hours=1, version=1, pub_status="canceled"))
    assert [event.record_status for event in result.upserts] == ["retracted"]
    assert result.tombstones == (result.upserts[0].event_id,)
    assert result.outcome is not None and result.outcome.outcome == "withheld"
    assert list(linker.events()) == []


def test_a_record_behind_the_horizon_is_too_late() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("new", mention(), hours=24 * 9))
    result = linker.apply(article("old", mention(anchor="b")))
    assert result.upserts == () and result.outcome is not None and result.outcome.outcome == "too_late"


def test_a_store_continues_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "levant.sqlite"
    one = RegionLinker("levant", store=path)
    assert not one.bind("cluster", "topic")
    (event,) = one.apply(article("one", mention()), offset=7).upserts
    two = RegionLinker("levant", store=path)
    assert two.bind("cluster", "topic") and two.offset == 7
    assert list(two.events()) == [event]
    assert not two.bind("cluster", "another topic")
    assert list(two.events()) == []


def test_linking_a_batch_gives_each_event_once() -> None:
    events = list(link_articles([article("one", mention()), article("two", mention(anchor="b", town="Kessab"), hours=2)]))
    assert len(events) == 2


def test_a_rebuild_publishes_only_what_differs() -> None:
    live, again = RegionLinker("levant"), RegionLinker("levant")
    records = [article("one", mention()), article("two", mention(anchor="b"), hours=1), article("three", hours=2)]
    topic = {event.event_id: event for record in records for event in live.apply(record).upserts}
    for record in records:
        again.absorb(record)
    assert again.reconcile(topic.values()).upserts == ()
    assert list(again.events()) == list(live.events())
    stale = {name: event.model_copy(update={"headline": "old", "revision": 7}) for name, event in topic.items()}
    third = RegionLinker("levant")
    for record in records:
        third.absorb(record)
    assert [(event.revision, event.changed_fields) for event in third.reconcile(stale.values()).upserts] == [(8, ("headline",))]


def test_an_event_on_the_topic_that_nobody_tells_is_retracted_at_a_rebuild() -> None:
    live, again = RegionLinker("levant"), RegionLinker("levant")
    (event,) = live.apply(article("one", mention())).upserts
    again.absorb(article("two", hours=1))
    result = again.reconcile([event])
    assert [e.record_status for e in result.upserts] == ["retracted"] and result.tombstones == (event.event_id,)
