"""What do tests share? One Apache Kafka for each process that tests, and settings with topics of their own for each test."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.kafka.embedded import EmbeddedKafka
from streams.settings import Settings, load_settings
from tests.kafka import secure

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for Kafka comes first, the longest of it at the head: beside it another process works through the rest."""
    items.sort(key=lambda item: (item.get_closest_marker("kafka") is None, item.get_closest_marker("long") is None))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own SITREP_ variables say nothing in a test."""
    for name in list(os.environ):
        if name.startswith("SITREP_") and name not in {"SITREP_MAVEN_REPOSITORY", "SITREP_CACHE_DIR"}:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedKafka]:
    """Apache Kafka itself, plain text on loopback; its address is ``kafka_broker.bootstrap``."""
    settings = load_settings(data_dir=tmp_path_factory.mktemp("kafka"))
    with EmbeddedKafka.from_settings(settings) as broker:
        yield broker


@pytest.fixture
def kafka_settings(kafka_broker: EmbeddedKafka, topic_prefix: str, tmp_path: Path) -> Settings:
    """Settings for the session's broker under a topic prefix of this test's own; folders in its tmp_path."""
    return load_settings(
        kafka_bootstrap=kafka_broker.bootstrap,
        kafka_topic_prefix=topic_prefix,
        article_partitions=4,
        worker_name="test-worker",
        step_processes=1,
        data_dir=tmp_path / "data",
        state_dir=tmp_path / "state",
    )


@pytest.fixture(scope="session")
def secure_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[secure.SecureKafka]:
    """Apache Kafka with TLS, SCRAM users and rights; nothing is granted to anybody but its administrator."""
    kafka = secure.secure_kafka(tmp_path_factory.mktemp("secure"))
    with kafka.broker:
        yield kafka


@pytest.fixture
def topic_prefix() -> str:
    """A topic prefix of this test's own."""
    return f"t{next(_numbers)}."
