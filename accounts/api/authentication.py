"""Keys in requests: `X-Api-Key` or `Authorization: Bearer`, and nowhere else."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.keys.callers import Caller, caller_of
from accounts.models import User
from accounts.quotas import admission
from voltway.lib.problems import NotSignedIn

# The attribute of a request that keeps who asked for what comes after the view: headers and usage.
CALLER: Final = "voltway_caller"
CHALLENGE: Final = 'Bearer realm="VoltWay API"'


class ApiKeyAuthentication(BaseAuthentication):
    """Nobody without a key; a key that is no good is refused, wherever it comes."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        text = key_in(request.META)
        if text is None:
            return None
        caller = caller_of(text, now=timezone.now())
        if caller is None:
            # Whoever tries keys is counted as nobody.
            admission.enforce(request._request, admission.admit_address(request.META))
            words = "This key is not known here, has expired or was revoked."
            raise NotSignedIn(words, headers={"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'})
        setattr(request._request, CALLER, caller)
        return caller.user, caller

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def key_in(meta: Mapping[str, Any]) -> str | None:
    """The key that a request's headers hold; None where they hold none. HTTP Basic is no key."""
    if "HTTP_X_API_KEY" in meta:
        return str(meta["HTTP_X_API_KEY"]).strip()
    kind, _, text = str(meta.get("HTTP_AUTHORIZATION", "")).partition(" ")
    return text.strip() if kind.lower() == "bearer" else None
