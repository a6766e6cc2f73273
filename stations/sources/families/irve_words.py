"""What the words in IRVE files mean: flags, access, plugs, power, heights, dates, and the ways of saying nothing."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from stations.ocpi import Access, Capability, ConnectorType, ParkingType, Status
from stations.sources.families.plug_power import CABLE, SOCKET, Plug, watts_of
from voltway.lib.text import fold

_NOTHING: Final = frozenset(
    {
        *("", "-", "--", "/", ".", "0", "?", "nan", "null", "none", "n/a", "na", "nc", "nr", "ras", "sans objet"),
        *("inconnu", "inconnue", "non concerne", "non concernee", "non renseigne", "non renseignee", "non communique"),
        *("aucun", "aucune", "neant"),
    }
)
_LONGEST_NOTHING: Final = 20
_TRUE: Final = frozenset({"true", "1", "1.0", "vrai", "oui", "t", "v", "o", "yes", "y"})
_FALSE: Final = frozenset({"false", "0", "0.0", "faux", "non", "f", "n", "no"})

ACCESS: Final[dict[str, Access]] = {
    "acces libre": Access.PUBLIC,
    "acces reserve": Access.RESTRICTED,
    # The two words of schema v1's free text that say who may come.
    "public payant": Access.PUBLIC,
    "non accessible": Access.RESTRICTED,
}
# The register is one of points open to the public; where a row does not say more, that is what it says.
DEFAULT_ACCESS: Final = Access.PUBLIC
CUSTOMERS_ONLY: Final = "parking prive reserve a la clientele"
PARKING: Final[dict[str, ParkingType]] = {
    "voirie": ParkingType.ON_STREET,
    "parking public": ParkingType.PARKING_LOT,
    "parking prive a usage public": ParkingType.PARKING_LOT,
    CUSTOMERS_ONLY: ParkingType.PARKING_LOT,
}
# Accessible to people of reduced mobility, and whether the bay is kept for them.
DISABLED_ACCESS: Final[dict[str, tuple[bool | None, bool]]] = {
    "reserve pmr": (True, True),
    "accessible mais non reserve pmr": (True, False),
    "non accessible": (False, False),
    "accessibilite inconnue": (None, False),
}

# A socket "E/F" takes both plugs; in France it is built as type E.
DOMESTIC: Final = Plug("ef", ConnectorType.DOMESTIC_E.value, SOCKET)
TYPE_2: Final = Plug("t2", ConnectorType.IEC_62196_T2.value)
TYPE_2_SOCKET: Final = Plug("t2", ConnectorType.IEC_62196_T2.value, SOCKET)
TYPE_2_CABLE: Final = Plug("t2", ConnectorType.IEC_62196_T2.value, CABLE)
CCS: Final = Plug("ccs", ConnectorType.IEC_62196_T2_COMBO.value, CABLE)
CHADEMO: Final = Plug("chademo", ConnectorType.CHADEMO.value, CABLE)
OTHER: Final = Plug("autre", "x_IRVE_autre")
FLAGS: Final[dict[str, Plug]] = {
    "prise_type_ef": DOMESTIC,
    "prise_type_2": TYPE_2,
    "prise_type_combo_ccs": CCS,
    "prise_type_chademo": CHADEMO,
    "prise_type_autre": OTHER,
}
V1_PLUGS: Final[dict[str, Plug]] = {
    "t1": Plug("t1", ConnectorType.IEC_62196_T1.value),
    "t2": TYPE_2,
    "t2cable": Plug("t2c", ConnectorType.IEC_62196_T2.value, CABLE),
    # Of the two type 3 the French installed was 3C, but the word does not tell.
    "t3": Plug("t3", ConnectorType.IEC_62196_T3C.value, SOCKET, ("standard",)),
    "ef": DOMESTIC,
    "e": DOMESTIC,
    "te": DOMESTIC,
    "combo": CCS,
    "combo2": CCS,
    "ccs": CCS,
    "chademo": CHADEMO,
    "chademo-eu": CHADEMO,
    # "A/C" beside Combo and CHAdeMO: the third plug of a multi-standard charger.
    "ac": Plug("t2", ConnectorType.IEC_62196_T2.value, None, ("standard",)),
}
_V1_TOKEN: Final = re.compile(r"e/f|a/c|chademo-eu|[a-z]+\d*(?:cable)?")

PAYMENT_WORDS: Final[tuple[tuple[re.Pattern[str], tuple[Capability, ...]], ...]] = (
    (re.compile(r"\b(?:badges?|rfid|pass)\b"), (Capability.RFID_READER,)),
    (
        re.compile(r"\b(?:appli|applications?|smartphone|qr code|navigateur|internet|site web|paynow)\b"),
        (Capability.REMOTE_START_STOP_CAPABLE,),
    ),
    (
        re.compile(r"\bcb\b|\bcartes? bancaires?\b"),
        (Capability.CREDIT_CARD_PAYABLE, Capability.DEBIT_CARD_PAYABLE),
    ),
    (re.compile(r"\bsans contact\b"), (Capability.CONTACTLESS_CARD_SUPPORT,)),
    (re.compile(r"\breservation\b"), (Capability.RESERVABLE,)),
)
WITHOUT_BADGE: Final = "sans badge"
OUT_OF_SERVICE: Final = frozenset({"borne hors service", "hors service", "pas en service"})
IN_SERVICE: Final = frozenset({"borne en service", "en service"})
# Numbers that stand for "no number" in thousands of rows.
_FAKE_PHONES: Final = frozenset({"33123456789", "0123456789", "33100000000", "0100000000", "111111111", "0000000000"})

OCCUPATIONS: Final[dict[str, Status]] = {
    "libre": Status.AVAILABLE,
    "occupe": Status.CHARGING,
    "reserve": Status.RESERVED,
    "inconnu": Status.UNKNOWN,
}

_POWER: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kw|kva|w)?", re.ASCII)
_HEIGHT: Final = re.compile(
    r"(?:hauteur|haut\b|\bh\b)[^\d]{0,30}(\d{1,3})(?:\s*(?:[.,]|m(?:etres?)?)\s*(\d{1,2}))?\s*(cm|m)?", re.ASCII
)
_BARE_HEIGHT: Final = re.compile(r"(\d)(?:\s*[.,m]\s*(\d{1,2}))?\s*m?(?:etres?)?", re.ASCII)
_HEIGHTS_CM: Final = range(150, 601)
_ISO_DATE: Final = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})", re.ASCII)
_FRENCH_DATE: Final = re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})", re.ASCII)
_FIRST_YEAR: Final = 1990


def text(value: object) -> str | None:
    """What a cell says, None where it says nothing."""
    line = value.strip() if isinstance(value, str) else ""
    return None if len(line) <= _LONGEST_NOTHING and word(line) in _NOTHING else _undosed(line)


def word(value: object) -> str:
    """A cell for look-up: folded, empty where it is no text."""
    return _word(value) if isinstance(value, str) else ""


# Most cells of these files say what thousands of others say.
@lru_cache(maxsize=8192)
def _word(cell: str) -> str:
    return " ".join(fold(cell).split())


def boolean(value: object) -> bool | None:
    """A flag in any of its spellings; None where it is neither yes nor no."""
    found = word(value)
    return True if found in _TRUE else False if found in _FALSE else None


def watts(value: object) -> tuple[int | None, bool]:
    """Power in watts of "22", "22.00", "3,7kW", and whether it was given in watts where kilowatts were due."""
    found = _POWER.fullmatch(word(value))
    figure = float(found[1].replace(",", ".")) if found else 0.0
    if found is None or figure <= 0:
        return None, False
    return (round(figure) or None, False) if found[2] == "w" else watts_of(figure)


def v1_plugs(value: object) -> tuple[Plug, ...]:
    """The plugs of schema v1's `type_prise`, of which every network had its own spelling."""
    tokens = _V1_TOKEN.findall(word(value))
    return tuple(_v1_plug(token.replace("/", "")) for token in tokens)


def _v1_plug(token: str) -> Plug:
    return V1_PLUGS.get(token) or Plug(token, f"x_IRVE_{token}")


def height_cm(value: object) -> int | None:
    """The greatest height of a vehicle where the words plainly say one."""
    line = word(value)
    found = _HEIGHT.search(line) or _BARE_HEIGHT.fullmatch(line)
    if found is None:
        return None
    whole, fraction = int(found[1]), found[2] or ""
    centimetres = whole if whole >= _HEIGHTS_CM.start and not fraction else whole * 100 + int(fraction.ljust(2, "0"))
    return centimetres if centimetres in _HEIGHTS_CM else None


def day(value: object) -> date | None:
    """A date; None for 0000-00-00, for the first day of 1970 and for others that stand for "unknown"."""
    line = value.strip()[:10] if isinstance(value, str) else ""
    iso, french = _ISO_DATE.fullmatch(line), _FRENCH_DATE.fullmatch(line)
    parts = iso.groups() if iso else french.groups()[::-1] if french else None
    try:
        found = date(*map(int, parts)) if parts else None
    except ValueError:
        return None
    return found if found and found.year >= _FIRST_YEAR else None


def phone(value: object) -> str | None:
    """A telephone number without its "tel:"; None for the numbers that stand for none."""
    number = (text(value) or "").removeprefix("tel:")
    digits = re.sub(r"\D", "", number)
    return None if not digits or digits in _FAKE_PHONES else number


# Text of a DOS code page that was read as Windows-1252 ("S‚olis"), and UTF-8 read as Mac Roman ("Tr√©gastel").
_DOS_E_ACUTE: Final = re.compile("[A-Za-z]\u201a")
_MAC_ROMAN: Final = re.compile("\u221a[^\\s]")


def _undosed(line: str) -> str:
    """The line as it was meant where an old encoding left marks that French never has inside a word."""
    try:
        if _DOS_E_ACUTE.search(line):
            return line.encode("cp1252").decode("cp850")
        if _MAC_ROMAN.search(line):
            return line.encode("mac_roman").decode("utf-8")
    except UnicodeError:
        return line
    return line
