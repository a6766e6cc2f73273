"""Pages of an account are its owner's: no cache keeps them, and no other page learns whose they are. What has to be
counted is done only where it can be.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts import limits
from stations.web import preferences
from voltway import errors

_PLACE = "accounts/"
# Says to our scripts, and to nobody else, that somebody is logged in: public pages are the same for all.
MEMBER = "member"


class Private:
    """Around every request; acts on the account's pages alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.route.startswith(_PLACE):
            response["Cache-Control"] = "private, no-store"
            _tell_scripts(request, response)
        return response


class Countable:
    """Refuses attempts at accounts that nobody can count, before allauth tries to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        route = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST" or route not in limits.COUNTED:
            return None
        problem = limits.counters_away()
        return errors.answer(request, problem) if problem else None


def _tell_scripts(request: HttpRequest, response: HttpResponse) -> None:
    inside = request.user.is_authenticated
    if inside and MEMBER not in request.COOKIES:
        preferences.keep(response, MEMBER, "1")
    elif not inside and MEMBER in request.COOKIES:
        preferences.keep(response, MEMBER, "")
        # Whoever logs in next at this device has filters of their own.
        preferences.keep(response, preferences.FILTERS, "")
