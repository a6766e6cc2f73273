"""Reads the station list of the Alternative Fuels Data Center (USA, Canada): CSV of any edition and JSON."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import ijson

from stations.hours.afdc import from_afdc
from stations.ocpi import Facility
from stations.records import OperatorRecord, Raw, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.families import afdc_access, afdc_ports
from stations.sources.families import afdc_words as afdc
from stations.sources.families.beginning import beginning
from stations.sources.families.delimited import read_table
from stations.sources.families.scalars import degrees, words
from voltway.lib.countries import alpha3

Row = Mapping[str, Any]
# The name of the one station stands at the very beginning, if it is there.
_WRAPPER = 60


class AfdcFeed(Feed):
    """One record a station; rows of other fuels are no charging places."""

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """Rows of the CSV by column name, or the objects of the API's answer."""
        with file.open() as stream:
            start = beginning(stream)
            if start.startswith((b"{", b"[")):
                yield from ijson.items(stream, _json_path(start), use_float=True)
            else:
                yield from _csv_rows(stream)

    def native_id(self, raw: Raw) -> str | None:
        return words(_row(raw).get("id"))

    def station(self, raw: Raw) -> StationRecord:
        row = _row(raw)
        fuel = words(row.get("fuel_type_code"))
        if fuel is None:
            raise Refused("unreadable", None, "the record has no fuel type")
        if fuel != "ELEC":
            raise NotCharging(f"fuel {fuel}")
        native_id = words(row.get("id"))
        if native_id is None:
            raise Refused("native_id_missing", None, "the record has no ID")
        return _station(row, native_id)


def _json_path(start: bytes) -> str:
    """Where the stations lie: in the answer to a list, to one id, or bare."""
    if start.startswith(b"["):
        return "item"
    return "alt_fuel_station" if b'"alt_fuel_station"' in start[:_WRAPPER] else "fuel_stations.item"


def _csv_rows(stream: BinaryIO) -> Iterator[Raw]:
    header, records = read_table(stream, lambda cells: "Fuel Type Code" in cells)
    for cells in records:
        yield dict(zip(header, cells or (), strict=False))


def _row(raw: Raw) -> Row:
    """The record under its JSON names, whichever form it came in; an empty cell is one that is not there."""
    if not isinstance(raw, Mapping):
        raise Refused("unreadable", None, "not a record")
    if "Fuel Type Code" not in raw:
        return raw
    return {afdc.COLUMNS[name]: value for name, value in raw.items() if name in afdc.COLUMNS and value}


def _station(row: Row, native_id: str) -> StationRecord:
    latitude, longitude = _position(row)
    cards = (words(row.get("cards_accepted")) or "").split()
    status_code = words(row.get("status_code")) or ""
    facility = words(row.get("facility_type")) or ""
    price = words(row.get("ev_pricing"))
    return StationRecord(
        native_id=native_id,
        latitude=latitude,
        longitude=longitude,
        evses=afdc_ports.evses(row, status=afdc.STATUSES.get(status_code), capabilities=afdc.card_capabilities(cards)),
        name=words(row.get("station_name")),
        address=words(row.get("street_address")),
        city=words(row.get("city")),
        postal_code=_postal_code(row),
        state=words(row.get("state")),
        country=_country(row),
        access=afdc_access.access(row),
        operator=_operator(row),
        owner=_owner(row),
        hours=from_afdc(words(row.get("access_days_time"))),
        parking_type=afdc.PARKING.get(facility),
        facilities=_facilities(facility),
        price_text=price,
        free_of_charge=afdc_access.free_of_charge(price),
        no_registration=afdc_access.no_registration(row),
        payment_text=" ".join(cards) or None,
        directions=_directions(row),
        help_phone=words(row.get("station_phone")),
        renewable=_renewable(row),
        operational=afdc.OPERATIONAL.get(status_code),
        opened_on=afdc.day(row.get("open_date")),
        confirmed_on=afdc.day(row.get("date_last_confirmed")),
        last_updated=afdc.updated(row.get("updated_at")),
        source_url=f"https://afdc.energy.gov/stations#/station/{native_id}",
    )


def _position(row: Row) -> tuple[float, float]:
    latitude, longitude = degrees(row.get("latitude")), degrees(row.get("longitude"))
    if latitude is None or longitude is None:
        raise Refused("coordinates_missing", "coordinates", "no latitude and longitude")
    return latitude, longitude


def _country(row: Row) -> str | None:
    code = words(row.get("country")) or ""
    territory = afdc.TERRITORIES.get(words(row.get("state")) or "")
    return territory if territory and code in ("US", "") else alpha3(code)


def _postal_code(row: Row) -> str | None:
    """Excel takes a ZIP for a number and drops the zero that those of the north-east begin with."""
    code = words(row.get("zip"))
    return code.zfill(5) if code and code.isdigit() and words(row.get("country")) in ("US", None) else code


def _operator(row: Row) -> OperatorRecord | None:
    network = words(row.get("ev_network"))
    if network is None or network in afdc.NO_NETWORK:
        return None
    return OperatorRecord(name=afdc.network_name(network), website=words(row.get("ev_network_web")))


def _owner(row: Row) -> str | None:
    agency = row.get("federal_agency")
    return words(agency.get("name")) if isinstance(agency, dict) else words(row.get("federal_agency_name"))


def _facilities(facility: str) -> tuple[Facility, ...]:
    return (afdc.FACILITIES[facility],) if facility in afdc.FACILITIES else ()


def _directions(row: Row) -> str | None:
    """One network writes its line ends as "||" and says nothing as ".||"."""
    told = (words(row.get("intersection_directions")) or "").replace("||", " ").strip(" .")
    return told or None


def _renewable(row: Row) -> bool | None:
    """Power made on the spot is renewable; its absence says nothing of what the grid brings."""
    source = words(row.get("ev_renewable_source"))
    return True if source and source != "NONE" else None
