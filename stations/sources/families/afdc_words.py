"""The words of the Alternative Fuels Data Center and what they are here, and its CSV's columns by their JSON names."""

from datetime import UTC, date, datetime
from typing import Final

from stations.ocpi import Access, Capability, ConnectorFormat, ConnectorType, Facility, ParkingType, PowerType, Status
from stations.sources.families.scalars import moment, words

# Columns have been added over the years and moved about: they are found by name. A column that is not here is unused.
COLUMNS: Final = {
    "Fuel Type Code": "fuel_type_code",
    "Station Name": "station_name",
    "Street Address": "street_address",
    "Intersection Directions": "intersection_directions",
    "City": "city",
    "State": "state",
    "ZIP": "zip",
    "Station Phone": "station_phone",
    "Status Code": "status_code",
    "Groups With Access Code": "groups_with_access_code",
    "Access Days Time": "access_days_time",
    "Cards Accepted": "cards_accepted",
    "EV Level1 EVSE Num": "ev_level1_evse_num",
    "EV Level2 EVSE Num": "ev_level2_evse_num",
    "EV DC Fast Count": "ev_dc_fast_num",
    "EV Network": "ev_network",
    "EV Network Web": "ev_network_web",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "Date Last Confirmed": "date_last_confirmed",
    "ID": "id",
    "Updated At": "updated_at",
    "Federal Agency Name": "federal_agency_name",
    "Open Date": "open_date",
    "EV Connector Types": "ev_connector_types",
    "Country": "country",
    "Access Code": "access_code",
    "Access Detail Code": "access_detail_code",
    "Facility Type": "facility_type",
    "EV Pricing": "ev_pricing",
    "EV On-Site Renewable Source": "ev_renewable_source",
    "Restricted Access": "restricted_access",
}

# TESLA has meant the plug that is now SAE J3400 ever since the list began; J3271 is the megawatt plug.
STANDARDS: Final = {
    "CHADEMO": ConnectorType.CHADEMO,
    "J1772": ConnectorType.IEC_62196_T1,
    "J1772COMBO": ConnectorType.IEC_62196_T1_COMBO,
    "J3271": ConnectorType.MCS,
    "J3400": ConnectorType.SAE_J3400,
    "NEMA1450": ConnectorType.NEMA_14_50,
    "NEMA515": "x_NEMA_5_15",
    "NEMA520": ConnectorType.NEMA_5_20,
    "TESLA": ConnectorType.SAE_J3400,
}
_SOCKETS: Final = frozenset({"NEMA1450", "NEMA515", "NEMA520"})
_DC_PLUGS: Final = frozenset({"CHADEMO", "J1772COMBO", "J3271"})

LEVEL_1: Final = "1"
LEVEL_2: Final = "2"
DC_FAST: Final = "dc_fast"
COUNTS: Final = {LEVEL_1: "ev_level1_evse_num", LEVEL_2: "ev_level2_evse_num", DC_FAST: "ev_dc_fast_num"}
# At which levels a plug can be, the likelier one first.
LEVELS: Final = {
    "CHADEMO": (DC_FAST,),
    "J1772": (LEVEL_2, LEVEL_1),
    "J1772COMBO": (DC_FAST,),
    "J3271": (DC_FAST,),
    "J3400": (DC_FAST, LEVEL_2),
    "NEMA1450": (LEVEL_2, LEVEL_1),
    "NEMA515": (LEVEL_1,),
    "NEMA520": (LEVEL_1,),
    "TESLA": (DC_FAST, LEVEL_2),
}

STATUSES: Final = {"P": Status.PLANNED, "T": Status.INOPERATIVE}
OPERATIONAL: Final = {"E": True, "P": False, "T": False}

ACCESS_DETAILS: Final = {
    "FLEET": Access.RESTRICTED,
    "GOVERNMENT": Access.RESTRICTED,
    "KEY_ALWAYS": Access.MEMBERS,
    "RESIDENTIAL": Access.RESIDENTS,
}

_CREDIT: Final = frozenset({"A", "CREDIT", "D", "M", "V"})

FACILITIES: Final = {
    "AIRPORT": Facility.AIRPORT,
    "B_AND_B": Facility.HOTEL,
    "BREWERY_DISTILLERY_WINERY": Facility.RESTAURANT,
    "CAMPGROUND": Facility.NATURE,
    "FUEL_RESELLER": Facility.FUEL_STATION,
    "GAS_STATION": Facility.FUEL_STATION,
    "GROCERY": Facility.SUPERMARKET,
    "HOTEL": Facility.HOTEL,
    "INN": Facility.HOTEL,
    "MUSEUM": Facility.MUSEUM,
    "NATL_PARK": Facility.NATURE,
    "OTHER_ENTERTAINMENT": Facility.RECREATION_AREA,
    "PARK": Facility.NATURE,
    "REC_SPORTS_FACILITY": Facility.SPORT,
    "RESTAURANT": Facility.RESTAURANT,
    "RV_PARK": Facility.RECREATION_AREA,
    "SHOPPING_CENTER": Facility.MALL,
    "SHOPPING_MALL": Facility.MALL,
    "TRAVEL_CENTER": Facility.FUEL_STATION,
    "TRUCK_STOP": Facility.FUEL_STATION,
}
PARKING: Final = {
    "PARKING_GARAGE": ParkingType.PARKING_GARAGE,
    "PARKING_LOT": ParkingType.PARKING_LOT,
    "PAY_GARAGE": ParkingType.PARKING_GARAGE,
    "PAY_LOT": ParkingType.PARKING_LOT,
    "REST_STOP": ParkingType.ALONG_MOTORWAY,
    "STREET_PARKING": ParkingType.ON_STREET,
}

# Written as states of the USA; ISO 3166 has them as countries.
TERRITORIES: Final = {"AS": "ASM", "GU": "GUM", "MP": "MNP", "PR": "PRI", "VI": "VIR"}

# Networks are sent as names (the older ones) or as codes; a code that is not here is shown with its words apart.
NO_NETWORK: Final = frozenset({"Non-Networked", "NON_NETWORKED", "Unknown"})
_NETWORKS: Final = {
    "7CHARGE": "7Charge",
    "ABM": "ABM",
    "AMPED_UP": "AmpedUp! Networks",
    "AMPUP": "AmpUp",
    "AUTEL": "Autel",
    "BP_PULSE": "bp pulse",
    "CHARGELAB": "ChargeLab",
    "CHARGESMART_EV": "ChargeSmart EV",
    "EVCS": "EVCS",
    "EVGATEWAY": "EvGateway",
    "EVMATCH": "EVmatch",
    "EVRANGE": "EV Range",
    "FLO": "FLO",
    "IN_CHARGE": "InCharge",
    "MERCEDES_BENZ": "Mercedes-Benz",
    "POWER_NODE": "PowerNode",
    "QUICKCHARGE": "QuickCharge",
    "RED_E": "Red E",
    "RIVIAN_ADVENTURE": "Rivian Adventure Network",
    "RIVIAN_WAYPOINTS": "Rivian Waypoints",
    "SHELL_RECHARGE": "Shell Recharge",
    "SWTCH": "SWTCH Energy",
    "TURNONGREEN": "TurnOnGreen",
    "VIALYNK": "ViaLynk",
    "ZEFNET": "ZEF Network",
}


def network_name(code: str) -> str:
    """The network's name as people know it."""
    return _NETWORKS.get(code) or (code.replace("_", " ").title() if "_" in code or code.isupper() else code)


def standard(plug: str) -> str:
    return STANDARDS.get(plug) or f"x_AFDC_{plug}"


def connector_format(plug: str) -> str | None:
    """Every car plug of North America hangs on a cable; only the household ones are sockets."""
    if plug not in STANDARDS:
        return None
    return ConnectorFormat.SOCKET if plug in _SOCKETS else ConnectorFormat.CABLE


def power_type(plug: str, level: str | None) -> str | None:
    """Levels 1 and 2 of North America are single-phase; a plug that carries both kinds needs its level."""
    if plug in _DC_PLUGS:
        return PowerType.DC
    if plug not in ("TESLA", "J3400"):
        return PowerType.AC_1_PHASE if plug in STANDARDS else None
    return {LEVEL_1: PowerType.AC_1_PHASE, LEVEL_2: PowerType.AC_1_PHASE, DC_FAST: PowerType.DC}.get(level or "")


def card_capabilities(cards: list[str]) -> tuple[str, ...]:
    """What the accepted cards say of the device. Wallets (APPLE_PAY) may be paid in an app, so they prove no reader."""
    credit = (Capability.CREDIT_CARD_PAYABLE,) if _CREDIT.intersection(cards) else ()
    debit = (Capability.DEBIT_CARD_PAYABLE,) if "Debit" in cards else ()
    return (*credit, *debit)


def day(value: object) -> date | None:
    """A date as the source writes it (2023-09-14) or as Excel leaves it behind (9/14/2023)."""
    text = words(value) or ""
    try:
        if "/" not in text:
            return date.fromisoformat(text[:10])
        month, day_of_month, year = (int(part) for part in text.split(" ")[0].split("/"))
        return date(year + 2000 if year < 100 else year, month, day_of_month)
    except ValueError:
        return None


def updated(value: object) -> datetime | None:
    """UTC, from "2023-09-14 14:01:49 UTC", ISO 8601 or Excel's "9/14/2023 14:01"."""
    text = words(value) or ""
    read = moment(text.removesuffix(" UTC"))
    if read is not None or "/" not in text:
        return read
    on, _, clock = text.partition(" ")
    found = day(on)
    return moment(f"{found.isoformat()} {clock.zfill(5)}") if found and clock else _midnight(found)


def _midnight(found: date | None) -> datetime | None:
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None
