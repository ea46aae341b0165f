"""Connects to the addresses that webhooks may go to, and to no other: judged after DNS, at the moment of connecting.

A name is resolved here, each address is judged, and what is connected to is that very address and not the name again: a name
that answers one thing to a check and another to the connection finds no gap between them. TLS (SNI, the certificate's name) and
the Host header still use the name, since they are taken from the URL. Nothing here knows of proxies or redirects.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import httpcore

from streams.delivery import refusal
from streams.errors import SitrepError

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Which addresses has a host? Raises OSError where it has none."""

MOST_ADDRESSES = 8
"""Of a name with more, only the first are tried."""


class TargetRefusedError(SitrepError):
    """Which host leads to addresses that no webhook may go to?"""

    def __init__(self, host: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{host}: {'; '.join(reasons)}")
        self.host, self.reasons = host, tuple(reasons)


async def resolve(host: str, port: int) -> Sequence[str]:
    """Which addresses does this machine find for the host, in the order in which they should be tried?"""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """How are connections made? By address, each judged first."""

    def __init__(self, *, allow_private: bool, resolver: Resolver = resolve) -> None:
        self._allow_private = allow_private
        self._resolver = resolver
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's signature)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connects to the first address of the host that may be used and answers. Raises TargetRefusedError where none may."""
        try:
            async with asyncio.timeout(timeout):
                addresses = (await self._resolver(host, port))[:MOST_ADDRESSES]
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no address of {host} in {timeout} s") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"no address of {host}: {error}") from error
        refusals: list[str] = []
        failed: Exception | None = None
        for address in addresses:
            reason = refusal(address, allow_private=self._allow_private)
            if reason is not None:
                refusals.append(reason)
                continue
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        if failed is not None:
            raise failed
        if refusals:
            raise TargetRefusedError(host, refusals)
        raise httpcore.ConnectError(f"no address of {host}")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's signature)
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a webhook goes to a host."""
        raise TargetRefusedError(path, ("a local socket",))

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._network.sleep(seconds)
