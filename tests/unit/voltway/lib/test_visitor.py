"""Who asks: as many proxies as stand in front are believed, and no more."""

import pytest

from voltway.lib.visitor import address, digest


@pytest.mark.parametrize(
    ("forwarded", "remote", "proxies", "expected"),
    [
        ("", "192.0.2.7", 0, "192.0.2.7"),
        ("198.51.100.1", "192.0.2.7", 0, "192.0.2.7"),
        ("198.51.100.1", "127.0.0.1", 1, "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", "127.0.0.1", 1, "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1", "127.0.0.1", 2, "203.0.113.9"),
        ("198.51.100.1", "127.0.0.1", 5, "198.51.100.1"),
        ("", "127.0.0.1", 1, "127.0.0.1"),
        ("nonsense", "127.0.0.1", 1, "unknown"),
        ("", "", 0, "unknown"),
        ("", "::ffff:192.0.2.7", 0, "192.0.2.7"),
        ("", "2001:db8:1:2:3:4:5:6", 0, "2001:db8:1:2::/64"),
        ("", "2001:db8:1:2::9", 0, "2001:db8:1:2::/64"),
    ],
)
def test_the_address_that_asked(forwarded: str, remote: str, proxies: int, expected: str) -> None:
    meta = {"REMOTE_ADDR": remote} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert address(meta, proxies) == expected


def test_a_digest_tells_addresses_apart_and_hides_them() -> None:
    first, second = ({"REMOTE_ADDR": f"192.0.2.{number}"} for number in (1, 2))
    assert digest(first, 0, "secret") == digest(first, 0, "secret") != digest(second, 0, "secret")
    assert digest(first, 0, "secret") != digest(first, 0, "another")
    assert "192" not in digest(first, 0, "secret")
    assert len(digest(first, 0, "secret")) == 32
