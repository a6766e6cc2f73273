"""Who may ask for an insight that is not for everybody."""

from typing import Any

from django.urls import reverse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from analytics.insights.rights import lacks_second_factor, may_see
from voltway.lib.problems import NotAllowed, NotSignedIn


class StaffWithRight(BasePermission):
    """Staff who may see the view's `insight`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method not in view.allowed_methods:
            # Nobody may: the answer says what there is.
            return True
        # Nobody at all is None here.
        if not getattr(request.user, "is_authenticated", False):
            raise NotSignedIn("This is for staff who are logged in; no key opens it.")
        if lacks_second_factor(request.user, view.insight):
            raise NotAllowed(f"This needs a second factor: set it up at {reverse('mfa_activate_totp')}.")
        if not may_see(request.user, view.insight):
            raise NotAllowed("This is for staff with the right to look at it.")
        return True
