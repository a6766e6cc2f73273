"""Refuses, before anything else reads it, input that no part of the site could mean."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from voltway.lib.problems import BadRequest, ParameterError

# So many parameters at fault are named, each by so many characters.
_NAMED, _LONGEST_NAME = 20, 80

Answer = Callable[[HttpRequest], HttpResponseBase]


class RefuseHostileInput:
    """A NUL byte in path or query breaks databases and logs, and no client has a use for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(request)
        return self.get_response(request)


def _refused(request: HttpRequest) -> HttpResponse:
    at_fault = dict.fromkeys(_named(pair) for pair in request.META.get("QUERY_STRING", "").split("&") if "%00" in pair)
    errors = [ParameterError(name, "holds a NUL byte") for name in list(at_fault)[:_NAMED]]
    problem = BadRequest("The address holds a NUL byte (%00).", errors=errors)
    return JsonResponse(
        problem.body(request.path.replace("\0", "%00")), status=problem.status, content_type="application/problem+json"
    )


def _named(pair: str) -> str:
    """The name of a parameter, as others read it, without the NUL bytes that may stand in it."""
    return unquote_plus(pair.partition("=")[0]).replace("\0", "")[:_LONGEST_NAME]
