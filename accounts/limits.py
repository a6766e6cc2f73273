"""How often one may try: by address, and by account without keeping its owner out (rates: `ACCOUNT_RATE_LIMITS`).

An attacker who hammers one account uses up the attempts of the attacker's own addresses at this account, never those of
another address. Where an account is hammered from many addresses, each of them has fewer attempts; none has no attempt,
so whoever knows the password comes in at the first.
"""

import math
import time
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from voltway import errors
from voltway.lib.caching import shared
from voltway.lib.problems import TooManyRequests, Unavailable
from voltway.lib.quotas import Quota
from voltway.observability import metrics

_APP = "allauth.account"
_RETRY_AFTER_S: Final = 5
# Which action allauth counts before a page does anything, by the page's route.
_ACTIONS: Final = {
    "account_login": "login",
    "account_signup": "signup",
    "account_email": "manage_email",
    "account_change_password": "change_password",
    "account_set_password": "change_password",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
}
# Those, and the pages whose forms count.
COUNTED: Final = frozenset({*_ACTIONS, "mfa_authenticate", "mfa_activate_totp"})


class Attempt:
    """An attempt to log in, counted before the password is looked at."""

    def __init__(self, request: HttpRequest, account: str) -> None:
        self.request, self.account = request, account
        self.here = f"{account} {get_adapter().get_client_ip(request)}"
        self._used: list[RateLimitUsage] = []

    def over(self) -> Quota | None:
        """The limit for which it may not be made; None where it may, and is counted."""
        if not self._count("login_failed", self.here):
            return passed(self.request, "login_failed", self.here)
        if self._count("login_failed_anywhere", self.account) or self._count("login_failed_pressed", self.here):
            return None
        return passed(self.request, "login_failed_pressed", self.here)

    def forgive(self) -> None:
        """The password was right: only failures count. What others failed stays counted."""
        for usage in self._used:
            usage.rollback()

    def lift(self) -> None:
        """Whoever set a new password by mail is its owner: what failed here and at the account counts no more."""
        for action, key in (
            ("login_failed", self.here), ("login_failed_anywhere", self.account), ("login_failed_pressed", self.here),
        ):  # fmt: skip
            ratelimit.clear(self.request, app=_APP, action=action, key=key)

    def _count(self, action: str, key: str) -> bool:
        usage = _consumed(self.request, action, key)
        if usage is not None:
            self._used.append(usage)
        return usage is not None


def may_be_written_to(request: HttpRequest, email: str, *, counts: bool = True) -> bool:
    """Whether a mail that anybody can cause may go to this address: nobody's letter box is to be filled."""
    return _consumed(request, "mail", email.lower(), dry_run=not counts) is not None


def check(request: HttpRequest, action: str, words: str) -> None:
    """Count a log-in or sign-up from one place; pages are counted by allauth itself.

    Raises TooManyRequests or Unavailable.
    """
    if _consumed(request, action) is None:
        raise TooManyRequests(words, over=passed(request, action))


def too_many(request: HttpRequest) -> HttpResponse:
    """429 of a form that was sent too often: what allauth shows instead of a page, also where nobody could count."""
    if problem := counters_away():
        return errors.answer(request, problem)
    route = request.resolver_match.url_name if request.resolver_match else None
    return errors.answer(request, TooManyRequests(over=passed(request, _ACTIONS[route or ""])))


def counters_away() -> Unavailable | None:
    """The answer, counted, to an attempt that nobody can count, and that is not let through for that."""
    if not shared.is_away():
        return None
    metrics.LIMITS_ALONE.labels(outcome="log-in").inc()
    return Unavailable("Attempts can't be counted for the moment.", retry_after=_RETRY_AFTER_S)


def passed(request: HttpRequest, action: str, key: str | None = None) -> Quota:
    """The limit that lets nothing more through, and for how long: allauth says no more than no."""
    now = time.time()
    for rate in ratelimit.get_rates(app=_APP, action=action):
        name = ratelimit.get_cache_key(request, app=_APP, action=action, rate=rate, key=key)
        # The newest first; each counts until the window has moved on from it.
        counted = [at for at in cache.get(name, []) if at > now - rate.duration]
        if len(counted) >= rate.amount:
            break
    reset = max(1, math.ceil(counted[-1] + rate.duration - now)) if counted else 1
    return Quota(action.replace("_", "-"), rate.amount, 0, int(rate.duration), reset, int(now) + reset)


def _consumed(
    request: HttpRequest, action: str, key: str | None = None, *, dry_run: bool = False
) -> RateLimitUsage | None:
    """An attempt as it was counted, or looked at; None for one too many. Raises Unavailable.

    Where a cache is away allauth would try for a second to lock its count, and then say that there were too many.
    """
    if problem := counters_away():
        raise problem
    usage = ratelimit.consume(request, app=_APP, action=action, key=key, limit_get=True, dry_run=dry_run)
    if usage is None and (problem := counters_away()):
        raise problem
    return usage
