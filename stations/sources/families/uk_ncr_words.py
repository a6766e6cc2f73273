"""The words of the UK National Chargepoint Registry and what they are here; its JSON form under the CSV's columns."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stations.ocpi import Access, ConnectorType, Facility, ParkingType, PowerType, Status

STANDARDS: Final = {
    "3-pin Type G (BS1363)": ConnectorType.DOMESTIC_G,
    "JEVS G105 (CHAdeMO) DC": ConnectorType.CHADEMO,
    "Type 1 SAEJ1772 (IEC 62196)": ConnectorType.IEC_62196_T1,
    "Type 2 Combo (IEC62196) DC": ConnectorType.IEC_62196_T2_COMBO,
    "Type 2 Mennekes (IEC62196)": ConnectorType.IEC_62196_T2,
    "Type 2 Tesla (IEC62196) DC": ConnectorType.TESLA_S,
    "Type 3 Scame (IEC62196)": ConnectorType.IEC_62196_T3C,
}
POWER_TYPES: Final = {
    "Single Phase AC": PowerType.AC_1_PHASE,
    "Three Phase AC": PowerType.AC_3_PHASE,
    "DC": PowerType.DC,
}
# "In service" tells nothing of the moment: the registry has no live states.
STATUSES: Final = {
    "Out of service": Status.OUTOFORDER,
    "Planned": Status.PLANNED,
    "Decommissioned": Status.REMOVED,
    "Removed": Status.REMOVED,
}
OPERATIONAL: Final = {"In service": True, "Out of service": False, "Planned": False}

FACILITIES: Final = {
    "Hotel / Accommodation": Facility.HOTEL,
    "Leisure centre": Facility.SPORT,
    "Service station": Facility.FUEL_STATION,
}
_PERHAPS_STREETS: Final = frozenset({"", "Other", "Public estate"})
_GARAGES: Final = (
    (re.compile(r"\bunderground\b", re.I), ParkingType.UNDERGROUND_GARAGE),
    (re.compile(r"\bmulti[ -]?stor(e?y|ey)\b|\bmscp\b", re.I), ParkingType.PARKING_GARAGE),
)

# Of whom the texts speak, the narrower circle first. "Open 9-5 only" is about hours, not about people.
_WHOM: Final = (
    (
        re.compile(
            r"\bno public access\b|\bnot (available )?(for|to) (the )?(general )?public\b|\bprivate (car )?park|"
            r"\bprivate (workplace|site|charger|charging point|business)|\bfleet vehicles? (only|charger)|"
            r"\bpool (cars|vehicles)\b",
            re.I,
        ),
        Access.PRIVATE,
    ),
    (re.compile(r"\b(customers|patrons|guests)\b[^.;]*\bonly\b|\brestricted access to [^.;]*customers", re.I),
     Access.CUSTOMERS),
    (
        re.compile(
            r"\b(staff|employees|visitors|students|members|spectators|fleet|car club)\b[^.;]*\bonly\b|"
            r"\baccess (to|for) (staff|employees|visitors|students)\b|"
            r"\brestricted (access|use|to)\b|\bfleet, staff\b|\bpermit parking\b|\breserved for\b",
            re.I,
        ),
        Access.RESTRICTED,
    ),
)  # fmt: skip
_ABOUT_ACCESS: Final = (
    "accessRestrictionDetails", "deviceDescription", "physicalRestrictionText", "locationLongDescription",
    "locationShortDescription",
)  # fmt: skip
_ABOUT_HOURS: Final = re.compile(r"\bpublic\b|\bopen\b|\bhours?\b|\bonly available\b|\bstay\b|\bgates?\b|\d", re.I)

# Controllers and networks that are none.
NOBODY: Final = "*No "

# Where the CSV's columns stand in the JSON form. "Connector" and "DeviceAccess" are read apart.
_PATHS: Final = {
    "chargeDeviceID": "ChargeDeviceId",
    "reference": "ChargeDeviceRef",
    "name": "ChargeDeviceName",
    "latitude": "ChargeDeviceLocation.Latitude",
    "longitude": "ChargeDeviceLocation.Longitude",
    "subBuildingName": "ChargeDeviceLocation.Address.SubBuildingName",
    "buildingName": "ChargeDeviceLocation.Address.BuildingName",
    "buildingNumber": "ChargeDeviceLocation.Address.BuildingNumber",
    "thoroughfare": "ChargeDeviceLocation.Address.Thoroughfare",
    "street": "ChargeDeviceLocation.Address.Street",
    "doubleDependantLocality": "ChargeDeviceLocation.Address.DoubleDependantLocality",
    "dependantLocality": "ChargeDeviceLocation.Address.DependantLocality",
    "town": "ChargeDeviceLocation.Address.PostTown",
    "county": "ChargeDeviceLocation.Address.County",
    "postcode": "ChargeDeviceLocation.Address.PostCode",
    "countryCode": "ChargeDeviceLocation.Address.Country",
    "deviceDescription": "ChargeDeviceText",
    "locationShortDescription": "ChargeDeviceLocation.LocationShortDescription",
    "locationLongDescription": "ChargeDeviceLocation.LocationLongDescription",
    "deviceOwnerName": "DeviceOwner.OrganisationName",
    "deviceOwnerWebsite": "DeviceOwner.Website",
    "deviceOwnerTelephoneNo": "DeviceOwner.TelephoneNo",
    "deviceControllerName": "DeviceController.OrganisationName",
    "deviceControllerWebsite": "DeviceController.Website",
    "deviceControllerTelephoneNo": "DeviceController.TelephoneNo",
    "deviceNetworks": "DeviceNetworks",
    "chargeDeviceStatus": "ChargeDeviceStatus",
    "publishStatus": "PublishStatus",
    "dateCreated": "DateCreated",
    "dateUpdated": "DateUpdated",
    "lastUpdated": "RecordLastUpdated",
    "dateDeleted": "DateDeleted",
    "paymentRequired": "PaymentRequiredFlag",
    "paymentRequiredDetails": "PaymentDetails",
    "subscriptionRequired": "SubscriptionRequiredFlag",
    "subscriptionRequiredDetails": "SubscriptionDetails",
    "parkingFeesFlag": "ParkingFeesFlag",
    "parkingFeesDetails": "ParkingFeesDetails",
    "accessRestrictionFlag": "AccessRestrictionFlag",
    "accessRestrictionDetails": "AccessRestrictionDetails",
    "physicalRestrictionText": "PhysicalRestrictionText",
    "onStreetFlag": "OnStreetFlag",
    "locationType": "LocationType",
    "access24Hours": "Accessible24Hours",
}
_CONNECTOR_KEYS: Final = {
    "ID": "ConnectorId",
    "Type": "ConnectorType",
    "RatedOutputKW": "RatedOutputkW",
    "OutputCurrent": "RatedOutputCurrent",
    "RatedVoltage": "RatedOutputVoltage",
    "ChargeMethod": "ChargeMethod",
    "TetheredCable": "TetheredCable",
    "Status": "ChargePointStatus",
    "Description": "Information",
}


def as_row(device: Mapping[str, Any]) -> dict[str, str]:
    """A device of either form under the CSV's column names. The JSON form's booleans become 1 and 0."""
    if "ChargeDeviceId" not in device:
        return {name: value for name, value in device.items() if isinstance(value, str)}
    row = {column: _text(_at(device, path)) for column, path in _PATHS.items()}
    for place, connector in enumerate(_dicts(device.get("Connector")), start=1):
        row.update((f"connector{place}{end}", _text(connector.get(key))) for end, key in _CONNECTOR_KEYS.items())
    access = device.get("DeviceAccess")
    for opening in _dicts(access.get("RegularOpenings")) if isinstance(access, dict) else ():
        hours, day = opening.get("Hours"), _text(opening.get("Days"))
        if isinstance(hours, dict):
            row[f"access{day}From"], row[f"access{day}To"] = _text(hours.get("From")), _text(hours.get("To"))
    return row


def _at(device: Mapping[str, Any], path: str) -> Any:
    value: Any = device
    for key in path.split("."):
        # An empty object is sent as an empty list.
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, str | int | float) else ""


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    # One connector is sent as an object, several as a list of them.
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item


def standard(text: str) -> str | None:
    """The OCPI standard of a connector type; a type that isn't known keeps its words."""
    if not text:
        return None
    return STANDARDS.get(text) or "x_NCR_" + re.sub(r"\W+", "_", text).strip("_")[:30]


def parking_type(row: Mapping[str, str]) -> ParkingType | None:
    """On the street or in a garage where the row says so; a "car park" may be a building or a field.

    The flag is also set on sites that are no streets, such as park-and-rides: it counts where the type allows it.
    """
    kind = row.get("locationType") or ""
    if kind == "On-street" or (row.get("onStreetFlag") == "1" and kind in _PERHAPS_STREETS):
        return ParkingType.ON_STREET
    place = " ".join(row.get(key) or "" for key in ("name", "buildingName", "thoroughfare"))
    return next((garage for pattern, garage in _GARAGES if pattern.search(place)), None)


def access(row: Mapping[str, str]) -> Access:
    """Who may charge, by the flags and by the words that explain them.

    A device that wants a subscription is for members. One at a workplace without a word on access stays unknown.
    """
    restriction = (row.get("accessRestrictionDetails") or "").strip()
    told = ". ".join(row.get(column) or "" for column in _ABOUT_ACCESS)
    named = next((whom for pattern, whom in _WHOM if pattern.search(told)), None)
    if named:
        return named
    if row.get("accessRestrictionFlag") == "1" and not _ABOUT_HOURS.search(restriction):
        return Access.RESTRICTED
    if row.get("subscriptionRequired") == "1":
        return Access.MEMBERS
    return Access.UNKNOWN if row.get("locationType") == "Workplace car park" else Access.PUBLIC
