"""The typed records that travel between stages: what a feed says about a place, before and apart from any database.

Frozen `msgspec` structs that the garbage collector passes over, because a run makes millions of them and none can be
part of a cycle. `None` means that the source does not say. Facts that we assumed or derived are named in `assumed` (for
example "max_electric_power" of a connector computed from its volts and amperes), so that pages and the API can mark
them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from stations.hours.model import OpeningHours

# A raw record as the feed sent it: anything that JSON can hold.
Raw = Mapping[str, Any] | list[Any]


class ConnectorRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """One plug or socket. Volts, amperes and watts are whole numbers."""

    uid: str
    standard: str | None = None
    format: str | None = None
    power_type: str | None = None
    max_voltage: int | None = None
    max_amperage: int | None = None
    max_electric_power: int | None = None
    assumed: tuple[str, ...] = ()


class EvseRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """What charges one vehicle at a time.

    `evse_id` is the eMI3 id as printed on the device, upper case. `status` and `status_at` are what the same record
    said of its state and when (UTC); `status` of a register without live data is None, or PLANNED, REMOVED,
    INOPERATIVE or OUTOFORDER where the register says so.
    """

    uid: str
    connectors: tuple[ConnectorRecord, ...] = ()
    evse_id: str | None = None
    status: str | None = None
    status_at: datetime | None = None
    capabilities: tuple[str, ...] = ()
    parking_restrictions: tuple[str, ...] = ()
    floor_level: str | None = None
    physical_reference: str | None = None
    assumed: tuple[str, ...] = ()


class OperatorRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """Who runs a station, as the source names them. `party_id` is the eMI3 operator id, e.g. "DEEBW"."""

    name: str
    website: str | None = None
    phone: str | None = None
    email: str | None = None
    party_id: str | None = None


class LicenceRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """The licence of one record where it differs from its source's. `open` is None where nobody says."""

    name: str | None = None
    url: str | None = None
    attribution: str | None = None
    open: bool | None = None


class StationRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """One place with its EVSEs: an OCPI Location and what drivers need beside it.

    `country` is ISO 3166-1 alpha-3, `time_zone` an IANA name, coordinates WGS 84 degrees. `access` is one of
    `ocpi.Access`. `operational` says whether a register counts the place as in service (that is no live status).
    `no_registration` means that a driver can pay on the spot without a contract. `price_text` is the source's wording.
    """

    native_id: str
    latitude: float
    longitude: float
    evses: tuple[EvseRecord, ...] = ()
    name: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    state: str | None = None
    country: str | None = None
    time_zone: str | None = None
    access: str = "UNKNOWN"
    operator: OperatorRecord | None = None
    suboperator: str | None = None
    owner: str | None = None
    hours: OpeningHours | None = None
    parking_type: str | None = None
    facilities: tuple[str, ...] = ()
    price_text: str | None = None
    free_of_charge: bool | None = None
    no_registration: bool | None = None
    payment_text: str | None = None
    directions: str | None = None
    notes: str | None = None
    help_phone: str | None = None
    website: str | None = None
    wheelchair: bool | None = None
    max_height_cm: int | None = None
    renewable: bool | None = None
    charging_when_closed: bool | None = None
    operational: bool | None = None
    opened_on: date | None = None
    confirmed_on: date | None = None
    last_updated: datetime | None = None
    licence: LicenceRecord | None = None
    source_url: str | None = None
    assumed: tuple[str, ...] = ()


class StatusRecord(Struct, frozen=True, gc=False, array_like=True, omit_defaults=True):
    """The live state of one EVSE. `key` is its evse_id, else its uid; `observed_at` is UTC, None when not told."""

    key: str
    status: str
    observed_at: datetime | None = None


class Parsed(Struct, frozen=True, gc=False):
    """A raw record and what the family read from it."""

    raw: Raw
    station: StationRecord


class Refusal(Struct, frozen=True, gc=False):
    """A raw record that can't be published, and why: a constant rule name, the field at fault, words for a person."""

    raw: Raw | str
    rule: str
    field: str | None
    message: str
    native_id: str | None = None
