"""Hosts on loopback, and tries that follow each other without a pause."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina

from tests.fakes.upstream import Upstream, serving
from voltway.lib.fetch import dialing


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with serving() as running:
        yield running


@pytest.fixture
def other_host() -> Iterator[Upstream]:
    """A second host; the system answers on the whole of 127.0.0.0/8."""
    with serving("127.0.0.2") as running:
        yield running


@pytest.fixture(autouse=True)
def connections_of_its_own() -> Iterator[None]:
    yield
    for allow_private in (True, False):
        dialing.transport(allow_private=allow_private).close()
    dialing.transport.cache_clear()


@pytest.fixture(autouse=True)
def tries_without_a_pause() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield
