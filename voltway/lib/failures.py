"""Which problem an exception is, whoever raised it: the one place that decides status and words."""

from http import HTTPStatus
from typing import Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions

from voltway.lib import problems
from voltway.lib.problems import Problem

RETRY_AFTER_S: Final = 5
# The first that fits counts.
BY_EXCEPTION: Final[dict[type[Exception], type[Problem]]] = {
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


def problem_of(error: BaseException | None) -> Problem:
    """What is said to the client: known errors as they are, others as 500 without details; a database away is 503."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Exception):
        for kind, problem in BY_EXCEPTION.items():
            if isinstance(error, kind):
                return problem(_words(error), headers=_headers(error))
        if isinstance(error, OperationalError | InterfaceError):
            return problems.Unavailable("The database does not answer.", retry_after=RETRY_AFTER_S)
    return Problem()


def is_ours(error: BaseException) -> bool:
    """Whether an exception is a fault of ours or of our machines, not of who asked."""
    return problem_of(error).status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _headers(error: Exception) -> dict[str, str]:
    wait, how = getattr(error, "wait", None), getattr(error, "auth_header", None)
    return {**({"Retry-After": str(int(wait))} if wait else {}), **({"WWW-Authenticate": how} if how else {})}


def _words(error: Exception) -> str:
    """Words for whoever asked; an exception's own only where they were written for that."""
    if isinstance(error, TooManyFieldsSent):
        return "There are too many parameters."
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    return HTTPStatus.NOT_FOUND.phrase if isinstance(error, Http404) else ""
