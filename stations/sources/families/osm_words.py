"""OpenStreetMap's words for sockets, access and payment, and the OCPI values that they mean."""

from typing import Final, NamedTuple


class Socket(NamedTuple):
    """What `socket:<type>` means; `car` is False for those that only bicycles and small devices use."""

    standard: str | None
    format: str | None = None
    power_type: str | None = None
    assumed: bool = False


_DC: Final = "DC"

# `type1` and `type2` without `_cable` may be either, so their format stays unknown.
SOCKETS: Final[dict[str, Socket]] = {
    "unknown": Socket(None),
    "type1": Socket("IEC_62196_T1"),
    "type1_cable": Socket("IEC_62196_T1", "CABLE"),
    "type1_combo": Socket("IEC_62196_T1_COMBO", "CABLE", _DC),
    "type2": Socket("IEC_62196_T2"),
    "type2_cable": Socket("IEC_62196_T2", "CABLE"),
    "type2_combo": Socket("IEC_62196_T2_COMBO", "CABLE", _DC),
    # Type 3 comes in two sizes; public stations have the larger.
    "type3": Socket("IEC_62196_T3C", "SOCKET", assumed=True),
    "type3a": Socket("IEC_62196_T3A", "SOCKET"),
    "type3c": Socket("IEC_62196_T3C", "SOCKET"),
    "chademo": Socket("CHADEMO", "CABLE", _DC),
    "chaoji": Socket("CHAOJI", "CABLE", _DC),
    "gb_ac": Socket("GBT_AC"),
    "gbt_ac": Socket("GBT_AC"),
    "gb_dc": Socket("GBT_DC", "CABLE", _DC),
    "gbt_dc": Socket("GBT_DC", "CABLE", _DC),
    "mcs": Socket("MCS", "CABLE", _DC),
    "nacs": Socket("SAE_J3400", "CABLE"),
    "tesla_supercharger": Socket("TESLA_S", "CABLE", _DC),
    "tesla_supercharger_ccs": Socket("IEC_62196_T2_COMBO", "CABLE", _DC),
    "tesla_standard": Socket("TESLA_S", "CABLE"),
    "tesla_destination": Socket("IEC_62196_T2", "CABLE"),
    "tesla_roadster": Socket("TESLA_R", "CABLE"),
    "schuko": Socket("DOMESTIC_F", "SOCKET"),
    "bs1363": Socket("DOMESTIC_G", "SOCKET"),
    "as3112": Socket("DOMESTIC_I", "SOCKET"),
    "sev1011_t13": Socket("DOMESTIC_J", "SOCKET"),
    "sev1011_t15": Socket("DOMESTIC_J", "SOCKET"),
    "sev1011_t23": Socket("DOMESTIC_J", "SOCKET"),
    "sev1011_t25": Socket("DOMESTIC_J", "SOCKET"),
    "nema_5_15": Socket("x_NEMA_5_15", "SOCKET"),
    "nema_5_20": Socket("NEMA_5_20", "SOCKET"),
    "nema_6_30": Socket("NEMA_6_30", "SOCKET"),
    "nema_6_50": Socket("NEMA_6_50", "SOCKET"),
    "nema_10_30": Socket("NEMA_10_30", "SOCKET"),
    "nema_10_50": Socket("NEMA_10_50", "SOCKET"),
    "nema_14_30": Socket("NEMA_14_30", "SOCKET"),
    "nema_14_50": Socket("NEMA_14_50", "SOCKET"),
    "cee_blue": Socket("IEC_60309_2_single_16", "SOCKET"),
    "cee_red_16a": Socket("IEC_60309_2_three_16", "SOCKET"),
    "cee_red_32a": Socket("IEC_60309_2_three_32", "SOCKET"),
    "cee_red_63a": Socket("IEC_60309_2_three_64", "SOCKET"),
} | {f"type{letter}": Socket(f"DOMESTIC_{letter.upper()}", "SOCKET") for letter in "abcdefghijklmno"}

# Across the Atlantic a Tesla plug is what became SAE J3400.
AMERICAN: Final = {
    "tesla_supercharger": Socket("SAE_J3400", "CABLE", _DC),
    "tesla_supercharger_ccs": Socket("IEC_62196_T1_COMBO", "CABLE", _DC),
    "tesla_standard": Socket("SAE_J3400", "CABLE"),
    "tesla_destination": Socket("SAE_J3400", "CABLE"),
}
# Sockets of household size: on a bicycle stand they say nothing of cars.
HOUSEHOLD: Final = ("DOMESTIC_", "NEMA_5", "x_NEMA_5", "IEC_60309_2_single")
# Types that only bicycles, scooters and small devices have, by how their names begin.
NOT_FOR_CARS: Final = (
    "bicycle", "bosch", "shimano", "panasonic", "yamaha", "brose", "impulse", "energybus", "rosenberger", "magic_grip",
    "ropd", "usb", "micro_usb", "lightning", "xlr", "gx16", "bike_energy", "chargecube",
)  # fmt: skip

NO: Final = frozenset({"no", "none", "0", "never"})
# A "no" to one of the first is a no to cars; of the others it is not.
CAR_ITSELF: Final = ("motorcar", "car", "motor_vehicle")
CAR_KEYS: Final = (*CAR_ITSELF, "hgv", "truck", "bus", "goods", "taxi")
SMALL_KEYS: Final = ("bicycle", "scooter", "kick_scooter", "electric_bicycle", "moped", "mofa", "motorcycle", "boat")

ACCESS: Final = {
    "yes": "PUBLIC",
    "public": "PUBLIC",
    "permissive": "PUBLIC",
    "designated": "PUBLIC",
    "destination": "PUBLIC",
    "customers": "CUSTOMERS",
    "customer": "CUSTOMERS",
    "residents": "RESIDENTS",
    "residential": "RESIDENTS",
    "members": "MEMBERS",
    "permit": "RESTRICTED",
    "restricted": "RESTRICTED",
    "delivery": "RESTRICTED",
    "employees": "PRIVATE",
    "private": "PRIVATE",
    "no": "PRIVATE",
}

AUTHENTICATION: Final = {
    "nfc": "RFID_READER",
    "rfid": "RFID_READER",
    "membership_card": "RFID_READER",
    "app": "REMOTE_START_STOP_CAPABLE",
    "contactless": "CONTACTLESS_CARD_SUPPORT",
    "credit_card": "CREDIT_CARD_PAYABLE",
    "debit_card": "DEBIT_CARD_PAYABLE",
    "plug_and_charge": "ISO_15118_2_PLUG_AND_CHARGE",
}
PAYMENT: Final = {
    "credit_cards": "CREDIT_CARD_PAYABLE",
    "visa": "CREDIT_CARD_PAYABLE",
    "mastercard": "CREDIT_CARD_PAYABLE",
    "american_express": "CREDIT_CARD_PAYABLE",
    "diners_club": "CREDIT_CARD_PAYABLE",
    "discover_card": "CREDIT_CARD_PAYABLE",
    "debit_cards": "DEBIT_CARD_PAYABLE",
    "maestro": "DEBIT_CARD_PAYABLE",
    "girocard": "DEBIT_CARD_PAYABLE",
    "vpay": "DEBIT_CARD_PAYABLE",
    "visa_debit": "DEBIT_CARD_PAYABLE",
    "visa_electron": "DEBIT_CARD_PAYABLE",
    "contactless": "CONTACTLESS_CARD_SUPPORT",
    "apple_pay": "CONTACTLESS_CARD_SUPPORT",
    "google_pay": "CONTACTLESS_CARD_SUPPORT",
}
# Ways to pay that no OCPI capability names and that need no contract either.
CASH: Final = frozenset({"cash", "coins", "notes"})

PARKING: Final = {
    "surface": "PARKING_LOT",
    "multi-storey": "PARKING_GARAGE",
    "underground": "UNDERGROUND_GARAGE",
    "street_side": "ON_STREET",
    "lane": "ON_STREET",
    "on_street": "ON_STREET",
}

# Tags that say that a place is no longer, not yet or not now in use.
OUT_OF_USE: Final = ("disused", "abandoned", "demolished", "removed", "razed")
OPERATIONAL_STATUS: Final = {
    "operational": True,
    "open": True,
    "closed": False,
    "broken": False,
    "out_of_order": False,
    "out_of_service": False,
    "non-operational": False,
}
