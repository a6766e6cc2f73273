"""Around every request: its id, its times and its figures; and what is refused before anything else reads it."""

import sys
from collections.abc import Callable
from time import perf_counter
from urllib.parse import unquote_plus

from csp.utils import build_policy
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from stations.api.ocpi import envelope
from stations.documents import catalogue
from voltway import errors
from voltway.lib.problems import BadRequest, ParameterError
from voltway.observability import queries, request_id, requests
from voltway.observability.requests import Figures

# So many parameters at fault are named, each by so many characters.
_NAMED, _LONGEST_NAME = 20, 80

Answer = Callable[[HttpRequest], HttpResponseBase]


class Observe:
    """The outermost layer: binds the request's id, measures, and answers what views raise."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.slow_s = settings.CONFIG.slow_request_threshold
        got_request_exception.connect(_note, dispatch_uid="voltway.middleware")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        own_id = request_id.taken_or_made(request.META.get("HTTP_X_REQUEST_ID"))
        bound = request_id.begin(request, own_id)
        tally, token = queries.begin()
        try:
            response = self.get_response(request)
            seconds = perf_counter() - began
            figures = Figures(requests.view_of(request), requests.method_of(request), response.status_code, seconds)
            requests.count(figures, tally)
            if seconds > self.slow_s:
                requests.tell_slow(figures, tally)
        finally:
            queries.end(token)
            request_id.end(bound)
        response.headers[request_id.HEADER] = own_id
        response.headers["X-Process-Time"] = f"{seconds:.6f}"
        response.headers["Server-Timing"] = f"total;dur={seconds * 1000:.2f}, db;dur={tally.seconds * 1000:.2f}"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view raised, as an answer; None leaves it to Django."""
        return errors.of_view(request, exception)


def _note(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    """An exception that nothing caught."""
    error = sys.exc_info()[1]
    if error and request:
        requests.tell_failed(error, method=requests.method_of(request), view=requests.view_of(request))


class Guard:
    """What browsers may do with an answer, on every one: also on files, redirects and what other layers refuse."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        # That of pages without a nonce: a script that runs by itself, such as the map's worker, lives by its own.
        policy = build_policy(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
        self.headers = {
            "Content-Security-Policy": policy,
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class OneMoment:
    """Answers each request from one version of the data."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with catalogue.of_one_moment():
            return self.get_response(request)


class RefuseHostileInput:
    """A NUL byte in path, query or cookies breaks databases and logs, and no client has a use for it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _refused(request)
        # In a cookie's value it may stand as the octal escape of quoted ones.
        if any("\0" in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)


def _refused(request: HttpRequest) -> HttpResponse:
    at_fault = dict.fromkeys(_named(pair) for pair in request.META.get("QUERY_STRING", "").split("&") if "%00" in pair)
    found = [ParameterError(name, "holds a NUL byte") for name in list(at_fault)[:_NAMED]]
    problem = BadRequest("The address holds a NUL byte (%00).", errors=found)
    if request.path.startswith(envelope.PREFIX):
        return envelope.refusal(problem)
    return JsonResponse(
        problem.body(request.path.replace("\0", "%00")), status=problem.status, content_type="application/problem+json"
    )


def _named(pair: str) -> str:
    """The name of a parameter, as others read it, without the NUL bytes that may stand in it."""
    return unquote_plus(pair.partition("=")[0]).replace("\0", "")[:_LONGEST_NAME]
