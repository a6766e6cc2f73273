"""`/accounts/recommendations/`: stations for somebody who charges where they do."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.favourites.known import cards_of
from accounts.web.mine import owner
from analytics.recommendations.alike import Why
from analytics.recommendations.mine import recommended
from stations.web import cards, preferences, units
from voltway.lib.geo import distance_m

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Group:
    """A place of theirs, and what is suggested because of it: whether by drivers, and the station."""

    title: str
    url: str
    charged: bool
    lines: list[tuple[bool, cards.Card]] = field(default_factory=list)


@require_safe
@login_required
def show(request: HttpRequest) -> HttpResponse:
    """The suggestions, by the place because of which they are made, in the order of its best one."""
    by = owner(request)
    assert by
    reader = cards.Reader(units=preferences.of(request).units, now=timezone.now())
    found = recommended(to=by, now=reader.now, limit=_SHOWN)
    known = cards_of([one.station["id"] for one in found], reader, None)
    shown: dict[str, Group] = {}
    for one in found:
        group = shown.setdefault(one.because["id"], Group(cards.title(one.because), one.because["url"], one.charged))
        away = units.distance(_metres(one.because, one.station), reader.units)
        group.lines.append((one.why is Why.SHARED_DRIVERS, replace(known[one.station["id"]].card, distance=away)))
    return render(request, "analytics/recommendations.html", {"groups": list(shown.values())})


def _metres(one: dict[str, Any], other: dict[str, Any]) -> float:
    here, there = one["coordinates"], other["coordinates"]
    return distance_m(here["latitude"], here["longitude"], there["latitude"], there["longitude"])
