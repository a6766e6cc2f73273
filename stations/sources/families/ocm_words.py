"""The ids of Open Charge Map and what they are here."""

from typing import Any, Final

from stations.ocpi import DC_ONLY, Access, ConnectorFormat, ConnectorType, PowerType, Status

_SOCKET: Final = ConnectorFormat.SOCKET
_CABLE: Final = ConnectorFormat.CABLE

# Connection type → standard and format. Ids that are not here become x_OCM_<id>: inductive paddles (5, 6), Avcon (7),
# CEE+ with seven pins (18), XLR (21), wireless (24), battery swap (31), AS/NZS 3123 (1041), NEMA TT-30 (1042).
CONNECTIONS: Final[dict[int, tuple[str | None, ConnectorFormat | None]]] = {
    0: (None, None),
    1: (ConnectorType.IEC_62196_T1, _CABLE),
    2: (ConnectorType.CHADEMO, _CABLE),
    3: (ConnectorType.DOMESTIC_G, _SOCKET),
    4: (ConnectorType.IEC_60309_2_SINGLE_16, _SOCKET),
    8: (ConnectorType.TESLA_R, _CABLE),
    9: (ConnectorType.NEMA_5_20, _SOCKET),
    10: (ConnectorType.NEMA_14_30, _SOCKET),
    11: (ConnectorType.NEMA_14_50, _SOCKET),
    13: (ConnectorType.DOMESTIC_C, _SOCKET),
    14: ("x_NEMA_6_20", _SOCKET),
    15: ("x_NEMA_6_15", _SOCKET),
    16: (ConnectorType.IEC_60309_2_SINGLE_16, _SOCKET),
    17: (ConnectorType.IEC_60309_2_THREE_32, _SOCKET),
    22: ("x_NEMA_5_15", _SOCKET),
    23: (ConnectorType.DOMESTIC_E, _SOCKET),
    25: (ConnectorType.IEC_62196_T2, _SOCKET),
    26: (ConnectorType.IEC_62196_T3C, _SOCKET),
    27: (ConnectorType.TESLA_S, _CABLE),
    28: (ConnectorType.DOMESTIC_F, _SOCKET),
    29: (ConnectorType.DOMESTIC_I, _SOCKET),
    30: (ConnectorType.TESLA_S, _CABLE),
    32: (ConnectorType.IEC_62196_T1_COMBO, _CABLE),
    33: (ConnectorType.IEC_62196_T2_COMBO, _CABLE),
    34: (ConnectorType.IEC_60309_2_SINGLE_16, _SOCKET),
    35: (ConnectorType.IEC_60309_2_THREE_32, _SOCKET),
    36: (ConnectorType.IEC_62196_T3A, _SOCKET),
    1036: (ConnectorType.IEC_62196_T2, _CABLE),
    1037: (ConnectorType.DOMESTIC_J, _SOCKET),
    1038: (ConnectorType.GBT_AC, _SOCKET),
    1039: (ConnectorType.GBT_AC, _CABLE),
    1040: (ConnectorType.GBT_DC, _CABLE),
}
_TESLA: Final = frozenset({27, 30})
# Where Tesla's own plug is the one that became SAE J3400.
_J3400_COUNTRIES: Final = frozenset({"USA", "CAN", "MEX", "PRI", "JPN", "KOR"})
_RED_CEE: Final = frozenset({17, 35})
_RED_BY_AMPERES: Final = {16: ConnectorType.IEC_60309_2_THREE_16, 63: ConnectorType.IEC_60309_2_THREE_64}
_TYPE_2: Final = 25
# Mode 3 allows 63 A only on a tethered cable; the sockets of posts end at 32 A.
_SOCKET_MAX_AMPERES: Final = 32
_SOCKET_MAX_KILOWATTS: Final = 23.0

POWER_TYPES: Final = {10: PowerType.AC_1_PHASE, 20: PowerType.AC_3_PHASE, 30: PowerType.DC}
_SINGLE_PHASE: Final = frozenset(
    {ConnectorType.IEC_62196_T1, ConnectorType.IEC_60309_2_SINGLE_16, ConnectorType.IEC_62196_T3A}
)

# 50 "operational" and 75 "partly operational" tell nothing of the moment.
STATUSES: Final = {
    10: Status.AVAILABLE,
    20: Status.CHARGING,
    30: Status.INOPERATIVE,
    100: Status.OUTOFORDER,
    150: Status.PLANNED,
    200: Status.REMOVED,
    210: Status.REMOVED,
}
OPERATIONAL: Final = {
    10: True, 20: True, 30: True, 50: True, 75: True, 100: False, 150: False, 200: False, 210: False,
}  # fmt: skip
# What a place is, each of its connections is.
WHOLE_PLACE: Final = frozenset({30, 100, 150, 200, 210})
OF_THE_MOMENT: Final = frozenset({Status.AVAILABLE, Status.CHARGING})

# Submissions that were published once and are no longer; the others that aren't published never were, are the old
# state of a record that has a newer one, or are somebody's home.
DELISTED: Final = frozenset({1000, 1001, 1002, 1020})
NEVER_LISTED: Final = {
    1: "under review",
    50: "under review",
    250: "rejected",
    1005: "superseded",
    1010: "a private residence",
}

ACCESS: Final = {
    0: Access.UNKNOWN,
    1: Access.PUBLIC,
    2: Access.RESTRICTED,
    3: Access.PRIVATE,
    4: Access.MEMBERS,
    5: Access.PUBLIC,
    6: Access.CUSTOMERS,
    7: Access.RESTRICTED,
}
NO_REGISTRATION: Final = {4: False, 5: True}

# Operators that are none: unknown, whoever owns the place, a private person.
NO_OPERATORS: Final = frozenset({1, 44, 45})

# An importer put plug codes where the device's reference belongs.
PLUG_CODES: Final = frozenset({"AVCON", "CHADEMO", "J1772", "LPI", "NEMA1450", "NEMA5", "SPI", "TESLA"})


def plug(type_id: int | None, country: str | None, amperes: int | None, kilowatts: float | None) -> tuple[Any, Any]:
    """The standard and the format of a connection type, where it depends on the country and on the current."""
    if type_id is None:
        return None, None
    standard, form = CONNECTIONS.get(type_id, (f"x_OCM_{type_id}", None))
    if type_id in _TESLA and country in _J3400_COUNTRIES:
        standard = ConnectorType.SAE_J3400
    elif type_id in _RED_CEE and amperes in _RED_BY_AMPERES:
        standard = _RED_BY_AMPERES[amperes]
    elif type_id == _TYPE_2 and ((amperes or 0) > _SOCKET_MAX_AMPERES or (kilowatts or 0) > _SOCKET_MAX_KILOWATTS):
        form = None
    return standard, form


def power_type(standard: str | None, current_id: int | None) -> PowerType | None:
    """The kind of current: the plug's where it has but one, else as told."""
    if standard in DC_ONLY:
        return PowerType.DC
    if standard in _SINGLE_PHASE or (standard or "").startswith(("DOMESTIC_", "NEMA_", "x_NEMA_")):
        return PowerType.AC_1_PHASE
    return POWER_TYPES.get(current_id or 0)
