"""Problem details: what an error says to the client, member by member."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import pytest

from voltway.lib import problems
from voltway.lib.problems import InvalidParameters, ParameterError, Problem
from voltway.lib.quotas import Quota


def all_kinds(kind: type[Problem] = Problem) -> list[type[Problem]]:
    below = [found for child in kind.__subclasses__() for found in all_kinds(child)]
    return below if kind.__name__.startswith("_") else [kind, *below]


def some(kind: type[Problem]) -> Problem:
    needed: dict[type[Problem], dict[str, Any]] = {
        problems.TooManyRequests: {"over": Quota("day", 3, 0, 86_400, 7, 1_007)},
        problems.Unavailable: {"retry_after": 7},
        problems.NotInFile: {"size": 7},
    }
    return kind("why", **needed.get(kind, {}))


def test_a_problem_names_each_parameter_and_its_rule() -> None:
    problem = InvalidParameters(
        "Two parameters are not valid.",
        errors=[ParameterError("bbox", "four numbers"), ParameterError("limit", "at most 500")],
    )
    assert problem.body(instance="/api/v2/stations/") == {
        "type": "/problems/invalid-parameters",
        "title": "A parameter of the request is not valid",
        "status": 400,
        "detail": "Two parameters are not valid.",
        "instance": "/api/v2/stations/",
        "errors": [
            {"parameter": "bbox", "rule": "four numbers"},
            {"parameter": "limit", "rule": "at most 500"},
        ],
    }


def test_members_without_a_value_are_left_out() -> None:
    assert problems.NotFound().body() == {
        "type": "/problems/not-found",
        "title": "There is nothing here",
        "status": 404,
    }


def test_extensions_are_sent_but_never_hide_a_standard_member() -> None:
    body = problems.Gone("It closed.", alternatives=["a", "b"], status=200, type="x").body()
    assert body["alternatives"] == ["a", "b"]
    assert (body["status"], body["type"]) == (410, "/problems/gone")


def test_a_problem_that_time_mends_says_when_to_come_back() -> None:
    problem = problems.Unavailable("Slow down.", retry_after=30, headers={"X-Limit": "50"})
    assert problem.headers == {"X-Limit": "50", "Retry-After": "30"}


def test_who_comes_too_often_is_told_of_all_limits_and_of_the_one_that_was_passed() -> None:
    minute, day = Quota("minute", 60, 0, 60, 12, 1_012), Quota("day", 100, 40, 86_400, 3_600, 4_600)
    assert problems.TooManyRequests(over=minute, counted=(minute, day)).headers == {
        "Retry-After": "12",
        "RateLimit-Policy": '"minute";q=60;w=60, "day";q=100;w=86400',
        "RateLimit": '"minute";r=0;t=12, "day";r=40;t=3600',
        "X-RateLimit-Limit": "60",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "1012",
    }


def test_no_one_is_told_to_come_back_in_the_past() -> None:
    with pytest.raises(ValueError, match="-1"):
        problems.Unavailable(retry_after=-1)


def test_each_kind_has_its_own_address_and_an_error_status() -> None:
    kinds = all_kinds()
    assert len({kind.slug for kind in kinds}) == len(kinds) >= 12
    assert len({kind.title for kind in kinds}) == len(kinds)
    assert all(400 <= kind.status <= 599 for kind in kinds)


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.slug)
def test_every_kind_can_be_sent_as_json(kind: type[Problem]) -> None:
    problem = some(kind)
    assert json.loads(json.dumps(problem.body()))["status"] == HTTPStatus(kind.status)
    assert str(problem) == "why"


def test_an_error_in_the_log_reads_as_its_title_if_nothing_more_is_known() -> None:
    assert str(problems.NotAllowed()) == "This is not open to you"
