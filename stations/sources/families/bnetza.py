"""Reads the register of charging stations of the German Bundesnetzagentur: JSON interface, spreadsheets, CSV and TSV.

One record is a device; a station is all devices of one operator at one address, as far as they stand together: within
300 m under one house number, within 100 m where there is none, because a street is long. The city's name is no part of
the address (it is spelt in many ways), the postal code is. A station is named by the smallest register number of its
devices; editions before 2025 have no numbers, so there it is a hash of operator and address.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from io import BytesIO
from typing import Any, BinaryIO, ClassVar, Final

import ijson
from python_calamine import CalamineWorkbook

from stations.records import Raw, StationRecord
from stations.sources.base import Feed, Refused, SourceFile
from stations.sources.families.bnetza_devices import Device, Position, column, is_header, read_device
from stations.sources.families.bnetza_station import build_station
from stations.sources.families.delimited import read_table
from stations.sources.families.nearby import clusters
from stations.sources.grouping import group_rows
from voltway.lib.text import tokens

Row = dict[str, Any]

_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HEADER_ROWS: Final = 60
_NUMBERED_M: Final = 300.0
_UNNUMBERED_M: Final = 100.0
_FAR_DECIMALS: Final = 3
_MALFORMED: Final = "malformed"


class BnetzaFeed(Feed):
    """The register in any of its forms, told apart by the file's first bytes."""

    countries: ClassVar[tuple[str, ...]] = ("DEU",)

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """`{"station": id, "devices": records}` for every place."""
        for group in group_rows(_records(file), _address_key):
            yield from _places(group)

    def native_id(self, raw: Raw) -> str | None:
        return raw["station"] if isinstance(raw, Mapping) else None

    def station(self, raw: Raw) -> StationRecord:
        if not isinstance(raw, Mapping):
            raise Refused("not_a_group", None, "the record is no group of devices")
        if _MALFORMED in raw["devices"][0]:
            raise Refused("malformed_row", None, str(raw["devices"][0][_MALFORMED]))
        devices = [read_device(record) for record in raw["devices"]]
        return build_station(raw["station"], devices, _position(devices))


def _position(devices: Sequence[Device]) -> Position:
    found = [device.position for device in devices if device.position]
    if not found:
        raise Refused("coordinates_missing", "coordinates", "no device of the station has readable coordinates")
    return min(found, key=lambda where: (-found.count(where), where))


def _places(group: list[Row]) -> Iterator[Row]:
    """The records of one operator and address, parted where they stand apart."""
    devices = {id(row): _device(row) for row in group}
    within = _NUMBERED_M if _has_number(devices[id(group[0])]) else _UNNUMBERED_M
    for number, part in enumerate(clusters(group, lambda row: devices[id(row)].position, within)):
        own = [devices[id(row)] for row in part]
        yield {"station": _name(own, _address_key(part[0]), apart=number > 0), "devices": part}


def _name(devices: Iterable[Device], address: str, *, apart: bool) -> str:
    numbers = [device.number for device in devices if device.number]
    if numbers:
        return min(numbers, key=lambda number: (len(number), number))
    where = min((device.position for device in devices if device.position), default=None)
    if apart and where:
        address += f" {where[0]:.{_FAR_DECIMALS}f},{where[1]:.{_FAR_DECIMALS}f}"
    return f"adr-{blake2b(address.encode(), digest_size=8).hexdigest()}"


def _address_key(row: Row) -> str:
    if _MALFORMED in row:
        return f"{_MALFORMED} {row[_MALFORMED]}"
    device = _device(row)
    operator = " ".join(tokens(device.operator or device.brand or ""))
    street = "".join(tokens(f"{device.street or ''} {device.house_no or ''}")).replace("strasse", "str")
    # Without a street the number alone tells devices apart.
    return f"{operator}|{device.postal_code}|{street or device.number or device.position}"


def _device(row: Row) -> Device:
    return Device() if _MALFORMED in row else read_device(row)


def _has_number(device: Device) -> bool:
    return any(character.isdigit() for character in f"{device.street or ''}{device.house_no or ''}")


def _records(file: SourceFile) -> Iterator[Row]:
    with file.open() as content:
        start = content.read(4096)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    read: Callable[[BinaryIO], Iterator[Row]] = _table
    if start.startswith(_SPREADSHEETS):
        read = _spreadsheet
    elif text.startswith((b"{", b"[")):
        read = _listed_json if text.startswith(b"[") else _interface_json
    with file.open() as content:
        yield from read(content)


def _interface_json(content: BinaryIO) -> Iterator[Row]:
    yield from map(_record, ijson.items(content, "chargingStations.item", use_float=True))


def _listed_json(content: BinaryIO) -> Iterator[Row]:
    yield from map(_record, ijson.items(content, "item", use_float=True))


def _record(value: Any) -> Row:
    return value if isinstance(value, dict) else {_MALFORMED: f"a {type(value).__name__} in the place of a device"}


def _table(content: BinaryIO) -> Iterator[Row]:
    header, records = read_table(content, is_header)
    names = [column(cell) for cell in header]
    for number, cells in enumerate(records, start=1):
        if cells is None:
            yield {_MALFORMED: f"record {number} has a quote that is never closed, or a cell of more than 128 KiB"}
        else:
            yield {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}


def _spreadsheet(content: BinaryIO) -> Iterator[Row]:
    """Records of the first sheet that has a header; the lines above it are the edition's preamble."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content.read()))
    for title in workbook.sheet_names:
        rows = iter(workbook.get_sheet_by_name(title).to_python())
        header = next((cells for _, cells in zip(range(_HEADER_ROWS), rows, strict=False) if is_header(cells)), None)
        if header:
            names = [column(str(cell)) for cell in header]
            yield from filter(None, (_cells(names, cells) for cells in rows))
            return
    raise ValueError("no sheet of the workbook has a header of the register")


def _cells(names: Sequence[str], cells: Sequence[object]) -> Row:
    return {name: _plain(cell) for name, cell in zip(names, cells, strict=False) if cell not in ("", None)}


def _plain(cell: object) -> object:
    """A cell as JSON holds it."""
    if isinstance(cell, (str, int, float)):
        return cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)
