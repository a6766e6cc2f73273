"""Whether a request may go on: counted before any of its work is done, and outside of any transaction."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from accounts import usage
from accounts.keys.callers import Caller
from accounts.models import User
from accounts.quotas import in_database, in_redis
from accounts.quotas.used import Ask, CountersAway, Limit, Used
from accounts.quotas.windows import HERE, WINDOW_S
from voltway.lib import visitor
from voltway.lib.problems import Problem, TooManyRequests, Unavailable
from voltway.lib.quotas import Quota
from voltway.observability import metrics

DAY_S: Final = 86_400
_RETRY_AFTER_S: Final = 5
# The attribute of a request that keeps its verdict for the answer's headers.
KEPT: Final = "voltway_verdict"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the counting. `over` and `away` let nothing through; `name` is what the metrics call the limit."""

    quotas: tuple[Quota, ...] = ()
    over: Quota | None = None
    name: str = ""
    away: bool = False

    @property
    def admitted(self) -> bool:
        return self.over is None and not self.away


def admit_key(caller: Caller, *, charged: bool, rated: bool = True) -> Verdict:
    """Count a request with a key: `rated` by the minute, `charged` to the day. Raises DatabaseError."""
    now, terms = datetime.now(UTC), caller.terms
    ask = Ask(terms.per_minute if rated else None, terms.per_day if charged else None)
    try:
        used = _count(caller.user.pk, ask, now)
    except CountersAway:
        # Without a count nobody knows what is left: a key opens nothing.
        metrics.LIMITS_ALONE.labels(outcome="closed").inc()
        return Verdict(away=True)
    return _verdict(used, per_minute=terms.per_minute, per_day=terms.per_day, at=now.timestamp())


def used_today(owner: User, *, now: datetime) -> int:
    """How many requests of the UTC day were charged to an owner; what is known of it where Redis is away."""
    now = now.astimezone(UTC)
    try:
        used = _count(owner.pk, Ask(None), now).day
    except CountersAway:
        used = None
    return usage.charged(owner.pk, now.date()) if used is None else used


def admit_address(meta: Mapping[str, Any]) -> Verdict:
    """Count a request to the API without a key. Where Redis is away, it is counted by this process alone."""
    name, most = f"address:{_digest(meta)}", settings.ANONYMOUS_RATE
    at = time.time()
    try:
        if in_redis.is_used():
            minute, day = int(at) // WINDOW_S, datetime.now(UTC).date()
            used = in_redis.count(name, Ask(most), minute=minute, day=day, known=lambda: 0)
            return _verdict(used, per_minute=most, at=at, name="address")
    except CountersAway:
        metrics.LIMITS_ALONE.labels(outcome="open").inc()
    return _here(name, most, at, "address")


def admit_site(meta: Mapping[str, Any]) -> Verdict:
    """Count a request to the site's own pages and tiles."""
    return _here(f"site:{visitor.address(meta, settings.CONFIG.proxies)}", settings.SITE_RATE, time.time(), "site")


def admit_account(user: Any) -> Verdict:
    """Count a request of somebody who is logged in, wherever from."""
    return _here(f"account:{user.pk}", settings.SITE_RATE, time.time(), "account")


def enforce(request: HttpRequest, verdict: Verdict) -> None:
    """Remember the verdict for the answer's headers. Raises the Problem that answers who may not go on."""
    setattr(request, KEPT, verdict)
    if problem := refusal(verdict):
        raise problem


def refusal(verdict: Verdict) -> Problem | None:
    """The answer to somebody who may not go on, counted; None where they may."""
    if verdict.away:
        return Unavailable("Keys can't be checked for the moment.", retry_after=_RETRY_AFTER_S)
    if verdict.over is None:
        return None
    metrics.LIMITED.labels(limit=verdict.name or verdict.over.limit).inc()
    return TooManyRequests(_words(verdict.over), over=verdict.over, counted=verdict.quotas)


def _count(owner: int, ask: Ask, now: datetime) -> Used:
    """Count against an owner's quota: all keys of one share it. Raises CountersAway."""
    day = now.date()

    def known() -> int:
        return usage.charged(owner, day)

    if in_redis.is_used():
        minute = int(now.timestamp()) // WINDOW_S
        return in_redis.count(f"key:{owner}", ask, minute=minute, day=day, known=known)
    return in_database.count(owner, ask, day=day, known=known)


def _words(over: Quota) -> str:
    if over.limit == Limit.DAY:
        return f"The {over.most:,} requests of this UTC day are used up."
    return f"More than {over.most:,} requests in a minute."


def _here(name: str, most: int, at: float, kind: str) -> Verdict:
    may, used = HERE.add(name, most)
    return _verdict(Used(used, over=None if may else Limit.MINUTE), per_minute=most, at=at, name=kind)


def _verdict(used: Used, *, per_minute: int, at: float, per_day: int = 0, name: str = "") -> Verdict:
    quotas = {}
    if used.minute is not None:
        quotas[Limit.MINUTE] = _quota(Limit.MINUTE, per_minute, used.minute, WINDOW_S, at)
    if used.day is not None:
        quotas[Limit.DAY] = _quota(Limit.DAY, per_day, used.day, DAY_S, at)
    return Verdict(tuple(quotas.values()), quotas[used.over] if used.over else None, name)


def _quota(limit: Limit, most: int, used: int, window: int, at: float) -> Quota:
    reset = max(1, math.ceil(window - at % window))
    return Quota(limit, most, max(0, most - used), window, reset, int(at) + reset)


def _digest(meta: Mapping[str, Any]) -> str:
    return visitor.digest(meta, settings.CONFIG.proxies, settings.SECRET_KEY)
