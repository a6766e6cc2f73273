"""Refuses, before anything else reads it, input that no part of the site could mean."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from voltway.lib.problems import BadRequest

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
    problem = BadRequest("The address holds a NUL byte (%00).")
    return JsonResponse(
        problem.body(request.path.replace("\0", "%00")), status=problem.status, content_type="application/problem+json"
    )
