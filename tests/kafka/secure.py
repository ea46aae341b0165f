"""Apache Kafka with TLS, SCRAM and rights, for tests: its certificates, its users, and what they may do."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from streams.kafka.embedded import EmbeddedKafka, Listeners
from streams.kafka.plan import RightRow, TopicRow
from streams.settings import Settings, load_settings

ADMIN, ADMIN_PASSWORD = "admin", "admin-secret"
USERS = {
    "sitrep": "sitrep-secret",
    "crawler": "crawler-secret",
    "analyst": "analyst-secret",
    "outsider": "outsider-secret",
    "old-school": "old-secret",
}
"""Users by SCRAM-SHA-512, but "old-school" by SCRAM-SHA-256; "plain-user" by PLAIN."""
PLAIN_USER, PLAIN_PASSWORD = "plain-user", "plain-secret"


class Authority:
    """A certificate authority that signs for this broker and its clients."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = self._sign(subject, self._key, subject, is_authority=True)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def _sign(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: x509.Name, *, is_authority: bool
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=2))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        return builder.sign(self._key, hashes.SHA256())

    def issue(self, name: str, password: str | None = None) -> Path:
        """A PEM file with a private key (PKCS 8) and its certificate."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key, self._certificate.subject, is_authority=False)
        hidden = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
        file = self.folder / f"{name}.pem"
        file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return file


@dataclass
class SecureKafka:
    """A broker whose first listener asks for TLS and a SCRAM user, and lets nobody do what was not granted."""

    broker: EmbeddedKafka
    authority: Authority
    stranger: Authority
    """Another authority, which the broker does not know."""
    folder: Path
    _admin: Any = field(default=None, repr=False)

    @property
    def bootstrap(self) -> str:
        return self.broker.bootstrap

    def settings(self, user: str = "sitrep", **overrides: Any) -> Settings:
        """Settings of a user; ``overrides`` are fields of Settings."""
        password = ADMIN_PASSWORD if user == ADMIN else USERS[user]
        return load_settings(
            **{
                "kafka_bootstrap": self.bootstrap,
                "kafka_security_protocol": "SASL_SSL",
                "kafka_username": user,
                "kafka_password": password,
                "kafka_ca_file": self.authority.file,
                "article_partitions": 4,
                **overrides,
            }
        )

    def environment(self, settings: Settings) -> dict[str, str]:
        """The same settings as variables, for a worker that runs as a subprocess; the password is in a file."""
        secret = self.folder / f"{settings.kafka_username}.secret"
        assert settings.kafka_password is not None
        secret.write_text(settings.kafka_password.get_secret_value() + "\n")
        return {
            "SITREP_KAFKA_BOOTSTRAP": self.bootstrap,
            "SITREP_KAFKA_SECURITY_PROTOCOL": settings.kafka_security_protocol,
            "SITREP_KAFKA_SASL_MECHANISM": settings.sasl_mechanism or "",
            "SITREP_KAFKA_USERNAME": settings.kafka_username or "",
            "SITREP_KAFKA_PASSWORD_FILE": str(secret),
            "SITREP_KAFKA_CA_FILE": str(settings.kafka_ca_file),
            "SITREP_KAFKA_TOPIC_PREFIX": settings.kafka_topic_prefix,
            "SITREP_ARTICLE_PARTITIONS": str(settings.article_partitions),
        }

    @property
    def admin(self) -> Any:
        """An administrator's client."""
        if self._admin is None:
            self._admin = AdminClient(
                {
                    "bootstrap.servers": self.bootstrap,
                    "security.protocol": "SASL_SSL",
                    "sasl.mechanism": "SCRAM-SHA-512",
                    "sasl.username": ADMIN,
                    "sasl.password": ADMIN_PASSWORD,
                    "ssl.ca.location": str(self.authority.file),
                    "log_level": 0,
                }
            )
        return self._admin

    def create(self, topics: Iterable[TopicRow]) -> None:
        """As an administrator would, from the rows of the plan."""
        new = [NewTopic(topic.name, topic.partitions, 1, config=dict(topic.config)) for topic in topics]
        for done in self.admin.create_topics(new, request_timeout=20).values():
            done.result()

    def grant(self, rights: Iterable[RightRow], principal: str = "User:sitrep") -> None:
        """As an administrator would, from the rows of the plan."""
        bindings = [
            AclBinding(
                ResourceType.TOPIC if right.resource == "topic" else ResourceType.GROUP,
                right.name,
                ResourcePatternType.PREFIXED if right.is_prefix else ResourcePatternType.LITERAL,
                principal,
                "*",
                AclOperation[right.operation],
                AclPermissionType.ALLOW,
            )
            for right in rights
        ]
        for done in self.admin.create_acls(bindings, request_timeout=20).values():
            done.result()


def _jaas(module: str, user: str, password: str, more: str = "") -> str:
    kind = "plain.PlainLoginModule" if module == "PLAIN" else "scram.ScramLoginModule"
    return f'org.apache.kafka.common.security.{kind} required username="{user}" password="{password}"{more};'


def secure_kafka(folder: Path) -> SecureKafka:
    """A broker, not yet started, with listeners SASL_SSL (first), SSL (asks for a client's certificate), SASL_PLAINTEXT."""
    authority, stranger = Authority(folder, "authority"), Authority(folder, "stranger")
    identity = authority.issue("broker")
    protocols = ("SASL_SSL", "SSL", "SASL_PLAINTEXT")
    properties = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(identity),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.file),
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMIN};User:ANONYMOUS",  # ANONYMOUS: the controller's own listener, on loopback
    }
    scram = _jaas("SCRAM", ADMIN, ADMIN_PASSWORD)
    for listener in ("sasl_ssl", "sasl_plaintext"):
        properties |= {
            f"listener.name.{listener}.sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256,PLAIN",
            f"listener.name.{listener}.scram-sha-512.sasl.jaas.config": scram,
            f"listener.name.{listener}.scram-sha-256.sasl.jaas.config": scram,
            f"listener.name.{listener}.plain.sasl.jaas.config": _jaas(
                "PLAIN", ADMIN, ADMIN_PASSWORD, f' user_{PLAIN_USER}="{PLAIN_PASSWORD}"'
            ),
        }
    users = [f"SCRAM-SHA-512=[name={name},password={password}]" for name, password in {ADMIN: ADMIN_PASSWORD, **USERS}.items()]
    users[-1] = users[-1].replace("SCRAM-SHA-512", "SCRAM-SHA-256")
    listeners = Listeners(
        protocols=protocols,
        properties=properties,
        format_arguments=[part for user in users for part in ("--add-scram", user)],
        client_options={
            "security_protocol": "SASL_SSL",
            "ssl_context": ssl.create_default_context(cafile=str(authority.file)),
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": ADMIN,
            "sasl_plain_password": ADMIN_PASSWORD,
        },
    )
    settings = load_settings(data_dir=folder / "data")
    broker = EmbeddedKafka(settings.data_dir, cache_dir=settings.cache_dir, java_home=settings.java_home, listeners=listeners)
    return SecureKafka(broker, authority, stranger, folder)
