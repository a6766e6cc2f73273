"""`me/searches/`: saved searches, each known by an id that its owner's program makes."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from accounts.api import schema
from accounts.api.base import MineView, owner
from accounts.models import SavedSearch
from accounts.searches.keep import drop_search, faults_of, keep_search
from stations.api.answers import now_utc
from stations.api.written import answer, body_of, conditions, moment, nothing, one, text_of
from voltway.lib.problems import NotFound


class Searches(MineView):
    """All of them, the oldest first."""

    @extend_schema(**schema.SEARCHES)
    def get(self, request: Request) -> HttpResponse:
        """List your saved searches."""
        saved = SavedSearch.objects.filter(user=owner(request)).order_by("saved_at", "pk")
        return answer({"data": [as_dict(search) for search in saved]})


class OneSearch(MineView):
    """One of them."""

    @extend_schema(**schema.SEARCH)
    def get(self, request: Request, uid: UUID) -> HttpResponse:
        """Read one saved search."""
        search = SavedSearch.objects.filter(user=owner(request), uid=uid).first()
        if search is None:
            raise NotFound("You have no saved search with this id.")
        return one(request, as_dict(search))

    @extend_schema(**schema.SEARCH_KEEP)
    def put(self, request: Request, uid: UUID) -> HttpResponse:
        """Save a search, or change it."""
        told = body_of(request, {"name", "query"})
        name, query = text_of(told, "name"), text_of(told, "query")
        check = conditions(request, as_dict)
        search, is_new = keep_search(by=owner(request), uid=uid, name=name, query=query, now=now_utc(), check=check)
        return one(request, as_dict(search), HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    @extend_schema(**schema.SEARCH_DROP)
    def delete(self, request: Request, uid: UUID) -> HttpResponse:
        """Forget a saved search."""
        drop_search(by=owner(request), uid=uid, check=conditions(request, as_dict))
        return nothing()


def as_dict(search: SavedSearch) -> dict[str, Any]:
    """What the API says of a saved search, and what of it can't be asked any more."""
    return {
        "id": str(search.uid),
        "name": search.name,
        "query": search.query,
        "url": f"{reverse('finder')}?{search.query}",
        "saved_at": moment(search.saved_at),
        "outdated": [fault.body() for fault in faults_of(search.query)],
    }
