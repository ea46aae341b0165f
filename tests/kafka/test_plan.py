from __future__ import annotations

from typing import get_args

from streams.kafka.plan import RightRow, Role, plan_topics
from streams.settings import load_settings
from streams.topics import TOPICS, topic_name


def test_every_topic_is_planned_with_its_configuration() -> None:
    settings = load_settings(kafka_topic_prefix="news.", article_partitions=12)
    rows = {row.name: row for row in plan_topics(settings).topics}
    assert set(rows) == {topic_name(topic.name, settings) for topic in TOPICS}
    assert rows["news.articles.raw"].partitions == 12
    assert rows["news.events"].config["cleanup.policy"] == "compact,delete"


def test_each_role_gets_what_it_needs_and_no_more() -> None:
    rights = plan_topics(load_settings()).rights
    assert {right.role for right in rights} == set(get_args(Role))
    assert [right for right in rights if right.role == "ingest"] == [RightRow("ingest", "WRITE", "topic", "articles.raw")]
    assert {right.operation for right in rights if right.role == "reader"} == {"READ"}
    assert not [right for right in rights if right.role != "replay" and right.operation in {"CREATE", "DELETE"}]
    assert RightRow("worker", "READ", "group", "sitrep") in rights


def test_a_replay_writes_below_its_own_prefix_only() -> None:
    rights = [right for right in plan_topics(load_settings(kafka_topic_prefix="news.")).rights if right.role == "replay"]
    assert {right.name for right in rights if right.operation != "READ"} == {"news.runs."}
    run = load_settings(kafka_topic_prefix="news.", run_name="may")
    assert topic_name("events", run).startswith("news.runs.")
    assert run.group_id.startswith("news.sitrep-run-")


def test_commands_are_for_the_roles_that_have_a_user() -> None:
    commands = plan_topics(load_settings()).commands("kafka:9092", {"worker": "it's me"}, replication_factor=3)
    assert sum(command.startswith("kafka-topics.sh") for command in commands) == len(TOPICS)
    assert all("--replication-factor 3" in command for command in commands if command.startswith("kafka-topics.sh"))
    users = [command for command in commands if command.startswith("kafka-acls.sh")]
    assert users
    assert all("""'User:it'"'"'s me'""" in command for command in users)
