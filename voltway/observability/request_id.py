"""What every line of a log belongs to: a request, a user, a job. Bound once, carried from request to job."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.http import HttpRequest
from structlog.contextvars import bind_contextvars, bound_contextvars, get_contextvars, reset_contextvars

HEADER: Final = "X-Request-ID"
# What a column that keeps one has to hold.
LONGEST: Final = 64
_SANE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{7,{LONGEST - 1}}}")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)

Bound = dict[str, Any]


def taken_or_made(given: str | None) -> str:
    """The id that a proxy or client gave, where it looks like one, else a new one."""
    return given if given and _SANE.fullmatch(given) else secrets.token_hex(12)


def begin(request: HttpRequest, request_id: str) -> Bound:
    """Bind a request to this thread; `end` takes what this gives."""
    return {"request": _request.set(request), "bound": bind_contextvars(request_id=request_id)}


def end(bound: Bound) -> None:
    reset_contextvars(**bound["bound"])
    _request.reset(bound["request"])


def current() -> str:
    """The id of the request, or of the request that asked for this job; "" outside of both. A job's row keeps it."""
    return str(get_contextvars().get("request_id", ""))


@contextmanager
def of_job(*, job_id: object, kind: str, request_id: str = "", user_id: object = None) -> Iterator[None]:
    """Bind a job to what is logged inside, with the request and the user that asked for it as its row kept them."""
    known = {"job_id": job_id, "job": kind, "request_id": request_id, "user_id": user_id}
    with bound_contextvars(**{name: value for name, value in known.items() if value not in ("", None)}):
        yield


def user_id() -> object:
    """The id of who is logged in, where the request has already asked for it: logging asks no database."""
    request = _request.get()
    user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)
