"""A viewer sees every list that is open to them, and is refused every change, also by the pages that are our own."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client

from accounts.models import AuditEntry
from accounts.roles import Role, rights
from tests.fakes.actors import make_people
from tests.fakes.owned import make_objects, parts_of
from tests.fakes.routes import Route, all_routes
from tests.people import in_role
from tests.world import REGISTER, publish, station

pytestmark = pytest.mark.usefixtures("stage")
# Ours in Django's own form, and what a post does nothing at but show, or send on.
_ROW = re.compile(r"/admin/(?P<app>\w+)/(?P<model>\w+)/(?P<rest>.*)")
_READS = ("<object_id>/", "<object_id>/history/")
_CHANGES = ("add/", "<object_id>/delete/", "<id>/password/", "undo/<batch>/")


@pytest.fixture
def viewer(client: Client) -> Client:
    publish(REGISTER, station("a", name="Lindenpark", operator="Strom AG"), station("b", (95.0, 0.0)))
    make_people()
    make_objects()
    client.force_login(in_role(Role.VIEWER))
    return client


def of_lists() -> Iterator[tuple[Route, bool, str]]:
    """Routes of the console's lists, whether a viewer sees their rows, and what comes after the list's own address."""
    labels = {model._meta.label_lower for model in admin.site._registry}
    for route in all_routes():
        found = _ROW.fullmatch(route.text)
        if found and f"{found['app']}.{found['model']}" in labels:
            yield route, "view" in rights(Role.VIEWER, f"{found['app']}.{found['model']}"), found["rest"]


def test_all_of_it_is_seen_and_no_more(viewer: Client) -> None:
    told = {}
    for route, seen, rest in of_lists():
        status = viewer.get(route.address(parts_of(route))).status_code
        if rest in _CHANGES or not seen:
            expected = (302, 403) if rest in _READS else (403,)
        else:
            expected = (200, 302) if rest in _READS else (200,)
        if status not in expected:
            told[route.text] = status
    assert told == {}


def test_every_change_is_refused(viewer: Client) -> None:
    told, before = {}, AuditEntry.objects.count()
    for route, _seen, rest in of_lists():
        status = viewer.post(route.address(parts_of(route)), {"action": "hide", "confirmed": "yes"}).status_code
        # A read answers as it does to a look; 405: it takes no post.
        expected = (200, 302, 403) if rest in _READS else (403, 405)
        if status not in expected:
            told[route.text] = status
    assert told == {}
    assert AuditEntry.objects.count() == before
