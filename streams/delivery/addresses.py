"""May a webhook go to this address? The address that is connected to is judged, never the name that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal

Address = IPv4Address | IPv6Address
Kind = Literal[
    "loopback", "private", "shared", "link_local", "unique_local", "unspecified", "multicast", "reserved", "documentation",
    "benchmark", "tunnel",
]  # fmt: skip

OWN_NETWORK: frozenset[Kind] = frozenset({"loopback", "private", "shared", "link_local", "unique_local"})
"""What an endpoint with ``allow_private`` may name: its operator's own machines. No setting opens the other kinds."""


@dataclass(frozen=True, slots=True)
class Network:
    """Which addresses are of a kind that is not the public internet? ``example`` is one of them."""

    prefix: str
    kind: Kind
    example: str
    source: str


# fmt: off
NETWORKS: tuple[Network, ...] = (
    #       prefix              kind             example                    source
    Network("0.0.0.0/8",        "unspecified",   "0.0.0.0",                 "RFC 1122"),
    Network("10.0.0.0/8",       "private",       "10.1.2.3",                "RFC 1918"),
    Network("100.64.0.0/10",    "shared",        "100.127.255.254",         "RFC 6598, carrier-grade NAT"),
    Network("127.0.0.0/8",      "loopback",      "127.8.9.1",               "RFC 1122"),
    Network("169.254.0.0/16",   "link_local",    "169.254.169.254",         "RFC 3927; clouds serve their secrets here"),
    Network("172.16.0.0/12",    "private",       "172.31.255.255",          "RFC 1918"),
    Network("192.0.0.0/24",     "reserved",      "192.0.0.8",               "RFC 6890"),
    Network("192.0.2.0/24",     "documentation", "192.0.2.1",               "RFC 5737"),
    Network("192.88.99.0/24",   "tunnel",        "192.88.99.1",             "RFC 7526, relays of 6to4"),
    Network("192.168.0.0/16",   "private",       "192.168.1.1",             "RFC 1918"),
    Network("198.18.0.0/15",    "benchmark",     "198.19.0.1",              "RFC 2544"),
    Network("198.51.100.0/24",  "documentation", "198.51.100.7",            "RFC 5737"),
    Network("203.0.113.0/24",   "documentation", "203.0.113.9",             "RFC 5737"),
    Network("224.0.0.0/4",      "multicast",     "239.255.255.250",         "RFC 5771"),
    Network("240.0.0.0/4",      "reserved",      "255.255.255.255",         "RFC 1112; broadcast"),
    Network("::/128",           "unspecified",   "::",                      "RFC 4291"),
    Network("::1/128",          "loopback",      "::1",                     "RFC 4291"),
    Network("::/96",            "tunnel",        "::7f00:1",                "RFC 4291, IPv4-compatible; obsolete"),
    Network("::ffff:0:0:0/96",  "tunnel",        "::ffff:0:7f00:1",         "RFC 2765, IPv4-translated"),
    Network("64:ff9b:1::/48",   "tunnel",        "64:ff9b:1::7f00:1",       "RFC 8215, NAT64 of one's own network"),
    Network("100::/64",         "reserved",      "100::1",                  "RFC 6666, discarded"),
    Network("2001::/32",        "tunnel",        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "RFC 4380, Teredo"),
    Network("2001:2::/48",      "benchmark",     "2001:2::1",               "RFC 5180"),
    Network("2001:10::/28",     "reserved",      "2001:10::1",              "RFC 4843"),
    Network("2001:db8::/32",    "documentation", "2001:db8::1",             "RFC 3849"),
    Network("3fff::/20",        "documentation", "3fff::1",                 "RFC 9637"),
    Network("5f00::/16",        "reserved",      "5f00::1",                 "RFC 9602, segment routing"),
    Network("fc00::/7",         "unique_local",  "fd12:3456:789a::1",       "RFC 4193"),
    Network("fe80::/10",        "link_local",    "fe80::1",                 "RFC 4291"),
    Network("fec0::/10",        "private",       "fec0::1",                 "RFC 3879, site-local; obsolete"),
    Network("ff00::/8",         "multicast",     "ff02::1",                 "RFC 4291"),
)
# fmt: on

_BY_PREFIX = tuple((ip_network(network.prefix), network) for network in NETWORKS)
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")
"""Of IPv6 only this is given out as public (RFC 4291); the gateways of NAT64 stand beside it."""


def embedded(address: Address) -> IPv4Address | None:
    """Which IPv4 address does this one lead to: IPv4-mapped, 6to4 or NAT64?

    >>> str(embedded(ip_address("64:ff9b::a9fe:a9fe")))
    '169.254.169.254'
    """
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def kind_of(address: Address) -> Kind | None:
    """Which kind of non-public address is it? ``None`` for a public one. One that leads to an IPv4 address is judged by that.

    >>> kind_of(ip_address("::ffff:10.0.0.1")), kind_of(ip_address("2002:7f00:1::")), kind_of(ip_address("64:ff9b::808:808"))
    ('private', 'loopback', None)
    """
    inner = embedded(address)
    if inner is not None:
        return kind_of(inner)
    for network, row in _BY_PREFIX:
        if address in network:
            return row.kind
    return "reserved" if isinstance(address, IPv6Address) and address not in _UNICAST else None


def refusal(text: str, *, allow_private: bool) -> str | None:
    """Why may nothing be sent to this address? ``None`` where it may. Raises ValueError where the text is no address.

    >>> refusal("93.184.215.14", allow_private=False)
    >>> refusal("127.0.0.1", allow_private=False)
    '127.0.0.1 is a loopback address (allow_private permits it)'
    >>> refusal("::ffff:169.254.169.254", allow_private=False)
    '::ffff:169.254.169.254 is a link-local address (allow_private permits it)'
    >>> refusal("224.0.0.1", allow_private=True)
    '224.0.0.1 is a multicast address'
    """
    kind = kind_of(ip_address(text))
    if kind is None or (allow_private and kind in OWN_NETWORK):
        return None
    advice = " (allow_private permits it)" if kind in OWN_NETWORK else ""
    return f"{text} is a {kind.replace('_', '-')} address{advice}"
