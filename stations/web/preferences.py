"""What a visitor chose: kilometres or miles, light or dark. Kept in cookies, so that it works without a script."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from stations.web.units import Units

YEAR = 365 * 86_400
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
            secure = bool(settings.SESSION_COOKIE_SECURE)
            answer.set_cookie(name, str(value), max_age=YEAR, samesite="Lax", secure=secure)
    return answer


def _way_back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"
