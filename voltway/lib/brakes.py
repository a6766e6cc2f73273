"""Brakes of single endpoints that cost more than others: django-ratelimit, by address and by account.

What is exact (the quota of a key) is counted elsewhere. Where Redis is away brakes let go.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import get_usage

from voltway.lib import visitor
from voltway.lib.problems import TooManyRequests
from voltway.observability import metrics


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
            metrics.LIMITED.labels(limit=brake).inc()
            raise TooManyRequests(f"More than {rate} of these requests.", retry_after=max(1, used["time_left"]))


def _address(request: HttpRequest) -> str:
    meta: dict[str, Any] = request.META
    return visitor.digest(meta, settings.CONFIG.proxies, settings.SECRET_KEY)
