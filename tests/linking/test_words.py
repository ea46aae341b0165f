from __future__ import annotations

import pytest

from streams.linking import link_articles
from streams.linking.words import BAND_WEIGHT, RARE, word_weight
from tests.linking.builders import actor, article, mention

SHARED_BY_A_WARS_NEWS = ("assad", "bashar", "damascus", "nusra", "reuters", "russias", "syrias", "takfiri")
OF_ONE_EVENT = ("tervainen", "oakmoor")


@pytest.mark.parametrize("word", SHARED_BY_A_WARS_NEWS)
def test_a_name_that_all_news_of_a_war_shares_tells_little(word: str) -> None:
    assert word_weight(word) <= BAND_WEIGHT["2"]


@pytest.mark.parametrize("word", ["tervainen", "karen", "jackson", "diego", "houla"])
def test_a_name_that_may_be_a_persons_or_a_villages_tells_much(word: str) -> None:
    assert word_weight(word) == RARE


@pytest.mark.parametrize(("wording", "events"), [(SHARED_BY_A_WARS_NEWS, 2), (OF_ONE_EVENT, 1)])
def test_only_names_of_its_own_excuse_another_day(wording: tuple[str, ...], events: int) -> None:
    sides = (actor("Army", "actor1", 1), actor("Northern Front", "actor2", 2))
    reports = [
        article(name, mention(day=day, killed=5, actors=sides, wording=wording), hours=24 * day)
        for name, day in (("north", 0), ("south", 5))
    ]
    assert len(list(link_articles(reports))) == events
