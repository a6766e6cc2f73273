"""`me/favourites/`: the stations that somebody keeps, known by the station's id."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api import schema
from accounts.api.base import MineView, owner
from accounts.favourites import known
from accounts.favourites.files import MAX_BYTES, MAX_ROWS
from accounts.favourites.keep import drop_favourite, join_favourites, keep_favourite
from accounts.favourites.rows import read_note
from accounts.models import Favourite
from stations.api.answers import now_utc
from stations.api.written import answer, body_of, conditions, moment, nothing, one, text_of
from stations.documents.identity import page_path
from stations.documents.traits import VANISHED
from voltway.lib import happenings
from voltway.lib.batches import RowError, RowRefused
from voltway.lib.happenings import Deed, Done
from voltway.lib.problems import InvalidParameters, NotFound, ParameterError, TooLarge


class Favourites(MineView):
    """All of them; the newest first."""

    @extend_schema(**schema.FAVOURITES)
    def get(self, request: Request) -> HttpResponse:
        """List your favourites."""
        kept = Favourite.objects.filter(user=owner(request)).order_by("-added_at", "station")
        return answer({"data": as_dicts(kept)})

    @extend_schema(**schema.FAVOURITES_JOIN)
    def post(self, request: Request) -> HttpResponse:
        """Add several favourites."""
        rows = _rows(body_of(request, {"data"}, longest=MAX_BYTES))
        joined = join_favourites(by=owner(request), told=rows, now=now_utc())
        counts = {"added": joined.added, "noted": joined.noted, "unchanged": joined.unchanged}
        return answer({**counts, "refused": [_refusal(error) for error in joined.refused]})


class FavouriteStation(MineView):
    """One of them."""

    @extend_schema(**schema.FAVOURITE)
    def get(self, request: Request, station: str) -> HttpResponse:
        """Read one favourite."""
        favourite = Favourite.objects.filter(user=owner(request), station=station).first()
        if favourite is None:
            raise NotFound("This station is not among your favourites.")
        return one(request, as_dict(favourite))

    @extend_schema(**schema.FAVOURITE_KEEP)
    def put(self, request: Request, station: str) -> HttpResponse:
        """Keep a station, with a note."""
        told = body_of(request, {"note"})
        favourite, is_new = keep_favourite(
            by=owner(request), station=station, note=_note(told), now=now_utc(), check=conditions(request, as_dict)
        )
        if is_new:
            happenings.tell(Done(Deed.STARRED, station), request.META)
        return one(request, as_dict(favourite), HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    @extend_schema(**schema.FAVOURITE_DROP)
    def delete(self, request: Request, station: str) -> HttpResponse:
        """Keep a station no longer."""
        drop_favourite(by=owner(request), station=station, check=conditions(request, as_dict))
        return nothing()


def as_dict(favourite: Favourite) -> dict[str, Any]:
    return as_dicts([favourite])[0]


def as_dicts(favourites: Iterable[Favourite]) -> list[dict[str, Any]]:
    """What the API says of favourites."""
    kept = list(favourites)
    there = {row.public_id for row in known.rows_of([one.station for one in kept]) if not row.traits & VANISHED}
    return [
        {
            "id": one.station,
            "url": page_path(one.station, one.title),
            "title": one.title,
            "address": one.address,
            "latitude": one.latitude,
            "longitude": one.longitude,
            "note": one.note,
            "added_at": moment(one.added_at),
            "vanished": one.station not in there,
        }
        for one in kept
    ]


def _note(told: Mapping[str, Any]) -> str | None:
    """None leaves the note that is there."""
    if told.get("note") is None:
        return None
    try:
        return read_note(text_of(told, "note"))
    except RowRefused as refused:
        raise InvalidParameters("The note can't be kept.", errors=[ParameterError("note", refused.message)]) from None


def _rows(told: Mapping[str, Any]) -> list[Any]:
    rows = told.get("data")
    if not isinstance(rows, list):
        raise InvalidParameters("Favourites are needed.", errors=[ParameterError("data", "must be a list")])
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"There are more than {MAX_ROWS:,} rows.")
    return rows


def _refusal(error: RowError) -> dict[str, Any]:
    return {"row": error.row, "rule": error.rule, "field": error.field, "message": error.message}
