"""The answers of OCPI 2.2.1: versions, their endpoints, and the Locations with all that lies in one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stations.api import schema
from stations.api.answers import conditional, now_utc, tag_for
from stations.api.base import ReadView, check_parameters, moment_of, pairs_of, text, whole
from stations.api.ocpi import envelope
from stations.api.ocpi.location import location
from stations.documents import splice
from stations.documents.render import moment
from stations.documents.traits import CLOSED_LICENCE
from stations.search import changes, find, spans
from stations.search.cursor import MAX_LENGTH, decode_place, encode_place
from stations.search.rows import of_public_ids
from stations.search.spans import Place, Span
from voltway.lib import failures
from voltway.lib.access import allowance
from voltway.lib.problems import NotFound
from voltway.observability import requests

VERSION: Final = "2.2.1"
_DEFAULT_LIMIT: Final = 100
_FARTHEST: Final = 100_000_000
_LEFT_OUT: Final = "X-Left-Out"


class OcpiView(ReadView):
    """An answer in OCPI's envelope, errors included."""

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse]:
        """Errors stand in the envelope, too."""
        return _refused


class Versions(OcpiView):
    """`versions`: which there are."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        address = request.build_absolute_uri(reverse("ocpi-endpoints"))
        return _answer(request, [{"version": VERSION, "url": address}])


class Endpoints(OcpiView):
    """`2.2.1`: the modules of the version."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request)
        address = request.build_absolute_uri(reverse("ocpi-locations"))
        endpoints = [{"identifier": "locations", "role": "SENDER", "url": address}]
        return _answer(request, {"version": VERSION, "endpoints": endpoints})


class Locations(OcpiView):
    """`2.2.1/locations`: all of them, or those that changed in a time."""

    @extend_schema(**schema.OCPI_LOCATIONS)
    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, {"offset", "limit", "date_from", "date_to", "cursor"})
        page, now = _Page(request), now_utc()
        newest = changes.latest()
        sizes = spans.tallies(tuple(page.spans), newest)
        total = sum(size.open for size in sizes)
        tag = tag_for(request, newest, now=now)
        answer = conditional(request, tag, lambda: envelope.success(page.read(sizes, now)))
        answer["X-Total-Count"], answer["X-Limit"] = str(total), str(page.most)
        answer[_LEFT_OUT] = str(sum(size.closed for size in sizes))
        if page.last:
            answer["Link"] = f'<{page.following(page.last)}>; rel="next"'
        return answer


class Location(OcpiView):
    """`2.2.1/locations/{id}`: one of them."""

    @extend_schema(**schema.OCPI_LOCATION)
    def get(self, request: Request, public_id: str) -> HttpResponse:
        return _answer(request, _one(request, public_id))


class Evse(OcpiView):
    """`2.2.1/locations/{id}/{evse_uid}`."""

    @extend_schema(**schema.OCPI_EVSE)
    def get(self, request: Request, public_id: str, evse_uid: str) -> HttpResponse:
        return _answer(request, _part(_one(request, public_id)["evses"], "uid", evse_uid))


class Connector(OcpiView):
    """`2.2.1/locations/{id}/{evse_uid}/{connector_id}`."""

    @extend_schema(**schema.OCPI_CONNECTOR)
    def get(self, request: Request, public_id: str, evse_uid: str, connector_id: str) -> HttpResponse:
        evse = _part(_one(request, public_id)["evses"], "uid", evse_uid)
        return _answer(request, _part(evse["connectors"], "id", connector_id))


class Unknown(OcpiView):
    """Any other path: modules and versions that are not here."""

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str) -> HttpResponse:
        raise NotFound("There is no such endpoint here; /ocpi/versions leads to those that there are.")


class _Page:
    """What is asked of a list."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.offset = whole(request, "offset", _FARTHEST, 0, least=0)
        # As the standard has it, a larger page than there is is asked for without a fault.
        self.most = allowance(request).page_size
        self.limit = min(self.most, whole(request, "limit", _FARTHEST, _DEFAULT_LIMIT))
        begin, end = (moment_of(request, name) for name in ("date_from", "date_to"))
        self.spans: list[Span] = spans.spans(*(None if at is None else changes.number_of(at) for at in (begin, end)))
        word = text(request, "cursor", MAX_LENGTH)
        self.after = Place(*decode_place(word)) if word else None
        # The last station of a page that is followed by another.
        self.last: Place | None = None

    def read(self, sizes: tuple[spans.Tally, ...], now: datetime) -> list[dict[str, Any]]:
        """The locations of this page."""
        if self.after:
            places = spans.behind(self.spans, self.after, self.limit + 1)
        else:
            places = spans.listed(self.spans, sizes, self.offset, self.limit + 1)
        if len(places) > self.limit:
            places.pop()
            self.last = places[-1]
        return _locations(places, {span.source_id: span.shown for span in self.spans}, now)

    def following(self, last: Place) -> str:
        """The address of the next page: by its offset, and by the last station, which stays right while rows change."""
        kept = pairs_of(self.request, "limit", "date_from", "date_to")
        pairs = [*kept, ("offset", str(self.offset + self.limit)), ("cursor", encode_place(last))]
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(pairs)}")


def _one(request: Request, public_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    check_parameters(request)
    now, row = now_utc(), find.detail(public_id)
    if row is None or row.traits & CLOSED_LICENCE:
        raise NotFound("There is no such location, or its licence does not let it be passed on.")
    return location(splice.dicts([row], now=now)[0], _written(changes.number_at(public_id)))


def _locations(places: list[Place], shown: dict[int, int], now: datetime) -> list[dict[str, Any]]:
    rows = {row.public_id: row for row in of_public_ids(place.public_id for place in places)}
    # One may have gone since, or be closed now.
    there = [p for p in places if p.public_id in rows and not rows[p.public_id].traits & CLOSED_LICENCE]
    facts = splice.dicts([rows[place.public_id] for place in there], now=now)
    changed = [_written(max(place.own, shown[place.source_id])) for place in there]
    return [location(one, at) for one, at in zip(facts, changed, strict=True)]


def _written(number: int) -> str:
    return moment(changes.moment_of(number)) or ""


def _part(listed: list[dict[str, Any]], name: str, wanted: str) -> dict[str, Any]:
    """The EVSE or connector of an id, whatever its case. Raises NotFound."""
    for one in listed:
        if one[name].lower() == wanted.lower():
            return one
    raise NotFound(f"There is nothing with this {name} in it.")


def _answer(request: Request, data: Any) -> HttpResponse:
    return conditional(request, tag_for(request, changes.latest(), now=now_utc()), lambda: envelope.success(data))


def _refused(error: Exception, context: dict[str, Any]) -> HttpResponse:
    request = context["request"]
    requests.tell_failed(error, method=requests.method_of(request), view=requests.view_of(request))
    return envelope.refusal(failures.problem_of(error))
