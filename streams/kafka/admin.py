"""What must an administrator create, and how do we create and verify it? Topics, rights, offsets."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.protocol.offset import OffsetRequest

from streams.errors import AccessDeniedError, BrokerUnreachableError, TopicMismatchError, TopicMissingError
from streams.kafka.connection import client_options
from streams.kafka.preflight import connected, reach
from streams.kafka.wire import TOPIC_DENIED, ClusterFacts
from streams.settings import Settings
from streams.topics import TOPICS, Topic, Use, max_message_bytes, partition_count, retention_ms, topic_config, topic_name

logger = logging.getLogger(__name__)

READY_TIMEOUT_S = 60.0
"""Seconds that a new topic gets until every partition has a leader that answers; 0.2 on an idle machine."""


@dataclass(frozen=True, slots=True)
class TopicsCreated:
    """What did `create_topics` find and do? Names in the cluster."""

    created: tuple[str, ...]
    widened: tuple[str, ...]
    """Existing topics that got the partitions of link regions that are new."""
    existing: tuple[str, ...]


@contextlib.asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**client_options(settings))
    await client.start()
    try:
        yield client
    finally:
        await client.close()


def _names(settings: Settings) -> dict[str, Topic]:
    return {topic_name(topic.name, settings): topic for topic in TOPICS}


async def create_topics(settings: Settings) -> TopicsCreated:
    """Which topics were missing and have been created? Returns when all can be used; existing ones are verified.

    An existing topic's configuration is never changed; only partitions of link regions are added. Raises
    AccessDeniedError without the right to create, TopicMismatchError for an existing topic that does not fit.
    """
    wanted = _names(settings)
    facts = await reach(settings, wanted)
    created = [name for name in wanted if not facts.topics[name].exists]
    widened = [
        name
        for name, topic in wanted.items()
        if name not in created
        and topic.partitions == "region"
        and len(facts.topics[name].leaders) < partition_count(topic, settings)
    ]
    if created or widened:
        async with _admin(settings) as admin:
            await _create(admin, {name: wanted[name] for name in created}, settings)
            if widened:
                counts = {name: NewPartitions(partition_count(wanted[name], settings)) for name in widened}
                answer = (await admin.create_partitions(counts)).to_object()
                _raise_first(settings, [(t["topic"], t["error_code"], t["error_message"]) for t in answer["topic_errors"]])
        await wait_for_topics(settings)
    await verify_topics(settings)
    existing = tuple(name for name in wanted if name not in created)
    return TopicsCreated(tuple(created), tuple(widened), existing)


async def _create(admin: AIOKafkaAdminClient, topics: Mapping[str, Topic], settings: Settings) -> None:
    if not topics:
        return
    copies = settings.kafka_replication_factor
    new = [
        NewTopic(
            name,
            partition_count(topic, settings),
            copies,
            replica_assignments={} if copies == -1 else None,  # aiokafka takes -1, the cluster's default, only with this
            topic_configs=topic_config(topic, settings),
        )
        for name, topic in topics.items()
    ]
    answer = (await admin.create_topics(new)).to_object()
    _raise_first(settings, [(t["topic"], t["error_code"], t["error_message"]) for t in answer["topic_errors"]])


def _raise_first(settings: Settings, answers: list[tuple[str, int, str | None]]) -> None:
    denied = tuple(("CREATE", f"topic {name}") for name, code, _ in answers if code == TOPIC_DENIED)
    if denied:
        raise AccessDeniedError(settings.kafka_username, denied)
    for name, code, message in answers:
        if code and for_code(code) is not TopicAlreadyExistsError:  # another worker was faster
            raise TopicMismatchError((f"{name} could not be created: {message or for_code(code).__name__}",))


async def wait_for_topics(settings: Settings, names: Collection[str] | None = None) -> None:
    """Returns when every partition of these topics (default: all of the table) has a leader that answers.

    Right after its creation a topic is not yet known to the broker that leads it; clients would log passing errors.
    """
    wanted = sorted(names if names is not None else _names(settings))
    clock = asyncio.get_running_loop().time
    until = clock() + READY_TIMEOUT_S
    while True:
        facts = await reach(settings, wanted)
        if await _all_answer(settings, facts):
            return
        if clock() > until:
            unready = [name for name in wanted if not facts.topics[name].exists or -1 in facts.topics[name].leaders.values()]
            raise TopicMissingError(tuple(unready or wanted))
        await asyncio.sleep(0.1)


async def _all_answer(settings: Settings, facts: ClusterFacts) -> bool:
    if not all(topic.exists and topic.leaders and -1 not in topic.leaders.values() for topic in facts.topics.values()):
        return False
    for broker, address in facts.brokers.items():
        asked = [
            (topic.name, [(partition, -1) for partition, leader in topic.leaders.items() if leader == broker])
            for topic in facts.topics.values()
        ]
        asked = [(name, partitions) for name, partitions in asked if partitions]
        if asked:
            async with connected(settings, address, advertised=True) as connection:
                answer = (await connection.send(OffsetRequest(-1, 0, asked))).to_object()
            if any(partition["error_code"] for topic in answer["topics"] for partition in topic["partitions"]):
                return False
    return True


async def verify_topics(settings: Settings, uses: Collection[Use] | None = None) -> ClusterFacts:
    """Are the topics that exist as the table asks? The facts of the cluster if so. Those that ``uses`` read or write, or all.

    Asked for are: enough partitions (one a link region where the linker chooses them; one otherwise), max.message.bytes at
    least ours, a clean-up policy that drops nothing we need, for the linker's input a retention of window and horizon, for what
    must be kept for ever none, and that no alert is compacted away before it is sent or given up. What an administrator chose
    otherwise (retention, more partitions) is theirs. Without the right DESCRIBE_CONFIGS only partitions are verified, and the
    log says so. Raises TopicMissingError, AccessDeniedError, TopicMismatchError.
    """
    wanted = {
        name: topic for name, topic in _names(settings).items() if uses is None or set(uses) & {*topic.readers, *topic.writers}
    }
    facts = await reach(settings, wanted)
    denied = tuple(("DESCRIBE", f"topic {name}") for name in wanted if facts.topics[name].error_code == TOPIC_DENIED)
    if denied:
        raise AccessDeniedError(settings.kafka_username, denied)
    missing = tuple(name for name in wanted if not facts.topics[name].exists)
    if missing:
        raise TopicMissingError(missing)
    configs = await _read_configs(settings, wanted)
    reasons: list[str] = []
    for name, topic in wanted.items():
        have, least = len(facts.topics[name].leaders), partition_count(topic, settings) if topic.partitions == "region" else 1
        if have < least:
            reasons.append(f"{name} has {have} partitions, one for each of {least} link regions is needed")
        if name in configs:
            reasons += _config_mismatches(name, topic, configs[name], settings)
        else:
            logger.info("configuration of topic %s not verified: no right DESCRIBE_CONFIGS", name)
    if reasons:
        raise TopicMismatchError(tuple(reasons))
    return facts


def _config_mismatches(name: str, topic: Topic, config: Mapping[str, str], settings: Settings) -> list[str]:
    reasons = []
    least_bytes = max_message_bytes(topic, settings)
    if int(config["max.message.bytes"]) < least_bytes:
        reasons.append(f"{name} has max.message.bytes={config['max.message.bytes']}, at least {least_bytes} is needed")
    policy = set(config["cleanup.policy"].split(","))
    if "compact" in policy and "compact" not in topic.cleanup:
        reasons.append(f"{name} has cleanup.policy={config['cleanup.policy']}, compaction would drop versions")
    kept = int(config["retention.ms"])
    wanted = retention_ms(topic, settings)
    if topic.retention == "window" and "delete" in policy and kept != -1 and (wanted == -1 or kept < wanted):
        reasons.append(f"{name} has retention.ms={kept}, the linker needs {wanted} (window and horizon) to rebuild its state")
    if topic.retention == "forever" and "delete" in policy and kept != -1:
        reasons.append(f"{name} has retention.ms={kept}: what people or endpoints decided would be forgotten; -1 is needed")
    lag, give_up = int(config["min.compaction.lag.ms"]), settings.webhook_give_up_h * 3_600_000
    if "deliverer" in topic.readers and topic.min_compaction_lag_days is not None and "compact" in policy and lag < give_up:
        reasons.append(
            f"{name} has min.compaction.lag.ms={lag}, at least {give_up} is needed, else alerts go before they are sent"
        )
    return reasons


async def _read_configs(settings: Settings, names: Collection[str]) -> dict[str, dict[str, str]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    async with _admin(settings) as admin:
        answers = await admin.describe_configs(resources)
    return {
        resource["resource_name"]: {entry["config_names"]: entry["config_value"] for entry in resource["config_entries"]}
        for answer in answers
        for resource in answer.to_object()["resources"]
        if resource["error_code"] == 0
    }


async def delete_topics(settings: Settings) -> tuple[str, ...]:
    """Which topics of a replay's run were deleted? Never the live ones: raises ValueError without a run name."""
    if settings.run_name is None:
        raise ValueError("only a named run's topics are ever deleted")
    names = [topic_name(topic.name, settings) for topic in TOPICS if not topic.is_shared]
    facts = await reach(settings, names)
    existing = [name for name in names if facts.topics[name].exists]
    if existing:
        async with _admin(settings) as admin:
            answer = (await admin.delete_topics(existing)).to_object()
        denied = tuple(
            ("DELETE", f"topic {t['topic']}") for t in answer["topic_error_codes"] if t["error_code"] == TOPIC_DENIED
        )
        if denied:
            raise AccessDeniedError(settings.kafka_username, denied)
    return tuple(existing)


@contextlib.asynccontextmanager
async def _consumer(settings: Settings, group: str | None = None) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(group_id=group, enable_auto_commit=False, **client_options(settings))
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def _partitions(settings: Settings, names: Collection[str]) -> list[TopicPartition]:
    facts = await reach(settings, names)
    missing = tuple(name for name in names if not facts.topics[name].exists)
    if missing:
        raise TopicMissingError(missing)
    return [TopicPartition(name, partition) for name in names for partition in sorted(facts.topics[name].leaders)]


async def end_offsets(settings: Settings, names: Collection[str]) -> dict[TopicPartition, int]:
    """Up to where are these topics (names in the cluster) written? The offset after the last record of each partition."""
    partitions = await _partitions(settings, names)
    async with _consumer(settings) as consumer:
        ends: dict[TopicPartition, int] = await consumer.end_offsets(partitions)
    return ends


async def offsets_at(settings: Settings, names: Collection[str], at: datetime) -> dict[TopicPartition, int]:
    """Where does each partition reach this instant? The first record at or after it, by Kafka timestamp; else the end."""
    partitions = await _partitions(settings, names)
    moment = int(at.timestamp() * 1000)
    async with _consumer(settings) as consumer:
        found = await consumer.offsets_for_times(dict.fromkeys(partitions, moment))
        ends = await consumer.end_offsets(partitions)
    return {partition: found[partition].offset if found.get(partition) else ends[partition] for partition in partitions}


async def committed_offsets(
    settings: Settings, names: Collection[str], group: str | None = None
) -> dict[TopicPartition, int | None]:
    """Up to where has a group, without a name this run's, processed these topics? None: nothing committed."""
    partitions = await _partitions(settings, names)
    async with _consumer(settings, group or settings.group_id) as consumer:
        consumer.assign(partitions)
        return {partition: await consumer.committed(partition) for partition in partitions}


async def committed_notes(
    settings: Settings, partitions: Collection[TopicPartition], group: str
) -> dict[TopicPartition, tuple[int, str]]:
    """Up to where has a group read these partitions, and what did it note there? Those without a place are left out."""
    if not partitions:
        return {}
    async with _admin(settings) as admin:
        found = await admin.list_consumer_group_offsets(group, partitions=list(partitions))
    return {part: (place.offset, place.metadata or "") for part, place in found.items() if place.offset >= 0}


async def commit_offsets(settings: Settings, offsets: Mapping[TopicPartition, int], group: str | None = None) -> None:
    """Sets where a group, without a name this run's, begins. The group must have no running member.

    Raises BrokerUnreachableError with Kafka's reason where the group is in use.
    """
    name = group or settings.group_id
    async with _consumer(settings, name) as consumer:
        consumer.assign(list(offsets))
        try:
            await consumer.commit(dict(offsets))
        except KafkaError as error:
            raise BrokerUnreachableError(f"group {name}", f"it is in use ({error})") from error
