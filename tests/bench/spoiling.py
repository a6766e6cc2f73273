"""Clean invented records, and the ways in which they are spoiled: one function for each class of fault.

A way answers None for a record that can't have its fault. `found_by` names what may find it: kinds of mending and rules
of refusal of cleaning, classes of fault of the checks. Nothing for a fault that only somebody who knows better sees.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from stations.hours.model import OpeningHours
from stations.records import EvseRecord, OperatorRecord, StationRecord
from stations.sources.cleaning.territories import ALPHA_2
from stations.sources.invented.networks import NETWORKS
from stations.sources.invented.world import sites, station

NOW: Final = datetime(2026, 11, 23, 12, tzinfo=UTC)
Way = Callable[[StationRecord, Random], StationRecord | None]

_CODES: Final = {
    **dict.fromkeys(("DEU", "FRA", "ESP", "ITA", "USA", "MEX", "FIN", "HRV", "TWN"), "#####"),
    **dict.fromkeys(("AUT", "CHE", "BEL", "DNK", "AUS", "NOR", "HUN", "NZL", "LUX", "SVN"), "####"),
    "GBR": "M# #AA", "NLD": "#### AB", "POL": "##-###", "PRT": "####-###", "SWE": "### ##", "CZE": "### ##",
    "SVK": "### ##", "CAN": "K#A #B#", "JPN": "###-####", "ROU": "######", "CHN": "######",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoil:
    """A class of fault."""

    name: str
    way: Way
    found_by: frozenset[str] = frozenset()


def clean_records() -> Iterator[StationRecord]:
    """The demo world with all that a good source tells: ids, postal codes, telephone, the day of the last update."""
    dice = Random("quality")
    for raw in sites(NETWORKS, 0.85, "demo"):
        yield _complete(station(raw, NETWORKS, live=False), dice)


def _complete(record: StationRecord, dice: Random) -> StationRecord:
    country = record.country or ""
    code = "".join(dice.choice("123456789") if mark == "#" else mark for mark in _CODES.get(country, ""))
    evses = tuple(
        replace(evse, evse_id=f"{ALPHA_2[country]}*VLT*E{record.native_id.replace('-', '*')}*{evse.uid}", status_at=NOW)
        for evse in record.evses
    )
    operator = OperatorRecord(record.operator.name if record.operator else "Ampersand", phone="+49 30 1234567")
    updated = NOW - timedelta(days=dice.randrange(400))
    return replace(record, evses=evses, postal_code=code or None, operator=operator, last_updated=updated)


def _moved(record: StationRecord, latitude: float, longitude: float) -> StationRecord:
    return replace(record, latitude=latitude, longitude=longitude)


def _swapped(record: StationRecord, dice: Random) -> StationRecord | None:
    return _moved(record, record.longitude, record.latitude)


def _minus(record: StationRecord, dice: Random) -> StationRecord | None:
    return _moved(record, record.latitude, -record.longitude) if abs(record.longitude) > 1 else None


def _coarse(record: StationRecord, dice: Random) -> StationRecord | None:
    return _moved(record, round(record.latitude, 2), round(record.longitude, 2))


def _abroad(record: StationRecord, dice: Random) -> StationRecord | None:
    places = [(48.8566, 2.3522), (40.4168, -3.7038), (52.2297, 21.0122), (-33.8688, 151.2093), (41.8781, -87.6298)]
    latitude, longitude = dice.choice(places)
    near = abs(latitude - record.latitude) < 3 and abs(longitude - record.longitude) < 4
    return (
        None if near or record.country in ("FRA", "ESP", "POL", "AUS", "USA") else _moved(record, latitude, longitude)
    )


def _drifted(record: StationRecord, dice: Random) -> StationRecord | None:
    """A digit of a degree is another one: 20 to 90 km away."""
    by = dice.choice((-1, 1)) * dice.uniform(0.2, 0.8)
    return _moved(record, round(record.latitude + by, 6), record.longitude)


def _at_sea(record: StationRecord, dice: Random) -> StationRecord | None:
    return _moved(record, 40.1234567, -40.7654321)


def _nowhere(record: StationRecord, dice: Random) -> StationRecord | None:
    return _moved(record, 0.0, 0.0)


def _plugs(change: Callable[[Any], dict[str, Any] | None]) -> Way:
    """Spoils the first plug that can have the fault."""

    def spoil(record: StationRecord, dice: Random) -> StationRecord | None:
        for n, evse in enumerate(record.evses):
            for m, plug in enumerate(evse.connectors):
                if (values := change(plug)) is not None:
                    plugs = (*evse.connectors[:m], replace(plug, **values), *evse.connectors[m + 1 :])
                    return _with_evse(record, n, replace(evse, connectors=plugs))
        return None

    return spoil


def _with_evse(record: StationRecord, place: int, evse: EvseRecord) -> StationRecord:
    return replace(record, evses=(*record.evses[:place], evse, *record.evses[place + 1 :]))


def _kilowatts(plug: Any) -> dict[str, Any] | None:
    return {"max_electric_power": round(plug.max_electric_power / 1000)} if plug.max_electric_power >= 2_000 else None


def _far_too_strong(plug: Any) -> dict[str, Any] | None:
    return {"max_electric_power": 150_000} if plug.standard == "IEC_62196_T2" else None


def _stronger_than_volts(plug: Any) -> dict[str, Any] | None:
    volts = {"max_voltage": 230, "max_amperage": 16, "power_type": "AC_3_PHASE", "max_electric_power": 22_000}
    return volts if plug.standard == "IEC_62196_T2" else None


def _weak_dc(plug: Any) -> dict[str, Any] | None:
    return {"max_electric_power": 3_700} if plug.power_type == "DC" else None


def _ac_chademo(plug: Any) -> dict[str, Any] | None:
    return {"power_type": "AC_3_PHASE"} if plug.standard == "CHADEMO" else None


def _plausible(plug: Any) -> dict[str, Any] | None:
    return {"max_electric_power": 11_000, "max_voltage": None, "max_amperage": None} if (
        plug.max_electric_power == 22_000
    ) else None  # fmt: skip


def _evse_id(text: str) -> Way:
    return lambda record, dice: _with_evse(record, 0, replace(record.evses[0], evse_id=text))


def _foreign_id(record: StationRecord, dice: Random) -> StationRecord | None:
    code = "NZ" if record.country != "NZL" and record.country != "AUS" else "PT"
    evse = record.evses[0]
    return _with_evse(record, 0, replace(evse, evse_id=f"{code}{(evse.evse_id or '')[2:]}"))


def _said(**facts: Any) -> Way:
    return lambda record, dice: replace(record, **facts)


def _one_of(name: str, *values: Any) -> Way:
    return lambda record, dice: replace(record, **{name: dice.choice(values)})


def _price(record: StationRecord, dice: Random) -> StationRecord | None:
    return (
        replace(record, price_text="59 EUR per kWh") if record.country in ("DEU", "FRA", "ITA", "NLD", "AUT") else None
    )


# Three of them are words that nobody foresaw.
_NOBODY: Final = (
    "(Business Owner at Location)", "Private Owner", "Privatperson", "Particulier", "Test", "other", "n/a", "-",
    "No name given", "xxx", "Siehe Schild",
)  # fmt: skip


def _operator(record: StationRecord, dice: Random) -> StationRecord | None:
    return replace(record, operator=OperatorRecord(dice.choice(_NOBODY)))


def _town(record: StationRecord, dice: Random) -> StationRecord | None:
    return replace(record, address=record.city)


def _dated(record: StationRecord, dice: Random) -> StationRecord | None:
    moment = dice.choice((NOW + timedelta(days=dice.randrange(3, 900)), datetime(1970, 1, 1, tzinfo=UTC)))
    return replace(record, last_updated=moment)


def _postal(record: StationRecord, dice: Random) -> StationRecord | None:
    code = record.postal_code
    return replace(record, postal_code=dice.choice((code[:-1], f"{code}7", "XXXXX"))) if code else None


def _garbled(record: StationRecord, dice: Random) -> StationRecord | None:
    name = f"{record.name} Übergang".encode().decode("latin-1")
    return replace(record, name=name)


def _stuck(record: StationRecord, dice: Random) -> StationRecord | None:
    old = NOW - timedelta(days=dice.randrange(31, 900))
    return replace(record, evses=tuple(replace(evse, status_at=old) for evse in record.evses))


_ELSEWHERE: Final = frozenset(
    {"outside_country", "coordinates_out_of_range", "open_sea", "country_of_neighbour", "position_beyond_border"}
)
SPOILS: Final = (
    Spoil("latitude and longitude swapped", _swapped, frozenset({"coordinates_swapped"}) | _ELSEWHERE),
    Spoil("minus of the longitude lost or added", _minus, frozenset({"longitude_sign"}) | _ELSEWHERE),
    Spoil("position 0, 0", _nowhere, frozenset({"null_island"})),
    Spoil("position in the ocean", _at_sea, _ELSEWHERE),
    Spoil("position in another country", _abroad, _ELSEWHERE),
    Spoil("position with two digits", _coarse, frozenset({"position_coarse"})),
    Spoil("position 20 to 90 km off", _drifted, _ELSEWHERE),
    Spoil("kilowatts as watts", _plugs(_kilowatts), frozenset({"power_kw_as_w"})),
    Spoil("Type 2 with 150 kW", _plugs(_far_too_strong), frozenset({"power_capped", "standard_combo"})),
    Spoil("22 kW from 3 × 230 V, 16 A", _plugs(_stronger_than_volts), frozenset({"power_contradicts"})),
    Spoil("3.7 kW of direct current", _plugs(_weak_dc), frozenset({"power_unlikely"})),
    Spoil("CHAdeMO with three phases", _plugs(_ac_chademo), frozenset({"power_type_contradicts"})),
    Spoil("11 kW instead of 22", _plugs(_plausible)),
    Spoil("EVSE id malformed", _evse_id("4711"), frozenset({"evse_id_invalid"})),
    Spoil("EVSE id of a far country", _foreign_id, frozenset({"evse_id_country"})),
    Spoil("EVSE id of no country", _evse_id("XQ*ABC*E1"), frozenset({"evse_id_country"})),
    Spoil("opening hours in words", _said(hours=OpeningHours(text="Ask at the bar")), frozenset({"hours_unreadable"})),
    Spoil("price a hundred times too high", _price, frozenset({"price_absurd"})),
    Spoil(
        "price without a figure",
        _one_of(
            "price_text",
            "See our web site",
            "Ask at the desk",
            "Tarif selon opérateur",
            "https://a.example/9",
            "3 tariffs, ask at the desk",
        ),
        frozenset({"price_unreadable"}),
    ),
    Spoil("operator is a placeholder", _operator, frozenset({"operator_placeholder", "text_placeholder"})),
    Spoil("address is the town", _town, frozenset({"address_poor"})),
    Spoil("updated in the future or 1970", _dated, frozenset({"date_impossible"})),
    Spoil("live state not renewed", _stuck, frozenset({"status_stuck"})),
    Spoil(
        "telephone number can't be",
        _one_of("help_phone", "00000000", "12", "+49301234567890123456"),
        frozenset({"phone_malformed", "phone_dropped", "text_placeholder"}),
    ),
    Spoil("postal code can't be", _postal, frozenset({"postal_code_malformed"})),
    Spoil(
        "made for a test",
        _one_of("name", "Test", "TEST station 3", "Do not use", "dummy 1", "Roaming test"),
        frozenset({"record_of_test"}),
    ),
    Spoil("name garbled", _garbled, frozenset({"text_mojibake"})),
)


def shifted(record: StationRecord, metres: float, dice: Random) -> StationRecord:
    """The same so many metres away, with coordinates of six digits."""
    angle = dice.uniform(0, 2 * math.pi)
    north, east = metres * math.sin(angle) / 111_320, metres * math.cos(angle) / 111_320
    longitude = record.longitude + east / math.cos(math.radians(record.latitude))
    return _moved(record, round(record.latitude + north, 6), round(longitude, 6))


def renamed(record: StationRecord, native_id: str, prefix: str = "") -> StationRecord:
    """A copy that the source counts as another: an id of its own, and of its charging points, too."""
    evses = tuple(replace(evse, evse_id=None) for evse in record.evses)
    return replace(record, native_id=native_id, evses=evses, name=f"{prefix}{record.name}")


WAYS: Final[Mapping[str, Spoil]] = {spoil.name: spoil for spoil in SPOILS}
