"""Fixtures of the API's tests: a small world whose every station differs, and a client that reads JSON."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Protocol

import pytest
from django.test import Client

from stations.api import stations as stations_api
from stations.api import sync
from stations.api import tiles as tiles_api
from stations.api.ocpi import views as ocpi
from stations.api.v1 import stations as v1
from stations.hours.model import OpeningHours, Period
from tests.fakes.questions import ask_here
from tests.world import (
    CCS2,
    CHADEMO,
    CLOSED,
    NETWORK,
    NOW,
    REGISTER,
    TYPE_2,
    clear_out,
    evse,
    plug,
    publish,
    stage,
    staged,
    station,
)

__all__ = ["stage"]

BERLIN = (52.52, 13.4)
WEEKDAYS = OpeningHours(regular=tuple(Period(day, 8 * 60, 20 * 60) for day in range(1, 6)))


class Get(Protocol):
    """Reads JSON from a path below /api/v2/."""

    def __call__(self, path: str, /, *, status: int = 200, **parameters: Any) -> Any: ...


@pytest.fixture(autouse=True)
def _checks_see_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_here(monkeypatch)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests come at NOW."""

    def now_utc() -> datetime:
        return NOW

    for module in (stations_api, tiles_api, sync, v1, ocpi):
        monkeypatch.setattr(module, "now_utc", now_utc)


@pytest.fixture
def world(stage: None) -> None:
    """The small world, for one test to change."""
    publish_all()


@pytest.fixture(scope="module")
def lasting_world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The small world for a module of many tests that only read."""
    with staged(tmp_path_factory.mktemp("data")), django_db_blocker.unblock():
        publish_all()
        yield
        clear_out()


def publish_all() -> None:
    """Nine stations that differ in one thing each, east of each other by some 700 m."""
    east = iter((BERLIN[0], BERLIN[1] + 0.01 * step) for step in range(9))
    publish(
        REGISTER,
        station("plain", next(east), operator="Volta Nord", address="Kai 5", city="Berlin", postal_code="10115"),
        station("weak", next(east), evse("1", plug(TYPE_2, 22)), operator="Stromwerk", hours=WEEKDAYS),
        station("kind", next(east), facilities=("WIFI",), hours=OpeningHours(twentyfourseven=True), access="CUSTOMERS"),
        station("paid", next(east), evse("1", capabilities=("CONTACTLESS_CARD_SUPPORT",)), evse("2")),
        station("planned", next(east), evse("1", status="PLANNED")),
        station("broken", next(east), evse("1", plug(CHADEMO, None), status="OUTOFORDER")),
    )
    publish(CLOSED, station("closed", next(east), evse("1", plug(CCS2, 300))))
    publish(
        NETWORK,
        station("free", next(east), evse("1", status="AVAILABLE", minutes_ago=2), evse("2", minutes_ago=2)),
        station("stale", next(east), evse("1", status="AVAILABLE", minutes_ago=200)),
    )


@pytest.fixture
def get(client: Client) -> Get:
    """Ask the API, and read its JSON."""

    def answer(path: str, /, *, status: int = 200, **parameters: Any) -> Any:
        response = client.get(f"/api/v2/{path}", parameters)
        assert response.status_code == status, response.content[:500]
        return response.json()

    return answer


@pytest.fixture
def names(get: Get) -> Callable[..., set[str]]:
    """The native ids of the stations that answer a search."""

    def found(path: str = "stations/", **parameters: Any) -> set[str]:
        rows = get(path, **parameters)["data"]
        return {row["sources"][0]["native_id"] for row in rows}

    return found
