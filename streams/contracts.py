"""The published contracts, made from the messages and the table of topics: JSON Schema, Avro and AsyncAPI 3.

`python -m streams.contracts` writes them to `schemas/json/`, `schemas/avro/` and `schemas/asyncapi.json`; a test fails where a
file and its source have drifted apart.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from schemas.raw_article import RawArticle
from streams.contracts_avro import avro_schema
from streams.settings import Settings
from streams.topics import TOPICS, Topic, max_message_bytes, partition_count, topic_config

FOLDER = Path(__file__).parent.parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = "1.0.0"

_DEAD_LETTER = {
    "name": "DeadLetter",
    "title": "A message that could not be processed",
    "summary": "The original bytes as they came; the headers say where they stood, which step failed and why.",
    "contentType": "application/octet-stream",
}


def message_types() -> dict[str, type[BaseModel]]:
    """Which messages are published? By name, in the order of the table of topics."""
    return {topic.message.__name__: topic.message for topic in TOPICS if topic.message is not None}


def json_schema(message: type[BaseModel]) -> dict[str, Any]:
    """Which JSON is this message? For RawArticle what we accept, for all others what we write."""
    mode: JsonSchemaMode = "validation" if message is RawArticle else "serialization"
    return {"$schema": DIALECT, **message.model_json_schema(mode=mode)}


def event_type_of(message: type[BaseModel]) -> str:
    """What is the CloudEvents type, after the prefix?

    >>> event_type_of(RawArticle)
    'raw.article.v1'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", ".", message.__name__).lower() + ".v1"


def asyncapi() -> dict[str, Any]:
    """Which document describes every topic? AsyncAPI 3.0, at the default settings, without a prefix."""
    settings = Settings.model_construct()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Sitrep",
            "version": VERSION,
            "description": "Raw news articles in, normalized conflict events out. Every record is a CloudEvent 1.0 in Kafka's "
            "binary mode: the value is the data, the attributes are headers named ce_*.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, settings) for topic in TOPICS},
        "operations": dict(_operations()),
        "components": {
            "messages": {name: _message(kind) for name, kind in message_types().items()} | {"DeadLetter": _DEAD_LETTER},
        },
    }


def _channel(topic: Topic, settings: Settings) -> dict[str, Any]:
    name = topic.message.__name__ if topic.message else "DeadLetter"
    return {
        "address": topic.name,
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": partition_count(topic, settings),
                "topicConfiguration": {
                    "cleanup.policy": topic.cleanup.split(","),
                    "retention.ms": int(topic_config(topic, settings)["retention.ms"]),
                    "max.message.bytes": max_message_bytes(topic, settings),
                },
                "bindingVersion": "0.5.0",
            }
        },
        "description": f"Key: {topic.key}.",
    }


def _operations() -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for topic in TOPICS:
        for action, uses in (("receive", topic.readers), ("send", topic.writers)):
            if {"worker", "deliverer"} & set(uses):
                channel = "#/channels/" + topic.name
                found.append((f"{action}.{topic.name}", {"action": action, "channel": {"$ref": channel}}))
    return found


def _message(message: type[BaseModel]) -> dict[str, Any]:
    summary = (message.__doc__ or message.__name__).strip().splitlines()[0]
    return {
        "name": message.__name__,
        "title": message.__name__,
        "summary": summary,
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": {
                "ce_specversion": {"type": "string", "const": "1.0"},
                "ce_id": {"type": "string"},
                "ce_source": {"type": "string"},
                "ce_type": {"type": "string", "const": f"news.sitrep.{event_type_of(message)}"},
                "ce_subject": {"type": "string"},
                "ce_time": {"type": "string", "format": "date-time"},
            },
            "required": ["ce_specversion", "ce_id", "ce_source", "ce_type"],
        },
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"json/{message.__name__}.json"},
        },
    }


def contracts() -> dict[Path, bytes]:
    """Which files hold the contracts, and what is in them?"""
    files = {FOLDER / "json" / f"{name}.json": json_schema(kind) for name, kind in message_types().items()}
    for name, kind in message_types().items():
        if kind is not RawArticle:  # comes in any of six shapes
            files[FOLDER / "avro" / f"{name}.avsc"] = avro_schema(json_schema(kind))
    files[FOLDER / "asyncapi.json"] = asyncapi()
    return {path: orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n" for path, document in files.items()}


def write_contracts() -> None:
    """Writes every contract where it belongs."""
    for path, content in contracts().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write_contracts()
