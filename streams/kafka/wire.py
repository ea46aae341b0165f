"""Which questions do we put to a broker that aiokafka has no call for? Metadata with our rights, and single connections.

Metadata version 8 tells for every topic what *this* user may do with it, so a missing right is found without writing a record;
version 10 (Kafka 2.8) also which topic it is: one that was deleted and created again has another id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from typing import Any

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    AbstractType,
    Array,
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    String,
    TaggedFields,
)

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


class _TopicId(AbstractType[bytes]):  # type: ignore[misc]
    """Kafka's UUID: 16 bytes."""

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return value

    @classmethod
    def decode(cls, data: BytesIO) -> bytes:
        return data.read(16)


_ANY_ID = bytes(16)
_TAGS = ("tags", TaggedFields)


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


class _IdResponse(Response):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 10
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            CompactArray(
                ("node_id", Int32), ("host", CompactString("utf-8")), ("port", Int32), ("rack", CompactString("utf-8")), _TAGS
            ),
        ),
        ("cluster_id", CompactString("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            CompactArray(
                ("error_code", Int16),
                ("topic", CompactString("utf-8")),
                ("topic_id", _TopicId),
                ("is_internal", Boolean),
                (
                    "partitions",
                    CompactArray(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", CompactArray(Int32)),
                        ("isr", CompactArray(Int32)),
                        ("offline_replicas", CompactArray(Int32)),
                        _TAGS,
                    ),
                ),
                ("authorized_operations", Int32),
                _TAGS,
            ),
        ),
        ("authorized_operations", Int32),
        _TAGS,
    )


class _IdRequestStruct(RequestStruct):  # type: ignore[misc]
    API_KEY = 3
    API_VERSION = 10
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _IdResponse
    SCHEMA = Schema(
        ("topics", CompactArray(("topic_id", _TopicId), ("topic", CompactString("utf-8")), _TAGS)),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
        _TAGS,
    )


class _MetadataRequest(Request[_MetadataRequestStruct | _IdRequestStruct]):  # type: ignore[misc]
    API_KEY = 3

    def __init__(self, topics: Sequence[str]) -> None:
        self._topics = list(topics)

    def build(
        self, request_struct_class: type[_MetadataRequestStruct | _IdRequestStruct]
    ) -> _MetadataRequestStruct | _IdRequestStruct:
        """What is sent? The topics, never creating one by asking."""
        if request_struct_class is _IdRequestStruct:
            return request_struct_class([(_ANY_ID, name, {}) for name in self._topics], False, True, True, {})
        return request_struct_class(self._topics, False, True, True)


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What does the cluster say of one topic?"""

    name: str
    error_code: int
    leaders: Mapping[int, int]
    """Broker of each partition; -1: none yet."""
    rights: frozenset[Operation]
    topic_id: str = ""
    """Another one after the topic was created again. Empty: an older broker, which does not say."""

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
                topic_id=topic.get("topic_id", b"").hex(),
            )
            for topic in answer["topics"]
        },
        rights=_rights(answer["authorized_operations"]),
    )


def _rights(bits: int) -> frozenset[Operation]:
    if bits == -(2**31):  # the broker has no authorizer that tells: everything is allowed
        return frozenset(Operation)
    return frozenset(operation for operation in Operation if bits >> operation & 1)
