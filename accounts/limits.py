"""How often one may try: by address, and by account without keeping its owner out (rates: `ACCOUNT_RATE_LIMITS`).

An attacker who hammers one account uses up the attempts of the attacker's own addresses at this account, never those of
another address. Where an account is hammered from many addresses, each of them has fewer attempts; none has no attempt,
so whoever knows the password comes in at the first.
"""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.http import HttpRequest

_APP = "allauth.account"


class Attempt:
    """An attempt to log in, counted before the password is looked at."""

    def __init__(self, request: HttpRequest, account: str) -> None:
        self.request, self.account = request, account
        self.here = f"{account} {get_adapter().get_client_ip(request)}"
        self._used: list[RateLimitUsage] = []

    def allowed(self) -> bool:
        """Whether it may be made; if so, it is counted."""
        if not self._count("login_failed", self.here):
            return False
        return self._count("login_failed_anywhere", self.account) or self._count("login_failed_pressed", self.here)

    def forgive(self) -> None:
        """The password was right: only failures count. What others failed stays counted."""
        for usage in self._used:
            usage.rollback()

    def _count(self, action: str, key: str) -> bool:
        usage = ratelimit.consume(self.request, app=_APP, action=action, key=key)
        if usage is not None:
            self._used.append(usage)
        return usage is not None


def may_be_written_to(request: HttpRequest, email: str) -> bool:
    """Whether a mail that anybody can cause may go to this address: nobody's letter box is to be filled."""
    return ratelimit.consume(request, app=_APP, action="mail", key=email.lower(), limit_get=True) is not None


def may_log_in(request: HttpRequest) -> bool:
    """Whether so many log-ins may come from one place; pages are counted by allauth itself."""
    return ratelimit.consume(request, app=_APP, action="login") is not None


def may_sign_up(request: HttpRequest) -> bool:
    """The same for sign-ups."""
    return ratelimit.consume(request, app=_APP, action="signup") is not None
