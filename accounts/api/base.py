"""What every resource of `me/` shares: its owner alone reads and writes it, and nobody keeps a copy."""

from typing import Any, cast

from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from stations.api.base import ReadView, check_parameters
from voltway.lib.access import Scope


class MineView(ReadView):
    """By key of the scope, or by session with its CSRF token for what writes."""

    authentication_classes = [*APIView.authentication_classes, SessionAuthentication]
    permission_classes = [*APIView.permission_classes, IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.scope = Scope.READ if request.method in SAFE_METHODS else Scope.WRITE
        super().initial(request, *args, **kwargs)
        check_parameters(request)


def owner(request: Request) -> User:
    """Whoever asks; the permissions have seen to it that it is somebody."""
    return cast(User, request.user)
