"""Whatever drivers tell has a brake: on every page and in every resource of the API one write too many is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from stations.community.answering import token_of
from stations.community.finding import Place
from stations.models import Connector
from tests.contracts.test_authorisation import UNSAFE, world
from tests.fakes.actors import superuser
from tests.fakes.owned import parts_of
from tests.fakes.routes import Route

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

COMMUNITY = ("stations.web.community.", "stations.api.community.")
# Deletes what is one's own, and tells nobody anything.
NOTHING_TOLD = {"photo-drop", "api-photo"}
MOST = 2


def views(resolver: URLResolver, before: str = "") -> Iterator[tuple[Route, Any]]:
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield Route(pattern, each.name), each.callback
        else:
            yield from views(each, pattern)


def methods(view: Any) -> list[str]:
    """Those that change something; a page that takes no form answers 405 to POST."""
    resource = getattr(view, "cls", None)
    return ["POST"] if resource is None else [name for name in UNSAFE if hasattr(resource, name.lower())]


WRITES = [
    (route, method)
    for route, view in sorted(views(get_resolver()), key=lambda found: found[0].text)
    if view.__module__.startswith(COMMUNITY) and route.name not in NOTHING_TOLD
    for method in methods(view)
]


def refused(client: Client, method: str, path: str) -> bool | None:
    """Whether an empty form or object was one too many; None where the method is not answered at all."""
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    undone = transaction.atomic()
    undone._from_testcase = True  # type: ignore[attr-defined]
    with undone:
        body = "{}" if kind == "application/json" else ""
        answer: Any = client.generic(method, path, body, content_type=kind)
        transaction.set_rollback(True)
    if answer.status_code == 405:
        return None
    said = " ".join(map(str, get_messages(answer.wsgi_request)))
    return answer.status_code == 429 or "of these requests" in said


@pytest.mark.parametrize(("route", "method"), WRITES, ids=[f"{method} {route.text}" for route, method in WRITES])
def test_the_write_after_the_last_is_refused(route: Route, method: str, settings: Settings) -> None:
    settings.BRAKES = dict.fromkeys(settings.BRAKES, f"{MOST}/h")
    cache.clear()
    station, evse, plug = Connector.objects.values_list("evse__station__public_id", "evse__uid", "uid")[0]
    path = route.address({**parts_of(route), "token": token_of(Place(station, evse, plug))})
    client = superuser()
    told = [refused(client, method, path) for _ in range(MOST + 1)]
    assert told in ([False] * MOST + [True], [None] * (MOST + 1))


def test_there_are_writes() -> None:
    """Of each kind one at least: the test above looks at something."""
    told = {(route.name, method) for route, method in WRITES}
    pages = {"station-broken", "station-check-in", "operator-answer", "photo-add", "edit-station", "station-add",
             "review-write", "review-helpful", "review-reply"}  # fmt: skip
    assert told >= {(name, "POST") for name in pages}
    assert {("api-reports", "POST"), ("api-review-vote", "DELETE")} <= told
