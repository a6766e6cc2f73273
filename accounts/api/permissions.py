"""What a key may be used for."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api.authentication import CHALLENGE
from accounts.keys.callers import Caller
from voltway.lib.access import Scope
from voltway.lib.problems import NotAllowed, NotSignedIn


class ScopePermission(BasePermission):
    """Views name the scope that they need, and whether reading is open to everybody (`open_to_all`)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method not in view.allowed_methods:
            # Nobody may: the answer says what there is.
            return True
        needed = Scope(getattr(view, "scope", Scope.READ))
        if isinstance(request.auth, Caller):
            if needed not in request.auth.scopes:
                raise NotAllowed(f"This key lacks the scope “{needed}”.", scope=str(needed))
            return True
        if getattr(view, "open_to_all", True):
            return True
        raise NotSignedIn(f"This needs a key with the scope “{needed}”.", headers={"WWW-Authenticate": CHALLENGE})
