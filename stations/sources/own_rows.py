"""One row that an operator sends, in the words of the API's stations, read strictly: what is not understood is told."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from stations.hours.model import OpeningHours, worded
from stations.hours.ocpi import from_ocpi
from stations.hours.osm import from_osm
from stations.ocpi import (
    Access,
    Capability,
    ConnectorFormat,
    ConnectorType,
    Facility,
    ParkingRestriction,
    ParkingType,
    PowerType,
)
from stations.records import ConnectorRecord, EvseRecord, LicenceRecord, OperatorRecord, StationRecord
from voltway.lib.batches import RowRefused
from voltway.lib.countries import alpha3
from voltway.lib.msgspec_words import fault_of

Id = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Text = Annotated[str, Meta(max_length=1000)]
Positive = Annotated[int, Meta(gt=0, le=10_000_000)]
# What the API adds to a station: taken, so that a station can be sent back as it was read, and ignored.
ADDED = frozenset(
    ("id", "url", "last_updated", "vanished_at", "max_electric_power", "live_data", "group", "assumed", "sources",
     "availability", "distance_m")
)  # fmt: skip
_ADDED_TO_EVSE = frozenset(("status_updated", "last_known_status", "assumed"))
_ADDED_TO_PLUG = frozenset(("assumed", "suspected"))
# Licences that a row may name, and whether each lets it be passed on.
LICENCES = {
    "CC0 1.0": ("https://creativecommons.org/publicdomain/zero/1.0/", True),
    "CC BY 4.0": ("https://creativecommons.org/licenses/by/4.0/", True),
    "CC BY-SA 4.0": ("https://creativecommons.org/licenses/by-sa/4.0/", True),
    "ODbL 1.0": ("https://opendatacommons.org/licenses/odbl/1-0/", True),
    "All rights reserved": (None, False),
}
_STANDING = ("PLANNED", "INOPERATIVE", "OUTOFORDER", "REMOVED")


class Connector(Struct, forbid_unknown_fields=True, kw_only=True):
    id: Id
    standard: ConnectorType | None = None
    format: ConnectorFormat | None = None
    power_type: PowerType | None = None
    max_voltage: Positive | None = None
    max_amperage: Positive | None = None
    max_electric_power: Positive | None = None


class Evse(Struct, forbid_unknown_fields=True, kw_only=True):
    uid: Id
    evse_id: Annotated[str, Meta(max_length=60)] | None = None
    status: str | None = None
    capabilities: tuple[Capability, ...] = ()
    parking_restrictions: tuple[ParkingRestriction, ...] = ()
    floor_level: Text | None = None
    physical_reference: Text | None = None
    connectors: Annotated[tuple[Connector, ...], Meta(min_length=1, max_length=50)]


class Operator(Struct, forbid_unknown_fields=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    website: Text | None = None
    phone: Text | None = None
    party_id: Text | None = None


class Coordinates(Struct, forbid_unknown_fields=True, kw_only=True):
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


class RegularHours(Struct, forbid_unknown_fields=True, kw_only=True):
    weekday: Annotated[int, Meta(ge=1, le=7)]
    period_begin: Clock
    period_end: Clock


class ExceptionalPeriod(Struct, forbid_unknown_fields=True, kw_only=True):
    period_begin: datetime
    period_end: datetime


class Hours(Struct, forbid_unknown_fields=True, kw_only=True):
    twentyfourseven: bool | None = None
    regular_hours: Annotated[list[RegularHours], Meta(max_length=200)] | None = None
    exceptional_openings: list[ExceptionalPeriod] = []
    exceptional_closings: list[ExceptionalPeriod] = []
    osm: Text | None = None
    text: Text | None = None


class Station(Struct, forbid_unknown_fields=True, kw_only=True):
    native_id: Id
    coordinates: Coordinates
    evses: Annotated[tuple[Evse, ...], Meta(min_length=1, max_length=500)]
    name: Text | None = None
    address: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    state: Text | None = None
    country: Text | None = None
    time_zone: Text | None = None
    access: Access = Access.UNKNOWN
    operator: Operator | None = None
    suboperator: Text | None = None
    owner: Text | None = None
    parking_type: ParkingType | None = None
    facilities: tuple[Facility, ...] = ()
    opening_times: Hours | None = None
    price_text: Text | None = None
    free_of_charge: bool | None = None
    no_registration: bool | None = None
    payment_text: Text | None = None
    directions: Text | None = None
    notes: Text | None = None
    help_phone: Text | None = None
    website: Text | None = None
    wheelchair: bool | None = None
    max_height_cm: Positive | None = None
    renewable: bool | None = None
    charging_when_closed: bool | None = None
    operational: bool | None = None
    opened_on: date | None = None
    confirmed_on: date | None = None
    licence: str | None = None


_SAME = (
    "native_id", "name", "address", "city", "postal_code", "state", "country", "time_zone", "suboperator", "owner",
    "facilities", "price_text", "free_of_charge", "no_registration", "payment_text", "directions", "notes",
    "help_phone", "website", "wheelchair", "max_height_cm", "renewable", "charging_when_closed", "operational",
    "opened_on", "confirmed_on",
)  # fmt: skip


def read(row: Any, owner: str) -> StationRecord:
    """A row as a record; its operator is the owner unless it names one. Raises RowRefused."""
    try:
        told = msgspec.convert(_without_added(row), Station)
    except msgspec.ValidationError as error:
        fault = fault_of(str(error))
        raise RowRefused(fault.rule, fault.path, fault.words) from None
    if told.country and alpha3(told.country) is None:
        raise RowRefused("country", "country", "must be the ISO 3166-1 code of a country, such as DEU")
    same = {name: getattr(told, name) for name in _SAME}
    return StationRecord(
        latitude=told.coordinates.latitude,
        longitude=told.coordinates.longitude,
        evses=tuple(_evse(evse, number) for number, evse in enumerate(told.evses)),
        access=str(told.access),
        parking_type=told.parking_type,
        operator=OperatorRecord(**msgspec.structs.asdict(told.operator)) if told.operator else OperatorRecord(owner),
        hours=_hours(told.opening_times) if told.opening_times else None,
        licence=_licence(told.licence, owner),
        **same,
    )


def native_id(row: Any) -> str:
    given = row.get("native_id") if isinstance(row, dict) else None
    return given[:100] if isinstance(given, str) else ""


def _without_added(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    kept = {name: value for name, value in row.items() if name not in ADDED}
    if isinstance(kept.get("evses"), list):
        kept["evses"] = [_bare(evse) for evse in kept["evses"]]
    if isinstance(kept.get("operator"), dict):
        kept["operator"] = {name: value for name, value in kept["operator"].items() if name != "slug"}
    return kept


def _bare(evse: Any) -> Any:
    if not isinstance(evse, dict):
        return evse
    kept = {name: value for name, value in evse.items() if name not in _ADDED_TO_EVSE}
    connectors = kept.get("connectors")
    if isinstance(connectors, list):
        kept["connectors"] = [
            {name: value for name, value in one.items() if name not in _ADDED_TO_PLUG} if isinstance(one, dict) else one
            for one in connectors
        ]
    return kept


def _hours(told: Hours) -> OpeningHours | None:
    """An expression says all; the source's words stand where nothing else does."""
    return from_osm(told.osm) or from_ocpi(msgspec.to_builtins(told)) or worded(told.text)


def _evse(told: Evse, number: int) -> EvseRecord:
    if told.status not in (None, "UNKNOWN", *_STANDING):
        rule = f"live states are not taken here; {', '.join(_STANDING)} or null"
        raise RowRefused("status", f"evses[{number}].status", rule)
    return EvseRecord(
        uid=told.uid,
        evse_id=told.evse_id.upper() if told.evse_id else None,
        status=None if told.status == "UNKNOWN" else told.status,
        capabilities=told.capabilities,
        parking_restrictions=told.parking_restrictions,
        floor_level=told.floor_level,
        physical_reference=told.physical_reference,
        connectors=tuple(_connector(one) for one in told.connectors),
    )


def _connector(told: Connector) -> ConnectorRecord:
    return ConnectorRecord(
        uid=told.id,
        standard=told.standard,
        format=told.format,
        power_type=told.power_type,
        max_voltage=told.max_voltage,
        max_amperage=told.max_amperage,
        max_electric_power=told.max_electric_power,
    )


def _licence(name: str | None, owner: str) -> LicenceRecord | None:
    if name is None:
        return None
    if name not in LICENCES:
        raise RowRefused("licence", "licence", f"must be one of {', '.join(LICENCES)}")
    url, is_open = LICENCES[name]
    return LicenceRecord(name=name, url=url, attribution=f"© {owner}", open=is_open)
