"""What resources of what drivers tell share: anyone reads them, and who writes sends a key or a session."""

from typing import Any, ClassVar

from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.views import APIView

from stations.api.base import ReadView
from stations.community.author import Author, of
from stations.search import find
from voltway.lib.access import Scope
from voltway.lib.problems import NotFound


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
