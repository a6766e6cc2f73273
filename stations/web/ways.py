"""Ways on: out of an empty list, to towns with stations, to places that may have been meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.ocpi import Access
from stations.search import counts, hints, places
from stations.search.query import DEFAULT_ACCESS, Order, StationQuery
from stations.web import cards, filters, headings, links, rows, towns, units
from stations.web.search_request import SearchRequest

_NEAREST_SHOWN = 3
_RADII_KM = (25, 50, 100, 250, 500)
_DOUBLINGS = 4


@dataclass(frozen=True, slots=True)
class Way:
    """Where a link leads, and how many stations are there."""

    label: str
    url: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What is said instead of an empty list."""

    words: str
    # Why, as far as it can be told.
    hint: str
    # What is said of stations whose power nobody knows, where a bound on power hides them.
    powerless: str
    ways: list[Way]
    nearest: list[cards.Card]


def out_of_empty(
    request: SearchRequest,
    active: list[filters.Active],
    hidden: Mapping[str, int],
    powerless: int,
    reader: cards.Reader,
) -> Empty:
    hint = hints.of_empty(request.searched, now=reader.now)
    ways = [*_exchanged(request, hint), *_wider(request, reader.units, reader.now), *_drops(request, active, hidden)]
    nearest = _nearest(request.searched, reader)
    return Empty(_("Nothing here that fits."), hint.words, _powerless(powerless), ways, nearest)


def _powerless(number: int) -> str:
    if not number:
        return ""
    words = ngettext(
        "%(n)s station here tells no power of its plugs, so nobody can say whether it would do.",
        "%(n)s stations here tell no power of their plugs, so nobody can say whether they would do.",
        number,
    )
    return words % {"n": units.count(number)}


def _exchanged(request: SearchRequest, hint: hints.Hint) -> list[Way]:
    if hint.exchanged is None:
        return []
    asked = replace(request.asked, box=hint.exchanged.box, point=hint.exchanged.point if request.asked.point else None)
    return [Way(_("Exchange latitude and longitude"), links.search(asked, links.origin(request)))]


def _wider(request: SearchRequest, unit: units.Units, now: datetime) -> list[Way]:
    """The next larger area that has an answer; none where even the largest has not."""
    for words, asked, searched in _wider_areas(request, unit):
        if number := counts.total(searched, now=now):
            return [Way(words, links.search(asked, links.origin(request)), headings.stations(number))]
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


def _drops(request: SearchRequest, active: list[filters.Active], hidden: Mapping[str, int]) -> list[Way]:
    """The filters without which there would be something, the most of it first."""
    hiding = [one for one in active if hidden.get(one.parameter)]
    return [
        Way(_("Drop “%s”") % one.label, without(request, one), headings.stations(hidden[one.parameter]))
        for one in sorted(hiding, key=lambda one: -hidden[one.parameter])
    ]


def without(request: SearchRequest, active: filters.Active) -> str:
    return links.address([*active.without, *links.origin(request)])


def _nearest(query: StationQuery, reader: cards.Reader) -> list[cards.Card]:
    """The nearest stations that do fit, however far away: the honest answer to an empty area."""
    if query.point is None or not (query.box or query.radius_m):
        return []
    anywhere = replace(query, box=None, radius_m=None, order=Order.DISTANCE, limit=_NEAREST_SHOWN, cursor="")
    return rows.cards_of(anywhere, reader)


def to_restricted(request: SearchRequest, hidden: Mapping[str, int]) -> Way | None:
    """What the usual access classes leave out, said because nobody chose them."""
    number = hidden.get("access", 0)
    if not number or request.asked.access != DEFAULT_ACCESS:
        return None
    everybody = replace(request.asked, access=tuple(str(value) for value in Access))
    words = ngettext("%s more is not open to everybody", "%s more are not open to everybody", number)
    return Way(words % units.count(number), links.search(everybody, links.origin(request)))


def to_similar(request: SearchRequest) -> list[Way]:
    query = replace(request.asked, text="", box=None, order=Order.DISTANCE)
    return [
        Way(place.label, links.search(replace(query, point=place.point, place=place.label)))
        for place in (places.similar(request.missed) if request.missed else ())
    ]


def to_towns(query: StationQuery) -> list[Way]:
    nowhere = replace(query, box=None, radius_m=None, order=Order.DISTANCE)
    return [
        Way(town.name, links.search(replace(nowhere, point=town.point, place=town.name)))
        for town in towns.with_stations()
    ]
