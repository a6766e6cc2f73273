"""What resources of what drivers tell share: anyone reads them, and who writes sends a key or a session."""

from typing import Any, ClassVar, Final, TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.views import APIView

from stations.api.base import ReadView, faulty, text, whole
from stations.community.author import Author, of
from stations.models import Contribution
from stations.search import find
from voltway.lib.access import Scope
from voltway.lib.problems import NotFound

C = TypeVar("C", bound=Contribution)
# Parameters of a list in pages.
PAGED: Final = frozenset({"limit", "cursor"})
_LIMIT: Final = 20
_MOST: Final = 100
_LONGEST_CURSOR: Final = 22


class ToldView(ReadView):
    """By key of the scope, or by session with its CSRF token for what writes; `braked` counts what writes."""

    authentication_classes = [*APIView.authentication_classes, SessionAuthentication]
    permission_classes = [*APIView.permission_classes, IsAuthenticatedOrReadOnly]
    # Name of a brake in settings.BRAKES.
    braked: ClassVar[str] = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        writes = request.method not in SAFE_METHODS
        self.scope = Scope.WRITE if writes else Scope.READ
        self.brake = self.braked if writes else None
        super().initial(request, *args, **kwargs)


def author(request: Request) -> Author:
    """Who sent this, by key, by session, or by the address alone."""
    return of(request._request, request.user)


def check_station(public_id: str) -> None:
    """Raises NotFound for an id that never was a station's."""
    if find.detail(public_id) is None:
        raise NotFound("There is no station with this id: 12 characters, lower-case letters and digits 2 to 7.")


def paged(request: Request, rows: QuerySet[C]) -> tuple[list[C], str | None]:
    """A page of what was told, the newest first, and the address of the next one. Raises InvalidParameters."""
    limit, cursor = whole(request, "limit", _MOST, _LIMIT), text(request, "cursor", _LONGEST_CURSOR)
    if cursor:
        last = rows.model._default_manager.filter(public_id=cursor).first()
        if last is None:
            raise faulty("cursor", "must be one that an answer gave, of something that is still there")
        at = last.created_at
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=last.pk))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    asked = request.query_params.dict() | {"cursor": found[limit - 1].public_id}
    return found[:limit], request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")
