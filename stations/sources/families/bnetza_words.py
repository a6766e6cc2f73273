"""What the words of the German charging register mean: plugs, states, access, means of payment, kinds of parking."""

import re
from typing import Final

from stations.ocpi import Access, Capability, ConnectorType, ParkingType, Status
from stations.sources.families.plug_power import CABLE, SOCKET
from voltway.lib.text import tokens

# Editions turn the words around ("AC Steckdose Typ 2", "AC Typ 2 Steckdose"), so a plug is the set of its words.
_PLUGS: Final[dict[str, tuple[str, str | None]]] = {
    "ac typ 2 steckdose": (ConnectorType.IEC_62196_T2, SOCKET),
    "ac typ 2 kupplung": (ConnectorType.IEC_62196_T2, CABLE),
    "ac typ 1 steckdose": (ConnectorType.IEC_62196_T1, SOCKET),
    "steckdose typ 1": (ConnectorType.IEC_62196_T1, SOCKET),
    "ac typ 1 kupplung": (ConnectorType.IEC_62196_T1, CABLE),
    "ac schuko": (ConnectorType.DOMESTIC_F, SOCKET),
    "schuko": (ConnectorType.DOMESTIC_F, SOCKET),
    "ac cee 3 polig": (ConnectorType.IEC_60309_2_SINGLE_16, SOCKET),
    "ac cee 5 polig": (ConnectorType.IEC_60309_2_THREE_32, SOCKET),
    "dc kupplung combo": (ConnectorType.IEC_62196_T2_COMBO, CABLE),
    "dc kupplung typ combo 2 ccs": (ConnectorType.IEC_62196_T2_COMBO, CABLE),
    "dc kupplung typ combo 1 ccs": (ConnectorType.IEC_62196_T1_COMBO, CABLE),
    "dc chademo": (ConnectorType.CHADEMO, CABLE),
    "dc megawatt charging system mcs": (ConnectorType.MCS, CABLE),
    "dc tesla kupplung typ 2": (ConnectorType.TESLA_S, CABLE),
    "kabellos induktiv": ("x_BNETZA_induktiv", None),
}
_BY_WORDS: Final = {frozenset(words.split()): plug for words, plug in _PLUGS.items()}
_SYNONYMS: Final = {"fahrzeugkupplung": "kupplung"}

# The register says whether a device is in service, not whether it is free: "In Betrieb" is no live state.
IN_SERVICE: Final = frozenset({"in betrieb", "1"})
STATES: Final[dict[str, Status]] = {
    "in wartung": Status.INOPERATIVE,
    "ausser betrieb": Status.INOPERATIVE,
    "geplant": Status.PLANNED,
}
ACCESS: Final[dict[str, Access]] = {
    "keine beschrankung": Access.PUBLIC,
    "nur fur kunden besucher": Access.CUSTOMERS,
}
FREE: Final = frozenset({"kostenlos", "kostenlos registrierung"})
# Means of payment for which nobody needs a contract or an account.
ON_THE_SPOT: Final = frozenset(
    {
        *("kostenlos", "bargeld", "kreditkarte", "kreditkarte lesegerat", "kreditkarte nfc"),
        *("debitkarte", "debitkarte lesegerat", "debitkarte nfc"),
    }
)
PLUG_AND_CHARGE: Final = "plug charge"
CAPABILITIES: Final[dict[str, tuple[Capability, ...]]] = {
    "kreditkarte": (Capability.CREDIT_CARD_PAYABLE,),
    "kreditkarte lesegerat": (Capability.CREDIT_CARD_PAYABLE, Capability.CHIP_CARD_SUPPORT),
    "kreditkarte nfc": (Capability.CREDIT_CARD_PAYABLE, Capability.CONTACTLESS_CARD_SUPPORT),
    "kreditkarte webseite app": (Capability.CREDIT_CARD_PAYABLE, Capability.REMOTE_START_STOP_CAPABLE),
    "debitkarte": (Capability.DEBIT_CARD_PAYABLE,),
    "debitkarte lesegerat": (Capability.DEBIT_CARD_PAYABLE, Capability.CHIP_CARD_SUPPORT),
    "debitkarte nfc": (Capability.DEBIT_CARD_PAYABLE, Capability.CONTACTLESS_CARD_SUPPORT),
    "debitkarte webseite app": (Capability.DEBIT_CARD_PAYABLE, Capability.REMOTE_START_STOP_CAPABLE),
    "onlinezahlungsverfahren": (Capability.REMOTE_START_STOP_CAPABLE,),
    "webseite app": (Capability.REMOTE_START_STOP_CAPABLE,),
    "rfid karte": (Capability.RFID_READER,),
    # The register names no edition of the standard; all that is sold as Plug & Charge speaks the first.
    PLUG_AND_CHARGE: (Capability.ISO_15118_2_PLUG_AND_CHARGE,),
}
# Only as the first word: "gegenüber Parkhaus" is not in it.
PARKING: Final[dict[str, ParkingType]] = {
    "tiefgarage": ParkingType.UNDERGROUND_GARAGE,
    "parkhaus": ParkingType.PARKING_GARAGE,
    "parkdeck": ParkingType.PARKING_GARAGE,
    "parkplatz": ParkingType.PARKING_LOT,
}


def word(value: object) -> str:
    """A cell for look-up: its folded words, empty where it is no text."""
    return " ".join(tokens(value)) if isinstance(value, str) else ""


def plug(text: str) -> tuple[str, str | None] | None:
    """Standard and format of a plug; None for text that names none, such as the "0" of some cells."""
    words = [_SYNONYMS.get(token, token) for token in tokens(text)]
    if not words or words == ["0"]:
        return None
    known = _BY_WORDS.get(frozenset(words))
    return (str(known[0]), known[1]) if known else (f"x_BNETZA_{'_'.join(words)}", None)


def listed(value: object, separators: str = ";,") -> list[str]:
    """The parts of a cell that lists several things, without empty ones."""
    cells = re.split(f"[{separators}]", value) if isinstance(value, str) else []
    return [cell.strip() for cell in cells if cell.strip()]
