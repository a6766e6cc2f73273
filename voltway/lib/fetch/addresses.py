"""Which addresses on the internet are public: the only ones that a URL given by someone else may lead to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# What `is_global` lets through though no public host has it: protocol assignments, 6to4 relays, a network's own NAT64.
_RESERVED = [ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48")]
_NAT64 = ip_network("64:ff9b::/96")
_IPV4_COMPATIBLE = ip_network("::/96")
# ::0 and ::1 look like IPv4-compatible forms and are addresses of their own: nowhere and this machine.
_LOWEST_IPV4_COMPATIBLE = 2


def is_public(address: str | Address) -> bool:
    """Whether a packet to this address leaves for the internet, whatever it is wrapped in; ValueError if it is none."""
    outer = ip_address(address)
    return all(_is_public_itself(inner) for inner in _unwrapped(outer))


def _is_public_itself(address: Address) -> bool:
    if any(address in network for network in _RESERVED):
        return False
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _unwrapped(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    low = int(address) & 0xFFFFFFFF
    if address in _NAT64 or (address in _IPV4_COMPATIBLE and low >= _LOWEST_IPV4_COMPATIBLE):
        return [IPv4Address(low)]
    return [address]
