"""What differs between two editions of a record, fact by fact, as a person reads it."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from msgspec import Struct

from stations.hours.ocpi import to_ocpi
from stations.records import EvseRecord, StationRecord

# Characters of a value that are shown.
_SHOWN: Final = 200
_LEFT_OUT: Final = frozenset({"native_id", "evses", "hours"})
_OF_EVSES: Final = frozenset({"uid", "evse_id", "connectors"})


class Change(NamedTuple):
    """One fact before and after, as text; None where the record does not say it, or is not there."""

    field: str
    before: str | None
    after: str | None


def changes(before: StationRecord | None, after: StationRecord | None) -> list[Change]:
    """The facts that differ, in the order of the record's fields."""
    was, now = facts_of(before), facts_of(after)
    fields = [*now, *(field for field in was if field not in now)]
    return [Change(field, was.get(field), now.get(field)) for field in fields if was.get(field) != now.get(field)]


def facts_of(record: StationRecord | None) -> dict[str, str]:
    """All that a record says, by field; what it does not say is left out."""
    if record is None:
        return {}
    facts = dict(_facts(record, _LEFT_OUT))
    if record.hours is not None:
        facts["hours"] = _said({name: value for name, value in (to_ocpi(record.hours) or {}).items() if value})
    for evse in record.evses:
        name = f"EVSE {evse.evse_id or evse.uid}"
        facts[name] = _plugs(evse)
        facts |= {f"{name} {field}": value for field, value in _facts(evse, _OF_EVSES)}
    return facts


def _facts(struct: Struct, left_out: frozenset[str]) -> Iterator[tuple[str, str]]:
    for field in struct.__struct_fields__:
        value = getattr(struct, field)
        if field in left_out or value is None or value == ():
            continue
        if isinstance(value, Struct):
            yield from ((f"{field} {name}", said) for name, said in _facts(value, frozenset()))
        else:
            yield field, _said(value)


def _plugs(evse: EvseRecord) -> str:
    said = (
        " ".join(filter(None, (plug.standard or "?", plug.format, _power(plug.max_electric_power))))
        for plug in evse.connectors
    )
    return _cut(", ".join(said) or "no connector")


def _power(watts: int | None) -> str:
    return "" if watts is None else f"{watts / 1000:g} kW"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _cut(", ".join(map(str, value)))
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
