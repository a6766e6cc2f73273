"""Alice owns, Bob does not; a small world whose stations can vanish."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from stations.documents.identity import public_id
from tests.people import person
from tests.world import CCS2, CHADEMO, REGISTER, TYPE_2, evse, plug, publish, stage, station

__all__ = ["stage"]

PARK, QUAY = public_id("xx-register", "park"), public_id("xx-register", "quay")
NOWHERE = "aaaaaaaaaaaa"


@pytest.fixture
def world(stage: None) -> None:
    """Two stations in Berlin: fast CCS with Type 2, and CHAdeMO."""
    publish(
        REGISTER,
        station("park", (52.52, 13.4), evse("1", plug(CCS2, 150), plug(TYPE_2, 22, uid="2")), address="1 Way"),
        station("quay", (52.53, 13.41), evse("1", plug(CHADEMO, 50)), operator="Volta"),
        complete="*",
    )


def vanish() -> None:
    """The park is no longer in its source."""
    publish(REGISTER, *[record for record in REGISTER.records if record.native_id != "park"], complete="*")


@pytest.fixture
def bob(db: None) -> User:
    return person("bob@voltway.example")


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def send(as_alice: Client) -> Callable[..., Any]:
    """Send JSON below /api/v2/me/ as Alice."""

    def sent(method: str, path: str, body: Any = None, *, by: Client = as_alice, headers: Any = None) -> Any:
        data = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(by, method)(f"/api/v2/me/{path}", **data, headers=headers)

    return sent
