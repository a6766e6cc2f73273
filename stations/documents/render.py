"""Renders a station once, at write time, into the JSON that lists and details send.

What changes without the record changing (sources' last sight, live states, distance) is spliced in by
`stations.documents.splice` when the document is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from stations.documents import drivers
from stations.documents.drivers import Corrected
from stations.documents.identity import page_path
from stations.documents.traits import in_service
from stations.hours.ocpi import to_ocpi
from stations.records import ConnectorRecord, EvseRecord, StationRecord


@dataclass(frozen=True, slots=True)
class Terms:
    """Who a record comes from and under which licence, as its source's file says."""

    uid: str
    name: str
    licence: str
    licence_url: str | None
    open: bool | None
    attribution: str
    homepage: str | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a document holds beyond its record."""

    public_id: str
    terms: Terms
    operator_slug: str | None = None
    live: bool = False
    group: str = ""
    vanished_at: datetime | None = None
    # What drivers corrected of the record.
    corrected: tuple[Corrected, ...] = ()


def render(record: StationRecord, context: Context) -> bytes:
    """The document of a station as UTF-8 JSON. Its last key is `sources`: `splice` counts on that."""
    return orjson.dumps(as_dict(record, context))


def as_dict(record: StationRecord, context: Context) -> dict[str, Any]:
    """The document before it is written as JSON. Unknown is null, never left out."""
    powers = [c.max_electric_power for e in _counted(record) for c in e.connectors if c.max_electric_power is not None]
    return {
        "id": context.public_id,
        "url": page_path(context.public_id, record.name or record.address),
        "name": record.name,
        "address": record.address,
        "city": record.city,
        "postal_code": record.postal_code,
        "state": record.state,
        "country": record.country,
        "coordinates": {"latitude": record.latitude, "longitude": record.longitude},
        "time_zone": record.time_zone,
        "access": record.access,
        "operator": _operator(record, context),
        "suboperator": record.suboperator,
        "owner": record.owner,
        "parking_type": record.parking_type,
        "facilities": record.facilities,
        "opening_times": to_ocpi(record.hours),
        "price_text": record.price_text,
        "free_of_charge": record.free_of_charge,
        "no_registration": record.no_registration,
        "payment_text": record.payment_text,
        "directions": record.directions,
        "notes": record.notes,
        "help_phone": record.help_phone,
        "website": record.website,
        "wheelchair": record.wheelchair,
        "max_height_cm": record.max_height_cm,
        "renewable": record.renewable,
        "charging_when_closed": record.charging_when_closed,
        "operational": record.operational,
        "opened_on": record.opened_on,
        "confirmed_on": record.confirmed_on,
        "last_updated": moment(record.last_updated),
        "vanished_at": moment(context.vanished_at),
        "max_electric_power": max(powers, default=None),
        "live_data": context.live,
        "group": context.group or None,
        "assumed": record.assumed,
        "evses": [_evse(evse, live=context.live) for evse in record.evses],
        "sources": _sources(record, context),
    }


def _counted(record: StationRecord) -> Iterable[EvseRecord]:
    """The EVSEs whose power is the station's: those in service, as searches and tiles have it; else those planned."""
    return in_service(record.evses) or (evse for evse in record.evses if evse.status == "PLANNED")


def moment(value: datetime | date | None) -> str | None:
    """A time as the API writes it: UTC, whole seconds, `Z`."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _operator(record: StationRecord, context: Context) -> dict[str, Any] | None:
    if record.operator is None:
        return None
    return {
        "slug": context.operator_slug,
        "name": record.operator.name,
        "website": record.operator.website,
        "phone": record.operator.phone,
        "party_id": record.operator.party_id,
    }


def _sources(record: StationRecord, context: Context) -> list[dict[str, Any]]:
    """Its own source first; drivers behind it, where they corrected something."""
    own = _source(record, context.terms)
    return [own, drivers.entry(context.public_id, context.corrected)] if context.corrected else [own]


def _source(record: StationRecord, terms: Terms) -> dict[str, Any]:
    """The source's terms, or the record's own where it has them."""
    own = record.licence
    return {
        "uid": terms.uid,
        "name": terms.name,
        "licence": own.name if own else terms.licence,
        "licence_url": own.url if own else terms.licence_url,
        "open": own.open if own else terms.open,
        "attribution": (own.attribution if own else None) or terms.attribution,
        "url": record.source_url or terms.homepage,
        "native_id": record.native_id,
    }


def _evse(evse: EvseRecord, *, live: bool) -> dict[str, Any]:
    return {
        "uid": evse.uid,
        "evse_id": evse.evse_id,
        # A live state is only shown while it is fresh: splice puts it here, or keeps UNKNOWN.
        "status": standing_status(evse) or ("UNKNOWN" if live else None),
        "status_updated": None,
        "last_known_status": None,
        "capabilities": evse.capabilities,
        "parking_restrictions": evse.parking_restrictions,
        "floor_level": evse.floor_level,
        "physical_reference": evse.physical_reference,
        "assumed": evse.assumed,
        "connectors": [_connector(connector) for connector in evse.connectors],
    }


def standing_status(evse: EvseRecord) -> str | None:
    """What a record says of an EVSE for good, as against a state that changes by the minute."""
    return evse.status if evse.status in ("PLANNED", "REMOVED", "INOPERATIVE", "OUTOFORDER") else None


def _connector(connector: ConnectorRecord) -> dict[str, Any]:
    return {
        "id": connector.uid,
        "standard": connector.standard,
        "format": connector.format,
        "power_type": connector.power_type,
        "max_voltage": connector.max_voltage,
        "max_amperage": connector.max_amperage,
        "max_electric_power": connector.max_electric_power,
        "assumed": connector.assumed,
        # What drivers found is put here by splice.
        "suspected": None,
    }
