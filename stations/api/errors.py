"""Every error of the API as problem details (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.request import Request

from voltway.lib import problems
from voltway.lib.problems import MEDIA_TYPE, Problem

logger = logging.getLogger(__name__)

UNKNOWN_PATH = "api-unknown"
_RETRY_AFTER_S = 5
# The first that fits counts.
_BY_EXCEPTION: dict[type[Exception], type[Problem]] = {
    Http404: problems.NotFound,
    PermissionDenied: problems.NotAllowed,
    RequestDataTooBig: problems.TooLarge,
    SuspiciousOperation: problems.BadRequest,
    RecursionError: problems.BadRequest,
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


@csrf_exempt
def unknown_path(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Whatever lies under /api/ and is not there."""
    words = "There is nothing at this address; /api/docs/ lists what there is."
    if _is_there(f"{request.path}/"):
        words = f"Addresses end with a slash: {request.path}/"
    return response(problems.NotFound(words), request.path)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses before a view is found: a wrong host, too many parameters."""
    return response(_as_problem(exception), request.path)


def broken(request: HttpRequest) -> HttpResponse:
    """What failed outside a view; Django has logged it."""
    return response(Problem(), request.path)


def _is_there(path: str) -> bool:
    try:
        return resolve(path).url_name != UNKNOWN_PATH
    except Resolver404:
        return False


def _as_problem(error: Exception) -> Problem:
    for kind, problem in _BY_EXCEPTION.items():
        if isinstance(error, kind):
            return problem(_words(error), headers=_headers(error))
    logger.error("api.unexpected_error", exc_info=error)
    if isinstance(error, OperationalError):
        return problems.Unavailable("The database does not answer.", retry_after=_RETRY_AFTER_S)
    return Problem()


def _headers(error: Exception) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(int(wait))} if wait else {}


def _words(error: Exception) -> str:
    """Words for whoever asked; an exception's own only where they were written for that."""
    if isinstance(error, TooManyFieldsSent):
        return "There are too many parameters."
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    return HTTPStatus.NOT_FOUND.phrase if isinstance(error, Http404) else ""
