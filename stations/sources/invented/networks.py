"""The networks of the demo world, and which plugs they put up where. All names are made up."""

from dataclasses import dataclass

# (OCPI standard, format, power type, volts, amperes, watts)
Plug = tuple[str, str, str, int, int, int]

_T2_SOCKET: Plug = ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 400, 32, 22_000)
_T2_SLOW: Plug = ("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 400, 16, 11_000)
_T1: Plug = ("IEC_62196_T1", "CABLE", "AC_1_PHASE", 240, 32, 7_680)
_SCHUKO: Plug = ("DOMESTIC_F", "SOCKET", "AC_1_PHASE", 230, 16, 3_680)
_CHADEMO: Plug = ("CHADEMO", "CABLE", "DC", 500, 125, 50_000)
_GBT: Plug = ("GBT_DC", "CABLE", "DC", 750, 250, 120_000)


def _ccs(kind: int, kw: int) -> Plug:
    return (f"IEC_62196_T{kind}_COMBO", "CABLE", "DC", 920 if kw > 100 else 500, min(500, kw * 2), kw * 1000)


def _nacs(kw: int) -> Plug:
    return ("SAE_J3400", "CABLE", "DC", 920, 500, kw * 1000)


# Region → kinds of site, each a list of EVSEs, each a list of plugs: (slow, mixed, fast).
SITES: dict[str, tuple[list[list[Plug]], list[list[Plug]], list[list[Plug]]]] = {
    "europe": (
        [[_T2_SOCKET], [_T2_SOCKET], [_T2_SLOW, _SCHUKO]],
        [[_ccs(2, 50), _CHADEMO], [_T2_SOCKET], [_T2_SOCKET]],
        [[_ccs(2, 150)], [_ccs(2, 150)], [_ccs(2, 300)], [_ccs(2, 300), _CHADEMO]],
    ),
    "america": (
        [[_T1], [_T1]],
        [[_ccs(1, 62), _CHADEMO], [_T1], [_T1]],
        [[_ccs(1, 350)], [_ccs(1, 150)], [_nacs(250)], [_nacs(250)], [_nacs(250)]],
    ),
    "japan": ([[_T1]], [[_CHADEMO]], [[_CHADEMO], [_ccs(1, 90), _CHADEMO]]),
    "china": ([[("GBT_AC", "SOCKET", "AC_1_PHASE", 220, 32, 7_000)]], [[_GBT]], [[_GBT], [_GBT], [_GBT]]),
}
REGION_OF = {
    **dict.fromkeys(("USA", "CAN", "MEX", "KOR", "TWN"), "america"),
    "JPN": "japan",
    "CHN": "china",
}


@dataclass(frozen=True, slots=True)
class Network:
    """One invented network. `kinds` weighs slow, mixed and fast sites; `price` is its wording."""

    name: str
    kinds: tuple[int, int, int]
    price: str | None
    access: str
    always_open: bool
    capabilities: tuple[str, ...]


NETWORKS = (
    Network(
        "Ampersand", (1, 3, 5), "0.59 per kWh", "PUBLIC", True, ("CONTACTLESS_CARD_SUPPORT", "CREDIT_CARD_PAYABLE")
    ),
    Network("Brightpost", (8, 2, 0), "0.42 per kWh, 0.05 per minute after 4 h", "PUBLIC", True, ("RFID_READER",)),
    Network("Kilowatt Café", (4, 4, 0), "Free for guests", "CUSTOMERS", False, ()),
    Network("Ohmway", (0, 2, 8), "0.69 per kWh", "PUBLIC", True, ("CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE")),
    Network("Townlight", (9, 1, 0), None, "UNKNOWN", False, ("RFID_READER", "REMOTE_START_STOP_CAPABLE")),
    Network("Lumen & Lane", (5, 3, 1), "0.35 per kWh, members 0.29", "MEMBERS", True, ("RFID_READER",)),
)
LIVE_NETWORKS = (
    Network("Stromlinie", (2, 4, 4), "0.54 per kWh", "PUBLIC", True, ("CONTACTLESS_CARD_SUPPORT", "RFID_READER")),
)
