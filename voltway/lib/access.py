"""What somebody may do with the API: the words that all apps share. Who holds which key only `accounts` knows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.http import HttpRequest

_PUT_OFF: Final = "voltway_put_off_charge"


class Scope(StrEnum):
    """What a key may be used for."""

    READ = "read"
    WRITE = "write"
    BULK = "bulk"
    EXPORT = "export"


class Bound(StrEnum):
    """Which limit an address without a key falls under."""

    API = "api"
    # What the pages of the site itself ask for: an address that many share goes on using the map.
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a plan gives. `export_rows` None: as many as there are."""

    page_size: int
    export_rows: int | None
    bulk_rows: int


ANYBODY: Final = Allowance(page_size=100, export_rows=0, bulk_rows=0)


def allowance(request: Any) -> Allowance:
    """What a request of the API may ask for, by the key that came with it."""
    return getattr(request.auth, "allowance", ANYBODY)


def put_off(request: HttpRequest, charge: Callable[[], None]) -> None:
    """Charge this request later, when it is known that there is something to send."""
    setattr(request, _PUT_OFF, charge)


def charge(request: HttpRequest) -> None:
    """Charge what was put off; nothing to do the second time. Raises a Problem where the quota is used up."""
    pending = request.__dict__.pop(_PUT_OFF, None)
    if pending:
        pending()
