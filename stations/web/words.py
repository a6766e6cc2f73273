"""What OCPI's values are called on pages."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stations.ocpi import (
    Access,
    Capability,
    ConnectorType,
    Facility,
    ParkingRestriction,
    ParkingType,
    PowerType,
    Status,
)

Text = str | Promise

PLUGS: dict[str, Text] = {
    ConnectorType.CHADEMO: "CHAdeMO",
    ConnectorType.CHAOJI: "ChaoJi",
    ConnectorType.DOMESTIC_A: _("Household socket, type A"),
    ConnectorType.DOMESTIC_B: _("Household socket, type B"),
    ConnectorType.DOMESTIC_C: _("Household socket, type C"),
    ConnectorType.DOMESTIC_D: _("Household socket, type D"),
    ConnectorType.DOMESTIC_E: _("Household socket, type E"),
    ConnectorType.DOMESTIC_F: _("Household socket, type F (Schuko)"),
    ConnectorType.DOMESTIC_G: _("Household socket, type G (UK)"),
    ConnectorType.DOMESTIC_H: _("Household socket, type H"),
    ConnectorType.DOMESTIC_I: _("Household socket, type I"),
    ConnectorType.DOMESTIC_J: _("Household socket, type J (Swiss)"),
    ConnectorType.DOMESTIC_K: _("Household socket, type K"),
    ConnectorType.DOMESTIC_L: _("Household socket, type L"),
    ConnectorType.DOMESTIC_M: _("Household socket, type M"),
    ConnectorType.DOMESTIC_N: _("Household socket, type N"),
    ConnectorType.DOMESTIC_O: _("Household socket, type O"),
    ConnectorType.GBT_AC: "GB/T AC",
    ConnectorType.GBT_DC: "GB/T DC",
    ConnectorType.IEC_60309_2_SINGLE_16: _("CEE blue, 16 A"),
    ConnectorType.IEC_60309_2_THREE_16: _("CEE red, 16 A"),
    ConnectorType.IEC_60309_2_THREE_32: _("CEE red, 32 A"),
    ConnectorType.IEC_60309_2_THREE_64: _("CEE red, 64 A"),
    ConnectorType.IEC_62196_T1: _("Type 1 (J1772)"),
    ConnectorType.IEC_62196_T1_COMBO: "CCS 1",
    ConnectorType.IEC_62196_T2: _("Type 2"),
    ConnectorType.IEC_62196_T2_COMBO: "CCS 2",
    ConnectorType.IEC_62196_T3A: _("Type 3A"),
    ConnectorType.IEC_62196_T3C: _("Type 3C"),
    ConnectorType.MCS: _("Megawatt (MCS)"),
    ConnectorType.NEMA_5_20: "NEMA 5-20",
    ConnectorType.NEMA_6_30: "NEMA 6-30",
    ConnectorType.NEMA_6_50: "NEMA 6-50",
    ConnectorType.NEMA_10_30: "NEMA 10-30",
    ConnectorType.NEMA_10_50: "NEMA 10-50",
    ConnectorType.NEMA_14_30: "NEMA 14-30",
    ConnectorType.NEMA_14_50: "NEMA 14-50",
    ConnectorType.PANTOGRAPH_BOTTOM_UP: _("Pantograph, from below"),
    ConnectorType.PANTOGRAPH_TOP_DOWN: _("Pantograph, from above"),
    ConnectorType.SAE_J3400: "NACS (J3400)",
    ConnectorType.TESLA_R: _("Tesla Roadster"),
    ConnectorType.TESLA_S: _("Tesla (Type 2)"),
}
UNKNOWN_PLUG: Text = _("Plug not known")

ACCESS: dict[str, Text] = {
    Access.PUBLIC: _("Public"),
    Access.CUSTOMERS: _("Customers only"),
    Access.RESIDENTS: _("Residents only"),
    Access.MEMBERS: _("Members only"),
    Access.RESTRICTED: _("Restricted access"),
    Access.PRIVATE: _("Private"),
    Access.UNKNOWN: _("Access not known"),
}

STATES: dict[str, Text] = {
    Status.AVAILABLE: _("Free"),
    Status.BLOCKED: _("Blocked"),
    Status.CHARGING: _("In use"),
    Status.INOPERATIVE: _("Not in service"),
    Status.OUTOFORDER: _("Out of order"),
    Status.PLANNED: _("Planned"),
    Status.REMOVED: _("Removed"),
    Status.RESERVED: _("Reserved"),
    Status.UNKNOWN: _("Not known"),
}

CURRENTS: dict[str, Text] = {
    PowerType.AC_1_PHASE: _("AC, 1 phase"),
    PowerType.AC_2_PHASE: _("AC, 2 phases"),
    PowerType.AC_2_PHASE_SPLIT: _("AC, split phase"),
    PowerType.AC_3_PHASE: _("AC, 3 phases"),
    PowerType.DC: "DC",
}
FORMATS: dict[str, Text] = {"SOCKET": _("Socket: bring your cable"), "CABLE": _("Cable attached")}

PARKING: dict[str, Text] = {
    ParkingType.ALONG_MOTORWAY: _("Along a motorway"),
    ParkingType.PARKING_GARAGE: _("Parking garage"),
    ParkingType.PARKING_LOT: _("Car park"),
    ParkingType.ON_DRIVEWAY: _("On a driveway"),
    ParkingType.ON_STREET: _("On the street"),
    ParkingType.UNDERGROUND_GARAGE: _("Underground garage"),
}
RESTRICTIONS: dict[str, Text] = {
    ParkingRestriction.CUSTOMERS: _("Customers"),
    ParkingRestriction.DISABLED: _("Disabled drivers"),
    ParkingRestriction.EMPLOYEES: _("Employees"),
    ParkingRestriction.EV_ONLY: _("Electric vehicles only"),
    ParkingRestriction.MOTORCYCLES: _("Motorcycles"),
    ParkingRestriction.PLUGGED: _("Only while charging"),
    ParkingRestriction.TAXIS: _("Taxis"),
    ParkingRestriction.TENANTS: _("Tenants"),
}
FACILITIES: dict[str, Text] = {
    Facility.HOTEL: _("Hotel"),
    Facility.RESTAURANT: _("Restaurant"),
    Facility.CAFE: _("Café"),
    Facility.MALL: _("Shopping centre"),
    Facility.SUPERMARKET: _("Supermarket"),
    Facility.SPORT: _("Sport"),
    Facility.RECREATION_AREA: _("Recreation area"),
    Facility.NATURE: _("Nature"),
    Facility.MUSEUM: _("Museum"),
    Facility.BIKE_SHARING: _("Bike sharing"),
    Facility.BUS_STOP: _("Bus stop"),
    Facility.TAXI_STAND: _("Taxi stand"),
    Facility.TRAM_STOP: _("Tram stop"),
    Facility.METRO_STATION: _("Metro station"),
    Facility.TRAIN_STATION: _("Railway station"),
    Facility.AIRPORT: _("Airport"),
    Facility.PARKING_LOT: _("Car park"),
    Facility.CARPOOL_PARKING: _("Car-pool parking"),
    Facility.FUEL_STATION: _("Filling station"),
    Facility.WIFI: _("Wi-Fi"),
}
# Only what tells a driver how to start and pay; the rest of OCPI's capabilities is for machines.
CAPABILITIES: dict[str, Text] = {
    Capability.CONTACTLESS_CARD_SUPPORT: _("Contactless card"),
    Capability.CREDIT_CARD_PAYABLE: _("Credit card"),
    Capability.DEBIT_CARD_PAYABLE: _("Debit card"),
    Capability.PED_TERMINAL: _("Card terminal with PIN"),
    Capability.CHIP_CARD_SUPPORT: _("Chip card"),
    Capability.RFID_READER: _("Charging card (RFID)"),
    Capability.REMOTE_START_STOP_CAPABLE: _("App or website"),
    Capability.RESERVABLE: _("Can be reserved"),
    Capability.ISO_15118_2_PLUG_AND_CHARGE: _("Plug & Charge"),
    Capability.ISO_15118_20_PLUG_AND_CHARGE: _("Plug & Charge (ISO 15118-20)"),
}


def label(table: dict[str, Text], value: str) -> Text:
    return table.get(value) or value.removeprefix("x_").replace("_", " ")


def labels(table: dict[str, Text], values: Iterable[str]) -> list[Text]:
    """The words for the values that have one, each once, in the table's order."""
    present = set(values)
    return [text for value, text in table.items() if value in present]


def plug(standard: str | None) -> Text:
    return label(PLUGS, standard) if standard else UNKNOWN_PLUG
