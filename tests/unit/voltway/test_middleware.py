"""Input that no part of the site could mean is refused before anything reads it."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from voltway.middleware import RefuseHostileInput


def refusal(address: str) -> Any:
    def unreachable(_request: Any) -> HttpResponse:
        raise AssertionError("was let through")

    answer = RefuseHostileInput(unreachable)(RequestFactory().get(address))
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert isinstance(answer, HttpResponse)
    return json.loads(answer.content)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=a%00b", ["q"]),
        ("lat=1&place=%00&lon=2&cursor=x%00", ["place", "cursor"]),
        ("a%5Bb%5D=%00", ["a[b]"]),
        ("q%00=1", ["q"]),
        ("&".join(f"p{n}=%00" for n in range(1000)), [f"p{n}" for n in range(20)]),
    ],
    ids=["text", "several", "escaped name", "in the name", "very many"],
)
def test_parameters_with_nul_are_named(query: str, names: list[str]) -> None:
    errors = refusal(f"/api/v2/stations/?{query}")["errors"]
    assert [error["parameter"] for error in errors] == names


def test_nul_in_the_path_is_refused_without_naming_a_parameter() -> None:
    assert "errors" not in refusal("/stations/%00/?q=a")


def test_other_requests_go_through() -> None:
    answer = RefuseHostileInput(lambda _request: HttpResponse("here"))(RequestFactory().get("/?q=a%2500"))
    assert answer.status_code == 200


def test_a_cookie_with_nul_is_as_if_it_were_not_there() -> None:
    request = RequestFactory().get("/", headers={"cookie": 'sessionid="\\000"; units=mi'})
    seen: list[dict[str, str]] = []

    def look(request: Any) -> HttpResponse:
        seen.append(request.COOKIES)
        return HttpResponse()

    RefuseHostileInput(look)(request)
    assert seen == [{"units": "mi"}]
