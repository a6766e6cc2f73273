"""Fixtures of the tests of keys and quotas: a small world, and clients with a key."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Plan, User
from tests.fakes import keys
from tests.world import REGISTER, publish, stage, station

__all__ = ["stage"]

Ask = Callable[..., Any]


@pytest.fixture
def world(stage: None) -> None:
    """One station."""
    publish(REGISTER, station("a", (52.5, 13.4)))


@pytest.fixture
def ask(client: Client, world: None) -> Ask:
    """GET of the API, with headers."""

    def send(path: str = "stations/", **headers: str) -> Any:
        return client.get(f"/api/v2/{path}", headers=headers)

    return send


@pytest.fixture
def key(world: None) -> dict[str, str]:
    """The headers of Alice's program."""
    return keys.headers()


@pytest.fixture
def three_a_day(world: None) -> Plan:
    """A plan for tests that use it up."""
    return Plan.objects.create(slug="three", name="Three", rank=9, per_day=3, per_minute=50, page_size=100, bulk_rows=0)


@pytest.fixture
def alice(db: None) -> User:
    return keys.owner()
