"""Reads OCPI charge detail records (2.2.1 and 2.3.0): bare lists, envelopes, or one record after the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

import ijson

from analytics.sessions.layout import UnreadableFile, Usual
from analytics.sessions.record import Doubt, SessionRecord, figure, name_of, watt_hours
from stations.sources.families import scalars
from voltway.lib.batches import RowRefused
from voltway.lib.inflate import InflateError
from voltway.lib.streams import Decoding, open_bytes

# By these keys an object is told to be such a record: its periods have times, too.
_MARKS: Final = frozenset({"cdr_location", "cdr_token", "total_energy", "total_cost"})
_CENT: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Cdrs:
    """A file of such records."""

    usual: Usual

    def rows(self, file: Path) -> Iterator[tuple[int, Any]]:
        """Each record with its number. Raises UnreadableFile."""
        try:
            with open_bytes(file) as stream:
                prefix = _prefix(Decoding(stream).as_utf8())
            with open_bytes(file) as stream:
                found = ijson.items(Decoding(stream).as_utf8(), prefix, use_float=True, multiple_values=True)
                yield from enumerate(found, 1)
        except (OSError, EOFError, InflateError, ijson.JSONError) as error:
            raise UnreadableFile(str(error)) from error

    def read(self, row: Any) -> SessionRecord:
        """One record as a session. Raises RowRefused."""
        if not isinstance(row, dict):
            raise RowRefused("object", "", "is no record")
        location, token = _object(row, "cdr_location"), _object(row, "cdr_token")
        cost, before_tax = _cost(row.get("total_cost"))
        end = _moment(row, "end_date_time")
        zone, no_zone = self.usual.zone()
        doubts = (Doubt.COST_BEFORE_TAX if before_tax else None, no_zone)
        credited = row.get("credit") is True
        return SessionRecord(
            native_id=_id(row, row.get("id")),
            started_at=_start(row),
            ended_at=end,
            ended=end is not None,
            energy_wh=watt_hours(figure(row.get("total_energy"), "total_energy")),
            cost=cost,
            currency=name_of(row.get("currency"), "currency", 3).upper() or self.usual.currency,
            # OCPI's names may be longer; they are for people.
            site=name_of(location.get("name") or location.get("id"), "cdr_location", 255)[:200],
            evse_uid=name_of(location.get("evse_id") or location.get("evse_uid"), "evse_uid", 100),
            connector_uid=name_of(location.get("connector_id"), "connector_id", 100),
            operator=_party(row),
            driver_token=name_of(token.get("uid") or token.get("contract_id"), "cdr_token", 200),
            time_zone=zone.key,
            doubts=frozenset(doubt for doubt in doubts if doubt),
            voids=_id(row, row.get("credit_reference_id")) if credited else "",
        )


def _prefix(stream: BinaryIO) -> str:
    """Where the records lie, as a prefix of ijson: "item", "data.item", or "" for one after the other."""
    first: str | None = None
    for prefix, event, value in ijson.parse(stream, use_float=True, multiple_values=True):
        if event == "start_array" and first is None:
            first = f"{prefix}.item" if prefix else "item"
        elif event == "map_key" and value in _MARKS and (not prefix or prefix.endswith("item")):
            return str(prefix)
    if first is None:
        raise UnreadableFile("it holds no charge detail records")
    return first


def _id(row: dict[str, Any], told: Any) -> str:
    """Ids are a party's own."""
    own = name_of(told, "id", 60)
    if not own:
        raise RowRefused("missing", "id", "a record needs an id, and one that credits another the other's")
    return f"{_party(row)}*{own}".removeprefix("*")


def _party(row: dict[str, Any]) -> str:
    parts = (name_of(row.get(name), name, 3) for name in ("country_code", "party_id"))
    return "*".join(part.upper() for part in parts if part)


def _object(row: dict[str, Any], name: str) -> dict[str, Any]:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _moment(row: dict[str, Any], name: str) -> datetime | None:
    """OCPI's times are UTC, with or without a Z."""
    if row.get(name) in (None, ""):
        return None
    found = scalars.moment(row[name])
    if found is None:
        raise RowRefused("time", name, f"{str(row[name])[:40]!r} is no time")
    return found


def _start(row: dict[str, Any]) -> datetime:
    found = _moment(row, "start_date_time")
    if found is None:
        raise RowRefused("missing", "start_date_time", "a session needs its beginning")
    return found


def _cost(told: Any) -> tuple[Decimal | None, bool]:
    """What was paid, and whether tax is missing from it. 2.3.0 has `before_taxes` and a list of taxes."""
    if not isinstance(told, dict):
        return _rounded(figure(told, "total_cost")), False
    gross = figure(told.get("incl_vat"), "total_cost")
    net = figure(told.get("excl_vat", told.get("before_taxes")), "total_cost")
    taxes = told.get("taxes")
    if gross is None and net is not None and isinstance(taxes, list):
        amounts = [figure(tax.get("amount"), "total_cost") for tax in taxes if isinstance(tax, dict)]
        gross = sum((amount for amount in amounts if amount is not None), net)
    return _rounded(net if gross is None else gross), gross is None and net is not None


def _rounded(cost: Decimal | None) -> Decimal | None:
    return None if cost is None else cost.quantize(_CENT)
