"""`/`: map and list side by side. Sends the list alone where the page's script asks for it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stations.documents.fits import POWER_EDGES
from stations.web import errors, filters, links, preferences, results, search_request, units
from stations.web.told import tell_search
from voltway.lib.problems import InvalidParameters

LIST = "list"


@dataclass(frozen=True, slots=True)
class LegendEntry:
    power_class: int
    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    query_string: str
    form: filters.FilterForm
    results: results.Results
    legend: list[LegendEntry]
    settings: dict[str, Any]


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The finder, or its list alone with `fragment=list`."""
    values = {name: [str(value) for value in given] for name, given in request.GET.lists()}
    if not values and (usual := preferences.filters_of(request)):
        return _with_headers(HttpResponseRedirect(f"{request.path}?{usual}"))
    try:
        answer = _answer(request, search_request.read(values))
    except search_request.NoSuchPlace as missed:
        return HttpResponseRedirect(_as_text(values, str(missed)))
    except InvalidParameters as problem:
        return errors.bad_parameters(request, problem)
    return _with_headers(answer)


def _with_headers(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


def _answer(request: HttpRequest, asked: search_request.SearchRequest) -> HttpResponse:
    unit = preferences.of(request).units
    found = results.results(asked, unit, now=timezone.now())
    tell_search(request, asked, found)
    if request.GET.get("fragment") == LIST:
        return render(request, "finder/results.html", {"results": found, **_ways_on(asked)})
    page = Page(
        title=_title(found, asked),
        query_string=request.META.get("QUERY_STRING", ""),
        form=filters.form(asked.asked, unit),
        results=found,
        legend=legend(),
        settings=map_settings(unit),
    )
    return render(request, "finder/page.html", {"page": page, **_ways_on(asked)})


def _ways_on(asked: search_request.SearchRequest) -> dict[str, str]:
    """What can be done with all that is found."""
    return {"export_url": links.export(asked.asked), "save_url": links.save(asked.asked)}


def _as_text(values: dict[str, list[str]], name: str) -> str:
    """The same search with the name as text: it may be an operator or a station."""
    area = links.AREA | {"missed", "q", "cursor"}
    kept = [(key, value) for key, given in values.items() if key not in area for value in given if value]
    return links.address([("q", name), *kept, ("missed", name)])


def _title(found: results.Results, asked: search_request.SearchRequest) -> str:
    where = asked.place.name if asked.place else asked.asked.place
    if where:
        return _("Chargers near %s · VoltWay") % where
    return _("%s · VoltWay") % found.heading if found.rows else _("VoltWay · find a charger for your electric car")


def legend() -> list[LegendEntry]:
    edges = [edge // 1000 for edge in POWER_EDGES]
    between = [
        LegendEntry(level, str(low), _("%(low)s to below %(high)s") % {"low": low, "high": high})
        for level, (low, high) in enumerate(pairwise(edges), start=2)
    ]
    first = LegendEntry(1, "7", _("below %s") % edges[0])
    last = LegendEntry(len(edges) + 1, str(edges[-1]), _("%s and more") % edges[-1])
    return [first, *between, last, LegendEntry(0, "?", _("not known"))]


def map_settings(unit: units.Units) -> dict[str, Any]:
    """What the map's script needs to know; the offline basemap is the only one where no online style is set."""
    return {
        "online": {"light": settings.CONFIG.map_style_url, "dark": settings.CONFIG.map_style_dark_url},
        "offline": {"light": static("map/offline-light.json"), "dark": static("map/offline-dark.json")},
        "sprite": static("icons/sprite.svg"),
        "mapStyles": [static("vendor/maplibre-gl/maplibre-gl.css"), static("css/map.css")],
        "tiles": "/api/v2/tiles/{z}/{x}/{y}.mvt",
        "suggestions": reverse("api-suggestions"),
        "station": "/stations/{id}/",
        "defaultAccess": filters.default_access(),
        "units": unit,
        "credit": _("stations: %(link)s") % {"link": f'<a href="{reverse("data")}">{_("sources")}</a>'},
        "words": {key: str(value) for key, value in _words().items()},
    }


def _words() -> dict[str, str]:
    return {
        "noMap": _("The map can't be drawn on this device. The list has everything."),
        "noPosition": _("Your position can't be had. Search for a place instead."),
        "lookingForYou": _("Looking for your position…"),
        "offline": _("Simple map: the detailed one can't be reached."),
        "noList": _("The list can't be loaded just now. Check the connection."),
        "again": _("Try again"),
        "close": _("Close"),
        "details": _("Details"),
        "place": _("Place"),
        "operator": _("Operator"),
        "station": _("Station"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "attribution": _("Show credits of the map"),
        "map": _("Map of charging stations. Arrow keys move it, plus and minus zoom; the list says the same in words."),
    }
