"""Why does a connection to Kafka fail? Found before the worker starts, and said in one line.

aiokafka raises "Unable to bootstrap" for a wrong password, an untrusted certificate and a dead host alike. So each step is
done here by itself: name, port, TLS, listener, user, advertised addresses, topics, rights.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Collection, Iterator
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.group import HeartbeatRequest

from streams.errors import (
    AccessDeniedError,
    AuthenticationError,
    BrokerError,
    BrokerUnreachableError,
    CertificateError,
    ProtocolMismatchError,
    TopicMissingError,
)
from streams.kafka.connection import CLIENT_ID, bootstrap_addresses, security_options
from streams.kafka.wire import GROUP_DENIED, TOPIC_DENIED, ClusterFacts, Operation, ask_metadata
from streams.settings import Settings
from streams.topics import TOPICS, Use, topic_name

WORKER: tuple[Use, ...] = ("worker",)

TIMEOUT_S = 10.0
"""Seconds that a broker gets for each answer before it counts as unreachable."""
_ALERTS_ABOUT_US = {
    "TLSV1_ALERT_UNKNOWN_CA": "the broker does not trust the authority of our certificate",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the broker asks for a client certificate",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the broker refuses our certificate, or asks for one",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the broker refuses our certificate, asks for one, or shares no cipher with us",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "our certificate has expired",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "the broker does not know our certificate",
    "TLSV1_ALERT_ACCESS_DENIED": "the broker refuses our certificate",
}
_CLIENT_FIX = "check SITREP_KAFKA_CLIENT_CERT_FILE and SITREP_KAFKA_CLIENT_KEY_FILE"


@contextlib.asynccontextmanager
async def connected(settings: Settings, address: tuple[str, int], *, advertised: bool = False) -> AsyncIterator[Any]:
    """A connection to this one broker, closed afterwards. Raises a BrokerError that names the true cause."""
    host, port = address
    try:
        connection = await create_conn(
            host, port, client_id=CLIENT_ID, request_timeout_ms=int(TIMEOUT_S * 1000), **security_options(settings)
        )
    except (OSError, KafkaError) as error:
        raise explain(settings, address, error, advertised=advertised) from error
    try:
        yield connection
    finally:
        connection.close()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def explain(settings: Settings, address: tuple[str, int], error: BaseException, *, advertised: bool = False) -> BrokerError:
    """Which of our errors is this failure of a connection?"""
    where = f"{address[0]}:{address[1]}"
    protocol = settings.kafka_security_protocol
    has_tls = protocol in {"SSL", "SASL_SSL"}
    for cause in _chain(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return _untrusted(where, cause)
            case ssl.SSLError(reason=reason) if reason in _ALERTS_ABOUT_US:
                return CertificateError(where, _ALERTS_ABOUT_US[reason], _CLIENT_FIX)
            case ssl.SSLError():
                return ProtocolMismatchError(where, protocol, f"no TLS there ({cause.reason or cause})")
            case UnsupportedSaslMechanismError():
                offered = str(cause).rpartition("are: ")[2]
                return AuthenticationError(
                    where, settings.kafka_username, settings.sasl_mechanism, f"mechanisms offered: {offered}"
                )
            case SaslAuthenticationFailed():
                return AuthenticationError(where, settings.kafka_username, settings.sasl_mechanism, "wrong user or password")
            case IllegalSaslStateError():
                return ProtocolMismatchError(where, protocol, "it asks for no user")
            case socket.gaierror():
                return BrokerUnreachableError(where, f"no such host ({cause.strerror})", advertised=advertised)
            case ConnectionRefusedError():
                return BrokerUnreachableError(where, "nothing listens there", advertised=advertised)
    if any(isinstance(cause, TimeoutError) for cause in _chain(error)):
        if has_tls:
            return ProtocolMismatchError(where, protocol, f"no TLS handshake in {TIMEOUT_S:.0f} s")
        return BrokerUnreachableError(where, f"no answer in {TIMEOUT_S:.0f} s", advertised=advertised)
    if any(isinstance(cause, EOFError | ConnectionError | KafkaConnectionError) for cause in _chain(error)):
        asks = "it closes the connection at the first request, as a listener with TLS or with users does"
        return ProtocolMismatchError(where, protocol, "it closes the connection during the TLS handshake" if has_tls else asks)
    return BrokerUnreachableError(where, str(error) or type(error).__name__, advertised=advertised)


def _untrusted(where: str, cause: ssl.SSLCertVerificationError) -> CertificateError:
    told = cause.verify_message
    if "ostname mismatch" in told or "IP address mismatch" in told:
        return CertificateError(
            where, f"its certificate is for another name ({told})", "connect by a name that the certificate holds"
        )
    if "expired" in told or "not yet valid" in told:
        return CertificateError(where, f"its {told}", "the broker needs a new one, or a clock is wrong")
    return CertificateError(
        where, f"its certificate is not trusted ({told})", "SITREP_KAFKA_CA_FILE must name the authority that signed it"
    )


async def reach(settings: Settings, topics: Collection[str] = ()) -> ClusterFacts:
    """What does the first bootstrap server that answers say of the cluster? Raises the BrokerError of the first that does not.

    A refused user or certificate is raised at once; a server that is merely down is passed over for the next.
    """
    first: BrokerError | None = None
    for address in bootstrap_addresses(settings):
        try:
            async with connected(settings, address) as connection:
                try:
                    return await ask_metadata(connection, sorted(topics))
                except (OSError, KafkaError) as error:
                    raise explain(settings, address, error) from error
        except BrokerUnreachableError as error:
            first = first or error
    assert first is not None
    raise first


async def preflight(
    settings: Settings, uses: Collection[Use] = WORKER, *, topics_needed: bool = True, groups: Collection[str] | None = None
) -> ClusterFacts:
    """Can we do what these uses ask for? The facts of the cluster if so; else the one BrokerError that says why not.

    ``topics_needed``: missing topics are an error (else they are about to be created). ``groups``: the consumer groups that the
    uses commit offsets in; this run's if nothing is said. Every advertised broker must be reachable, not only the bootstrap
    server.
    """
    needed = {
        topic_name(topic.name, settings): frozenset(
            operation
            for operation, users in ((Operation.READ, topic.readers), (Operation.WRITE, topic.writers))
            if set(uses) & set(users)
        )
        for topic in TOPICS
    }
    needed = {name: operations for name, operations in needed.items() if operations}
    facts = await reach(settings, needed)
    for address in facts.brokers.values():
        async with connected(settings, address, advertised=True):
            pass
    denied = [
        (operation.name, f"topic {name}")
        for name, operations in needed.items()
        for operation in sorted(operations)
        if facts.topics[name].error_code == TOPIC_DENIED
        or (facts.topics[name].exists and operation not in facts.topics[name].rights)
    ]
    denied += [
        ("READ", f"group {group}")
        for group in ((settings.group_id,) if groups is None else groups)
        if not await _may_use_group(settings, group, facts)
    ]
    if denied:
        raise AccessDeniedError(settings.kafka_username, tuple(denied))
    missing = tuple(name for name in needed if not facts.topics[name].exists)
    if missing and topics_needed:
        raise TopicMissingError(missing)
    return facts


async def _may_use_group(settings: Settings, group: str, facts: ClusterFacts) -> bool:
    """May we commit offsets in this group? Asked by a heartbeat of a member that does not exist, which changes nothing."""
    address = next(iter(facts.brokers.values()))
    until = asyncio.get_running_loop().time() + TIMEOUT_S
    while True:
        async with connected(settings, address, advertised=True) as connection:
            found = await connection.send(FindCoordinatorRequest(group, 0))
        if found.error_code == GROUP_DENIED:
            return False
        if found.error_code == 0:
            break
        if asyncio.get_running_loop().time() > until:
            raise BrokerUnreachableError(f"{address[0]}:{address[1]}", f"no coordinator for group {group}")
        await asyncio.sleep(0.2)  # a new cluster is still making its topic of offsets
    async with connected(settings, (found.host, found.port), advertised=True) as connection:
        beat = await connection.send(HeartbeatRequest(group, -1, "sitrep-preflight"))
    return bool(beat.error_code != GROUP_DENIED)
