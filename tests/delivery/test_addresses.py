"""Which addresses may a webhook go to?"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.addresses import NETWORKS, OWN_NETWORK, Network, kind_of, refusal

PUBLIC = ("93.184.215.14", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1")
CLOUD = "169.254.169.254"


@pytest.mark.parametrize("row", NETWORKS, ids=lambda row: row.prefix)
def test_an_address_of_each_network_is_refused_and_the_networks_own_are_opened_by_the_setting(row: Network) -> None:
    assert ip_address(row.example) in ip_network(row.prefix)
    assert refusal(row.example, allow_private=False) is not None
    assert (refusal(row.example, allow_private=True) is None) == (row.kind in OWN_NETWORK)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", CLOUD, "100.64.0.1", "224.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("prefix", ["::ffff:0:0", "64:ff9b::"])
def test_an_address_that_leads_to_a_private_one_is_refused(inner: str, prefix: str) -> None:
    outer = IPv6Address(int(ip_address(prefix)) | int(ip_address(inner)))
    assert refusal(str(outer), allow_private=False) is not None
    assert refusal(str(IPv6Address((0x2002 << 112) | (int(ip_address(inner)) << 80) | 1)), allow_private=False) is not None


def test_the_gateway_to_a_public_address_is_open() -> None:
    assert refusal("64:ff9b::5db8:d70e", allow_private=False) is None


def test_a_scope_does_not_hide_a_link_local_address() -> None:
    assert refusal("fe80::1%eth0", allow_private=False) is not None


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_that_python_knows_to_be_no_public_one_is_refused(number: int) -> None:
    address = IPv4Address(number)
    if not address.is_global or address.is_multicast:
        assert kind_of(address) is not None


@given(st.integers(0, 2**128 - 1))
def test_an_ipv6_address_that_python_knows_to_be_no_public_one_is_refused(number: int) -> None:
    address = IPv6Address(number)
    if (
        (not address.is_global or address.is_multicast)
        and address.sixtofour is None
        and address not in ip_network("64:ff9b::/96")
    ):
        assert kind_of(address) is not None
