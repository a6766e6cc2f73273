"""A station as the one flat row that version 1 has of it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from stations.hours.times import SHORT_DAYS


class Status(StrEnum):
    """All that version 1 knows of a station's state."""

    AVAILABLE = "available"
    OCCUPIED = "occupied"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


_FAULTY = frozenset({"INOPERATIVE", "OUTOFORDER"})
_NOT_IN_SERVICE = frozenset({"PLANNED", "REMOVED"})


def flat(facts: dict[str, Any]) -> dict[str, Any]:
    """The row of a version 2 document. Power in kW; null is "not known"."""
    in_service = [evse for evse in facts["evses"] if evse["status"] not in _NOT_IN_SERVICE]
    power = facts["max_electric_power"]
    return {
        "id": facts["id"],
        "title": _title(facts),
        "address": ", ".join(filter(None, (facts["address"], _town(facts)))) or None,
        "latitude": facts["coordinates"]["latitude"],
        "longitude": facts["coordinates"]["longitude"],
        "connector_type": _connectors(in_service or facts["evses"]),
        "power_kw": None if power is None else power / 1000,
        "status": status(facts),
        "price": facts["price_text"],
        "hours": _hours(facts["opening_times"]),
        "last_updated": facts["last_updated"],
    }


def status(facts: dict[str, Any]) -> Status:
    """One word for all EVSEs: free if one is, by a state that is fresh; faulty if all are."""
    states = facts["availability"] or {}
    if states.get("free"):
        return Status.AVAILABLE
    if states.get("occupied"):
        return Status.OCCUPIED
    standing = {evse["status"] for evse in facts["evses"]} - _NOT_IN_SERVICE
    if facts["operational"] is False or (standing and standing <= _FAULTY):
        return Status.MAINTENANCE
    return Status.UNKNOWN


def _title(facts: dict[str, Any]) -> str:
    operator = facts["operator"]["name"] if facts["operator"] else None
    return str(facts["name"] or operator or facts["address"] or facts["id"])


def _town(facts: dict[str, Any]) -> str:
    return " ".join(filter(None, (facts["postal_code"], facts["city"])))


def _connectors(evses: Iterable[dict[str, Any]]) -> str | None:
    standards = {connector["standard"] for evse in evses for connector in evse["connectors"]}
    return ", ".join(sorted(filter(None, standards))) or None


def _hours(hours: dict[str, Any] | None) -> str | None:
    if hours is None:
        return None
    if hours["twentyfourseven"]:
        return "24/7"
    periods = [
        f"{SHORT_DAYS[one['weekday']]} {one['period_begin']}-{one['period_end']}"
        for one in hours["regular_hours"] or ()
    ]
    return hours["osm"] or "; ".join(periods) or hours["text"]
