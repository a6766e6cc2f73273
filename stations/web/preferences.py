"""What a visitor chose: kilometres or miles, light or dark, usual filters. Kept in cookies, which need no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stations.search.query import MAX_QUERY
from stations.web import links, search_request
from stations.web.units import Units
from voltway.lib.problems import InvalidParameters

YEAR = 365 * 86_400
# Cookie with the parameters that the finder begins with.
FILTERS = "filters"
# Countries whose road signs show miles; their languages' regions choose the first unit shown.
_MILES = ("en-us", "en-gb", "en-lr", "my-mm")


class Theme(StrEnum):
    """The colours of pages; AUTO follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Preferences:
    units: Units
    theme: Theme


def of(request: HttpRequest) -> Preferences:
    """The visitor's choice; where there is none, the browser's first language tells the unit."""
    units, theme = request.COOKIES.get("units"), request.COOKIES.get("theme")
    return Preferences(
        units=Units(units) if units in list(Units) else _usual_units(request),
        theme=Theme(theme) if theme in list(Theme) else Theme.AUTO,
    )


def filters_of(request: HttpRequest) -> str:
    """The parameters that a visitor usually searches with, where the finder is not asked for anything; else "".

    Whoever comes from the finder itself has just cleared them.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path == request.path:
        return ""
    try:
        return canonical_filters(parse_qs(request.COOKIES.get(FILTERS, "")))
    except InvalidParameters:
        # A parameter or value that is no more.
        return ""


def canonical_filters(values: Mapping[str, Sequence[str]]) -> str:
    """The filters among the parameters of a search, as an address has them. Raises InvalidParameters."""
    asked = search_request.read({name: given for name, given in values.items() if name not in links.AREA}).asked
    found = urlencode(links.filters_of(asked), safe=",")
    if len(found) > MAX_QUERY:
        raise InvalidParameters("These are too many filters to be kept.")
    return found


def _usual_units(request: HttpRequest) -> Units:
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip().lower()
    return Units.MI if first in _MILES else Units.KM


# No token: a forged request could do no more than show someone miles, and without a token pages stay the same for all.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    answer = HttpResponseRedirect(_way_back(request))
    for name, allowed in (("units", Units), ("theme", Theme)):
        value = request.POST.get(name)
        if value in [str(choice) for choice in allowed]:
            keep(answer, name, str(value))
    return answer


def keep(answer: HttpResponse, name: str, value: str) -> None:
    """Have the browser remember a choice; an empty one is forgotten."""
    if value:
        answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE))
    else:
        answer.delete_cookie(name, samesite="Lax")


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # A path from the root, as our own form sends it.
    return target if safe and target.startswith("/") else "/"
