"""`/developers/`: the first call of the API, written for the reader's own question in three languages."""

from dataclasses import dataclass
from textwrap import dedent
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from stations.search import places
from stations.search.params import MAX_TEXT
from stations.web import towns, words
from voltway.lib.geo import distance_m

_ROWS: Final = 5
_NEAR_M: Final = 30_000
_PLUGS: list[tuple[str, words.Text]] = [
    ("", _("Any")),
    ("ccs", "CCS"),
    ("type2", _("Type 2")),
    ("chademo", "CHAdeMO"),
    ("nacs", "NACS"),
    ("tesla", "Tesla"),
    ("type1", _("Type 1")),
]
_POWERS: list[tuple[str, words.Text]] = [("", _("Any")), *((kw, f"{kw} kW") for kw in ("11", "22", "50", "150", "300"))]


class Question(forms.Form):
    """What the example asks for."""

    place = forms.CharField(max_length=MAX_TEXT, label=_("Place"))
    connector = forms.ChoiceField(choices=_PLUGS, required=False, label=_("Connector"))
    min_power_kw = forms.ChoiceField(choices=_POWERS, required=False, label=_("Power, at least"))


@dataclass(frozen=True, slots=True)
class Call:
    """One way to ask."""

    language: str
    code: str


@require_safe
@cache_control(public=True, max_age=300)
@vary_on_cookie
def show(request: HttpRequest) -> HttpResponse:
    """The example is a real call of this site; without a question it asks for a town that has stations here."""
    first = {"place": _town(), "connector": "ccs", "min_power_kw": "50"}
    form = Question(request.GET if request.GET else first)
    asked = form.cleaned_data if form.is_valid() else first
    parameters = {name: str(value) for name, value in {**asked, "limit": _ROWS}.items() if value}
    endpoint = request.build_absolute_uri(reverse("api-nearby"))
    context: dict[str, Any] = {
        "form": form,
        "calls": calls(endpoint, parameters),
        "address": f"{endpoint}?{urlencode(parameters)}",
        "rates": {"anonymous": settings.ANONYMOUS_RATE},
    }
    return render(request, "developers/page.html", context)


def calls(endpoint: str, parameters: dict[str, str]) -> list[Call]:
    """The same call in each language; none needs anything to be installed."""
    return [
        Call("curl", f"curl '{endpoint}?{urlencode(parameters)}'"),
        Call("Python", _python(endpoint, parameters)),
        Call("JavaScript", _javascript(endpoint, parameters)),
    ]


def _python(endpoint: str, parameters: dict[str, str]) -> str:
    return dedent(
        f"""\
        import json
        from urllib.parse import urlencode
        from urllib.request import urlopen

        query = urlencode({parameters!r})
        with urlopen("{endpoint}?" + query) as answer:
            stations = json.load(answer)["data"]
        for station in stations:
            print(station["distance_m"], "m:", station["name"])"""
    )


def _javascript(endpoint: str, parameters: dict[str, str]) -> str:
    return dedent(
        f"""\
        const answer = await fetch("{endpoint}?{urlencode(parameters)}");
        const stations = (await answer.json()).data;
        for (const station of stations) {{
          console.log(station.distance_m, "m:", station.name);
        }}"""
    )


def _town() -> str:
    """A town that has stations here, and is the one that comes to mind by its name."""
    for town in towns.with_stations():
        place = places.resolve(town.name)
        at = town.point
        if place and distance_m(place.latitude, place.longitude, at.latitude, at.longitude) < _NEAR_M:
            return town.name
    return "Berlin"
