"""The fields of a record that a driver can know: read as JSON values, and put into a record. Pure."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from stations.hours.osm import from_osm
from stations.hours.week import expression_of
from stations.models import Edit
from stations.ocpi import Status
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, StationRecord

Field = Edit.Field
# Texts that stand in a column of their own.
TEXTS: Final = (
    Field.NAME, Field.ADDRESS, Field.POSTAL_CODE, Field.CITY, Field.PRICE_TEXT, Field.HELP_PHONE, Field.WEBSITE,
    Field.DIRECTIONS, Field.NOTES,
)  # fmt: skip
# EVSEs that drivers counted and a source does not have.
ADDED_EVSE: Final = "driver-"
_CONNECTOR: Final = ("standard", "format", "max_electric_power")


def kind_of(field: str) -> Edit.Field:
    """The field without the uid of its EVSE."""
    return Field(field.partition(":")[0])


def value_of(record: StationRecord, field: str) -> Any:
    """What a record says of a field; None where it says nothing."""
    name, _, uid = field.partition(":")
    if name in TEXTS:
        return getattr(record, name)
    return _plugs(record, uid) if name == Field.PLUGS else _READ[name](record)


def base_of(record: StationRecord, field: str) -> Any:
    """What has to stay for a correction to hold: the value; of a place that is gone, when it was last confirmed."""
    if field == Field.GONE:
        return record.confirmed_on.isoformat() if record.confirmed_on else None
    return value_of(record, field)


def with_value(record: StationRecord, field: str, value: Any) -> StationRecord:
    """The record with another value of a field, which is then assumed no more."""
    name, _, uid = field.partition(":")
    if name in TEXTS:
        record = replace(record, **{name: value})
    else:
        record = _with_plugs(record, uid, value) if name == Field.PLUGS else _WRITE[name](record, value)
    stated = _STATED_BY.get(name, name)
    return replace(record, assumed=tuple(one for one in record.assumed if one != stated))


def has_place(record: StationRecord, field: str) -> bool:
    """Whether there is an EVSE whose plugs are told."""
    name, _, uid = field.partition(":")
    return name != Field.PLUGS or any(evse.uid == uid for evse in record.evses)


def order(field: str) -> tuple[bool, str]:
    """Points are counted before their plugs are told."""
    return field != Field.CHARGING_POINTS, field


def counted(record: StationRecord) -> list[EvseRecord]:
    """The EVSEs that are there."""
    return [evse for evse in record.evses if evse.status != Status.REMOVED]


def _plugs(record: StationRecord, uid: str) -> list[dict[str, Any]] | None:
    evse = next((evse for evse in record.evses if evse.uid == uid), None)
    if evse is None:
        return None
    return [{name: getattr(connector, name) for name in _CONNECTOR} for connector in evse.connectors]


def _with_plugs(record: StationRecord, uid: str, value: list[dict[str, Any]]) -> StationRecord:
    evses = [
        replace(evse, connectors=connectors_of(value, evse.connectors)) if evse.uid == uid else evse
        for evse in record.evses
    ]
    return replace(record, evses=tuple(evses))


def connectors_of(told: list[dict[str, Any]], there: tuple[ConnectorRecord, ...] = ()) -> tuple[ConnectorRecord, ...]:
    """Plugs as told; one that is there as told keeps all else that is known of it."""
    left = list(there)
    found: list[ConnectorRecord] = []
    for plug in told:
        same = next((c for c in left if (c.standard, c.max_electric_power) == (plug["standard"], _watts(plug))), None)
        if same:
            left.remove(same)
        found.append(replace(same, format=plug["format"]) if same else ConnectorRecord("", **plug))
    taken = {connector.uid for connector in found}
    free = (uid for number in range(1, 1000) if (uid := str(number)) not in taken)
    return tuple(connector if connector.uid else replace(connector, uid=next(free)) for connector in found)


def _watts(plug: dict[str, Any]) -> int | None:
    watts: int | None = plug["max_electric_power"]
    return watts


def _with_points(record: StationRecord, count: int) -> StationRecord:
    """As many EVSEs: those that are too many, the last ones, are removed; of those that are added nothing is known."""
    there = counted(record)
    taken = {evse.uid for evse in record.evses}
    free = (uid for number in range(1, 1000) if (uid := f"{ADDED_EVSE}{number}") not in taken)
    added = [EvseRecord(next(free), (ConnectorRecord("1"),)) for _ in range(count - len(there))]
    too_many = {evse.uid for evse in there[count:]}
    evses = [replace(evse, status=Status.REMOVED.value) if evse.uid in too_many else evse for evse in record.evses]
    return replace(record, evses=(*evses, *added))


def _position(record: StationRecord) -> dict[str, float]:
    return {"latitude": record.latitude, "longitude": record.longitude}


def _with_operator(record: StationRecord, name: str | None) -> StationRecord:
    there = record.operator
    same = there if there and there.name == name else None
    return replace(record, operator=same or (OperatorRecord(name) if name else None))


_READ: Final[dict[str, Callable[[StationRecord], Any]]] = {
    Field.OPERATOR: lambda record: record.operator.name if record.operator else None,
    Field.COORDINATES: _position,
    Field.ACCESS: lambda record: record.access,
    Field.OPENING_HOURS: lambda record: expression_of(record.hours),
    Field.CHARGING_POINTS: lambda record: len(counted(record)),
    Field.GONE: lambda _record: False,
}
_WRITE: Final[dict[str, Callable[[StationRecord, Any], StationRecord]]] = {
    Field.OPERATOR: _with_operator,
    Field.COORDINATES: lambda record, at: replace(record, **at),
    Field.ACCESS: lambda record, value: replace(record, access=value),
    Field.OPENING_HOURS: lambda record, text: replace(record, hours=from_osm(text)),
    Field.CHARGING_POINTS: _with_points,
    # The row is marked, not the record.
    Field.GONE: lambda record, _value: record,
}
_STATED_BY: Final = {Field.OPENING_HOURS.value: "hours"}
