from __future__ import annotations

from typing import get_args

import pytest

from schemas.codes import LinkRegion
from streams.settings import Settings, load_settings
from streams.topics import (
    BY_NAME,
    DAY_MS,
    REGION_PARTITION,
    TOPICS,
    max_message_bytes,
    max_request_bytes,
    partition_count,
    retention_ms,
    topic_config,
    topic_name,
)


def test_topics_of_regions_have_a_partition_for_each_region_in_its_order() -> None:
    regions = get_args(LinkRegion)
    assert [REGION_PARTITION[region] for region in regions] == list(range(len(regions)))
    by_region = {topic.name for topic in TOPICS if topic.partitions == "region"}
    assert by_region == {"mentions.enriched", "events", "events.revisions", "events.corrections", "alerts"}
    assert all(partition_count(BY_NAME[name], Settings()) == len(regions) for name in by_region)


def test_the_linkers_input_is_kept_for_window_and_horizon_and_never_compacted() -> None:
    enriched = BY_NAME["mentions.enriched"]
    settings = load_settings(link_window_days=30, link_horizon_days=5)
    assert retention_ms(enriched, settings) >= 35 * DAY_MS
    assert topic_config(enriched, settings)["cleanup.policy"] == "delete"


def test_a_runs_topics_keep_everything_and_what_people_wrote_is_shared() -> None:
    run = load_settings(run_name="may")
    own = {topic.name for topic in TOPICS if topic_name(topic.name, run).startswith("runs.may.")}
    assert own == {topic.name for topic in TOPICS} - {"articles.raw", "events.corrections"}
    assert all(retention_ms(BY_NAME[name], run) == -1 for name in own)
    assert retention_ms(BY_NAME["articles.raw"], run) == retention_ms(BY_NAME["articles.raw"], load_settings())


def test_a_dead_letter_has_room_for_the_largest_article_and_its_headers() -> None:
    settings = load_settings(max_article_bytes=20 * 1024 * 1024)
    largest = max(max_message_bytes(topic, settings) for topic in TOPICS if topic.name != "deadletters")
    assert max_message_bytes(BY_NAME["deadletters"], settings) > largest
    assert max_request_bytes(settings) == max_message_bytes(BY_NAME["deadletters"], settings)


def test_a_topic_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        topic_name("articles.unheard", Settings())
