"""What a driver suggests, read strictly and cleaned as any record of a source: what is refused is told by field."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from stations.models import Edit
from stations.ocpi import STANDARDS, Access, ConnectorFormat
from stations.records import EvseRecord, StationRecord
from stations.sources.base import Feed, NotCharging, Refused
from stations.sources.cleaning import clean
from stations.sources.cleaning.step_50_text import LENGTHS
from stations.sources.corrections.fields import TEXTS, has_place, kind_of, order, value_of, with_value
from stations.sources.own_rows import Coordinates
from voltway.lib.batches import RowRefused
from voltway.lib.msgspec_words import fault_of

MAX_POINTS: Final = 100
MAX_PLUGS: Final = 20
Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=1000)]
Field = Edit.Field
_LONGEST: Final[dict[str, int]] = {**{name: LENGTHS[name] for name in TEXTS}, Field.OPERATOR: LENGTHS["operator.name"]}


class Plug(Struct, forbid_unknown_fields=True, kw_only=True):
    """One plug of an EVSE; what isn't known is null."""

    # A standard, or what stands there already.
    standard: Annotated[str, Meta(max_length=40)] | None = None
    format: ConnectorFormat | None = None
    max_electric_power: Annotated[int, Meta(gt=0, le=10_000_000)] | None = None


class Point(Struct, forbid_unknown_fields=True, kw_only=True):
    """All plugs of one EVSE; without `evse` of one more."""

    evse: Annotated[str, Meta(min_length=1, max_length=100)] | None = None
    connectors: Annotated[list[Plug], Meta(min_length=1, max_length=MAX_PLUGS)]


class Suggested(Struct, forbid_unknown_fields=True, kw_only=True):
    """Fields that differ; null takes a wrong value away."""

    name: Short | UnsetType | None = UNSET
    operator: Short | UnsetType | None = UNSET
    address: Short | UnsetType | None = UNSET
    postal_code: Short | UnsetType | None = UNSET
    city: Short | UnsetType | None = UNSET
    coordinates: Coordinates | UnsetType = UNSET
    access: Access | UnsetType = UNSET
    opening_hours: Long | UnsetType | None = UNSET
    price_text: Long | UnsetType | None = UNSET
    help_phone: Short | UnsetType | None = UNSET
    website: Long | UnsetType | None = UNSET
    directions: Long | UnsetType | None = UNSET
    notes: Long | UnsetType | None = UNSET
    charging_points: Annotated[int, Meta(ge=1, le=MAX_POINTS)] | UnsetType = UNSET
    plugs: Annotated[list[Point], Meta(max_length=MAX_POINTS)] | UnsetType = UNSET
    gone: bool | UnsetType = UNSET


def read(told: Any, *, adding: bool = False) -> dict[str, Any]:
    """Field → value; plugs by the uid of their EVSE. Raises RowRefused, which names the field."""
    try:
        found = msgspec.to_builtins(msgspec.convert(told, Suggested))
    except msgspec.ValidationError as error:
        fault = fault_of(str(error))
        raise RowRefused(fault.rule, fault.path, fault.words) from None
    points = found.pop("plugs", [])
    values = {name: value.strip() or None if isinstance(value, str) else value for name, value in found.items()}
    if adding:
        return _for_new(values, points)
    for number, point in enumerate(points):
        if not point["evse"]:
            raise RowRefused("missing_field", f"plugs[{number}].evse", "is needed")
        values[f"{Field.PLUGS}:{point['evse']}"] = point["connectors"]
    return values


def _for_new(values: dict[str, Any], points: list[dict[str, Any]]) -> dict[str, Any]:
    for name in (Field.CHARGING_POINTS, Field.GONE):
        if name in values:
            raise RowRefused("unknown_field", name, "is not told of a new station: its plugs say how many there are")
    if "coordinates" not in values:
        raise RowRefused("missing_field", "coordinates", "is needed")
    if not points:
        raise RowRefused("missing_field", "plugs", "at least one charging point is needed")
    plugs = {f"{Field.PLUGS}:{number}": point["connectors"] for number, point in enumerate(points, 1)}
    return {**{name: value for name, value in values.items() if value is not None}, **plugs}


def new_record(native_id: str, values: Mapping[str, Any]) -> StationRecord:
    """A station of its own."""
    evses = [EvseRecord(field.partition(":")[2]) for field in values if kind_of(field) == Field.PLUGS]
    record = StationRecord(native_id, **values[Field.COORDINATES], evses=tuple(evses))
    return _with_all(record, values)


def changes_of(record: StationRecord, values: Mapping[str, Any], feed: Feed) -> dict[str, dict[str, Any]]:
    """What differs from the record, cleaned: field → {"from", "to"}. Raises RowRefused, which names the field."""
    told = {field: value for field, value in values.items() if value != value_of(record, field)}
    _check_plain(told)
    _check_standards(told, {plug.standard for evse in record.evses for plug in evse.connectors})
    cleaned = _cleaned(_with_all(record, told), feed, told)
    for field, value in told.items():
        _check_taken(field, value, cleaned)
    found = {field: {"from": value_of(record, field), "to": _suggested(cleaned, field)} for field in told}
    return {field: each for field, each in found.items() if each["from"] != each["to"]}


def added(values: Mapping[str, Any], feed: Feed) -> dict[str, dict[str, Any]]:
    """The same of a station that isn't there yet."""
    _check_plain(values)
    _check_standards(values, set())
    cleaned = _cleaned(new_record("new", values), feed, values)
    for field, value in values.items():
        _check_taken(field, value, cleaned)
    return {field: {"from": None, "to": value_of(cleaned, field)} for field in values}


def _with_all(record: StationRecord, values: Mapping[str, Any]) -> StationRecord:
    for field in sorted(values, key=order):
        if not has_place(record, field):
            raise RowRefused("no_such_evse", "plugs", f"there is no charging point {field.partition(':')[2]}")
        record = with_value(record, field, values[field])
    return record


def _cleaned(record: StationRecord, feed: Feed, told: Mapping[str, Any]) -> StationRecord:
    try:
        return clean(record, feed, lambda _kind: None)
    except Refused as refused:
        at = refused.field if refused.field and refused.field in told else next(iter(told), "")
        raise RowRefused(refused.rule, at, refused.message) from None
    except NotCharging:
        raise RowRefused("not_charging", next(iter(told), ""), "would be no place to charge") from None


def _check_plain(told: Mapping[str, Any]) -> None:
    """What no cleaner is asked: it would cut, and we had rather ask."""
    for field, value in told.items():
        longest = _LONGEST.get(field)
        if isinstance(value, str) and longest and len(value) > longest:
            raise RowRefused("too_long", field, f"must have {longest} characters at most")
    if told.get(Field.GONE, True) is not True:
        raise RowRefused("wrong_value", Field.GONE, "must be true, or not told")


def _check_standards(told: Mapping[str, Any], there: set[str | None]) -> None:
    """What no standard covers may stay, and nobody makes it up."""
    plugs = [plug for field, value in told.items() if kind_of(field) == Field.PLUGS for plug in value]
    for standard in (plug["standard"] for plug in plugs):
        if standard is not None and standard not in STANDARDS and standard not in there:
            raise RowRefused("wrong_value", Field.PLUGS, f"{standard!r} is no standard of plugs")


def _check_taken(field: str, value: Any, cleaned: StationRecord) -> None:
    """A cleaner mends what a source says, and drops what can't be; whoever suggests something is told."""
    kept, kind = value_of(cleaned, field), kind_of(field)
    if value is not None and kept is None:
        raise RowRefused("unusable", field, "can't be used as it is written")
    if kind == Field.COORDINATES and kept != value:
        raise RowRefused("outside_country", field, "lies outside the station's country")
    if kind == Field.OPENING_HOURS and value and not (cleaned.hours and cleaned.hours.has_schedule):
        raise RowRefused("hours", field, "is not understood: write it as in Mo-Fr 08:00-18:00; Sa 09:00-12:00, or 24/7")
    if kind == Field.PLUGS:
        _check_plugs(value, kept)


def _check_plugs(told: list[dict[str, Any]], kept: list[dict[str, Any]]) -> None:
    same = ("standard", "max_electric_power")
    for plug, after in zip(told, kept, strict=True):
        if any(plug[name] is not None and plug[name] != after[name] for name in same):
            raise RowRefused("plug", "plugs", f"no {plug['standard'] or 'plug'} gives {plug['max_electric_power']} W")


def _suggested(cleaned: StationRecord, field: str) -> Any:
    return True if field == Field.GONE else value_of(cleaned, field)
