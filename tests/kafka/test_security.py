from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import faust
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.errors import (
    AccessDeniedError,
    AuthenticationError,
    BrokerError,
    BrokerUnreachableError,
    CertificateError,
    ProtocolMismatchError,
    SettingsError,
    TopicMissingError,
)
from streams.kafka.admin import create_topics, verify_topics
from streams.kafka.connection import broker_credentials, broker_urls, client_options, producer_options, ssl_context
from streams.kafka.embedded import EmbeddedKafka
from streams.kafka.loop import WorkerLoop
from streams.kafka.plan import RightRow, plan_topics
from streams.kafka.preflight import preflight, reach
from streams.partition_reader import open_reader
from streams.settings import Settings, load_settings
from streams.topics import topic_name
from tests.kafka.secure import ADMIN, PLAIN_PASSWORD, PLAIN_USER, SecureKafka

pytestmark = pytest.mark.kafka


async def one_line(settings: Settings, expected: type[BrokerError], *parts: str) -> None:
    with pytest.raises(expected) as caught:
        await preflight(settings)
    said = str(caught.value)
    assert "\n" not in said
    for part in parts:
        assert part in said
    if settings.kafka_password:
        assert settings.kafka_password.get_secret_value() not in said


async def test_a_user_with_exactly_the_planned_rights_works_on_topics_that_an_administrator_made(
    secure_kafka: SecureKafka, topic_prefix: str
) -> None:
    await create_topics(secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix))
    settings = secure_kafka.settings(kafka_topic_prefix=topic_prefix)
    await one_line(settings, AccessDeniedError, "'sitrep'", f"READ on topic {topic_prefix}articles.raw", "sitrep topics plan")
    secure_kafka.grant(right for right in plan_topics(settings).rights if right.role in {"worker", "ingest"})

    await preflight(settings, ("worker", "ingest"))
    await verify_topics(settings, ("worker", "ingest"))  # sees partitions; may not see configurations
    name = topic_name("articles.raw", settings)
    producer = AIOKafkaProducer(**producer_options(settings))
    await producer.start()
    try:
        await producer.send_and_wait(name, b"{}", key=b"a1", partition=0)
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(name, group_id=settings.group_id, auto_offset_reset="earliest", **client_options(settings))
    await consumer.start()
    try:
        record = await consumer.getone()
        await consumer.commit()
    finally:
        await consumer.stop()
    assert (record.key, record.value) == (b"a1", b"{}")


async def test_each_missing_right_is_named(secure_kafka: SecureKafka, topic_prefix: str) -> None:
    settings = secure_kafka.settings("outsider", kafka_topic_prefix=topic_prefix)
    await create_topics(secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix))
    rights = [right for right in plan_topics(settings).rights if right.role == "worker"]
    missing = [
        RightRow("worker", "WRITE", "topic", f"{topic_prefix}events"),
        RightRow("worker", "READ", "group", settings.group_id),
    ]
    secure_kafka.grant([right for right in rights if right not in missing], "User:outsider")
    with pytest.raises(AccessDeniedError) as caught:
        await preflight(settings)
    assert caught.value.denied == (("WRITE", f"topic {topic_prefix}events"), ("READ", f"group {topic_prefix}sitrep"))


async def test_creating_without_the_right_says_so(secure_kafka: SecureKafka, topic_prefix: str) -> None:
    with pytest.raises(AccessDeniedError, match=f"CREATE on topic {topic_prefix}articles.raw"):
        await create_topics(secure_kafka.settings("outsider", kafka_topic_prefix=topic_prefix))


async def test_missing_topics_are_named_to_who_may_see_them(secure_kafka: SecureKafka, topic_prefix: str) -> None:
    with pytest.raises(TopicMissingError, match=r"articles\.raw.*sitrep topics create"):
        await preflight(secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix))


async def test_a_wrong_password_is_told_from_everything_else(secure_kafka: SecureKafka) -> None:
    settings = secure_kafka.settings(kafka_password="not-it-at-all")
    await one_line(settings, AuthenticationError, "'sitrep'", "SCRAM-SHA-512", "SITREP_KAFKA_PASSWORD")
    settings = secure_kafka.settings("old-school")  # a user of SCRAM-SHA-256 only
    await one_line(settings, AuthenticationError, "'old-school'")


@pytest.mark.parametrize(
    ("user", "mechanism"), [("sitrep", "SCRAM-SHA-512"), ("old-school", "SCRAM-SHA-256"), (PLAIN_USER, "PLAIN")]
)
@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT"])
async def test_every_mechanism_connects(secure_kafka: SecureKafka, user: str, mechanism: str, protocol: str) -> None:
    overrides: dict[str, Any] = {
        "kafka_sasl_mechanism": mechanism,
        "kafka_security_protocol": protocol,
        "kafka_bootstrap": secure_kafka.broker.address(protocol),
    }
    if user == PLAIN_USER:
        overrides |= {"kafka_username": PLAIN_USER, "kafka_password": PLAIN_PASSWORD}
        user = "sitrep"
    settings = secure_kafka.settings(user, **overrides)
    assert (await reach(settings)).cluster_id
    credentials = broker_credentials(settings)
    assert credentials is not None
    assert credentials.protocol.value == protocol
    assert credentials.mechanism.value == mechanism  # type: ignore[attr-defined]
    assert "secret" not in repr(credentials)


async def test_a_certificate_of_an_unknown_authority_is_not_trusted(secure_kafka: SecureKafka) -> None:
    for settings in (
        secure_kafka.settings(kafka_ca_file=secure_kafka.stranger.file),
        secure_kafka.settings(kafka_ca_file=None),
    ):
        await one_line(settings, CertificateError, "not trusted", "SITREP_KAFKA_CA_FILE")


async def test_a_certificate_for_another_name_is_said_to_be_one(secure_kafka: SecureKafka) -> None:
    alias = secure_kafka.bootstrap.replace("127.0.0.1", "127.1")  # the same address by a name that is not in the certificate
    await one_line(secure_kafka.settings(kafka_bootstrap=alias), CertificateError, "another name")
    assert (await reach(secure_kafka.settings(kafka_bootstrap=alias, kafka_check_hostname=False))).cluster_id


async def test_client_certificates_are_shown_and_their_absence_is_explained(secure_kafka: SecureKafka) -> None:
    def settings(**overrides: Any) -> Settings:
        return load_settings(
            kafka_bootstrap=secure_kafka.broker.address("SSL"),
            kafka_security_protocol="SSL",
            kafka_ca_file=secure_kafka.authority.file,
            **overrides,
        )

    locked = secure_kafka.authority.issue("worker-locked", password="key-secret")
    assert (await reach(settings(kafka_client_cert_file=secure_kafka.authority.issue("worker")))).cluster_id
    assert (await reach(settings(kafka_client_cert_file=locked, kafka_client_key_password="key-secret"))).cluster_id
    await one_line(settings(), CertificateError, "certificate", "SITREP_KAFKA_CLIENT_CERT_FILE")
    strange = secure_kafka.stranger.issue("strange-worker")
    await one_line(settings(kafka_client_cert_file=strange), CertificateError, "SITREP_KAFKA_CLIENT_CERT_FILE")
    for password in (None, "wrong"):
        with pytest.raises(SettingsError, match="SITREP_KAFKA_CLIENT_KEY_PASSWORD"):
            ssl_context(settings(kafka_client_cert_file=locked, kafka_client_key_password=password))


async def test_a_listener_that_speaks_another_protocol_is_recognised(
    secure_kafka: SecureKafka, kafka_broker: EmbeddedKafka
) -> None:
    plain_to_tls = load_settings(kafka_bootstrap=secure_kafka.bootstrap)
    await one_line(plain_to_tls, ProtocolMismatchError, "PLAINTEXT", "SITREP_KAFKA_SECURITY_PROTOCOL")
    plain_to_sasl = load_settings(kafka_bootstrap=secure_kafka.broker.address("SASL_PLAINTEXT"))
    await one_line(plain_to_sasl, ProtocolMismatchError, "with users", "SITREP_KAFKA_SECURITY_PROTOCOL")
    tls_to_plain = secure_kafka.settings(kafka_bootstrap=kafka_broker.bootstrap)
    await one_line(tls_to_plain, ProtocolMismatchError, "TLS", "SITREP_KAFKA_SECURITY_PROTOCOL")
    user_to_plain = secure_kafka.settings(kafka_bootstrap=kafka_broker.bootstrap, kafka_security_protocol="SASL_PLAINTEXT")
    await one_line(user_to_plain, ProtocolMismatchError, "no user")


async def test_an_address_where_nobody_answers_is_unreachable(kafka_broker: EmbeddedKafka) -> None:
    await one_line(load_settings(kafka_bootstrap="127.0.0.1:1"), BrokerUnreachableError, "127.0.0.1:1", "nothing listens")
    await one_line(load_settings(kafka_bootstrap="kafka.invalid:9092"), BrokerUnreachableError, "kafka.invalid", "no such host")
    facts = await reach(load_settings(kafka_bootstrap=f"127.0.0.1:1,{kafka_broker.bootstrap}"))
    assert list(facts.brokers) == [1]


async def test_no_secret_is_in_a_repr_or_a_log(
    secure_kafka: SecureKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in secure_kafka.environment(secure_kafka.settings()).items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert settings.kafka_password is not None
    assert settings.kafka_password.get_secret_value() == "sitrep-secret"
    with caplog.at_level(logging.DEBUG):
        await reach(settings)
        with pytest.raises(AuthenticationError):
            await reach(load_settings(kafka_password="another-secret"))
    assert "sitrep-secret" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert "-secret" not in caplog.text


async def test_a_faust_app_with_our_credentials_works_with_the_planned_rights(
    secure_kafka: SecureKafka, topic_prefix: str
) -> None:
    await create_topics(secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix))
    settings = secure_kafka.settings(kafka_topic_prefix=topic_prefix)
    secure_kafka.grant(right for right in plan_topics(settings).rights if right.role in {"worker", "ingest"})
    app = faust.App(
        settings.group_id,
        broker=broker_urls(settings),
        broker_credentials=broker_credentials(settings),
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        store="memory://",
        web_enabled=False,
    )
    raw, clean = (
        app.topic(topic_name(name, settings), value_serializer="raw", key_serializer="raw")
        for name in ("articles.raw", "articles.clean")
    )
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    @app.agent(raw)
    async def forward(stream: Any) -> None:
        async for value in stream:
            await (await clean.send(key=b"a1", value=value))

    @app.agent(clean)
    async def collect(stream: Any) -> None:
        async for value in stream:
            await arrived.put(value)

    async with app:
        await (await raw.send(key=b"a1", value=b"news"))
        assert await asyncio.wait_for(arrived.get(), 30) == b"news"


@pytest.mark.timed
def test_the_workers_loop_lets_go_of_a_tls_connection_at_once(secure_kafka: SecureKafka, topic_prefix: str) -> None:
    settings = secure_kafka.settings(ADMIN, kafka_topic_prefix=topic_prefix)

    async def read(partition: int) -> float:
        begin = time.perf_counter()
        async with open_reader(settings, ("alerts",)) as reader:
            assert [record async for record in reader.read("alerts", partition)] == []
        return time.perf_counter() - begin

    async def read_all() -> list[float]:
        await create_topics(settings)
        return [await read(number % 10) for number in range(10)] + await asyncio.gather(*map(read, range(10)))

    loop = WorkerLoop()
    try:
        assert max(loop.run_until_complete(read_all())) < 10  # uvloop's own takes 30 s, one time in three
    finally:
        loop.close()
