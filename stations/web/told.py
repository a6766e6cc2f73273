"""What of a visit to the pages is told to whoever listens (`voltway.lib.happenings`)."""

from typing import Final

from django.http import HttpRequest

from stations.search.query import StationQuery
from stations.web import links
from stations.web.results import Results
from stations.web.search_request import SearchRequest
from voltway.lib import happenings
from voltway.lib.happenings import Deed, Done, Searched

# A view that is higher shows no place of which its middle would tell anything.
_AREA_DEGREES: Final = 2


def tell_search(request: HttpRequest, asked: SearchRequest, results: Results) -> None:
    """That somebody searched: once for a list of several pages, and not for a page that asks "where to?"."""
    query, filters = asked.searched, frozenset(name for name, _value in links.filters_of(asked.asked))
    if request.method == "GET" and not query.cursor and (query.box or query.point or filters):
        happenings.tell(Searched(_place(query), filters, found=results.empty is None), request.META)


def tell_view(request: HttpRequest, public_id: str) -> None:
    """That somebody opened a station's page."""
    if request.method == "GET":
        happenings.tell(Done(Deed.VIEWED, public_id), request.META)


def _place(query: StationQuery) -> tuple[float, float] | None:
    if query.box and query.box.north - query.box.south > _AREA_DEGREES:
        return None
    return (query.point.latitude, query.point.longitude) if query.point else None
