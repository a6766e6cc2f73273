"""The list of the finder: its heading, the filters that are on and what each hides, its rows, or what to do instead."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.documents import splice
from stations.documents.identity import page_path
from stations.models import Operator, Station
from stations.ocpi import Access
from stations.search import counts, find, places
from stations.search.query import DEFAULT_ACCESS, Box, Order, Point, StationQuery
from stations.search.rows import Row
from stations.sources.registry import all_feeds
from stations.web import cards, filters, links, opening, stock, towns, units
from stations.web.cards import Card
from stations.web.search_request import SearchRequest
from voltway.lib.geo import box_around

# Counts stop here; a driver does not need to know more exactly.
CAPPED = 10_000
# A view so high that "nearest to its middle" means nothing.
_WIDE_DEGREES = 12
_LISTED_IN_WIDE_VIEW = 200
_NEAREST_SHOWN = 3
_RADII_KM = (25, 50, 100, 250, 500)
_DOUBLINGS = 4
_LEAST_SPAN_DEGREES = 0.02
# How many rows the map is fitted to, as far as they are near; three where none is.
_FITTED = 12
_NEAR_M = 12_000


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, where dropping it leads, and how many stations it hides here."""

    label: str
    url: str
    hides: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty list."""

    label: str
    url: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What is said instead of an empty list."""

    words: str
    ways: list[Way]
    nearest: list[cards.Card]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said where no area was chosen, or one too large to list."""

    words: str
    towns: list[Way]
    stock: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All that the list shows. `fit` ("west,south,east,north") and `point` ("lat,lon") are for the map."""

    heading: str
    note: str = ""
    chips: list[Chip] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    more_url: str = ""
    empty: Empty | None = None
    welcome: Welcome | None = None
    restricted: Way | None = None
    # Places that may have been meant where a name was none.
    similar: list[Way] = field(default_factory=list)
    fit: str = ""
    point: str = ""


def results(request: SearchRequest, unit: units.Units, *, now: datetime) -> Results:
    """The list that a request asks for."""
    query = request.searched
    hidden = counts.hidden(query, now=now) if _has_area(query) else {}
    chips = _chips(request, hidden)
    if not _has_area(query) and not links.filters_of(request.asked):
        return Results(_("Where to?"), chips=chips, welcome=_welcome(request))
    total = counts.total(query, now=now) if _is_bounded(query) else None
    if total is not None and query.box and _is_wide(query.box) and total > _LISTED_IN_WIDE_VIEW:
        return Results(_stations(total), chips=chips, welcome=_too_wide(request), point=_point(query))
    shown = _listed(request, unit, total, hidden, now=now)
    return replace(shown, chips=chips, restricted=_restricted(request, hidden), similar=_similar(request))


def _listed(
    request: SearchRequest, unit: units.Units, total: int | None, hidden: Mapping[str, int], *, now: datetime
) -> Results:
    query = request.searched
    page = find.page(query, now=now)
    reader = cards.Reader(units=unit, now=now, wanted=query.plug)
    fit, point = _fit(query, page.rows), _point(query)
    if not page.rows:
        return Results(_stations(0), empty=_empty(request, unit, hidden, reader), fit=fit, point=point)
    rows = _cards(page.rows, reader)
    if total is not None and not page.next_cursor and not query.cursor:
        # All of them are in sight: what is counted is what is shown, places that several sources tell once.
        total = len(rows)
    return Results(
        heading=_heading(request, unit, total),
        note=_note(request),
        cards=rows,
        more_url=_more_url(request, page.next_cursor),
        fit=fit,
        point=point,
    )


def _more_url(request: SearchRequest, cursor: str | None) -> str:
    return links.search(request.asked, [*_origin_pair(request), ("cursor", cursor)]) if cursor else ""


def _cards(rows: list[Row], reader: cards.Reader) -> list[cards.Card]:
    documents = splice.dicts(rows, now=reader.now)
    return cards.cards(
        documents,
        reader,
        schedules=opening.schedules(rows),
        twins=twins_of({document["group"] for document in documents if document["group"]}),
    )


def twins_of(groups: Iterable[str]) -> dict[str, list[tuple[str, cards.Twin]]]:
    """By group: the public id of each of its stations, and how another one links to it."""
    found = dict[str, list[tuple[str, cards.Twin]]]()
    wanted = list(groups)
    stations = Station.objects.filter(group__in=wanted, vanished_at=None) if wanted else Station.objects.none()
    columns = ("group", "public_id", "source__uid", "name", "address")
    for group, public_id, uid, name, address in stations.order_by("public_id").values_list(*columns):
        twin = cards.Twin(page_path(public_id, name or address), _source_name(uid))
        found.setdefault(group, []).append((public_id, twin))
    return found


def _similar(request: SearchRequest) -> list[Way]:
    query = replace(request.asked, text="", box=None, order=Order.DISTANCE)
    return [
        Way(place.label, links.search(replace(query, point=place.point, place=place.label)))
        for place in (places.similar(request.missed) if request.missed else ())
    ]


def _has_area(query: StationQuery) -> bool:
    return bool(query.box or query.point)


def _is_bounded(query: StationQuery) -> bool:
    return bool(query.box or query.radius_m)


def _is_wide(box: Box) -> bool:
    return box.north - box.south > _WIDE_DEGREES


def _point(query: StationQuery) -> str:
    return f"{query.point.latitude:.5f},{query.point.longitude:.5f}" if query.point else ""


def _fit(query: StationQuery, rows: list[Row]) -> str:
    """What the map should show for a list that was not asked for by its box: the point and the rows nearest to it."""
    if query.box:
        box = query.box
        return f"{box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}"
    near = [row for row in rows[:_FITTED] if row.distance_m is None or row.distance_m <= _NEAR_M]
    spots = [(row.latitude, row.longitude) for row in near or rows[:_NEAREST_SHOWN]]
    if query.point:
        spots.append((query.point.latitude, query.point.longitude))
    if not spots:
        return ""
    if query.point and query.radius_m and not rows:
        return _around(query.point, query.radius_m)
    south, north = min(lat for lat, _lon in spots), max(lat for lat, _lon in spots)
    west, east = min(lon for _lat, lon in spots), max(lon for _lat, lon in spots)
    slack = max(0.0, _LEAST_SPAN_DEGREES - (north - south)) / 2
    return f"{west - slack:.5f},{south - slack:.5f},{east + slack:.5f},{north + slack:.5f}"


def _around(point: Point, radius_m: float) -> str:
    box = box_around(point.latitude, point.longitude, radius_m)
    return f"{box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}"


def _stations(total: int) -> str:
    if total >= CAPPED:
        return _("More than %(n)s stations") % {"n": units.count(CAPPED)}
    return units.stations(total)


def _heading(request: SearchRequest, unit: units.Units, total: int | None) -> str:
    query = request.searched
    if total is None:
        name = _place_name(request)
        return _("Stations near %(place)s") % {"place": name} if name else _("Stations")
    if query.radius_m is not None and not query.box:
        return _("%(stations)s within %(radius)s of %(place)s") % {
            "stations": _stations(total),
            "radius": units.radius(query.radius_m / 1000, unit),
            "place": _place_name(request) or _("the point"),
        }
    return _stations(total)


def _place_name(request: SearchRequest) -> str:
    if request.origin == "me":
        return _("you")
    return request.place.name if request.place else request.asked.place.partition(",")[0]


def _note(request: SearchRequest) -> str:
    if request.missed:
        return _("No place is called “%s”, so names, operators and addresses were searched.") % request.missed
    if request.searched.order is Order.POWER:
        return _("Strongest first")
    if request.searched.order is not Order.DISTANCE:
        return ""
    if request.origin == "centre":
        return _("Nearest to the middle of the map first")
    return _("Nearest to %s first") % (_place_name(request) or _("the point"))


def _origin_pair(request: SearchRequest) -> list[tuple[str, str]]:
    return [("origin", "me")] if request.origin == "me" else []


def _chips(request: SearchRequest, hidden: Mapping[str, int]) -> list[Chip]:
    return [
        Chip(
            label=one.label,
            url=_without(request, one),
            hides=_hides(hidden.get(one.parameter, 0)),
        )
        for one in filters.active(request.asked, _names(request.asked))
    ]


def _hides(number: int) -> str:
    if not number:
        return ""
    return _("hides %(n)s") % {"n": units.count(number) + ("+" if number >= CAPPED else "")}


def _names(query: StationQuery) -> dict[str, str]:
    """What the operators and sources of a query are called."""
    slugs = [*query.operators, *query.exclude_operators]
    names = dict(Operator.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return {**names, **{uid: _source_name(uid) for uid in query.sources}}


def _source_name(uid: str) -> str:
    feed = all_feeds().get(uid)
    return feed.title if feed else uid


def _empty(request: SearchRequest, unit: units.Units, hidden: Mapping[str, int], reader: cards.Reader) -> Empty:
    ways = [*_wider(request, unit, reader.now), *_drops(request, hidden)]
    return Empty(_("Nothing here that fits."), ways, _nearest(request.searched, reader))


def _wider(request: SearchRequest, unit: units.Units, now: datetime) -> list[Way]:
    """The next larger area that has an answer; none where even the largest has not."""
    for words, asked, searched in _wider_areas(request, unit):
        if number := counts.total(searched, now=now):
            return [Way(words, links.search(asked, _origin_pair(request)), _stations(number))]
    return []


def _wider_areas(request: SearchRequest, unit: units.Units) -> Iterator[tuple[str, StationQuery, StationQuery]]:
    """Words, and the query as its link says it and as it is searched."""
    if box := request.asked.box:
        for _step in range(_DOUBLINGS):
            box = links.wider(box)
            yield _("Look in a wider area"), replace(request.asked, box=box), replace(request.searched, box=box)
    elif metres := request.asked.radius_m:
        for km in _RADII_KM:
            if km * 1000 > metres:
                wide = replace(request.asked, radius_m=km * 1000), replace(request.searched, radius_m=km * 1000)
                yield _("Widen to %s") % units.radius(km, unit), *wide


def _drops(request: SearchRequest, hidden: Mapping[str, int]) -> list[Way]:
    """The filters without which there would be something, the most of it first."""
    hiding = [one for one in filters.active(request.asked, _names(request.asked)) if hidden.get(one.parameter)]
    return [
        Way(_("Drop “%s”") % one.label, _without(request, one), _stations(hidden[one.parameter]))
        for one in sorted(hiding, key=lambda one: -hidden[one.parameter])
    ]


def _without(request: SearchRequest, active: filters.Active) -> str:
    return links.address([*active.without, *_origin_pair(request)])


def _restricted(request: SearchRequest, hidden: Mapping[str, int]) -> Way | None:
    """What the usual access classes leave out, said because nobody chose them."""
    number = hidden.get("access", 0)
    if not number or request.asked.access != DEFAULT_ACCESS:
        return None
    everybody = replace(request.asked, access=tuple(str(value) for value in Access))
    words = ngettext("%s more is not open to everybody", "%s more are not open to everybody", number)
    return Way(words % units.count(number), links.search(everybody, _origin_pair(request)))


def _nearest(query: StationQuery, reader: cards.Reader) -> list[cards.Card]:
    """The nearest stations that do fit, however far away: the honest answer to an empty area."""
    if query.point is None or not _is_bounded(query):
        return []
    anywhere = replace(query, box=None, radius_m=None, order=Order.DISTANCE, limit=_NEAREST_SHOWN, cursor="")
    return cards_of(anywhere, reader)


def _welcome(request: SearchRequest) -> Welcome:
    words = _("Search for a place or an operator, show where you are, or begin with a town.")
    return Welcome(words, _towns(request.asked), _stock())


def _stock() -> str:
    per_source = stock.by_source()
    if not per_source:
        return _("There are no stations here yet.")
    sources = ngettext("%s source", "%s sources", len(per_source)) % len(per_source)
    return _("%(stations)s from %(sources)s") % {
        "stations": units.stations(sum(per_source.values())),
        "sources": sources,
    }


def _too_wide(request: SearchRequest) -> Welcome:
    return Welcome(_("Zoom in or search for a place to list them."), _towns(request.asked))


def _towns(query: StationQuery) -> list[Way]:
    nowhere = replace(query, box=None, radius_m=None, order=Order.DISTANCE)
    return [
        Way(town.name, links.search(replace(nowhere, point=town.point, place=town.name)))
        for town in towns.with_stations()
    ]


def cards_of(query: StationQuery, reader: cards.Reader) -> list[cards.Card]:
    """The rows that answer a query, for other pages than the finder."""
    return _cards(find.page(query, now=reader.now).rows, reader)
