"""The figures of requests: counted for every one, so each step is as short as it can be; told in the log when slow or
failed.
"""

import logging
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django.http import HttpRequest

from voltway.lib import failures, happenings
from voltway.lib.happenings import Answered
from voltway.lib.problems import Unavailable
from voltway.observability import metrics
from voltway.observability.queries import Tally

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What answers without a route: static files, wrong hosts, paths that are not there.
NO_VIEW: Final = "(none)"
logger = logging.getLogger(__name__)


class Figures(NamedTuple):
    """One request, as it is counted."""

    view: str
    method: str
    status: int
    seconds: float


def view_of(request: HttpRequest) -> str:
    """The name of the request's route; never its address, of which there are more than metrics can hold."""
    match = request.resolver_match
    return match.view_name if match else NO_VIEW


def method_of(request: HttpRequest) -> str:
    return str(request.method) if request.method in _METHODS else "OTHER"


def count(figures: Figures, tally: Tally) -> None:
    view = figures.view
    _responses(figures.status, view, figures.method).inc()
    _seconds(view, figures.method).observe(figures.seconds)
    _queries(view).observe(tally.count)
    if tally.count:
        _query_seconds(view).inc(tally.seconds)
    happenings.tell(Answered(view, figures.status, figures.seconds))


def tell_slow(figures: Figures, tally: Tally) -> None:
    """Log a request that took longer than it may, with what the database had to do with it."""
    metrics.SLOW_REQUESTS.labels(view=figures.view).inc()
    fields = {"view": figures.view, "method": figures.method, "status": figures.status}
    times = {"duration_ms": round(figures.seconds * 1000, 1), "queries_ms": round(tally.seconds * 1000, 1)}
    logger.warning("request.slow", extra={**fields, **times, "queries": tally.count})


def tell_failed(error: BaseException, **fields: object) -> None:
    """Count and log an error, once, if it is ours; the log's handlers report it further. `fields` go into the line."""
    if not failures.is_ours(error) or getattr(error, "noted_by_voltway", False):
        return
    error.noted_by_voltway = True  # type: ignore[attr-defined]
    metrics.ERRORS.labels(type=type(error).__name__).inc()
    if isinstance(error, Unavailable):
        # Answered on purpose: what is away says so itself, once.
        logger.warning("request.unavailable", extra={**fields, "reason": error.detail})
        return
    logger.error("request.failed", exc_info=error, extra=fields)


# Finding a labelled child costs more than counting in it, and routes are few.
@lru_cache(4096)
def _responses(status: int, view: str, method: str) -> Any:
    return metrics.RESPONSES.labels(status=str(status), view=view, method=method)


@lru_cache(4096)
def _seconds(view: str, method: str) -> Any:
    return metrics.REQUEST_SECONDS.labels(view=view, method=method)


@lru_cache(4096)
def _queries(view: str) -> Any:
    return metrics.QUERIES.labels(view=view)


@lru_cache(4096)
def _query_seconds(view: str) -> Any:
    return metrics.QUERY_SECONDS.labels(view=view)
