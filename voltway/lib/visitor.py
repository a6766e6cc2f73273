"""Who asks, as far as a limit needs to know: the address that a request came from, and a digest that tells it apart."""

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from typing import Any

_UNKNOWN = "unknown"
# What one subscriber is given of IPv6.
_SUBNET = 64


def address(meta: Mapping[str, Any], proxies: int) -> str:
    """The address that asked. `proxies` of our own stand in front, each of which adds to X-Forwarded-For on the right.

    What stands further left was sent by the visitor, and is believed by nobody. IPv6 is taken by its /64.
    """
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", ""))
    passed = [*(forwarded.split(",") if forwarded else ()), str(meta.get("REMOTE_ADDR", ""))]
    return _canonical(passed[max(0, len(passed) - 1 - proxies)].strip())


def digest(meta: Mapping[str, Any], proxies: int, secret: str) -> str:
    """32 characters that are the same for the same address, and from which nobody without the secret gets it back."""
    return hmac.new(secret.encode(), address(meta, proxies).encode(), hashlib.sha256).hexdigest()[:32]


def _canonical(text: str) -> str:
    try:
        given = ipaddress.ip_address(text)
    except ValueError:
        return _UNKNOWN
    if isinstance(given, ipaddress.IPv4Address):
        return str(given)
    if given.ipv4_mapped:
        return str(given.ipv4_mapped)
    return str(ipaddress.ip_network((given, _SUBNET), strict=False))
