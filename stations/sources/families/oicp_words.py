"""OICP's words for plugs, payment and places, and the OCPI values that they mean."""

from typing import Final

# Plug → (standard, format). A plug with a size that OICP doesn't tell is looked up by its amperes.
PLUGS: Final[dict[str, tuple[str, str | None]]] = {
    "Small Paddle Inductive": ("x_OICP_Small_Paddle_Inductive", None),
    "Large Paddle Inductive": ("x_OICP_Large_Paddle_Inductive", None),
    "AVCON Connector": ("x_OICP_AVCON_Connector", "CABLE"),
    "Tesla Connector": ("TESLA_S", "CABLE"),
    "NEMA 5-20": ("NEMA_5_20", "SOCKET"),
    "Type E French Standard": ("DOMESTIC_E", "SOCKET"),
    "Type F Schuko": ("DOMESTIC_F", "SOCKET"),
    "Type G British Standard": ("DOMESTIC_G", "SOCKET"),
    "Type J Swiss Standard": ("DOMESTIC_J", "SOCKET"),
    "Type 1 Connector (Cable Attached)": ("IEC_62196_T1", "CABLE"),
    "Type 2 Outlet": ("IEC_62196_T2", "SOCKET"),
    "Type 2 Connector (Cable Attached)": ("IEC_62196_T2", "CABLE"),
    "Type 3 Outlet": ("IEC_62196_T3C", "SOCKET"),
    "IEC 60309 Single Phase": ("IEC_60309_2_single_16", "SOCKET"),
    "IEC 60309 Three Phase": ("x_OICP_IEC_60309_Three_Phase", "SOCKET"),
    "CCS Combo 2 Plug (Cable Attached)": ("IEC_62196_T2_COMBO", "CABLE"),
    "CCS Combo 1 Plug (Cable Attached)": ("IEC_62196_T1_COMBO", "CABLE"),
    "CHAdeMO": ("CHADEMO", "CABLE"),
}
THREE_PHASE_PLUG: Final = "IEC 60309 Three Phase"
THREE_PHASE_SIZES: Final = {
    16: "IEC_60309_2_three_16",
    32: "IEC_60309_2_three_32",
    63: "IEC_60309_2_three_64",
    64: "IEC_60309_2_three_64",
}
# OICP has one word for both sizes of Type 3: the larger is what public stations have.
ASSUMED_STANDARDS: Final = frozenset({"Type 3 Outlet"})

POWER_TYPES: Final = {"AC_1_PHASE": "AC_1_PHASE", "AC_3_PHASE": "AC_3_PHASE", "DC": "DC"}

STATUSES: Final = {
    "Available": "AVAILABLE",
    "Occupied": "CHARGING",
    "Reserved": "RESERVED",
    "OutOfService": "OUTOFORDER",
    "Unknown": "UNKNOWN",
    "EvseNotFound": "UNKNOWN",
}

# Publicly accessible means reachable without or with a fee for the place (a car park's): it is no price of charging.
ACCESS: Final = {
    "Free publicly accessible": "PUBLIC",
    "Paying publicly accessible": "PUBLIC",
    "Restricted access": "RESTRICTED",
    "Unspecified": "UNKNOWN",
}
TEST_STATION: Final = "Test Station"

PARKING: Final = {
    "OnStreet": "ON_STREET",
    "ParkingGarage": "PARKING_GARAGE",
    "UndergroundParkingGarage": "UNDERGROUND_GARAGE",
    "ParkingLot": "PARKING_LOT",
}

AUTHENTICATION: Final = {
    "NFC RFID Classic": "RFID_READER",
    "NFC RFID DESFire": "RFID_READER",
    "REMOTE": "REMOTE_START_STOP_CAPABLE",
    "PnC": "ISO_15118_2_PLUG_AND_CHARGE",
}
SERVICES: Final = {"Reservation": "RESERVABLE"}
# A driver can charge without a contract.
WITHOUT_CONTRACT: Final = frozenset({"Direct Payment", "No Authentication Required"})
