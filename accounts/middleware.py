"""Pages of an account are its owner's: no cache keeps them, and no other page learns whose they are."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_PLACE = "accounts/"
# Says to our scripts, and to nobody else, that somebody is logged in: public pages are the same for all.
MEMBER = "member"


class Private:
    """Around every request; acts on the account's pages alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.route.startswith(_PLACE):
            response["Cache-Control"] = "private, no-store"
            _tell_scripts(request, response)
        return response


def _tell_scripts(request: HttpRequest, response: HttpResponseBase) -> None:
    inside = request.user.is_authenticated
    if inside and MEMBER not in request.COOKIES:
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(MEMBER, "1", max_age=settings.SESSION_COOKIE_AGE, samesite="Lax", secure=secure)
    elif not inside and MEMBER in request.COOKIES:
        response.delete_cookie(MEMBER, samesite="Lax")
