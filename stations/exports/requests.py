"""Asks for an export, and takes one back. Both only write a row; a worker does the rest."""

import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.http import QueryDict

from stations.exports.base import Format
from stations.exports.files import forget
from stations.exports.parameters import OF_PAGES, grouped, pairs_of
from stations.exports.registry import all_formats
from stations.models import Export
from stations.search.conditions import check_names
from stations.search.params import parse
from stations.search.query import StationQuery
from stations.search.request import Asked, asked
from voltway.lib import happenings
from voltway.lib.happenings import Deed, Done
from voltway.lib.problems import InvalidParameters, KeyTaken, ParameterError, TooManyRequests, Unavailable
from voltway.lib.quotas import Quota

_RETRY_AFTER_S = 60
_MAX_KEY = 200
# Any number will do that no other lock of PostgreSQL has.
_LOCK = 7_301_944_210


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for. `visitor` tells addresses apart, `key` is the request's Idempotency-Key.

    `account` is the id of whoever asks, None of those who need no account; `meta` is the request's.
    """

    asked: Asked
    format: Format
    visitor: str
    key: str = ""
    account: int | None = None
    meta: Mapping[str, Any] | None = None


def read(values: Mapping[str, Sequence[str]]) -> tuple[Asked, Format]:
    """Read the parameters of a search and `format`. Raises InvalidParameters, which names every one at fault."""
    form, faults = _format(values), _faults(values)
    parameters = QueryDict(mutable=True)
    for name, given in values.items():
        if name not in ("format", *OF_PAGES):
            parameters.setlist(name, list(given))
    try:
        found = asked(parameters)
        check_names(found.query)
    except InvalidParameters as error:
        raise InvalidParameters(error.detail, errors=[*faults, *error.errors]) from None
    if found.query.point and found.query.radius_m is None and not found.query.box:
        faults.append(ParameterError("radius_km", "is needed with a point: an export holds an area, and no page of it"))
    if faults or form is None:
        raise InvalidParameters("One or more parameters can't be used.", errors=faults)
    return found, form


def request_export(order: Order) -> Export:
    """Write an export to be made; the one of an earlier request with the same key, where there was one.

    Raises KeyTaken where that request was another, TooManyRequests and Unavailable where too many wait already.
    """
    parameters = [list(pair) for pair in pairs_of(order.asked.query)]
    digest = hashlib.sha256(orjson.dumps([order.format.name, parameters])).hexdigest()
    key = _key(order)
    with transaction.atomic():
        _take_turns()
        if key and (earlier := Export.objects.filter(key=key).first()):
            return _same(earlier, digest)
        _check_room(order.visitor)
        export, is_new = Export.objects.enqueue(
            key=key, public_id=secrets.token_urlsafe(16), format=order.format.name, parameters=parameters,
            visitor=order.visitor, digest=digest,
        )  # fmt: skip
    if is_new:
        happenings.tell(Done(Deed.EXPORTED, order.format.name), order.meta)
    return export


def query_of(export: Export) -> StationQuery:
    values: dict[str, list[str]] = {}
    for name, value in export.parameters:
        values.setdefault(name, []).append(value)
    return parse(values)


def format_of(export: Export) -> Format:
    return all_formats()[export.format]


def cancel(export: Export) -> None:
    """Stop an export, or forget its file where it is made already."""
    if not export.cancel() and export.file:
        forget(export)


def _format(values: Mapping[str, Sequence[str]]) -> Format | None:
    given = [value for value in values.get("format", ()) if value]
    return all_formats().get(given[0]) if len(given) == 1 else None


def _faults(values: Mapping[str, Sequence[str]]) -> list[ParameterError]:
    faults = []
    if _format(values) is None:
        faults.append(ParameterError("format", f"must be one of {', '.join(all_formats())}"))
    for name in OF_PAGES:
        if any(values.get(name, ())):
            faults.append(ParameterError(name, "has no meaning here: an export is whole, in the order of its ids"))
    return faults


def _key(order: Order) -> str | None:
    """Keys are an account's own, wherever it asks from, or else a visitor's: another's "1" is another key."""
    if not order.key:
        return None
    if len(order.key) > _MAX_KEY or not order.key.isprintable():
        rule = f"must be printable and {_MAX_KEY} characters long at most"
        raise InvalidParameters("A header can't be used.", errors=[ParameterError("Idempotency-Key", rule)])
    sender = order.visitor if order.account is None else f"account {order.account}"
    return hashlib.sha256(f"{sender}\n{order.key}".encode()).hexdigest()


def _same(earlier: Export, digest: str) -> Export:
    if earlier.digest != digest:
        errors = [ParameterError("Idempotency-Key", "came before with other parameters: take a new one")]
        raise KeyTaken("The same key was sent with another body.", errors=errors)
    return earlier


def _take_turns() -> None:
    """One at a time counts and adds. SQLite lets one transaction write at a time in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _check_room(visitor: str) -> None:
    unfinished, config = Export.objects.unfinished(), settings.CONFIG
    if unfinished.filter(visitor=visitor).count() >= config.exports_per_address:
        words = f"{config.exports_per_address} exports of your address wait or run already: wait for one, or cancel it."
        again = int(time.time()) + _RETRY_AFTER_S
        raise TooManyRequests(
            words, over=Quota("exports-at-once", config.exports_per_address, 0, None, _RETRY_AFTER_S, again)
        )
    if unfinished.count() >= config.exports_in_all:
        raise Unavailable("Too many exports wait already. Try again later.", retry_after=_RETRY_AFTER_S)


def as_body(export: Export) -> dict[str, Any]:
    """The JSON body that asks for the same again."""
    return {"format": export.format, **grouped(export.parameters)}
