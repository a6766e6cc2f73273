"""What is said above a list: how many stations, of where, and in which order."""

from django.utils.translation import gettext as _

from stations.search.counts import CAP
from stations.search.query import Order
from stations.web import units
from stations.web.search_request import SearchRequest


def stations(total: int) -> str:
    """A number of stations in words; from the cap on, "more than"."""
    return _("More than %(n)s stations") % {"n": units.count(CAP)} if total >= CAP else units.stations(total)


def heading(request: SearchRequest, unit: units.Units, total: int | None) -> str:
    """`total` is None where no area bounds the search."""
    name, radius = place_name(request), request.searched.radius_m
    if total is None:
        return _("Stations near %(place)s") % {"place": name} if name else _("Stations")
    if radius is None or request.searched.box:
        return stations(total)
    return _("%(stations)s within %(radius)s of %(place)s") % {
        "stations": stations(total),
        "radius": units.radius(radius / 1000, unit),
        "place": name or _("the point"),
    }


def place_name(request: SearchRequest) -> str:
    if request.origin == "me":
        return _("you")
    return request.place.name if request.place else request.asked.place.partition(",")[0]


def missed(request: SearchRequest) -> str:
    if not request.missed:
        return ""
    return _("No place is called “%s”, so names, operators and addresses were searched.") % request.missed


def note(request: SearchRequest) -> str:
    """In which order the list is, or why it is not what was asked for."""
    if request.missed:
        return missed(request)
    if request.searched.order is Order.POWER:
        return _("Strongest first")
    if request.searched.order is not Order.DISTANCE:
        return ""
    if request.origin == "centre":
        return _("Nearest to the middle of the map first")
    return _("Nearest to %s first") % (place_name(request) or _("the point"))


def near_note(order: str, unit: units.Units, number: int, radius_m: float | None) -> str:
    words = {"stations": stations(number), "radius": units.radius((radius_m or 0) / 1000, unit)}
    near = _("%(stations)s within %(radius)s") % words
    return " · ".join(part for part in (order, near) if part)
