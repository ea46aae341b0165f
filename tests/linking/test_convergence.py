"""The same articles give the same events, whatever order and however often."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schemas.codec import decode, encode
from schemas.conflict_event import ConflictEvent
from schemas.correction import Correction
from schemas.enriched_article import EnrichedArticle, EnrichedMention
from streams.linking import LinkResult, RegionLinker
from streams.linking import assemble as assembling
from streams.linking.candidates import CandidateIndex
from streams.linking.features import features_of
from streams.linking.history import content_of
from streams.linking.identity import MentionKey, event_id
from streams.linking.predicate import score
from streams.linking.slim import slim
from streams.linking.standing import Standing, standing
from tests.linking.builders import START, TOWNS, actor, article, mention

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: a failure here is found again by its seed, and shrinking lists of articles takes minutes."""

NAMES = ("tavrin", "oskelund", "brevko", "zannat", "quillor", "mirvane", "dostrel", "harquin")
GROUPS = ("Harwa Front", "Olvane Brigade")

mentions = st.builds(
    mention,
    anchor=st.sampled_from("abc"),
    day=st.one_of(st.none(), st.integers(0, 4)),
    town=st.one_of(st.none(), st.sampled_from(sorted(TOWNS)), st.just("Harwa")),
    killed=st.one_of(st.none(), st.integers(1, 9)),
    sub=st.sampled_from(("Attack", "Abduction/forced disappearance")),
    tense=st.sampled_from(("current", "current", "current", "background")),
    actors=st.sampled_from(((), *((actor(name, "actor1", 2),) for name in GROUPS))),
    wording=st.lists(st.sampled_from(NAMES), max_size=5, unique=True).map(lambda words: tuple(sorted(words))),
)


@st.composite
def records(draw: st.DrawFn) -> EnrichedArticle:
    name = f"n{draw(st.integers(0, 6))}"
    kind = draw(st.sampled_from(("usable",) * 6 + ("canceled", "tombstone")))
    told = {m.anchor: m for m in draw(st.lists(mentions, max_size=3))} if kind == "usable" else {}
    fields: dict[str, Any] = {"hours": draw(st.integers(0, 150)), "version": draw(st.integers(0, 2))}
    if kind == "tombstone":
        fields["is_tombstone"] = True
        if draw(st.booleans()):
            return article(f"https://example.org/{name}", **fields)
    elif kind == "canceled":
        fields["pub_status"] = "canceled"
    else:
        fields["text"] = draw(st.sampled_from(("", "the same wire text")))
    return article(name, *told.values(), **fields)


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    def name() -> str:
        return event_id("levant", f"n{draw(st.integers(0, 6))}", draw(st.sampled_from("ab")))

    return Correction(
        correction_id=str(draw(st.integers(0, 99))),
        event_id=name(),
        action=draw(st.sampled_from(("confirm", "reject", "merge", "split", "set"))),
        field="fatalities.best",
        value=draw(st.integers(0, 50)),
        other_event_id=name(),
        article_ids=(f"n{draw(st.integers(0, 6))}",),
        by="An Analyst",
        made_at=START,
    )


def content(linker: RegionLinker) -> dict[str, Any]:
    return {event.event_id: content_of(event) for event in linker.events()}


def consume(inputs: list[EnrichedArticle | Correction]) -> tuple[RegionLinker, dict[str, Any]]:
    """Reads all of it; also: what the topic of events holds after it."""
    linker = RegionLinker("levant")
    standing: dict[str, Any] = {}
    revisions: dict[str, int] = {}
    for one in inputs:
        result = linker.apply(one) if isinstance(one, EnrichedArticle) else linker.apply_correction(one)
        for event in result.upserts:
            assert event.revision > revisions.get(event.event_id, 0)
            revisions[event.event_id] = event.revision
            if event.record_status == "active":
                standing[event.event_id] = content_of(event)
            else:
                standing.pop(event.event_id, None)
    return linker, standing


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
@given(st.lists(records(), max_size=16), st.lists(corrections(), max_size=3, unique_by=lambda c: c.correction_id), st.randoms())
def test_any_order_with_duplicates_gives_identical_content(
    articles: list[EnrichedArticle], said: list[Correction], chance: random.Random
) -> None:
    inputs: list[EnrichedArticle | Correction] = [*articles, *said]
    first, standing = consume(inputs)
    assert content(first) == standing
    again = [*inputs, *chance.sample(inputs, len(inputs) // 2)]
    chance.shuffle(again)
    second, standing = consume(again)
    assert content(second) == standing == content(first)


@settings(max_examples=300, deadline=None)
@given(mentions, mentions, st.integers(0, 40), st.integers(0, 40))
def test_the_predicate_and_the_index_are_symmetric(one: Any, other: Any, hours: int, later: int) -> None:
    pair = []
    for name, said, at in (("x", one, hours), ("y", other, later * 24)):
        record = slim(encode(article(name, said, hours=at)))
        key = MentionKey(said.occurred.tense == "background", record.header.received_at, name, said.anchor)
        pair.append(features_of(key, record.header, record.mentions[0]))
    a, b = pair
    assert score(a, b) == score(b, a)
    found = []
    for first, second in ((a, b), (b, a)):
        index = CandidateIndex()
        index.add(first)
        found.append(bool(index.neighbours(second)))
    assert found[0] == found[1]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
@given(st.lists(records(), max_size=16), st.lists(corrections(), max_size=3, unique_by=lambda c: c.correction_id), st.randoms())
def test_a_rebuild_in_any_order_gives_the_content_of_a_linker_that_published_all_along(
    articles: list[EnrichedArticle], said: list[Correction], chance: random.Random
) -> None:
    _, live = consume([*articles, *said])
    again = [*articles, *chance.sample(articles, len(articles) // 2)]
    chance.shuffle(again)
    assert standing_of(rebuilt(again, said).reconcile(())) == live


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
@given(
    st.lists(records(), max_size=16),
    st.lists(corrections(), max_size=3, unique_by=lambda c: c.correction_id),
    st.integers(0, 16),
    st.randoms(),
)
def test_a_rebuild_brings_what_stands_in_line_whatever_it_is_made_of(
    articles: list[EnrichedArticle], said: list[Correction], until: int, chance: random.Random
) -> None:
    _, live = consume([*articles, *said])
    topic: dict[str, Standing] = {}
    before = RegionLinker("levant", made_by="this code")
    for one in [*articles[:until], *said]:
        publish(topic, before.apply(one) if isinstance(one, EnrichedArticle) else before.apply_correction(one))
    again = [*articles, *chance.sample(articles, len(articles) // 2)]
    chance.shuffle(again)
    linker = rebuilt(again, said, made_by="this code")
    publish(topic, linker.reconcile(topic.values()))
    assert {name: content_of(event) for name, event in active(topic)} == live
    for code in ("this code", "other code"):
        assert rebuilt(again, said, made_by=code).reconcile(topic.values()) == LinkResult(), "there is nothing new in it"


def publish(topic: dict[str, Standing], result: LinkResult) -> None:
    for event in result.upserts:
        topic[event.event_id] = standing(encode(event), result.made_of.get(event.event_id))


def test_a_rebuild_assembles_only_what_is_made_of_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        article("one", mention()),
        article("two", mention("b"), hours=1),
        article("three", mention(town="Olvane"), hours=2),
    ]
    topic: dict[str, Standing] = {}
    live = RegionLinker("levant", made_by="this code")
    for record in records:
        publish(topic, live.apply(record))
    assembled: list[str] = []

    def assemble(region: Any, reports: Any, corrections: Any = ()) -> ConflictEvent:
        assembled.append(reports[0].key.article_id)
        return assembling.assemble(region, reports, corrections)

    monkeypatch.setattr("streams.linking.region.assemble", assemble)
    assert rebuilt(records, (), made_by="this code").reconcile(topic.values()) == LinkResult() and assembled == []
    later = article("four", mention("c"), hours=3)
    (revised,) = rebuilt([*records, later], (), made_by="this code").reconcile(topic.values()).upserts
    assert (revised.revision, assembled) == (3, ["one"])
    assert rebuilt(records, (), made_by="other code").reconcile(topic.values()) == LinkResult()
    assert assembled == ["one", "one", "three"]


def active(topic: dict[str, Standing]) -> Iterator[tuple[str, ConflictEvent]]:
    events = ((name, decode(ConflictEvent, record.value)) for name, record in topic.items())
    return ((name, event) for name, event in events if event.record_status == "active")


def test_a_rebuild_lets_go_of_the_same_events_as_a_linker_that_published_all_along() -> None:
    inputs = [
        article(f"{week}-{one.header.article_id}", *one.mentions, hours=168 * week + hours)
        for week in range(6)
        for hours, one in enumerate(told_in_a_week(60))
        if isinstance(one, EnrichedArticle)
    ]
    live = RegionLinker("levant", window_days=10)
    for record in inputs:
        live.apply(record)
    again = rebuilt(inputs, (), window_days=10)
    assert standing_of(again.reconcile(())) == content(live) != {}
    assert len(live) == len(again) < sum(len(record.mentions) for record in inputs) / 2


def rebuilt(
    articles: list[EnrichedArticle], said: Iterable[Correction], window_days: int = 45, made_by: str = ""
) -> RegionLinker:
    linker = RegionLinker("levant", window_days, made_by=made_by)
    for record in articles:
        linker.absorb(encode(record))
    for correction in said:
        linker.absorb_correction(correction)
    return linker


def standing_of(result: LinkResult) -> dict[str, Any]:
    return {event.event_id: content_of(event) for event in result.upserts if event.record_status == "active"}


def told_in_a_week(count: int) -> list[EnrichedArticle | Correction]:
    """Which inputs make this many mentions? Two an article, a tenth of the articles corrected, a twentieth retracted or
    cancelled, and analysts' corrections of every kind."""
    chance = random.Random(11)
    inputs: list[EnrichedArticle | Correction] = []

    names = ["".join(chance.choices("bdgklmnrtvz", k=7)) for _ in range(count)]
    incidents = [(chance.randint(0, 30), chance.choice(sorted(TOWNS)), chance.sample(names, 4)) for _ in range(count // 6)]

    def said(anchor: str) -> EnrichedMention:
        day, town, words = chance.choice(incidents)
        return mention(
            anchor,
            day=chance.choice((None, day, day, day + 1)),
            town=chance.choice((None, town, town)),
            killed=chance.choice((None, 2, 3, 8)),
            tense=chance.choice(("current", "current", "current", "background")),
            wording=tuple(sorted(chance.sample(words, 3))),
        )

    for n in range(count // 2):
        name, hours = f"n{n}", chance.randint(0, 150)
        inputs.append(article(name, said("a"), said("b"), hours=hours))
        if n % 10 == 3:
            inputs.append(article(name, said("a"), said("c"), hours=hours + 3, version=1))
        elif n % 40 == 6:
            inputs.append(article(name, hours=hours + 4, is_tombstone=True))
        elif n % 40 == 26:
            inputs.append(article(name, hours=hours + 4, version=2, pub_status="canceled"))
    for n, action in enumerate(("confirm", "reject", "merge", "split", "set") * 2):
        one, other = (f"n{chance.randrange(count // 2)}" for _ in range(2))
        inputs.append(
            Correction(
                correction_id=str(n),
                event_id=event_id("levant", one, "a"),
                action=action,
                field="fatalities.best",
                value=n,
                other_event_id=event_id("levant", other, "a"),
                article_ids=(other,),
                by="An Analyst",
                made_at=START,
            )
        )
    return inputs


def permuted(inputs: list[EnrichedArticle | Correction], times: int) -> Iterator[dict[str, Any]]:
    """What is the content after each of these many random orders, a third of the inputs read twice?"""
    chance = random.Random(5)
    for _ in range(times):
        again = [*inputs, *chance.sample(inputs, len(inputs) // 3)]
        chance.shuffle(again)
        linker, standing = consume(again)
        assert content(linker) == standing
        yield standing


def test_three_hundred_mentions_in_random_orders_give_identical_content() -> None:
    inputs = told_in_a_week(300)
    _, first = consume(inputs)
    assert len(first) > 20
    assert any(len(event["sources"]) > 1 for event in first.values())
    assert all(standing == first for standing in permuted(inputs, 4))
