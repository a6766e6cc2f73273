"""Every problem that the API can answer with has a page at its `type`, which says what it means and what to do."""

import pytest
from django.test import Client
from django.utils.html import escape

from stations.web.problems import HELP, all_kinds
from tests.world import stage
from voltway.lib import failures, problems
from voltway.lib.problems import TYPE_BASE, Problem

__all__ = ["stage"]

pytestmark = pytest.mark.usefixtures("stage")
KINDS = list(all_kinds())


def test_every_kind_is_found() -> None:
    sent = set(failures.BY_EXCEPTION.values())
    public = {kind for kind in vars(problems).values() if isinstance(kind, type) and issubclass(kind, Problem)}
    assert sent <= set(KINDS)
    assert {kind for kind in public if not kind.__name__.startswith("_")} <= set(KINDS)
    assert {kind.slug for kind in KINDS} == set(HELP)
    assert len({kind.slug for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_the_type_of_a_problem_leads_to_its_page(kind: type[Problem], client: Client) -> None:
    answer = client.get(TYPE_BASE + kind.slug)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{escape(kind.title)}</h1>" in page
    assert str(int(kind.status)) in page
    assert escape(str(HELP[kind.slug].remedy)) in page


def test_the_type_that_the_api_sends_is_such_an_address(client: Client) -> None:
    sent = client.get("/api/v2/stations/?nonsense=1").json()["type"]
    assert client.get(sent).status_code == 200


@pytest.mark.parametrize("slug", ["no-such-problem", "Problem"])
def test_no_other_page_is_there(slug: str, client: Client) -> None:
    assert client.get(TYPE_BASE + slug).status_code == 404
