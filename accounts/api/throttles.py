"""Counts each request of the API before its work (docs/adr/0016-api-keys.md)."""

from dataclasses import replace
from typing import Any, Final

from django.db import IntegrityError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.api.authentication import CHALLENGE
from accounts.keys.callers import Caller
from accounts.quotas import admission
from accounts.quotas.admission import Verdict
from voltway.lib import access, brakes
from voltway.lib.access import Bound
from voltway.lib.problems import NotSignedIn

# What the layer before Django has counted already, among the request's META.
COUNTED = "voltway.verdict"
# What changes nothing: it may be asked before it is charged.
_READS: Final = frozenset({"GET", "HEAD"})


class Limits(BaseThrottle):
    """By key, by account or by address; then the brake of the view, where it has one."""

    def allow_request(self, request: Request, view: Any) -> bool:
        plain = request._request
        admission.enforce(plain, plain.META.pop(COUNTED, None) or _counted(request, view))
        if brake := getattr(view, "brake", None):
            brakes.apply(brake, plain, account=request.user.pk if request.user else None)
        return True


def _counted(request: Request, view: Any) -> Verdict:
    if isinstance(request.auth, Caller):
        return _with_key(request, request.auth)
    if request.user and request.user.is_authenticated:
        return admission.admit_account(request.user)
    if getattr(view, "bound", Bound.API) is Bound.SITE:
        return admission.admit_site(request.META)
    return admission.admit_address(request.META)


def _with_key(request: Request, caller: Caller) -> Verdict:
    """A reader who may have the answer already is charged when it turns out that they have not."""
    if request.method not in _READS or "If-None-Match" not in request.headers:
        return _admit(caller, charged=True)
    rated = _admit(caller, charged=False)

    def charge() -> None:
        charged = _admit(caller, charged=True, rated=False)
        admission.enforce(request._request, replace(charged, quotas=(*rated.quotas[:1], *charged.quotas)))

    access.put_off(request._request, charge)
    return rated


def _admit(caller: Caller, *, charged: bool, rated: bool = True) -> Verdict:
    """Raises NotSignedIn for a key that is still believed though its owner is gone."""
    try:
        return admission.admit_key(caller, charged=charged, rated=rated)
    except IntegrityError:
        raise NotSignedIn("This account is deleted.", headers={"WWW-Authenticate": CHALLENGE}) from None
