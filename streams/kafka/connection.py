"""How do we connect to Kafka as it is found? TLS with its own authority and client certificates, SASL PLAIN and SCRAM.

One place turns settings into what aiokafka and Faust ask for. Why a connection fails is found in `preflight.py`.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from aiokafka.helpers import create_ssl_context

from streams.errors import SettingsError
from streams.settings import Settings
from streams.topics import max_request_bytes

if TYPE_CHECKING:
    from faust.auth import Credentials

CLIENT_ID = "sitrep"
DEFAULT_PORT = 9092
REQUEST_TIMEOUT_MS = 40_000


def bootstrap_addresses(settings: Settings) -> tuple[tuple[str, int], ...]:
    """At which (host, port) pairs do we look for the cluster? Raises SettingsError where none is named.

    >>> bootstrap_addresses(Settings(kafka_bootstrap="kafka-1:9093, [::1]"))
    (('kafka-1', 9093), ('::1', 9092))
    """
    addresses = tuple(_address(part.strip()) for part in (settings.kafka_bootstrap or "").split(",") if part.strip())
    if not addresses:
        raise SettingsError("SITREP_KAFKA_BOOTSTRAP", "no address of a Kafka cluster is named")
    return addresses


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):  # no port
        host, port = text, str(DEFAULT_PORT)
    if not port.isdigit() or not host or "/" in host:
        raise SettingsError("SITREP_KAFKA_BOOTSTRAP", f"{text!r} is not host:port")
    return host.strip("[]"), int(port)


def _joined(address: tuple[str, int]) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """Which certificates do we trust and show? None where the listener speaks no TLS.

    Raises SettingsError naming the variable whose file can not be used.
    """
    if settings.kafka_security_protocol not in {"SSL", "SASL_SSL"}:
        return None
    try:
        context: ssl.SSLContext = create_ssl_context(cafile=settings.kafka_ca_file and str(settings.kafka_ca_file))
    except OSError as error:
        raise SettingsError("SITREP_KAFKA_CA_FILE", f"{settings.kafka_ca_file}: {_why(error)}") from error
    context.check_hostname = settings.kafka_check_hostname
    if settings.kafka_client_cert_file is not None:
        secret = settings.kafka_client_key_password
        try:
            context.load_cert_chain(
                settings.kafka_client_cert_file,
                settings.kafka_client_key_file,
                password=lambda: secret.get_secret_value() if secret else "",  # never ask at the terminal
            )
        except OSError as error:
            files = " and ".join(
                str(file) for file in (settings.kafka_client_cert_file, settings.kafka_client_key_file) if file
            )
            why = _WRONG_KEY_PASSWORD if _has_locked_key(settings) else _why(error)
            raise SettingsError("SITREP_KAFKA_CLIENT_CERT_FILE", f"{files}: {why}") from error
    return context


_WRONG_KEY_PASSWORD = "the key's password is wrong or missing (SITREP_KAFKA_CLIENT_KEY_PASSWORD)"


def _has_locked_key(settings: Settings) -> bool:
    file = settings.kafka_client_key_file or settings.kafka_client_cert_file
    return file is not None and file.is_file() and b"ENCRYPTED" in file.read_bytes()


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        known = {
            "KEY_VALUES_MISMATCH": "the key does not belong to the certificate",
            "NO_CERTIFICATE_OR_CRL_FOUND": "no certificate in PEM is in it",
        }
        return known.get(error.reason or "", f"no usable PEM ({error.reason or error})")
    return error.strerror or str(error)


def _password(settings: Settings) -> str | None:
    return settings.kafka_password.get_secret_value() if settings.kafka_password else None


def security_options(settings: Settings) -> dict[str, Any]:
    """How does any aiokafka client or connection prove who it is? Keyword arguments."""
    options: dict[str, Any] = {"security_protocol": settings.kafka_security_protocol, "ssl_context": ssl_context(settings)}
    if settings.sasl_mechanism is not None:
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": _password(settings),
        }
    return options


def client_options(settings: Settings) -> dict[str, Any]:
    """With which keyword arguments does any aiokafka client (producer, consumer, admin) connect?"""
    return {
        "bootstrap_servers": [_joined(address) for address in bootstrap_addresses(settings)],
        "client_id": CLIENT_ID,
        "request_timeout_ms": REQUEST_TIMEOUT_MS,
        **security_options(settings),
    }


def producer_options(settings: Settings) -> dict[str, Any]:
    """With which keyword arguments does an aiokafka producer connect? Idempotent, acknowledged by all, large records."""
    return {
        **client_options(settings),
        "acks": "all",
        "enable_idempotence": True,
        "max_request_size": max_request_bytes(settings),
        "linger_ms": 5,
        "compression_type": "gzip",
    }


def broker_urls(settings: Settings) -> list[str]:
    """Which addresses does Faust's ``broker`` setting take?"""
    return [f"aiokafka://{_joined(address)}" for address in bootstrap_addresses(settings)]


def broker_credentials(settings: Settings) -> Credentials | None:
    """Which credentials does Faust's ``broker_credentials`` setting take? None for plain text without a user."""
    from faust.auth import SASLCredentials, SSLCredentials  # here: Faust takes half a second that most commands don't need

    context = ssl_context(settings)
    if settings.sasl_mechanism is not None:
        return SASLCredentials(
            username=settings.kafka_username,
            password=_password(settings),
            ssl_context=context,
            mechanism=settings.sasl_mechanism,
        )
    return SSLCredentials(context) if context is not None else None
