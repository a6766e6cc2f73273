"""Around every request: the limit of who uses the site, what limits came to, and what a key was used for."""

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from django.http import HttpRequest, HttpResponseBase

from accounts import usage
from accounts.api.authentication import CALLER
from accounts.keys.callers import Caller
from accounts.keys.secret import PATTERN
from accounts.quotas import admission, headers
from accounts.quotas.admission import Verdict
from voltway import errors
from voltway.lib.problems import KeyInAddress, Problem
from voltway.observability import requests

# Under these names clients of other APIs send a key in the address.
_NAMES: Final = frozenset({"api_key", "apikey", "api-key", "x-api-key", "access_token", "key", "token"})
_IN_ADDRESS: Final = "Keys are sent as the header X-Api-Key or Authorization: Bearer. Take this one as known to others."
# Asked by who watches over a VoltWay; and the API counts for itself.
_NOT_COUNTED: Final = ("/livez", "/readyz", "/health", "/metrics", "/api/")


class Counted:
    """Refuses, counts, and tells what is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if problem := _fault_of(request):
            return errors.answer(request, problem)
        response = self.get_response(request)
        verdict: Verdict | None = getattr(request, admission.KEPT, None)
        caller: Caller | None = getattr(request, CALLER, None)
        if verdict and caller:
            _tell(response, verdict)
        if caller:
            response.headers["Cache-Control"] = headers.private(response.headers.get("Cache-Control", "no-store"))
            admitted = verdict is not None and verdict.admitted
            usage.count(caller.key, requests.view_of(request), response.status_code, admitted=admitted)
        return response


def _fault_of(request: HttpRequest) -> Problem | None:
    """Why nothing may be done with a request."""
    if key_in_address(request):
        return KeyInAddress(_IN_ADDRESS)
    counted = not request.path.startswith(_NOT_COUNTED)
    return admission.refusal(admission.admit_site(request.META)) if counted else None


def key_in_address(request: HttpRequest) -> bool:
    """Whether the query holds a key, or on the API a parameter that is called like one."""
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return False
    if PATTERN.search(unquote_plus(query)):
        return True
    # No more than Django itself would read.
    named = parse_qsl(query, keep_blank_values=True) if request.path.startswith("/api/") else ()
    return any(name.lower() in _NAMES for name, _ in named)


def _tell(response: HttpResponseBase, verdict: Verdict) -> None:
    """What is left; where a brake has refused, its own limit is told of already."""
    for name, value in headers.of(verdict).items():
        response.headers.setdefault(name, value)
