"""The flat columns of a station: what CSV has, and Parquet beside its nested EVSEs. docs/exports.md lists them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.conf import settings

from stations.exports.document import Availability, Operator, Station

SEPARATOR = "; "
_ALWAYS = b'"twentyfourseven":true'
_UNKNOWN = Availability(None, None, None, None, None)
_NOBODY = Operator(None, None)


class Kind(StrEnum):
    """What a column's cells are. Dates and moments come as the API writes them."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    DATE = "date"
    MOMENT = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """`path` leads to its cell from the station; without one it is among those that `_derived` gives."""

    name: str
    kind: Kind = Kind.TEXT
    path: str = ""


class _Derived(NamedTuple):
    """Cells that are no attribute of a station, by the names of their columns."""

    url: str
    operator: str | None
    operator_slug: str | None
    open_24_7: bool | None
    opening_times: str | None
    facilities: str | None
    evse_count: int
    planned_evse_count: int
    standards: str | None
    plugs: str | None
    free_evses: int | None
    occupied_evses: int | None
    faulty_evses: int | None
    unknown_evses: int | None
    status_updated: str | None
    assumed: str | None
    source: str
    source_name: str
    native_id: str
    source_url: str | None
    licence: str | None
    licence_url: str | None
    attribution: str
    last_seen: str


def _own(name: str, kind: Kind = Kind.TEXT) -> Column:
    return Column(name, kind, name)


# In the order of the file.
COLUMNS = (
    _own("id"),
    Column("url"),
    _own("name"),
    _own("address"),
    _own("city"),
    _own("postal_code"),
    _own("state"),
    _own("country"),
    Column("latitude", Kind.NUMBER, "coordinates.latitude"),
    Column("longitude", Kind.NUMBER, "coordinates.longitude"),
    _own("time_zone"),
    Column("operator"),
    Column("operator_slug"),
    _own("suboperator"),
    _own("owner"),
    _own("access"),
    Column("open_24_7", Kind.FLAG),
    Column("opening_times"),
    _own("charging_when_closed", Kind.FLAG),
    _own("parking_type"),
    Column("facilities"),
    _own("price_text"),
    _own("free_of_charge", Kind.FLAG),
    _own("no_registration", Kind.FLAG),
    _own("payment_text"),
    _own("directions"),
    _own("notes"),
    _own("help_phone"),
    _own("website"),
    _own("wheelchair", Kind.FLAG),
    _own("max_height_cm", Kind.WHOLE),
    _own("renewable", Kind.FLAG),
    _own("max_electric_power", Kind.WHOLE),
    Column("evse_count", Kind.WHOLE),
    Column("planned_evse_count", Kind.WHOLE),
    Column("standards"),
    Column("plugs"),
    _own("operational", Kind.FLAG),
    _own("live_data", Kind.FLAG),
    Column("free_evses", Kind.WHOLE),
    Column("occupied_evses", Kind.WHOLE),
    Column("faulty_evses", Kind.WHOLE),
    Column("unknown_evses", Kind.WHOLE),
    Column("status_updated", Kind.MOMENT),
    _own("opened_on", Kind.DATE),
    _own("confirmed_on", Kind.DATE),
    _own("last_updated", Kind.MOMENT),
    _own("group"),
    Column("assumed"),
    Column("source"),
    Column("source_name"),
    Column("native_id"),
    Column("source_url"),
    Column("licence"),
    Column("licence_url"),
    Column("attribution"),
    Column("last_seen", Kind.MOMENT),
)
_OWN = [column for column in COLUMNS if column.path]
_read_own = attrgetter(*(column.path for column in _OWN))


def cells(stations: Sequence[Station[Any]]) -> Mapping[str, Sequence[Any]]:
    """Column name → its cells; None is "not known". Row by row first: a station is read while it is at hand."""
    site = settings.SITE_URL
    own = zip(*map(_read_own, stations), strict=True)
    derived = zip(*[_derived(station, site) for station in stations], strict=True)
    names = (*(column.name for column in _OWN), *_Derived._fields)
    return dict(zip(names, (*own, *derived), strict=True)) if stations else dict.fromkeys(names, ())


def _derived(station: Station[Any], site: str) -> tuple[Any, ...]:
    """As `_Derived`, whose making would take as long as all of this."""
    operator = station.operator or _NOBODY
    plugs = _summary(
        tuple([
            (evse.status, tuple([(plug.standard, plug.max_electric_power) for plug in evse.connectors]))
            for evse in station.evses
        ])
    )  # fmt: skip
    states = station.availability or _UNKNOWN
    terms = station.sources[0]
    return (
        site + station.url, operator.name, operator.slug, *_opening(bytes(station.opening_times)),
        _joined(station.facilities), *plugs,
        states.free, states.occupied, states.faulty, states.unknown, states.updated,
        _joined(station.assumed), terms.uid, terms.name, terms.native_id, terms.url, terms.licence, terms.licence_url,
        terms.attribution, terms.last_seen,
    )  # fmt: skip


def _joined(values: list[str]) -> str | None:
    return SEPARATOR.join(values) if values else None


@lru_cache(maxsize=4096)
def _opening(hours: bytes) -> tuple[bool | None, str | None]:
    """Whether a place is always open, and its hours as JSON. Many share theirs."""
    return (None, None) if hours == b"null" else (_ALWAYS in hours, hours.decode())


_Plug = tuple[str | None, int | None]
_Point = tuple[str | None, tuple[_Plug, ...]]


@lru_cache(maxsize=16_384)
def _summary(points: tuple[_Point, ...]) -> tuple[int, int, str | None, str | None]:
    """EVSEs in service, EVSEs planned, standards, and plugs in words. Most places are like many others.

    Plugs are those in service; where there are none, those planned.
    """
    planned = [plugs for status, plugs in points if status == "PLANNED"]
    serving = [plugs for status, plugs in points if status not in ("PLANNED", "REMOVED")]
    shown = [plug for plugs in serving or planned for plug in plugs]
    standards = sorted({standard for standard, _ in shown if standard})
    return len(serving), len(planned), SEPARATOR.join(standards) or None, _worded(shown)


def _worded(plugs: Iterable[_Plug]) -> str | None:
    """Plugs that are alike together, strongest first: "2 x IEC_62196_T2_COMBO 150 kW; 1 x CHADEMO"."""
    alike: dict[_Plug, int] = {}
    for plug in plugs:
        alike[plug] = alike.get(plug, 0) + 1
    ordered = sorted(alike.items(), key=lambda item: (-(item[0][1] or 0), item[0][0] or ""))
    return SEPARATOR.join(f"{count} x {_plug(*plug)}" for plug, count in ordered) or None


def _plug(standard: str | None, watts: int | None) -> str:
    power = "" if watts is None else f" {watts / 1000:g} kW"
    return f"{standard or 'unknown'}{power}"
