"""Fixtures of the tests of exports as jobs: a small world, a client, and a worker in the test's hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from stations.models import Export
from tests.fakes import keys
from tests.world import CLOSED, REGISTER, publish, stage, station
from voltway.jobs.claim import perform
from voltway.jobs.row import State

__all__ = ["stage"]

Work = Callable[[], State | None]


@pytest.fixture
def world(stage: None) -> None:
    """Three stations that may be passed on, and one that may not."""
    publish(REGISTER, *(station(f"s{number}", (52.5, 13.4 + number / 100)) for number in range(3)))
    publish(CLOSED, station("closed"))


@pytest.fixture
def work(world: None) -> Work:
    """Does the latest export, as a worker would."""
    return lambda: perform(Export, Export.objects.latest("id").pk, heart=False)


class Api:
    """Asks the API for exports."""

    def __init__(self, client: Client) -> None:
        self.client, self.key = client, keys.headers()

    def post(self, body: Any, path: str = "/api/v2/exports/", **headers: str) -> Any:
        return self.client.post(path, body, content_type="application/json", headers={**self.key, **headers})

    def ask(self, **body: Any) -> Any:
        """The status of a new export of CSV, unless `format` says otherwise."""
        answer = self.post({"format": "csv", **body})
        assert answer.status_code == 202, answer.content
        return answer.json()

    def content(self, address: str) -> bytes:
        """What is downloaded there."""
        answer: Any = self.client.get(address)
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)

    def status(self, asked: Any) -> Any:
        answer = self.client.get(f"/api/v2/exports/{asked['id']}/")
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def api(client: Client, world: None) -> Api:
    return Api(client)
