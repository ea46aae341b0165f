from __future__ import annotations

import pytest

from schemas.conflict_event import ConflictEvent
from schemas.enriched_article import EnrichedArticle
from streams.linking import link_articles
from tests.linking.builders import actor, article, mention
from tests.linking.builders import place as town

SIDES = (actor("Army", "actor1", 1), actor("Northern Front", "actor2", 2))


def told(name: str, day: int, *, wording: tuple[str, ...] = ()) -> EnrichedArticle:
    what = mention(day=day, killed=5, sub="Armed clash", kind="Battles", actors=SIDES, wording=wording)
    return article(name, what, hours=24 * day)


def days_of(event: ConflictEvent) -> set[int]:
    return {int(source.article_id.split("-")[1]) for source in event.sources}


def test_the_days_of_a_battle_for_one_town_do_not_run_together_though_each_is_like_the_next() -> None:
    events = list(link_articles(told(f"{paper}-{day}", day) for day in range(8) for paper in ("north", "south", "east")))
    assert len(events) > 2
    for event in events:
        assert max(days_of(event)) - min(days_of(event)) <= 2


def test_a_follow_up_whose_day_is_misread_stays_with_the_deed_that_it_names() -> None:
    names = ("tervainen", "oakmoor", "quillfeather", "zandvoort")
    reports = [told(f"{paper}-0", 0, wording=names) for paper in ("north", "south", "east")]
    (event,) = link_articles([*reports, told("west-6", 6, wording=names)])
    assert days_of(event) == {0, 6}


def test_a_report_joins_the_event_that_grew_rather_than_the_lone_report_that_is_as_like() -> None:
    """Three articles are like it in its names, one of another day in its names too, and in its day."""
    names = ("tervainen", "oakmoor", "quillfeather", "zandvoort")
    reports = [told(f"{paper}-0", 0, wording=names) for paper in ("north", "south", "east")]
    lone = told("lone-5", 5, wording=("zandvoort", "pellworm"))
    events = list(link_articles([*reports, lone, told("late-6", 6, wording=(*names, "pellworm"))]))
    assert {0, 6} in [days_of(event) for event in events]


@pytest.mark.parametrize(
    ("where", "events"),
    [
        pytest.param({}, 1, id="in a town"),
        pytest.param({"admin1": "al-Harwa"}, 2, id="in a town that is called as its province is"),
        pytest.param({"radius_km": 15.0}, 2, id="in a city of a million"),
    ],
)
def test_shelling_and_a_raid_on_one_day_are_one_event_in_a_town_and_two_in_a_city_or_a_province(
    where: dict[str, object], events: int
) -> None:
    place = town("Harwa").model_copy(update=where)
    shelling = mention(sub="Shelling/artillery/missile attack", kind="Explosions/Remote violence", place=place, killed=None)
    raid = mention(sub="Air/drone strike", kind="Explosions/Remote violence", place=place, killed=None)
    assert len(list(link_articles([article("north", shelling), article("south", raid, hours=2)]))) == events


@pytest.mark.parametrize(("wording", "events"), [((), 2), (("tervainen", "oakmoor"), 1)])
def test_a_report_of_a_day_after_an_undated_one_was_told_is_of_its_event_where_both_name_the_same(
    wording: tuple[str, ...], events: int
) -> None:
    deed = mention(day=None, killed=None, wording=wording)
    later = mention(day=20, killed=None, wording=wording)
    assert len(list(link_articles([article("north", deed), article("south", later, hours=24 * 21)]))) == events
