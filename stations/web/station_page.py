"""`/stations/<id>/<slug>/`: all that is known of one place, and where to go instead."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stations.documents import splice
from stations.hours.words import DayRow
from stations.search import find
from stations.search.query import Box, Order, PlugFilter, Point, StationQuery
from stations.web import cards, finder, linked_data, links, opening, plugs, preferences, rows, station_facts, units
from stations.web.community import edits, findings, photos, reviews
from stations.web.station_links import Handoff, handoffs
from stations.web.told import tell_view

_ALTERNATIVES = 5
# Beside the station itself, the same place of other sources may come first: those are not alternatives.
_ASKED_FOR = _ALTERNATIVES + 5
_NEARBY_M = 100_000
CARD = "card"
# Degrees around the station that the large map shows when it is opened from here.
_AROUND = 0.02


@dataclass(frozen=True, slots=True)
class Page:
    card: cards.Card
    gone: str
    canonical: str
    linked_data: SafeString
    points: list[station_facts.Point]
    using: list[station_facts.Fact]
    place: list[station_facts.Fact]
    not_known: str
    origins: list[station_facts.Origin]
    dates: list[station_facts.Fact]
    week: tuple[DayRow, ...]
    today: int
    hours_text: str
    map_url: str
    time_zone: str
    assumed: bool
    assumed_fields: str
    closed: bool
    handoffs: list[Handoff]
    alternatives: list[cards.Card]
    settings: dict[str, Any] = field(default_factory=dict)


@require_safe
def show(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The page; 301 to its address where the slug differs, 404 for an id that never was, 410 for one that vanished.

    `fragment=card` gives the station's row alone, for the map.
    """
    answer = _answer(request, public_id)
    # It thanks whoever told something, and shows them what became of it.
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


def _answer(request: HttpRequest, public_id: str) -> HttpResponse:
    row = find.detail(public_id)
    if row is None:
        raise Http404(_("There is no station of this id."))
    now = timezone.now()
    station = splice.dicts([row], now=now)[0]
    reader = cards.Reader(units=preferences.of(request).units, now=now)
    schedule = opening.schedules([row]).get(public_id)
    same = rows.twins_of([station["group"]]).get(station["group"], []) if station["group"] else []
    card = cards.card(station, reader, schedule, [twin for member, twin in same if member != public_id])
    if request.GET.get("fragment") == CARD:
        return render(request, "finder/picked.html", {"card": card, "handoffs": _ways(station, card)})
    if request.path != station["url"]:
        return HttpResponsePermanentRedirect(station["url"])
    found = findings.found(station, now)
    reviewed = reviews.section(request, public_id, now)
    page = _page(station, card, schedule, reader, {public_id, *(member for member, _twin in same)}, found, reviewed)
    status = HTTPStatus.GONE if page.gone else HTTPStatus.OK
    tell_view(request, public_id)
    told = {
        "edits": edits.strip(request, public_id),
        "found": found,
        "photos": photos.strip(request, public_id),
        "reviews": reviewed,
        "panels": _panels(request, station, reader, page),
    }
    return render(request, "stations/page.html", {"page": page, "card": card, **told}, status=status)


def _page(
    station: dict[str, Any],
    card: cards.Card,
    schedule: opening.Schedule | None,
    reader: cards.Reader,
    same: set[str],
    found: findings.Found,
    reviewed: reviews.Section,
) -> Page:
    canonical = settings.SITE_URL + station["url"]
    times = station["opening_times"] or {}
    place = station_facts.place(station)
    return Page(
        card=card,
        gone=_day(station["vanished_at"]),
        canonical=canonical,
        linked_data=linked_data.script(station, title=card.title, url=canonical, rating=reviewed.told.rating),
        points=station_facts.points(station, reader.now, found.answers),
        using=station_facts.using(station),
        place=place,
        not_known=", ".join(fact.label for fact in place if not fact.values),
        origins=station_facts.origins(station),
        dates=station_facts.dates(station),
        week=_telling(opening.week(schedule)),
        today=opening.weekday(schedule, reader.now),
        hours_text=times.get("text") or times.get("osm") or "",
        map_url=_map_url(station),
        time_zone=station["time_zone"] or "",
        assumed=station_facts.has_assumed(station),
        assumed_fields=station_facts.assumed_fields(station),
        closed=card.closed_licence,
        handoffs=_ways(station, card),
        alternatives=_alternatives(station, reader, same),
        settings=finder.map_settings(reader.units),
    )


def _telling(week: tuple[DayRow, ...]) -> tuple[DayRow, ...]:
    """The week, unless every day says what the line above it says already."""
    return week if len({day.words for day in week}) > 1 else ()


def _map_url(station: dict[str, Any]) -> str:
    at = station["coordinates"]
    latitude, longitude = at["latitude"], at["longitude"]
    box = Box(
        max(-180.0, longitude - _AROUND), max(-90.0, latitude - _AROUND),
        min(180.0, longitude + _AROUND), min(90.0, latitude + _AROUND),
    )  # fmt: skip
    return links.search(StationQuery(box=box), [("picked", station["id"])])


def _ways(station: dict[str, Any], card: cards.Card) -> list[Handoff]:
    at = station["coordinates"]
    return handoffs(at["latitude"], at["longitude"], card.title)


def _day(value: str | None) -> str:
    return units.day(datetime.fromisoformat(value)) if value else ""


def _panels(request: HttpRequest, station: dict[str, Any], reader: cards.Reader, page: Page) -> list[str]:
    """What the parts above chargers add, none the row of a station a second time."""
    above = {card.id for card in page.alternatives}
    return [import_string(panel)(request, station, reader, above) for panel in settings.STATION_PANELS]


def _alternatives(station: dict[str, Any], reader: cards.Reader, same: set[str]) -> list[cards.Card]:
    """The nearest stations that have one of the same plugs, for when this one is taken, broken or gone."""
    at = station["coordinates"]
    standards = {connector["standard"] for connector in plugs.connectors(station["evses"]) if connector["standard"]}
    wanted = PlugFilter(standards=tuple(sorted(standards)))
    query = StationQuery(
        point=Point(at["latitude"], at["longitude"]),
        radius_m=_NEARBY_M,
        plug=wanted,
        order=Order.DISTANCE,
        limit=_ASKED_FOR,
    )
    found = rows.cards_of(query, reader)
    return [card for card in found if card.id not in same][:_ALTERNATIVES]
