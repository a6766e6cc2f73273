"""One charging device (Ladeeinrichtung) of the German register: from the JSON interface, a spreadsheet or a CSV.

A device has up to six charging points. The JSON interface gives each plug its own power; the tables give a charging
point a list of plugs and either one power for all of them or a list of powers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from stations.hours.bnetza import from_bnetza, from_bnetza_columns
from stations.hours.model import OpeningHours
from stations.records import ConnectorRecord
from stations.sources.families import bnetza_words as words
from stations.sources.families.emi3 import stated_evse_id
from stations.sources.families.plug_power import Plug, sharing, stated, watts_of
from stations.sources.families.scalars import degrees, number
from voltway.lib.text import tokens

Row = Mapping[str, Any]
Position = tuple[float, float]

_COLUMNS: Final = {
    "ladeeinrichtungs id": "id",
    "betreiber": "operator",
    "anzeigename karte": "brand",
    "status": "status",
    "inbetriebnahmedatum": "opened",
    "strasse": "street",
    "hausnummer": "house_no",
    "adresszusatz": "addition",
    "adresse": "address",
    "postleitzahl": "postal_code",
    "ort": "city",
    "postleitzahl ort": "place",
    "bundesland": "state",
    "breitengrad": "latitude",
    "breitengrad dg": "latitude",
    "langengrad": "longitude",
    "langengrad dg": "longitude",
    "standortbezeichnung": "name",
    "informationen zum parkraum": "access",
    "bezahlsysteme": "payments",
    "offnungszeiten": "hours",
    "offnungszeiten wochentage": "weekdays",
    "offnungszeiten tageszeiten": "times",
}
_NUMBERED: Final = (
    (re.compile(r"steckertypen ?(\d)"), "plugs"),
    (re.compile(r"(?:nennleistung stecker|p) ?(\d)(?: kw)?"), "power"),
    (re.compile(r"evse id ?(\d)"), "evse_id"),
    (re.compile(r"public key ?(\d)"), "public_key"),
)
_POINTS: Final = range(1, 7)
_POSTAL_CODE: Final = re.compile(r"(\d{4,5})(?:\.0)?", re.ASCII)
_PLACE: Final = re.compile(r"(\d{5})\s+(.+)", re.ASCII)
_GERMAN_DATE: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_NO_HOUSE_NUMBER: Final = frozenset({"", "0", "-", "--", "ohne", "o. nr.", "ohne nr.", "k.a."})
_FIRST_YEAR: Final = 1990


class ChargePoint(Struct, frozen=True):
    evse_id: str | None = None
    connectors: tuple[ConnectorRecord, ...] = ()


class Device(Struct, frozen=True):
    """What the register says of a device. `status` is its word, folded; `payments` are the register's words."""

    position: Position | None = None
    number: str | None = None
    operator: str | None = None
    brand: str | None = None
    status: str = ""
    opened_on: date | None = None
    street: str | None = None
    house_no: str | None = None
    addition: str | None = None
    postal_code: str | None = None
    city: str | None = None
    state: str | None = None
    name: str | None = None
    access: str | None = None
    payments: tuple[str, ...] = ()
    hours: OpeningHours | None = None
    points: tuple[ChargePoint, ...] = ()


def column(header: str) -> str:
    """VoltWay's name for a column of the tables, in the spelling of any year; another header's folded words."""
    name = " ".join(tokens(header))
    for pattern, field in _NUMBERED:
        found = pattern.fullmatch(name)
        if found:
            return f"{field}{found[1]}"
    return _COLUMNS.get(name, name)


def is_header(cells: Sequence[object]) -> bool:
    names = {column(cell) for cell in cells if isinstance(cell, str)}
    return {"operator", "latitude", "longitude"} <= names


def read_device(row: Row) -> Device:
    """The device of a record of the JSON interface or of a table."""
    return _from_json(row) if "evses" in row or "coordinates" in row else _from_table(row)


def _from_json(row: Row) -> Device:
    operator, where, status = (_object(row.get(key)) for key in ("operator", "coordinates", "status"))
    payments = row.get("payment_systems")
    return Device(
        _position(where.get("latitude"), where.get("longitude")),
        number=_text(row.get("id")),
        operator=_text(operator.get("companyName")),
        brand=_text(operator.get("displayName")),
        status=words.word(status.get("operational")),
        opened_on=_date(row.get("go_live_date")),
        street=_text(row.get("street")),
        house_no=_house_number(row.get("house_no")),
        addition=_text(row.get("address_addition")),
        postal_code=_postal_code(row.get("postal_code")),
        city=_text(row.get("city")),
        state=_text(row.get("state")),
        name=_text(row.get("location_description")),
        access=_access(row.get("access_restriction")),
        payments=tuple(filter(None, map(_text, payments))) if isinstance(payments, list) else (),
        hours=from_bnetza(row.get("opening_hours_specification"), row.get("opening_days")),
        points=tuple(_json_points(row.get("evses"))),
    )


def _from_table(row: Row) -> Device:
    place = _PLACE.fullmatch(_text(row.get("place")) or "")
    return Device(
        _position(row.get("latitude"), row.get("longitude")),
        number=_text(row.get("id")),
        operator=_text(row.get("operator")),
        brand=_text(row.get("brand")),
        status=words.word(_text(row.get("status"))),
        opened_on=_date(row.get("opened")),
        street=_text(row.get("street")) or _text(row.get("address")),
        house_no=_house_number(row.get("house_no")),
        addition=_text(row.get("addition")),
        postal_code=place[1] if place else _postal_code(row.get("postal_code")),
        city=place[2] if place else _text(row.get("city")) or _text(row.get("place")),
        state=_text(row.get("state")),
        name=_text(row.get("name")),
        access=_access(row.get("access")),
        payments=tuple(words.listed(row.get("payments"), ";")),
        hours=from_bnetza_columns(_text(row.get("hours")), row.get("weekdays"), row.get("times")),
        points=tuple(_table_points(row)),
    )


def _json_points(evses: object) -> Iterator[ChargePoint]:
    for evse in map(_object, evses if isinstance(evses, list) else ()):
        plugs = evse.get("connectors")
        connectors = map(_json_connector, enumerate(plugs if isinstance(plugs, list) else (), start=1))
        yield ChargePoint(stated_evse_id(evse.get("evse_id")), tuple(found for found in connectors if found))


def _json_connector(numbered: tuple[int, object]) -> ConnectorRecord | None:
    position, record = numbered[0], _object(numbered[1])
    plug = _plug(position, _text(record.get("connector_type")) or "")
    kilowatts = number(record.get("max_electric_power_connector"))
    return stated(plug, round(kilowatts * 1000) if kilowatts and kilowatts > 0 else None) if plug else None


def _table_points(row: Row) -> Iterator[ChargePoint]:
    for position in _POINTS:
        named = enumerate(words.listed(row.get(f"plugs{position}")), start=1)
        plugs = [plug for place, text in named if (plug := _plug(place, text))]
        if plugs:
            ids = words.listed(row.get(f"evse_id{position}"))
            evse_id = next((found for text in ids if (found := stated_evse_id(text))), None)
            yield ChargePoint(evse_id, _powered(plugs, row.get(f"power{position}")))


def _powered(plugs: Sequence[Plug], power: object) -> tuple[ConnectorRecord, ...]:
    """One power is shared by the plugs; of a list, each plug has its own."""
    powers = [number(part) for part in words.listed(power, ";")] if isinstance(power, str) else [number(power)]
    if len(powers) == len(plugs) > 1:
        return tuple(stated(plug, watts_of(own, (plug,))[0]) for plug, own in zip(plugs, powers, strict=True))
    figure = max((own for own in powers if own is not None), default=None)
    watts, mended = watts_of(figure, plugs)
    # Several powers, and not one for each plug: the greatest is the strongest plug's.
    return sharing(plugs, watts, assumed=mended)


def _plug(position: int, text: str) -> Plug | None:
    known = words.plug(text)
    return Plug(str(position), *known) if known else None


def _object(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    """One line of text. Spreadsheets hold house numbers and ids as floating-point numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return " ".join(str(value).split()) or None


def _position(latitude: object, longitude: object) -> Position | None:
    lat, lon = degrees(latitude), degrees(longitude)
    return (lat, lon) if lat is not None and lon is not None else None


def _house_number(value: object) -> str | None:
    text = _text(value)
    return None if (text or "").casefold() in _NO_HOUSE_NUMBER else text


def _postal_code(value: object) -> str | None:
    """Five digits: spreadsheets lose the zero with which Saxony's begin."""
    found = _POSTAL_CODE.fullmatch(str(value).strip()) if value is not None else None
    return found[1].zfill(5) if found else _text(value)


def _access(value: object) -> str | None:
    found = words.ACCESS.get(words.word(value))
    return found.value if found else None


def _date(value: object) -> date | None:
    """A date as dd.MM.yyyy, or as ISO 8601 in cells that were dates of a spreadsheet."""
    text = value.strip() if isinstance(value, str) else ""
    found = _GERMAN_DATE.fullmatch(text)
    try:
        read = date(*map(int, found.groups()[::-1])) if found else datetime.fromisoformat(text).date()
    except ValueError:
        return None
    return read if read.year >= _FIRST_YEAR else None
