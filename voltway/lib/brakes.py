"""Brakes of single endpoints that cost more than others: django-ratelimit, by address and by account.

What is exact (the quota of a key) is counted elsewhere. Where Redis is away brakes let go.
"""

import math
import time
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from voltway.lib import visitor
from voltway.lib.measures import Count
from voltway.lib.problems import TooManyRequests
from voltway.lib.quotas import Quota

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_PERIODS: Final = {"s": "a second", "m": "a minute", "h": "an hour", "d": "a day"}


def apply(brake: str, request: HttpRequest, *, account: Any = None) -> None:
    """Count a request against a brake of `settings.BRAKES`. Raises TooManyRequests."""
    rate = settings.BRAKES[brake]
    names = [f"address {_address(request)}", *([f"account {account}"] if account is not None else [])]
    for name in names:
        used: dict[str, Any] | None = get_usage(
            request, group=brake, key=lambda _group, _request, name=name: name, rate=rate, increment=True
        )
        # A time below zero says that the cache did not answer.
        if used and used["should_limit"] and used["time_left"] >= 0:
            _refusals(brake).add()
            passed = _passed(brake, used["time_left"])
            raise TooManyRequests(_words(rate, passed.reset_s), over=passed)


def _words(rate: str, left_s: int) -> str:
    most, _, period = rate.partition("/")
    wait = f"{left_s} seconds" if left_s < 100 else f"{math.ceil(left_s / 60)} minutes"
    return f"From one address or account there may be {most} of these requests {_PERIODS[period]}. Try again in {wait}."


def _passed(brake: str, left_s: int) -> Quota:
    most, _, period = settings.BRAKES[brake].partition("/")
    reset = max(1, left_s)
    return Quota(brake, int(most), 0, _SECONDS[period], reset, int(time.time()) + reset)


@cache
def _refusals(brake: str) -> Count:
    return Count("limited_requests", limit=brake)


def _address(request: HttpRequest) -> str:
    meta: dict[str, Any] = request.META
    return visitor.digest(meta, settings.CONFIG.proxies, settings.SECRET_KEY)
