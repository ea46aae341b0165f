"""Where a Schema Registry is set: the Confluent wire format, a zero byte and the schema's number before each JSON value.

The schemas are registered under the subject "TOPIC-value" when the worker starts. Reading needs no registry: `schemas.codec`
passes over the five bytes, so that topics may hold records of both kinds.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache

import httpx
import orjson

from streams.contracts import json_schema
from streams.errors import SchemaRegistryError
from streams.routing import Outgoing
from streams.settings import Settings
from streams.topics import TOPICS, topic_name

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
TIMEOUT_S = 20.0
_MAGIC = b"\0"


def schema_ids(settings: Settings) -> Mapping[str, int]:
    """Which number has each topic's schema, by logical name? None without a registry; what is not there yet is registered.

    ``articles.raw`` has none: it takes six shapes. Raises SchemaRegistryError.
    """
    if settings.schema_registry_url is None:
        return {}
    names = tuple((topic.name, topic_name(topic.name, settings)) for topic in TOPICS)
    password = settings.schema_registry_password.get_secret_value() if settings.schema_registry_password else ""
    return _registered(settings.schema_registry_url.rstrip("/"), settings.schema_registry_username, password, names)


@cache
def _registered(url: str, user: str | None, password: str, names: tuple[tuple[str, str], ...]) -> Mapping[str, int]:
    messages = {topic.name: topic.message for topic in TOPICS if topic.name != "articles.raw"}
    found: dict[str, int] = {}
    with httpx.Client(auth=(user, password) if user else None, timeout=TIMEOUT_S) as client:
        for topic, name in names:
            message = messages.get(topic)
            if message is not None:
                schema = orjson.dumps(json_schema(message)).decode()
                found[topic] = _register(client, url, f"{name}-value", schema)
    log.info("schemas of %d topics registered at %s", len(found), url)
    return found


def _register(client: httpx.Client, url: str, subject: str, schema: str) -> int:
    try:
        answer = client.post(
            f"{url}/subjects/{subject}/versions",
            content=orjson.dumps({"schemaType": "JSON", "schema": schema}),
            headers={"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE},
        )
        answer.raise_for_status()
        return int(answer.json()["id"])
    except httpx.HTTPStatusError as error:
        said = " ".join(error.response.text.split())[:200]
        raise SchemaRegistryError(url, f"{subject}: status {error.response.status_code} {said}") from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise SchemaRegistryError(url, f"{subject}: {error or type(error).__name__}") from error


def framed(record: Outgoing, settings: Settings) -> bytes | None:
    """Which bytes are the record's value? A null stays one, and what is framed already as it is."""
    value = record.value
    if settings.schema_registry_url is None or value is None or value.startswith(_MAGIC):
        return value
    number = schema_ids(settings).get(record.topic)
    return value if number is None else _MAGIC + number.to_bytes(4, "big") + value
