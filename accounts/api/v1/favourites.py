"""Favourites in the shape of the first VoltWay: the stations that somebody keeps, as flat rows."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api.base import MineView, owner
from accounts.api.v1 import schema
from accounts.favourites import known
from accounts.favourites.keep import drop_favourite, keep_favourite
from accounts.models import Favourite
from stations.api.answers import now_utc
from stations.api.v1.rows import Status, flat
from stations.api.written import answer, nothing
from voltway.lib import happenings
from voltway.lib.happenings import Deed, Done
from voltway.lib.problems import NotFound


class Favourites(MineView):
    """`favorites/`: all of them, the newest first."""

    @extend_schema(**schema.FAVOURITES)
    def get(self, request: Request) -> HttpResponse:
        return answer(_rows(Favourite.objects.filter(user=owner(request)).order_by("-added_at", "station")))


class FavouriteStation(MineView):
    """`favorites/{station_id}`: one of them."""

    @extend_schema(**schema.FAVOURITE)
    def get(self, request: Request, station: str) -> HttpResponse:
        kept = Favourite.objects.filter(user=owner(request), station=station).first()
        if kept is None:
            raise NotFound("This station is not among your favourites.")
        return answer(_rows([kept])[0])

    @extend_schema(**schema.FAVOURITE_KEEP)
    def post(self, request: Request, station: str) -> HttpResponse:
        kept, is_new = keep_favourite(by=owner(request), station=station, note=None, now=now_utc())
        if is_new:
            happenings.tell(Done(Deed.STARRED, station), request.META)
        return answer(_rows([kept])[0], HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    @extend_schema(**schema.FAVOURITE_DROP)
    def delete(self, request: Request, station: str) -> HttpResponse:
        drop_favourite(by=owner(request), station=station)
        return nothing()


def _rows(favourites: Iterable[Favourite]) -> list[dict[str, Any]]:
    kept = list(favourites)
    documents = known.documents_of([one.station for one in kept], now=now_utc())
    return [flat(documents[one.station]) if one.station in documents else _remembered(one) for one in kept]


def _remembered(favourite: Favourite) -> dict[str, Any]:
    """The row of a station that is not here any more, by what its owner kept of it."""
    return {
        "id": favourite.station,
        "title": favourite.title,
        "address": favourite.address or None,
        "latitude": favourite.latitude,
        "longitude": favourite.longitude,
        "connector_type": None,
        "power_kw": None,
        "status": Status.UNKNOWN,
        "price": None,
        "hours": None,
        "last_updated": None,
    }
