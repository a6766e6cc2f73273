"""Reads archives of the UK National Chargepoint Registry (closed in November 2024): its CSV and its JSON form.

The registry lists devices; those of one place become one station.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import ijson

from stations.hours.model import OpeningHours
from stations.hours.uk_ncr import from_uk_ncr
from stations.ocpi import Facility
from stations.records import OperatorRecord, Raw, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.families import uk_ncr_words as ncr
from stations.sources.families.beginning import beginning
from stations.sources.families.delimited import read_table
from stations.sources.families.scalars import moment
from stations.sources.families.uk_ncr_places import base_name, eldest_first, place_key, places, position
from stations.sources.families.uk_ncr_plugs import evses
from stations.sources.grouping import group_rows
from voltway.lib.countries import alpha3

Row = Mapping[str, str]

_HEIGHT: Final = re.compile(r"(\d(?:\.\d{1,2})?) ?m(?:etres?)?\b")
_ADDRESS: Final = (
    "subBuildingName", "buildingName", "buildingNumber", "thoroughfare", "street", "doubleDependantLocality",
    "dependantLocality",
)  # fmt: skip
# The column also holds names of buildings.
_HOUSE_NUMBER: Final = re.compile(r"\d[\w/ -]{0,10}")
_NO_STREET: Final = ("town", "county", "postcode")
_NOTES: Final = ("deviceDescription", "accessRestrictionDetails", "physicalRestrictionText", "parkingFeesDetails")
_DESCRIPTIONS: Final = ("locationShortDescription", "locationLongDescription")
_OWNER: Final = "Post owner: "


class UkNcrFeed(Feed):
    """A raw record is the list of devices that stand at one place."""

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """Devices of the CSV, or of `{"ChargeDevice": […]}`, brought together by place in flat memory."""
        for group in group_rows(_devices(file), place_key):
            yield from (list(place) for place in places(group))

    def native_id(self, raw: Raw) -> str | None:
        return eldest_first(_rows(raw))[0].get("chargeDeviceID")

    def station(self, raw: Raw) -> StationRecord:
        rows = [row for row in _rows(raw) if (row.get("publishStatus") or "Published") == "Published"]
        if not rows:
            raise NotCharging("not published")
        return _station(eldest_first(rows))


def _devices(file: SourceFile) -> Iterator[dict[str, Any]]:
    with file.open() as stream:
        start = beginning(stream)[:1]
        if start in (b"{", b"["):
            yield from ijson.items(stream, "ChargeDevice.item" if start == b"{" else "item", use_float=True)
            return
        header, records = read_table(stream, lambda cells: "chargeDeviceID" in cells)
        for cells in _whole_records(len(header), records):
            yield dict(zip(header, cells, strict=False))


def _whole_records(width: int, records: Iterable[list[str] | None]) -> Iterator[list[str]]:
    """Rows of full width: some texts hold an unquoted line break, which splits their row in two."""
    held: list[str] | None = None
    for record in records:
        cells = record or []
        if held is not None and len(held) + len(cells) - 1 == width:
            yield [*held[:-1], f"{held[-1]}\n{cells[0]}", *cells[1:]]
            held = None
            continue
        if held is not None:
            yield held
        held = cells if len(cells) < width else None
        if held is None:
            yield cells
    if held is not None:
        yield held


def _rows(raw: Raw) -> list[Row]:
    devices = raw if isinstance(raw, list) else [raw]
    return [ncr.as_row(device) for device in devices if isinstance(device, Mapping)]


def _station(rows: Sequence[Row]) -> StationRecord:
    eldest = rows[0]
    native_id = _cell(eldest, "chargeDeviceID")
    at = position(eldest)
    if at is None or not native_id:
        raise Refused("coordinates_missing", "coordinates", "no latitude and longitude")
    operator = _operator(rows)
    plugs = tuple(evse for row in rows for evse in evses(row))
    return StationRecord(
        native_id=native_id,
        latitude=at[0],
        longitude=at[1],
        evses=plugs,
        name=_name(rows),
        address=_address(eldest),
        city=_said(rows, "town") or _said(rows, "dependantLocality"),
        postal_code=_said(rows, "postcode"),
        state=_said(rows, "county"),
        country=alpha3(_said(rows, "countryCode") or "GB"),
        access=Counter(ncr.access(row) for row in rows).most_common(1)[0][0],
        operator=operator,
        suboperator=_networks(rows, operator),
        owner=_owner(rows, operator),
        hours=_hours(rows),
        parking_type=ncr.parking_type(eldest),
        facilities=_facilities(eldest),
        price_text=_said(rows, "paymentRequiredDetails"),
        free_of_charge=_free_of_charge(eldest),
        no_registration=False if eldest.get("subscriptionRequired") == "1" else None,
        payment_text=_said(rows, "subscriptionRequiredDetails"),
        directions=_directions(rows),
        notes=_texts(rows, _NOTES),
        help_phone=operator.phone if operator else None,
        max_height_cm=_max_height_cm(rows),
        operational=_operational(rows),
        last_updated=_last_updated(rows),
    )


def _cell(row: Row, column: str) -> str:
    """What a column says, "" for nothing."""
    return (row.get(column) or "").strip()


def _said(rows: Sequence[Row], column: str) -> str | None:
    """The first device's word that is not blank."""
    return next((text for row in rows if (text := _cell(row, column))), None)


def _name(rows: Sequence[Row]) -> str | None:
    name = _said(rows, "name")
    return base_name(name) if name and len(rows) > 1 else name


def _address(row: Row) -> str | None:
    """The parts of the address that say something new: the registry's hands put them into any of the columns."""
    elsewhere = {_cell(row, column).casefold() for column in _NO_STREET}
    fresh: dict[str, str] = {}
    for part in (_cell(row, column) for column in _ADDRESS):
        if part and part.casefold() not in elsewhere:
            fresh.setdefault(part.casefold(), part)
    number, street = _cell(row, "buildingNumber"), _cell(row, "thoroughfare") or _cell(row, "street")
    if _HOUSE_NUMBER.fullmatch(number) and number.casefold() in fresh and street.casefold() in fresh:
        del fresh[number.casefold()]
        fresh[street.casefold()] = f"{number} {street}"
    return ", ".join(fresh.values()) or None


def _operator(rows: Sequence[Row]) -> OperatorRecord | None:
    """Who controls the device; where nobody is named, its owner."""
    for role in ("deviceController", "deviceOwner"):
        name = _said(rows, f"{role}Name")
        if name and not name.startswith(ncr.NOBODY):
            phone = _said(rows, f"{role}TelephoneNo")
            return OperatorRecord(name=name, website=_said(rows, f"{role}Website"), phone=phone)
    return None


def _operational(rows: Sequence[Row]) -> bool | None:
    """True where one device is in service; False where one is out of service and no other is known to be in it."""
    known = {ncr.OPERATIONAL.get(row.get("chargeDeviceStatus") or "") for row in rows} - {None}
    return True in known if known else None


def _networks(rows: Sequence[Row], operator: OperatorRecord | None) -> str | None:
    """The networks whose card or app is taken, beside the operator's own."""
    told = dict.fromkeys(name.strip() for row in rows for name in (row.get("deviceNetworks") or "").split(","))
    own = operator.name if operator else None
    return ", ".join(name for name in told if name and name != own and not name.startswith(ncr.NOBODY)) or None


def _owner(rows: Sequence[Row], operator: OperatorRecord | None) -> str | None:
    described = _said(rows, "locationLongDescription") or ""
    if described.startswith(_OWNER):
        return described.removeprefix(_OWNER).split("\n")[0].strip()
    name = _said(rows, "deviceOwnerName")
    return None if operator and name == operator.name else name


def _hours(rows: Sequence[Row]) -> OpeningHours | None:
    found = [hours for row in rows if (hours := from_uk_ncr(row))]
    return next((hours for hours in found if hours.has_schedule), found[0] if found else None)


def _facilities(row: Row) -> tuple[Facility, ...]:
    facility = ncr.FACILITIES.get(row.get("locationType") or "")
    return (facility,) if facility else ()


def _free_of_charge(row: Row) -> bool | None:
    """By the flags; a device that needs a subscription may cost that, and words may contradict the flag."""
    words = _cell(row, "paymentRequiredDetails").casefold()
    if row.get("paymentRequired") == "1":
        return False
    if row.get("paymentRequired") != "0" or any(sign.isdigit() for sign in words):
        return None
    return True if words.startswith("free") or (not words and row.get("subscriptionRequired") == "0") else None


def _directions(rows: Sequence[Row]) -> str | None:
    """What the location's descriptions add to its town and owner."""
    known = {_said(rows, column) for column in (*_NO_STREET, *_ADDRESS, "locationType", "name")}
    told = [text for text in _unique(rows, _DESCRIPTIONS) if text not in known and _OWNER not in text]
    # The long description often repeats the short one.
    return "; ".join(text for text in told if not any(text in other and text != other for other in told)) or None


def _texts(rows: Sequence[Row], columns: Sequence[str]) -> str | None:
    return "; ".join(_unique(rows, columns)) or None


def _unique(rows: Sequence[Row], columns: Sequence[str]) -> list[str]:
    told = (_cell(row, column) for row in rows for column in columns)
    return list(dict.fromkeys(text for text in told if len(text) > 1))


def _max_height_cm(rows: Sequence[Row]) -> int | None:
    found = _HEIGHT.search(_said(rows, "physicalRestrictionText") or "")
    return round(float(found[1]) * 100) if found else None


def _last_updated(rows: Sequence[Row]) -> datetime | None:
    columns = ("dateCreated", "dateUpdated", "lastUpdated")
    # "0000-00-00 00:00:00" is no time and is read as none.
    return max((at for row in rows for column in columns if (at := moment(row.get(column)))), default=None)
