"""What must an administrator create where we may not? Every topic with its configuration, every right (ACL) by role.

No cluster is asked: the plan is a function of the settings, so it can be printed, reviewed and run by somebody else.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from streams.settings import Settings
from streams.topics import TOPICS, Topic, Use, partition_count, topic_config, topic_name

Role = Literal[Use, "replay"]
"""A user of the cluster: who ingests, the worker, who delivers alerts, who reads results, who corrects, and who replays."""

Right = Literal["READ", "WRITE", "CREATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """Which topic must be there?"""

    name: str
    partitions: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RightRow:
    """Which right must a role have? ``is_prefix``: on every resource whose name begins so."""

    role: Role
    operation: Right
    resource: Literal["topic", "group"]
    name: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """What must an administrator create? Rows for people and machines; `commands` for a shell."""

    topics: tuple[TopicRow, ...]
    rights: tuple[RightRow, ...]

    def commands(self, bootstrap: str, principals: Mapping[Role, str], replication_factor: int = -1) -> list[str]:
        """Which commands of Apache Kafka create all of this? ``principals``: the user of each role; others are left out.

        >>> plan_topics(Settings()).commands("kafka:9092", {"ingest": "crawler"})[-1].split(" --add ")[1]
        '--allow-principal User:crawler --operation WRITE --topic articles.raw'
        """
        copies = [] if replication_factor == -1 else ["--replication-factor", str(replication_factor)]
        lines = [
            [
                *("kafka-topics.sh", "--bootstrap-server", bootstrap, "--create", "--if-not-exists", "--topic", topic.name),
                *("--partitions", str(topic.partitions), *copies),
                *(part for key, value in topic.config.items() for part in ("--config", f"{key}={value}")),
            ]
            for topic in self.topics
        ]
        lines += [
            [
                *(
                    "kafka-acls.sh",
                    "--bootstrap-server",
                    bootstrap,
                    "--add",
                    "--allow-principal",
                    f"User:{principals[right.role]}",
                ),
                *("--operation", right.operation, f"--{right.resource}", right.name),
                *(("--resource-pattern-type", "prefixed") if right.is_prefix else ()),
            ]
            for right in self.rights
            if right.role in principals
        ]
        return [shlex.join(line) for line in lines]


def plan_topics(settings: Settings) -> TopicPlan:
    """Which topics and rights does this configuration need?

    READ and WRITE include DESCRIBE. Writing with idempotence needs nothing beyond WRITE (Kafka 2.8 and later). A replay makes
    its own topics, so its role creates and deletes below its prefix, and nowhere else.
    """
    topics = tuple(
        TopicRow(topic_name(topic.name, settings), partition_count(topic, settings), topic_config(topic, settings))
        for topic in TOPICS
    )
    rights = [
        RightRow(role, operation, "topic", topic_name(topic.name, settings))
        for role in get_args(Use)
        for topic in TOPICS
        for operation, roles in _uses(topic)
        if role in roles
    ]
    rights.append(RightRow("worker", "READ", "group", settings.group_id))
    rights.append(RightRow("deliverer", "READ", "group", settings.webhook_group(""), is_prefix=True))
    if settings.run_name is None:
        rights += _replay_rights(settings)
    return TopicPlan(topics, tuple(sorted(rights, key=lambda right: [*get_args(Use), "replay"].index(right.role))))


def _uses(topic: Topic) -> tuple[tuple[Right, tuple[Use, ...]], ...]:
    return (("READ", topic.readers), ("WRITE", topic.writers))


def _replay_rights(settings: Settings) -> list[RightRow]:
    prefix = f"{settings.kafka_topic_prefix}runs."
    groups = f"{settings.kafka_topic_prefix}{settings.app_id}-run-"
    shared = [RightRow("replay", "READ", "topic", topic_name(topic.name, settings)) for topic in TOPICS if topic.is_shared]
    own = [RightRow("replay", operation, "topic", prefix, True) for operation in get_args(Right)]
    return [*shared, *own, RightRow("replay", "READ", "group", groups, True)]
