from __future__ import annotations

from pathlib import Path

import jsonschema
import orjson
import pytest

from schemas import RawArticle, encode
from streams.contracts import asyncapi, contracts, json_schema, message_types
from streams.topics import TOPICS


@pytest.mark.parametrize("path", sorted(contracts()), ids=lambda path: path.name)
def test_a_generated_contract_has_not_drifted(path: Path) -> None:
    assert path.read_bytes() == contracts()[path], "run: .venv/bin/python -m streams.contracts"


def test_every_topic_has_a_channel_and_every_message_a_schema() -> None:
    document = asyncapi()
    assert list(document["channels"]) == [topic.name for topic in TOPICS]
    for name, kind in message_types().items():
        jsonschema.Draft202012Validator.check_schema(json_schema(kind))
        assert name in document["components"]["messages"]


def test_an_encoded_article_is_valid_under_its_published_schema() -> None:
    article = RawArticle.model_validate({"id": "a", "body_text": "x", "published_at": "2024-05-01T00:00:00Z"})
    jsonschema.validate(orjson.loads(encode(article)), json_schema(RawArticle))
