"""The list of the finder: its heading, the filters that are on and what each hides, its rows, or what to do instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stations.models import Operator
from stations.search import counts, find, repeats
from stations.search.query import StationQuery
from stations.web import cards, filters, fit, headings, links, rows, stock, units, ways
from stations.web.search_request import SearchRequest

# A view so high that "nearest to its middle" means nothing.
_WIDE_DEGREES = 12
_LISTED_IN_WIDE_VIEW = 200


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, where dropping it leads, and how many stations it hides here."""

    label: str
    url: str
    hides: str = ""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is said where no area was chosen, or one too large to list."""

    words: str
    towns: list[ways.Way]
    stock: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All that the list shows. `fit` ("west,south,east,north") and `point` ("lat,lon") are for the map."""

    heading: str
    note: str = ""
    chips: list[Chip] = field(default_factory=list)
    rows: list[cards.Card] = field(default_factory=list)
    more_url: str = ""
    empty: ways.Empty | None = None
    welcome: Welcome | None = None
    restricted: ways.Way | None = None
    # Places that may have been meant where a name was none.
    similar: list[ways.Way] = field(default_factory=list)
    fit: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was counted, and within which query: the one that was asked, or near its point where nothing bounds it."""

    query: StationQuery
    total: int
    hidden: Mapping[str, int]
    # How many of those that a bound on power hides tell no power.
    powerless: int = 0
    # How many of the total tell of a place that another one tells of.
    repeated: int = 0

    @property
    def places(self) -> int:
        return self.total - self.repeated


def results(request: SearchRequest, unit: units.Units, *, now: datetime) -> Results:
    active = filters.active(request.asked, names(request.asked))
    if not (request.searched.box or request.searched.point or active):
        return Results(_("Where to?"), welcome=_welcome(request))
    counted = _count(request.searched, unit, now)
    hidden = counted.hidden if counted else {}
    chips = [Chip(one.label, ways.without(request, one), _hides(one, counted)) for one in active]
    if counted and _is_too_wide(counted.query, counted.total):
        heading, point = headings.stations(counted.total), fit.point(request.searched)
        return Results(heading, chips=chips, welcome=_too_wide(request), point=point)
    shown = _listed(request, active, counted, cards.Reader(units=unit, now=now, wanted=request.searched.plug))
    return replace(shown, chips=chips, restricted=ways.to_restricted(request, hidden), similar=ways.to_similar(request))


def _count(query: StationQuery, unit: units.Units, now: datetime) -> _Counted | None:
    """None where nothing says around what to count."""
    if not (query.box or query.point):
        return None
    bounded = query.box or query.radius_m is not None
    within = query if bounded else replace(query, radius_m=filters.USUAL_RADIUS_KM[unit] * 1000)
    total = counts.total(within, now=now)
    if _is_too_wide(within, total):
        # What a filter hides of half the world helps nobody, and takes long to count.
        return _Counted(within, total, {})
    hidden = counts.hidden(within, total, now=now)
    return _Counted(
        within,
        total,
        hidden,
        powerless=counts.powerless(within, total, hidden, now=now),
        repeated=repeats.repeated(within, total, now=now),
    )


def _listed(
    request: SearchRequest, active: list[filters.Active], counted: _Counted | None, reader: cards.Reader
) -> Results:
    query = request.searched
    page = find.page(query, now=reader.now)
    view, point = fit.fit(query, page.rows), fit.point(query)
    if not page.rows:
        hidden, powerless = (counted.hidden, counted.powerless) if counted else ({}, 0)
        empty = ways.out_of_empty(request, active, hidden, powerless, reader)
        return Results(headings.stations(0), headings.missed(request), empty=empty, fit=view, point=point)
    shown = rows.cards_for(query, page, reader)
    whole = not (page.next_cursor or query.cursor)
    heading, note = _words(request, counted, len(shown) if whole else None, reader.units)
    more_url = _more_url(request, page.next_cursor)
    return Results(heading, note, rows=shown, more_url=more_url, fit=view, point=point)


def _words(request: SearchRequest, counted: _Counted | None, shown: int | None, unit: units.Units) -> tuple[str, str]:
    """Heading and note. `shown`: how many rows there are when all of them are in sight.

    Then what is counted is what is shown: a place that several sources tell is one.
    """
    order = headings.note(request)
    if counted is None:
        return headings.heading(request, unit, None), order
    if counted.query is request.searched:
        return headings.heading(request, unit, counted.places if shown is None else shown), order
    return headings.heading(request, unit, None), headings.near_note(
        order, unit, counted.places, counted.query.radius_m
    )


def _more_url(request: SearchRequest, cursor: str | None) -> str:
    return links.search(request.asked, [*links.origin(request), ("cursor", cursor)]) if cursor else ""


def _is_too_wide(query: StationQuery, total: int) -> bool:
    box = query.box
    return box is not None and box.north - box.south > _WIDE_DEGREES and total > _LISTED_IN_WIDE_VIEW


def _hides(filter_: filters.Active, counted: _Counted | None) -> str:
    number = counted.hidden.get(filter_.parameter, 0) if counted else 0
    if not (counted and number):
        return ""
    words = _("hides %(n)s") % {"n": units.count(number) + ("+" if number >= counts.CAP else "")}
    if filter_.parameter not in filters.BOUNDS_ON_POWER or not counted.powerless:
        return words
    told = ngettext("%(n)s tells no power", "%(n)s tell no power", counted.powerless)
    return f"{words} ({told % {'n': units.count(counted.powerless)}})"


def names(query: StationQuery) -> dict[str, str]:
    slugs = [*query.operators, *query.exclude_operators]
    names = dict(Operator.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return {**names, **{uid: rows.source_name(uid) for uid in query.sources}}


def _welcome(request: SearchRequest) -> Welcome:
    words = _("Search for a place or an operator, show where you are, or begin with a town.")
    return Welcome(words, ways.to_towns(request.asked), _stock())


def _too_wide(request: SearchRequest) -> Welcome:
    return Welcome(_("Zoom in or search for a place to list them."), ways.to_towns(request.asked))


def _stock() -> str:
    per_source = stock.by_source()
    if not per_source:
        return _("There are no stations here yet.")
    sources = ngettext("%s source", "%s sources", len(per_source)) % len(per_source)
    words = {"stations": units.stations(sum(per_source.values())), "sources": sources}
    return _("%(stations)s from %(sources)s") % words
