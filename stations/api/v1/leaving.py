"""Says with every answer of version 1 that it goes, when, and what comes in its place (RFC 9745, RFC 8594)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import http_date

PREFIX: Final = "/api/v1/"
DEPRECATED: Final = datetime(2026, 11, 23, tzinfo=UTC)
SUNSET: Final = datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)

_HEADERS: Final = {
    "Deprecation": f"@{int(DEPRECATED.timestamp())}",
    "Sunset": http_date(SUNSET.timestamp()),
}
# What version 2 has at another address; the rest stands at the same one, with a slash at its end.
_SUCCESSORS: Final = (
    (re.compile(r"stations/search"), "stations/"),
    (re.compile(r"export/data"), "exports/"),
    (re.compile(r"export/status/([\w-]{1,40})"), r"exports/\1/"),
    (re.compile(r"favorites(/[a-z2-7]{12})?"), r"me/favourites\1/"),
    (re.compile(r"(stations(?:/(?:suggestions|bulk|[a-z2-7]{12}))?)"), r"\1/"),
    (re.compile(r"health"), "health"),
)

Answer = Callable[[HttpRequest], HttpResponseBase]


class Leaving:
    """The layer around version 1, whatever it answers."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(PREFIX):
            link = f'<{successor(request.path)}>; rel="successor-version"'
            for name, value in (*_HEADERS.items(), ("Link", link)):
                response[name] = value
        return response


def successor(path: str) -> str:
    """The path in version 2 that answers what one of version 1 does; the root of version 2 where none does."""
    rest = path.removeprefix(PREFIX).strip("/")
    found = (pattern.fullmatch(rest) for pattern, _ in _SUCCESSORS)
    for match, (_, address) in zip(found, _SUCCESSORS, strict=True):
        if match:
            return f"/api/v2/{match.expand(address)}"
    return "/api/v2/"
