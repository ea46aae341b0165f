"""One attempt: signed, guarded at the moment of connecting, bounded, never redirected."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from streams.delivery import shape_alert
from streams.webhooks.client import Answer, EndpointClient, Limits
from streams.webhooks.endpoints import Endpoint
from tests.delivery.builders import OLD_SECRET, SECRET, Receiver, alert, endpoint, receiver

DELIVERY = shape_alert(alert(), "standard")


async def attempt(to: Endpoint, **options: Any) -> Answer:
    client = EndpointClient(to, "sitrep/test", **options)
    try:
        return await client.send(DELIVERY)
    finally:
        await client.close()


def resolver(*answers: str | Sequence[str]) -> Any:
    """A name that has other addresses each time that it is asked for."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        answer = left.pop(0) if len(left) > 1 else left[0]
        return [answer] if isinstance(answer, str) else answer

    return resolve


# What is sent


async def test_an_independent_library_verifies_the_signature() -> None:
    async with receiver() as desk:
        answer = await attempt(endpoint(desk.url))
    assert answer.verdict == "accepted"
    (got,) = desk.got
    assert got.message_id == "alert-00001"
    assert got.headers["User-Agent"] == "sitrep/test"
    assert abs(int(got.headers["webhook-timestamp"]) - time.time()) < 10
    assert Webhook(SECRET).verify(got.body, got.headers) == orjson.loads(DELIVERY.body)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD_SECRET).verify(got.body, got.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(got.body.replace(b"Tamra", b"Other"), got.headers)


async def test_while_a_secret_is_changed_both_the_old_and_the_new_one_verify() -> None:
    async with receiver() as desk:
        await attempt(endpoint(desk.url, secret=[SecretStr(SECRET), SecretStr(OLD_SECRET)]))
    (got,) = desk.got
    for secret in (SECRET, OLD_SECRET):
        Webhook(secret).verify(got.body, got.headers)


# What an answer means


@pytest.mark.parametrize(
    ("status", "verdict", "reason"),
    [
        (200, "accepted", ""),
        (204, "accepted", ""),
        (400, "failed", "http_4xx"),
        (410, "gone", "http_4xx"),
        (429, "failed", "throttled"),
        (503, "failed", "http_5xx"),
    ],
)
async def test_a_status_means_accepted_failed_or_gone(status: int, verdict: str, reason: str) -> None:
    async with receiver(lambda _: web.Response(status=status)) as desk:
        answer = await attempt(endpoint(desk.url))
    assert (answer.verdict, answer.reason, answer.status) == (verdict, reason, status)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("999999", 3600.0),
        ("Thu, 02 May 2024 00:00:30 GMT", 30.0),
        ("Wed, 01 May 2024 00:00:00 GMT", 0.0),
        ("x", None),
    ],
)
async def test_retry_after_is_read_as_seconds_or_a_date_and_bounded(header: str, seconds: float | None) -> None:
    now = dt.datetime(2024, 5, 2, tzinfo=dt.UTC).timestamp()
    async with receiver(lambda _: web.Response(status=429, headers={"Retry-After": header})) as desk:
        answer = await attempt(endpoint(desk.url), clock=lambda: now)
    assert answer.retry_after_s == seconds


async def test_a_redirect_is_refused_and_nothing_goes_to_where_it_leads() -> None:
    async with receiver() as inside, receiver(lambda _: web.Response(status=307, headers={"Location": inside.url})) as desk:
        answer = await attempt(endpoint(desk.url))
    assert (answer.verdict, answer.reason) == ("failed", "redirect")
    assert inside.got == []


async def test_nobody_at_the_port_is_a_failure() -> None:
    desk = Receiver()
    await desk.start()
    await desk.stop()
    assert (await attempt(endpoint(desk.url))).reason == "connection"


async def test_an_answer_that_never_ends_is_not_read_to_its_end() -> None:
    async with _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n") as (
        url,
        sent,
    ):
        answer = await asyncio.wait_for(attempt(endpoint(url)), 5)
    assert answer.verdict == "accepted"
    assert sent[0] < 20_000_000


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nx-slow: "], ids=["silent", "dripping headers"])
async def test_an_answer_that_does_not_come_in_time_is_a_failure(begin: bytes) -> None:
    async with _raw(begin, b"y", pause_s=0.05) as (url, _):
        answer = await asyncio.wait_for(attempt(endpoint(url), limits=Limits(read_s=0.5, total_s=1.0)), 5)
    assert (answer.verdict, answer.reason) == ("failed", "timeout")
    assert answer.seconds < 2


async def test_something_that_is_not_http_is_a_failure() -> None:
    async with _raw(b"SSH-2.0-OpenSSH_9.6\r\n", b"") as (url, _):
        assert (await attempt(endpoint(url))).reason == "protocol"


@asynccontextmanager
async def _raw(begin: bytes, then: bytes, pause_s: float = 0.0) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that says this, and then that again and again; how many bytes it got rid of."""
    sent = [0]

    async def talk(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(begin)
            while begin and then:
                writer.write(then)
                await writer.drain()
                sent[0] += len(then)
                await asyncio.sleep(pause_s)
            await asyncio.sleep(0.2 if begin else 10)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", sent
    finally:
        server.close()


# Where it may go


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.10",
        "172.16.5.4",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
    ],
)
async def test_a_name_that_leads_to_no_public_address_is_refused(address: str) -> None:
    to = endpoint("https://hooks.example/sitrep", allow_private=False)
    answer = await attempt(to, resolver=resolver(address))
    assert (answer.verdict, answer.reason) == ("failed", "target_refused")
    assert "address" in answer.detail


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "localhost", "[::1]", "[::ffff:7f00:1]", "0"]
)
async def test_a_host_that_is_loopback_in_disguise_is_refused(host: str) -> None:
    async with receiver() as desk:
        answer = await attempt(endpoint(f"https://{host}:{desk.port}/hook", allow_private=False))
    assert answer.reason == "target_refused"
    assert desk.got == []


async def test_the_setting_allows_ones_own_network() -> None:
    async with receiver() as desk:
        answer = await attempt(endpoint(f"http://desk.internal:{desk.port}/hook"), resolver=resolver("127.0.0.1"))
    assert answer.verdict == "accepted"
    assert desk.got[0].headers["Host"] == f"desk.internal:{desk.port}"


async def test_a_name_that_changes_its_address_between_two_looks_is_judged_by_the_one_that_is_connected() -> None:
    """The first look says a public address, the second loopback: whatever was looked up before, what is connected is judged."""
    async with receiver() as desk:
        to = endpoint(f"https://hooks.example:{desk.port}/hook", allow_private=False)
        rebinding = resolver("93.184.215.14", "127.0.0.1")
        assert await rebinding("hooks.example", 443) == ["93.184.215.14"]
        answer = await attempt(to, resolver=rebinding)
    assert answer.reason == "target_refused"
    assert desk.got == []


async def test_the_address_that_was_judged_is_connected_and_the_name_is_not_asked_again() -> None:
    asked = []

    async def once(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.255.255.1"]

    async with receiver() as desk:
        assert (await attempt(endpoint(f"http://desk.internal:{desk.port}/hook"), resolver=once)).verdict == "accepted"
    assert asked == ["desk.internal"]


async def test_of_several_addresses_only_those_that_may_be_used_are_tried() -> None:
    async with receiver() as desk:
        to = endpoint(f"http://desk.internal:{desk.port}/hook")
        answer = await attempt(to, resolver=resolver(["224.0.0.1", "0.0.0.0", "127.0.0.1"]))
    assert answer.verdict == "accepted"


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiver() as proxy, receiver() as desk:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await attempt(endpoint(desk.url))).verdict == "accepted"
        inside = endpoint("https://10.0.0.1/hook", allow_private=False)
        assert (await attempt(inside)).reason == "target_refused"
    assert proxy.got == []


# TLS


def _authority(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this name that signs itself, and what a server needs to show it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(
            subject, subject, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    file.write_bytes(pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return file, context


async def _agree(_: web.Request) -> web.Response:
    return web.Response()


async def test_tls_asks_for_the_name_of_the_url_and_checks_it_though_an_address_is_connected(tmp_path: Path) -> None:
    file, context = _authority(tmp_path, "desk.internal")
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    site = web.Application()
    site.router.add_post("/hook", _agree)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port = runner.addresses[0][1]
    try:
        good = endpoint(f"https://desk.internal:{port}/hook", ca_file=file)
        assert (await attempt(good, resolver=resolver("127.0.0.1"))).verdict == "accepted"
        assert asked == ["desk.internal"]
        other = endpoint(f"https://other.internal:{port}/hook", ca_file=file)
        assert (await attempt(other, resolver=resolver("127.0.0.1"))).reason == "connection"
        untrusted = endpoint(f"https://desk.internal:{port}/hook")
        assert (await attempt(untrusted, resolver=resolver("127.0.0.1"))).reason == "connection"
    finally:
        await runner.cleanup()
