"""What we write as JSON fits the published Avro schemas as it stands, and comes back the same."""

from __future__ import annotations

import io
from pathlib import Path

import fastavro
import orjson
import pytest

from schemas import encode
from streams.batch import enrich_one
from streams.contracts import FOLDER
from streams.linking import single_article_events
from streams.running import SAMPLES

SCHEMAS = sorted((FOLDER / "avro").glob("*.avsc"))


def parsed(path: Path) -> object:
    return fastavro.parse_schema(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_is_one_that_avro_takes(path: Path) -> None:
    assert parsed(path)


def test_records_and_events_of_the_samples_go_through_avro_unchanged() -> None:
    schemas = {path.stem: parsed(path) for path in SCHEMAS}
    count = 0
    for line in SAMPLES.read_bytes().splitlines():
        records = enrich_one(line)
        assert isinstance(records, tuple)
        for message in (*records, *single_article_events(records)):
            schema, value, stream = schemas[type(message).__name__], orjson.loads(encode(message)), io.BytesIO()
            fastavro.schemaless_writer(stream, schema, value, strict=True)
            stream.seek(0)
            assert fastavro.schemaless_reader(stream, schema, None) == value
            count += 1
    assert count > 100
