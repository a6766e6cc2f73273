"""Every route × whoever asks × every method does what docs/authorisation.md says, and no route is left out of it.

A line there holds for the methods that it names; a method that no line of a route names is open to nobody. HEAD is
answered as GET is. A page that was changed shows its new line in the failure.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from tests.fakes.actors import ACTORS, make_people
from tests.fakes.owned import make_objects, parts_of
from tests.fakes.questions import ask_here
from tests.fakes.routes import Route, all_routes
from tests.world import REGISTER, publish, staged, station
from voltway.config import ROOT
from voltway.lib import caching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
UNSAFE = METHODS[1:]
# What a read needs beside its path.
QUERIES = {
    "api-nearby": {"lat": "52.5", "lon": "13.4"},
    "api-suggestions": {"q": "park"},
}
# Fields of a form without which nobody's would be looked at.
FIELDS = {"key-rotate": "overlap=day", "search": "name=Mine"}
ROUTES = all_routes()
PAGE = (ROOT / "docs/authorisation.md").read_text(encoding="utf-8")

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """A client for whoever asks, and what each route has told them."""

    clients: dict[str, Client]
    told: dict[Route, dict[str, Line]]


def lines_of(page: str) -> dict[str, set[Line]]:
    """By route: the cells after it."""
    found: dict[str, set[Line]] = {}
    for row in re.findall(r"^\| `(/.*) \|$", page, flags=re.MULTILINE):
        cells = [cell.strip() for cell in row.split("|")]
        found.setdefault(cells[0].rstrip("`"), set()).add(tuple(cells[1:]))
    return found


TABLE = lines_of(PAGE)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """One world for all routes, and a client for whoever asks; what a request changes is undone."""
    with (
        staged(tmp_path_factory.mktemp("data")),
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        ask_here(patch)
        # The second is refused: no place has such a position.
        publish(REGISTER, station("a", name="Lindenpark", operator="Strom AG"), station("b", (95.0, 0.0)))
        make_people()
        make_objects()
        yield World({name: make() for name, make in ACTORS.items()}, {})
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=ROUTES, ids=lambda route: route.text)
def route(request: pytest.FixtureRequest) -> Route:
    """Each route in turn: all that is tested of one is tested together, and asked once."""
    found: Route = request.param
    return found


def ask(client: Client, method: str, path: str, route: Route) -> HttpResponseBase:
    """The answer to an empty form or object where nothing else is said above; nothing of what it does stays."""
    caching.clear()
    cache.clear()
    cookies = deepcopy(client.cookies)
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    query = QUERIES.get(route.name or "", {})
    body = "{}" if kind == "application/json" else FIELDS.get(route.name or "", "")
    undone = transaction.atomic()
    # As the transactions around Django's own tests: what wants to be outside of any takes it for none.
    undone._from_testcase = True  # type: ignore[attr-defined]
    with undone:
        said = "" if method in ("GET", "HEAD") else body
        answer = client.generic(method, path, said, content_type=kind, query_params=query)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def verdict(answer: HttpResponseBase) -> str:
    """What an answer says of whoever asked; the status itself where that is none of it."""
    if answer.status_code == 302 and "/login/" in answer["Location"]:
        return "log in"
    said = {401: "log in", 403: "no", 404: "absent", 405: "—", 429: "429"}.get(answer.status_code)
    return said or (str(answer.status_code) if answer.status_code >= 500 else "yes")


def verdicts(route: Route, world: World) -> dict[str, Line]:
    """By method: what each of them is answered."""
    if route not in world.told:
        path = route.address(parts_of(route))
        world.told[route] = {
            method: tuple(verdict(ask(client, method, path, route)) for client in world.clients.values())
            for method in (*METHODS, "HEAD")
        }
    return world.told[route]


def observed(route: Route, world: World) -> set[Line]:
    """The lines of a route: methods that are answered alike stand together."""
    told = verdicts(route, world)
    open_ones = [method for method in METHODS if set(told[method]) - {"log in", "no", "absent", "—"}] or ["GET"]
    together: dict[Line, list[str]] = {}
    for method in open_ones:
        together.setdefault(told[method], []).append(method)
    return {(", ".join(methods), *cells) for cells, methods in together.items()}


def test_a_route_is_open_to_whom_the_table_says(route: Route, world: World) -> None:
    assert TABLE.get(route.text) == observed(route, world)


def test_the_table_has_no_route_that_is_gone() -> None:
    assert TABLE.keys() == {route.text for route in ROUTES}


def test_head_is_answered_as_get_is(route: Route, world: World) -> None:
    told = verdicts(route, world)
    assert told["HEAD"] == told["GET"]


@pytest.mark.parametrize("name", ["owner", "superuser"])
def test_a_form_on_another_site_does_nothing_with_a_session(route: Route, name: str, world: World) -> None:
    told, column = verdicts(route, world), list(world.clients).index(name)
    theirs = [method for method in UNSAFE if told[method][column] == "yes" and told[method][0] != "yes"]
    careful = ACTORS[name](enforce_csrf_checks=True) if theirs else world.clients[name]
    path = route.address(parts_of(route))
    assert {method: verdict(ask(careful, method, path, route)) for method in theirs} == dict.fromkeys(theirs, "no")
