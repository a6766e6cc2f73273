"""What OCPI feeds write where the standard wants an enum value: as it stands, in another case, or in other words."""

from collections.abc import Iterable
from typing import Any, Final

from stations.ocpi import (
    Capability,
    ConnectorFormat,
    ConnectorType,
    Facility,
    ParkingRestriction,
    ParkingType,
    PowerType,
    Status,
)
from stations.sources.families.scalars import private

Table = dict[str, str]


def _table(values: Iterable[str], others: Table | None = None) -> Table:
    """The values by themselves and in upper case; str rather than enum members, which are slower to store."""
    table = {value.upper(): str(value) for value in values} | (others or {})
    return table | {str(value): str(value) for value in values}


STANDARDS: Final = _table(
    ConnectorType,
    {
        "TYPE 1": "IEC_62196_T1",
        "TYPE 1 CONNECTOR": "IEC_62196_T1",
        "J1772": "IEC_62196_T1",
        "TYPE 2": "IEC_62196_T2",
        "TYPE 2 OUTLET": "IEC_62196_T2",
        "TYPE 2 CONNECTOR": "IEC_62196_T2",
        "MENNEKES": "IEC_62196_T2",
        "CCS1": "IEC_62196_T1_COMBO",
        "COMBO 1": "IEC_62196_T1_COMBO",
        "CCS2": "IEC_62196_T2_COMBO",
        "COMBO 2": "IEC_62196_T2_COMBO",
        "CCS COMBO 2": "IEC_62196_T2_COMBO",
        "GB/T (AC)": "GBT_AC",
        "GB/T AC": "GBT_AC",
        "GB/T (DC)": "GBT_DC",
        "GB/T DC": "GBT_DC",
        "NACS": "SAE_J3400",
        "SCHUKO": "DOMESTIC_F",
    },
)
FORMATS: Final = _table(ConnectorFormat)
POWER_TYPES: Final = _table(PowerType)
STATUSES: Final = _table(
    Status, {"OUT_OF_ORDER": "OUTOFORDER", "OUT OF ORDER": "OUTOFORDER", "OCCUPIED": "CHARGING", "IN_USE": "CHARGING"}
)
CAPABILITIES: Final = _table(Capability)
RESTRICTIONS: Final = _table(ParkingRestriction)
FACILITIES: Final = _table(Facility)
# Also the `type` of OCPI 2.1.1; its OTHER and UNKNOWN say nothing.
PARKING_TYPES: Final = _table(ParkingType)

# A driver can pay there without a contract.
PAID_ON_THE_SPOT: Final = frozenset(
    {"CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT", "CHIP_CARD_SUPPORT", "PED_TERMINAL"}
)
# A restriction that holds for every EVSE says who may use the place at all.
ACCESS_BY_RESTRICTION: Final = {"CUSTOMERS": "CUSTOMERS", "TENANTS": "RESIDENTS", "EMPLOYEES": "PRIVATE"}
# `vehicle_types` of a parking place that is for nobody else (2.3.0).
RESTRICTION_BY_VEHICLE: Final = {"DISABLED": "DISABLED", "MOTORCYCLE": "MOTORCYCLES"}


def word(value: Any, table: Table) -> str | None:
    """The table's word for a value, whatever its case; None where there is none."""
    return (table.get(value) or table.get(value.strip().upper())) if isinstance(value, str) else None


def word_list(values: Any, table: Table) -> tuple[str, ...]:
    """The words that we know of a list, each once and in the source's order; a lone value counts as a list of one."""
    if not values:
        return ()
    listed = values if isinstance(values, list) else [values]
    if len(listed) == 1:
        return (found,) if (found := word(listed[0], table)) else ()
    return tuple(dict.fromkeys(found for value in listed if (found := word(value, table))))


def standard(value: Any) -> str | None:
    """The connector standard; one that nobody knows is kept as x_OCPI_…"""
    if (found := word(value, STANDARDS)) or not isinstance(value, str):
        return found
    return private("OCPI", value)
