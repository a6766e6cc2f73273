"""The envelope in which OCPI 2.2.1 sends everything: data or an error, with its status code and the time."""

from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpResponse

from stations.api.answers import JSON, now_utc
from stations.documents.render import moment
from voltway.lib.problems import Problem

PREFIX: Final = "/ocpi/"
# Status codes of OCPI.
_SUCCESS, _CLIENT_ERROR, _SERVER_ERROR = 1000, 2000, 3000
_CODES: Final = {HTTPStatus.BAD_REQUEST: 2001, HTTPStatus.NOT_FOUND: 2003}


def success(data: Any) -> bytes:
    return _enveloped({"data": data}, _SUCCESS, "Success")


def refusal(problem: Problem) -> HttpResponse:
    """A problem as OCPI tells it."""
    code = _CODES.get(problem.status, _CLIENT_ERROR if problem.status < 500 else _SERVER_ERROR)
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(
        _enveloped({}, code, _words(problem)), status=int(problem.status), content_type=JSON, headers=headers
    )


def _words(problem: Problem) -> str:
    faults = "; ".join(f"{error.parameter} {error.rule}" for error in problem.errors)
    return faults or problem.detail or str(problem.title)


def _enveloped(told: dict[str, Any], code: int, message: str) -> bytes:
    return orjson.dumps({**told, "status_code": code, "status_message": message, "timestamp": moment(now_utc())})
