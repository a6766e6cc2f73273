"""Every error of the API as problem details (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from voltway.lib import problems
from voltway.lib.problems import MEDIA_TYPE, Problem

logger = logging.getLogger(__name__)

_BY_EXCEPTION: dict[type[Exception], type[Problem]] = {
    Http404: problems.NotFound,
    PermissionDenied: problems.NotAllowed,
    exceptions.NotFound: problems.NotFound,
    exceptions.PermissionDenied: problems.NotAllowed,
    exceptions.NotAuthenticated: problems.NotSignedIn,
    exceptions.AuthenticationFailed: problems.NotSignedIn,
    exceptions.MethodNotAllowed: problems.MethodNotAllowed,
    exceptions.NotAcceptable: problems.NotAcceptable,
    exceptions.ParseError: problems.BadRequest,
    exceptions.UnsupportedMediaType: problems.UnsupportedMedia,
}


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's exception handler: known errors as they are, unknown ones as 500, logged and without details."""
    request: Request | HttpRequest = context["request"]
    if not isinstance(error, Problem):
        error = _as_problem(error)
    return response(error, request.path)


def response(problem: Problem, path: str) -> HttpResponse:
    """A problem as an HTTP answer that nobody keeps."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(
        orjson.dumps(problem.body(path)), status=int(problem.status), content_type=MEDIA_TYPE, headers=headers
    )


def unknown_path(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever lies under /api/ and is not there."""
    return response(
        problems.NotFound("There is nothing at this address; /api/docs/ lists what there is."), request.path
    )


def _as_problem(error: Exception) -> Problem:
    for kind, problem in _BY_EXCEPTION.items():
        if isinstance(error, kind):
            return problem(_words(error), headers=_headers(error))
    logger.error("api.unexpected_error", exc_info=error)
    return Problem()


def _headers(error: Exception) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(int(wait))} if wait else {}


def _words(error: Exception) -> str:
    detail = getattr(error, "detail", "")
    return str(detail) if detail else HTTPStatus.NOT_FOUND.phrase if isinstance(error, Http404) else str(error)
