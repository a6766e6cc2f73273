"""Around every request: the limit of who uses the site, what limits came to, and what a key was used for."""

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from django.http import HttpRequest, HttpResponseBase

from accounts import usage
from accounts.api.authentication import CALLER
from accounts.keys.callers import Caller
from accounts.keys.secret import MARK, PATTERN
from accounts.quotas import admission, headers
from accounts.quotas.admission import Verdict
from voltway import errors
from voltway.lib.problems import KeyInAddress, ParameterError, Problem
from voltway.observability import requests

# Under these names clients of other APIs send a key in the address.
_NAMES: Final = frozenset({"api_key", "apikey", "api-key", "x-api-key", "access_token", "key", "token"})
_IN_ADDRESS: Final = "Keys are sent as the header X-Api-Key or Authorization: Bearer. Take this one as known to others."
# Asked by who watches over a VoltWay; and the API counts for itself.
_OF_PROGRAMS: Final = ("/api/", "/ocpi/")
_NOT_COUNTED: Final = ("/livez", "/readyz", "/health", "/metrics", *_OF_PROGRAMS)


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
    if PATTERN.search(request.path):
        # The answer names the path: without the key.
        request.path = PATTERN.sub(f"{MARK}…", request.path)
        return KeyInAddress(_IN_ADDRESS)
    if names := _keys_in_query(request):
        return KeyInAddress(_IN_ADDRESS, errors=[ParameterError(name[:80], "a key is no parameter") for name in names])
    counted = not request.path.startswith(_NOT_COUNTED)
    return admission.refusal(admission.admit_site(request.META)) if counted else None


def _keys_in_query(request: HttpRequest) -> list[str]:
    """Names of the parameters that hold a key or, on the API, are called like one."""
    query = request.META.get("QUERY_STRING", "")
    held = bool(PATTERN.search(unquote_plus(query)))
    if not query or not (held or request.path.startswith(_OF_PROGRAMS)):
        return []
    # No more than Django itself would read.
    pairs = parse_qsl(query, keep_blank_values=True)
    found = dict.fromkeys(name for name, value in pairs if name.lower() in _NAMES or PATTERN.search(value))
    # A key that is no parameter's value has no name but itself.
    return list(found) or ["…"] * held


def _tell(response: HttpResponseBase, verdict: Verdict) -> None:
    """What is left; where a brake has refused, its own limit is told of already."""
    for name, value in headers.of(verdict).items():
        response.headers.setdefault(name, value)
