"""Which questions do we put to a broker that aiokafka has no call for? Metadata with our rights, and single connections.

Metadata version 8 tells for every topic what *this* user may do with it, so a missing right is found without writing a record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

UNKNOWN_TOPIC = 3
TOPIC_DENIED = 29
GROUP_DENIED = 30


class Operation(IntEnum):
    """Which right is which bit? Kafka's AclOperation codes."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DELETE = 6
    ALTER = 7
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10


class _MetadataResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", Array(("node_id", Int32), ("host", String("utf-8")), ("port", Int32), ("rack", String("utf-8")))),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String("utf-8")),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("isr", Array(Int32)),
                        ("offline_replicas", Array(Int32)),
                    ),
                ),
                ("authorized_operations", Int32),
            ),
        ),
        ("authorized_operations", Int32),
    )


class _MetadataRequestStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _MetadataRequest(Request[_MetadataRequestStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = list(topics)

    def build(self, request_struct_class: type[_MetadataRequestStruct]) -> _MetadataRequestStruct:
        """What is sent? The topics, never creating one by asking."""
        return request_struct_class(self._topics, False, True, True)


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What does the cluster say of one topic?"""

    name: str
    error_code: int
    leaders: Mapping[int, int]
    """Broker of each partition; -1: none yet."""
    rights: frozenset[Operation]

    @property
    def exists(self) -> bool:
        """Is it there, as far as we may know?"""
        return self.error_code == 0


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What does the cluster say of itself, to this user?"""

    cluster_id: str
    brokers: Mapping[int, tuple[str, int]]
    topics: Mapping[str, TopicFacts]
    rights: frozenset[Operation]
    """Rights on the cluster: CREATE here allows any topic to be created."""


async def ask_metadata(connection: Any, topics: Sequence[str]) -> ClusterFacts:
    """What does the broker behind this connection say of the cluster, these topics, and our rights?"""
    answer = (await connection.send(_MetadataRequest(topics))).to_object()
    return ClusterFacts(
        cluster_id=answer["cluster_id"] or "",
        brokers={broker["node_id"]: (broker["host"], broker["port"]) for broker in answer["brokers"]},
        topics={
            topic["topic"]: TopicFacts(
                name=topic["topic"],
                error_code=topic["error_code"],
                leaders={part["partition"]: part["leader"] if part["error_code"] == 0 else -1 for part in topic["partitions"]},
                rights=_rights(topic["authorized_operations"]),
            )
            for topic in answer["topics"]
        },
        rights=_rights(answer["authorized_operations"]),
    )


def _rights(bits: int) -> frozenset[Operation]:
    if bits == -(2**31):  # the broker has no authorizer that tells: everything is allowed
        return frozenset(Operation)
    return frozenset(operation for operation in Operation if bits >> operation & 1)
