"""A station as a Location of OCPI 2.2.1. What is not known is left out, also where the standard wants a value."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from stations.ocpi import Access, Capability, ConnectorType, ParkingRestriction
from voltway.lib.countries import alpha2

Json = dict[str, Any]

# Of an operator whose id nobody told: the user-assigned code of ISO 3166, and a party that nobody is.
NO_COUNTRY, NO_PARTY = "ZZ", "ZZZ"
# What 2.3.0 has and 2.2.1 has not: its connector of the same shape, or nothing.
_STANDARDS: Final[Mapping[str, str | None]] = {
    ConnectorType.SAE_J3400: ConnectorType.TESLA_S,
    ConnectorType.MCS: None,
}
_KNOWN_STANDARDS: Final = frozenset(ConnectorType)
_NEWER_CAPABILITIES: Final = {Capability.ISO_15118_2_PLUG_AND_CHARGE, Capability.ISO_15118_20_PLUG_AND_CHARGE}
_NEWER_RESTRICTIONS: Final = {ParkingRestriction.EMPLOYEES, ParkingRestriction.TAXIS, ParkingRestriction.TENANTS}
# Places that are not for whoever passes by: they are told, and not to be shown on maps.
_NOT_PUBLISHED: Final = frozenset({Access.PRIVATE, Access.RESTRICTED, Access.RESIDENTS, Access.MEMBERS})
# Lengths that the standard allows. What must be there is cut; the rest is left out where it does not fit.
_NAME, _ADDRESS, _CITY = 255, 45, 45
_OPERATOR_NAME = 100
_UID, _EVSE_ID, _CONNECTOR_ID = 36, 48, 36


def location(facts: Json, changed: str) -> Json:
    """The Location of a version 2 document; `changed` is when VoltWay last changed it."""
    country = alpha2(facts["country"] or "")
    party_country, party = _party(facts, country)
    return _told(
        {
            "country_code": party_country,
            "party_id": party,
            "id": facts["id"],
            "publish": facts["access"] not in _NOT_PUBLISHED,
            "name": _cut(facts["name"], _NAME),
            "address": _cut(facts["address"], _ADDRESS),
            "city": _cut(facts["city"], _CITY),
            "postal_code": _fitting(facts["postal_code"], 10),
            "state": _fitting(facts["state"], 20),
            "country": facts["country"],
            "coordinates": {name: f"{value:.6f}" for name, value in facts["coordinates"].items()},
            "parking_type": facts["parking_type"],
            "evses": [one for evse in facts["evses"] if (one := _evse(evse, facts, changed))],
            "operator": _business(facts["operator"]),
            "suboperator": _named(facts["suboperator"]),
            "owner": _named(facts["owner"]),
            "facilities": facts["facilities"] or None,
            "time_zone": facts["time_zone"],
            "opening_times": _hours(facts["opening_times"]),
            "charging_when_closed": facts["charging_when_closed"],
            "energy_mix": None if facts["renewable"] is None else {"is_green_energy": facts["renewable"]},
            "last_updated": changed,
        }
    )


def _party(facts: Json, country: str | None) -> tuple[str, str]:
    """Country and party of the operator's eMI3 id."""
    party = (facts["operator"] or {}).get("party_id") or ""
    if len(party) == 5 and party.isalnum():
        return party[:2], party[2:]
    return country or NO_COUNTRY, NO_PARTY


def _evse(evse: Json, facts: Json, changed: str) -> Json | None:
    """None for one none of whose connectors 2.2.1 has a word for."""
    connectors = [one for plug in evse["connectors"] if (one := _connector(plug, changed))]
    if not connectors:
        return None
    return _told(
        {
            "uid": _fitting(evse["uid"], _UID) or evse["uid"][-_UID:],
            "evse_id": _fitting(evse["evse_id"], _EVSE_ID),
            "status": "REMOVED" if facts["vanished_at"] else evse["status"] or "UNKNOWN",
            "capabilities": [word for word in evse["capabilities"] if word not in _NEWER_CAPABILITIES] or None,
            "connectors": connectors,
            "floor_level": _fitting(evse["floor_level"], 4),
            "physical_reference": _fitting(evse["physical_reference"], 16),
            "parking_restrictions": _restrictions(evse, facts) or None,
            "last_updated": evse["status_updated"] or changed,
        }
    )


def _restrictions(evse: Json, facts: Json) -> list[str]:
    told = [word for word in evse["parking_restrictions"] if word not in _NEWER_RESTRICTIONS]
    if facts["access"] == Access.CUSTOMERS and "CUSTOMERS" not in told:
        told.append("CUSTOMERS")
    return told


def _connector(plug: Json, changed: str) -> Json | None:
    standard = _STANDARDS.get(plug["standard"], plug["standard"])
    if standard not in _KNOWN_STANDARDS:
        return None
    return _told(
        {
            "id": _fitting(plug["id"], _CONNECTOR_ID) or plug["id"][-_CONNECTOR_ID:],
            "standard": standard,
            "format": plug["format"],
            "power_type": plug["power_type"],
            "max_voltage": plug["max_voltage"],
            "max_amperage": plug["max_amperage"],
            "max_electric_power": plug["max_electric_power"],
            "last_updated": changed,
        }
    )


def _business(operator: Json | None) -> Json | None:
    return _told({"name": _cut(operator["name"], _OPERATOR_NAME), "website": operator["website"]}) if operator else None


def _named(name: str | None) -> Json | None:
    return {"name": _cut(name, _OPERATOR_NAME)} if name else None


def _hours(hours: Json | None) -> Json | None:
    """Hours that 2.2.1 can hold: round the clock, or periods of a week."""
    if hours is None or hours["twentyfourseven"] is None:
        return None
    exceptions: Iterable[tuple[str, Any]] = (
        (name, hours[name] or None) for name in ("exceptional_openings", "exceptional_closings")
    )
    regular = None if hours["twentyfourseven"] else hours["regular_hours"]
    return _told({"twentyfourseven": hours["twentyfourseven"], "regular_hours": regular, **dict(exceptions)})


def _told(facts: Json) -> Json:
    """Without what is not known."""
    return {name: value for name, value in facts.items() if value is not None}


def _cut(text: str | None, length: int) -> str | None:
    return text if text is None or len(text) <= length else f"{text[: length - 1]}…"


def _fitting(text: str | None, length: int) -> str | None:
    return text if text and len(text) <= length else None
