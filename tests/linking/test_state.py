from __future__ import annotations

from schemas.codec import encode
from schemas.conflict_event import Claim
from schemas.enriched_article import EnrichedArticle
from streams.linking import RegionLinker, link_articles, single_article_events
from streams.linking.identity import MentionKey
from streams.linking.report import report_of
from streams.linking.standing import standing_as
from streams.linking.tolls import standing_tolls
from tests.linking.builders import START, actor, article, mention


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


def test_a_corrected_article_that_tells_the_same_in_other_words_moves_its_event_to_another_id_and_takes_nothing_back() -> None:
    linker = RegionLinker("levant")
    (old,) = linker.apply(article("one", mention("nine"))).upserts
    gone, new = linker.apply(article("one", mention("twelve", killed=12), hours=1, version=1)).upserts
    assert (gone.event_id, gone.record_status, gone.merged_into) == (old.event_id, "merged", new.event_id)
    assert new.supersedes == (old.event_id,)
    gone, back = linker.apply(article("one", mention("nine", killed=9), hours=2, version=2)).upserts
    assert (back.event_id, back.record_status, gone.merged_into) == (old.event_id, "active", old.event_id)


def test_a_corrected_article_that_tells_of_another_place_retracts_its_event() -> None:
    linker = RegionLinker("levant")
    (old,) = linker.apply(article("one", mention("nine"))).upserts
    gone, new = linker.apply(article("one", mention("twelve", town="Kessab"), hours=1, version=1)).upserts
    assert (gone.event_id, gone.record_status, new.supersedes) == (old.event_id, "retracted", ())


def test_a_rebuilt_state_says_of_what_ended_meanwhile_which_event_it_is_in_now() -> None:
    linker = RegionLinker("levant")
    published = linker.apply(article("one", mention("nine"))).upserts
    rebuilt = RegionLinker("levant")
    rebuilt.absorb(encode(article("one", mention("nine"))))
    rebuilt.absorb(encode(article("one", mention("twelve", killed=12), hours=1, version=1)))
    new, gone = rebuilt.reconcile(map(standing_as, published)).upserts
    assert (gone.event_id, gone.record_status, gone.merged_into) == (published[0].event_id, "merged", new.event_id)
    assert new.supersedes == (gone.event_id,)


def test_what_an_event_superseded_goes_with_it_into_the_next() -> None:
    linker = RegionLinker("levant")
    ids = [linker.apply(article("one", mention(name), hours=at, version=at)).upserts[-1] for at, name in enumerate("abc")]
    assert ids[-1].supersedes == tuple(sorted((ids[0].event_id, ids[1].event_id)))


def test_a_record_behind_the_horizon_is_too_late() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("new", mention(), hours=24 * 9))
    result = linker.apply(article("old", mention(anchor="b")))
    assert result.upserts == () and result.outcome is not None and result.outcome.outcome == "too_late"


def test_linking_a_batch_gives_each_event_once() -> None:
    events = list(link_articles([article("one", mention()), article("two", mention(anchor="b", town="Kessab"), hours=2)]))
    assert len(events) == 2


def test_a_rebuild_publishes_only_what_differs() -> None:
    live, again = RegionLinker("levant"), RegionLinker("levant")
    records = [article("one", mention()), article("two", mention(anchor="b"), hours=1), article("three", hours=2)]
    topic = {event.event_id: event for record in records for event in live.apply(record).upserts}
    for record in records:
        again.absorb(encode(record))
    assert again.reconcile(map(standing_as, topic.values())).upserts == ()
    assert list(again.events()) == list(live.events())
    stale = {name: event.model_copy(update={"headline": "old", "revision": 7}) for name, event in topic.items()}
    third = RegionLinker("levant")
    for record in records:
        third.absorb(encode(record))
    assert [(event.revision, event.changed_fields) for event in third.reconcile(map(standing_as, stale.values())).upserts] == [
        (8, ("headline",))
    ]


def test_an_event_on_the_topic_that_nobody_tells_is_retracted_at_a_rebuild() -> None:
    live, again = RegionLinker("levant"), RegionLinker("levant")
    (event,) = live.apply(article("one", mention())).upserts
    again.absorb(encode(article("two", hours=1)))
    result = again.reconcile([standing_as(event)])
    assert [e.record_status for e in result.upserts] == ["retracted"] and result.tombstones == (event.event_id,)


def test_two_reports_of_one_event_are_one_event_with_the_reason_beside_the_source() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("one", mention(wording=("oskelund", "tavrin"))))
    (event,) = linker.apply(article("two", mention(anchor="b", wording=("oskelund", "tavrin")), hours=3)).upserts
    assert [source.article_id for source in event.sources] == ["one", "two"]
    assert event.corroboration == "corroborated" and event.independent_source_count == 2
    reasons = [row.rule_id for row in event.provenance if row.field == "sources"]
    assert reasons and all("day 100" in reason and "place 110" in reason for reason in reasons)


def test_two_towns_on_one_day_stay_two_events() -> None:
    events = list(link_articles([article("one", mention()), article("two", mention(anchor="b", town="Dumeir"), hours=1)]))
    assert len(events) == 2


def test_a_later_report_with_a_higher_toll_of_the_same_paper_replaces_its_first() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("one", mention(killed=12), publisher="Herald"))
    (event,) = linker.apply(article("two", mention(anchor="b", killed=14), hours=5, publisher="Herald")).upserts
    assert (event.fatalities.best, event.independent_source_count) == (14, 1)


def test_of_the_tolls_that_one_article_tells_of_one_event_the_greatest_holds() -> None:
    for counts in ((3, 1), (1, 3)):
        told = article("one", *(mention(f"m{n}", killed=n) for n in counts))
        reports = [report_of(MentionKey(False, START, "one", m.anchor), told, m) for m in told.mentions]
        assert [toll.most for toll in standing_tolls(reports, "fatalities")] == [3]


def test_wire_copies_count_once() -> None:
    linker = RegionLinker("levant")
    for number in range(4):
        linker.apply(article(f"n{number}", mention(), hours=number, text="one wire text"))
    (event,) = linker.events()
    assert [source.is_copy_of for source in event.sources] == [None, "n0", "n0", "n0"]
    assert event.corroboration == "single_source"


def test_an_earlier_report_that_comes_later_gives_the_event_its_id_and_the_old_one_points_to_it() -> None:
    linker = RegionLinker("levant")
    (old,) = linker.apply(article("two", mention(anchor="b"), hours=5)).upserts
    result = linker.apply(article("one", mention(anchor="a"), hours=1))
    merged = next(event for event in result.upserts if event.record_status == "merged")
    active = next(event for event in result.upserts if event.record_status == "active")
    assert merged.event_id == old.event_id and merged.merged_into == active.event_id
    assert active.supersedes == (old.event_id,) and result.tombstones == ()


def test_a_window_passed_and_the_event_takes_no_more_reports() -> None:
    linker = RegionLinker("levant", window_days=10)
    linker.apply(article("one", mention(day=0)))
    linker.apply(article("two", mention(anchor="b", day=0), hours=24 * 11))
    assert len({event.event_id for event in linker.events()}) == 2
    linker.apply(article("three", mention(anchor="c", day=20), hours=24 * 20))
    assert len(linker) == 2


def test_one_paper_is_one_voice_however_many_of_its_articles_tell_it() -> None:
    linker = RegionLinker("levant")
    linker.apply(article("one", mention(), publisher="Herald"))
    (event,) = linker.apply(article("two", mention(anchor="b"), hours=2, publisher="Herald")).upserts
    assert (event.corroboration, event.independent_source_count) == ("single_source", 1)


def test_what_one_claimant_says_again_in_other_words_or_articles_is_one_claim() -> None:
    def toll(name: str, who: str, words: str, **fields: str) -> Claim:
        value = f"killed: {words}"
        return Claim(claim_id=f"{name}{words}", proposition="casualties", claimant=who, value=value, article_id=name, **fields)

    linker = RegionLinker("levant")
    said = (
        toll("one", "Monitor", "at least 58 people were killed"),
        toll("one", "Monitor", "killed at least 58, 11 of them children"),
    )
    linker.apply(article("one", mention(claims=said)))
    again = (
        toll("two", "monitor", "kills at least 58"),
        toll("two", "Monitor", "58 people killed"),
        toll("two", "Monitor", "at least 72 dead"),
        toll("two", "Ministry", "at least 58 dead"),
        toll("two", "Monitor", "at least 58 dead", stance="denies"),
    )
    (event,) = linker.apply(article("two", mention(anchor="b", claims=again), hours=1)).upserts
    assert [(claim.article_id, claim.also_in) for claim in event.claims] == [("one", ("two",)), *[("two", ())] * 4]


def test_control_is_contested_where_one_side_says_taken_and_the_other_speaks_of_fighting() -> None:
    def claim(name: str, who: str, value: str) -> Claim:
        return Claim(claim_id=name, proposition="control", claimant=who, value=value, article_id="one")

    claims = (claim("x", "Front News Agency", "seize_territory"), claim("y", "Ministry of Defence", "repel"))
    (event,) = single_article_events([article("one", mention(claims=claims))])
    assert event.contested_fields == ("control",) and event.corroboration == "contested"


def test_a_revision_that_a_crash_kept_from_the_events_takes_its_number() -> None:
    linker = RegionLinker("levant")
    (first,) = linker.apply(article("one", mention(killed=3))).upserts
    (second,) = linker.apply(article("one", mention(killed=4), hours=1, version=1)).upserts
    assert (first.revision, second.revision) == (1, 2)
    again = rebuilt_from(article("one", mention(killed=4), hours=1, version=1))
    assert [e.revision for e in again.reconcile([standing_as(first)], [standing_as(second)]).upserts] == [2], (
        "published as it was, where that still holds"
    )
    other = rebuilt_from(article("one", mention(killed=5), hours=2, version=2))
    assert [e.revision for e in other.reconcile([standing_as(first)], [standing_as(second)]).upserts] == [3]
    gone = rebuilt_from(article("one", hours=2, version=2))
    found = gone.reconcile([standing_as(first)], [standing_as(second)])
    assert [(e.revision, e.record_status) for e in found.upserts] == [(3, "retracted")]
    closed = gone.reconcile([standing_as(first)], map(standing_as, found.upserts))
    assert closed.upserts == found.upserts
    assert closed.tombstones == (first.event_id,)


def rebuilt_from(record: EnrichedArticle) -> RegionLinker:
    linker = RegionLinker("levant")
    linker.absorb(encode(record))
    return linker
