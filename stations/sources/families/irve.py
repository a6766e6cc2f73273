"""Reads IRVE, the French schema of charging points: version 1, version 2, and the file of live states.

One row is a charging point; a station is all points of one place (`irve_places` says which).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from stations.ocpi import Status
from stations.records import Raw, StationRecord, StatusRecord
from stations.sources.base import Feed, Refused, SourceFile
from stations.sources.families.delimited import read_table
from stations.sources.families.irve_columns import canonical, is_header
from stations.sources.families.irve_places import MALFORMED, places
from stations.sources.families.irve_points import Point, Position, compact, read_point
from stations.sources.families.irve_station import build_station
from stations.sources.families.irve_words import OCCUPATIONS, word
from stations.sources.families.nearby import clusters

Row = dict[str, Any]

_EXTRA: Final = "extra"
_PLUG_STATES: Final = "etat_prise_"
_ANYWHERE: Final = float("inf")


class IrveFeed(Feed):
    """A feed of charging points of the IRVE schema."""

    countries: ClassVar[tuple[str, ...]] = ("FRA",)

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """`{"station": id, "points": rows}` for every place; headers are given their names of the schema."""
        return places(_table(file))

    def native_id(self, raw: Raw) -> str | None:
        return raw["station"] if isinstance(raw, Mapping) else None

    def station(self, raw: Raw) -> StationRecord:
        if not isinstance(raw, Mapping):
            raise Refused("not_a_group", None, "the record is no group of charging points")
        if MALFORMED in raw["points"][0]:
            raise Refused("malformed_row", None, "a quote that is never closed, or a cell of more than 128 KiB")
        points = [read_point(row) for row in raw["points"]]
        return build_station(raw["station"], points, _position(points))

    def statuses(self, file: SourceFile) -> Iterator[StatusRecord]:
        """The states of the dynamic file; rows without an id are left out."""
        for row in _table(file):
            key = compact(row.get("id_pdc_itinerance"))
            if key:
                yield StatusRecord(key, _status(row).value, _observed(row.get("horodatage")))


def _position(points: list[Point]) -> Position:
    """The commonest position of the points, or the nearest to it that is the same on every run."""
    here = clusters(points, lambda point: point.position, _ANYWHERE)[0]
    found = [point.position for point in here if point.position]
    if not found:
        raise Refused("coordinates_missing", "coordinates", "no point of the station has readable coordinates")
    return min(found, key=lambda where: (-found.count(where), where))


def _table(file: SourceFile) -> Iterator[Row]:
    with file.open() as content:
        header, records = read_table(content, is_header)
        names = canonical(header)
        for number, cells in enumerate(records, start=1):
            if cells is None:
                yield {MALFORMED: number}
            else:
                yield _row(names, cells)


def _row(names: list[str], cells: list[str]) -> Row:
    row: Row = dict(zip(names, cells, strict=False))
    if len(cells) > len(names):
        row[_EXTRA] = cells[len(names) :]
    return row


def _status(row: Row) -> Status:
    """Out of order where the point is, or where every plug that is spoken of is."""
    plugs = {word(value) for name, value in row.items() if name.startswith(_PLUG_STATES) and word(value)}
    if word(row.get("etat_pdc")) == "hors_service" or plugs == {"hors_service"}:
        return Status.OUTOFORDER
    if word(row.get("etat_pdc")) != "en_service":
        return Status.UNKNOWN
    return OCCUPATIONS.get(word(row.get("occupation_pdc")), Status.UNKNOWN)


def _observed(value: object) -> datetime | None:
    """UTC. A time without an offset may be any of France's, so it is none."""
    try:
        read = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return read.astimezone(UTC) if read and read.tzinfo else None
    except (ValueError, OverflowError):
        return None
