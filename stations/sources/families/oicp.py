"""Reads OICP (Hubject's protocol) as Switzerland publishes it: one file of EVSEs by operator, one of their states.

OICP knows EVSEs only. Those of one operator at the same coordinates are one station, wherever they stand in the file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, ClassVar, Final, TypeVar

import ijson

from stations.hours.model import OpeningHours
from stations.hours.oicp import from_oicp
from stations.ocpi import DC_ONLY
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, Raw, StationRecord, StatusRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.families.json_files import open_apart, open_json
from stations.sources.families.oicp_words import (
    ACCESS,
    ASSUMED_STANDARDS,
    AUTHENTICATION,
    PARKING,
    PLUGS,
    POWER_TYPES,
    SERVICES,
    STATUSES,
    TEST_STATION,
    THREE_PHASE_PLUG,
    THREE_PHASE_SIZES,
    WITHOUT_CONTRACT,
)
from stations.sources.families.scalars import degrees, flag, moment, number, positive, private, words
from stations.sources.grouping import group_rows

Json = Mapping[str, Any]
T = TypeVar("T")

_OPERATOR: Final = "EVSEData.item"
_RECORD: Final = "EVSEData.item.EVSEDataRecord.item"
# What the Swiss operators write where they know nothing.
_NOTHING: Final = frozenset({"0", ".", "-", "x", "None"})
_PLACES: Final = 5
_ALPHA_2_AND_PARTY: Final = 5
_LANGUAGES: Final = ("en", "de", "fr", "it")


class OicpFeed(Feed):
    """A feed of OICP EVSE records with a file of states beside it."""

    live: ClassVar[bool] = True

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """Lists of the EVSE records of one station; each holds its operator's id and name beside its own fields."""
        for group in group_rows(_evse_rows(file), _place):
            # The register lists a place's EVSEs in no order of its own.
            yield sorted(group, key=lambda row: str(row.get("EvseID")))

    def native_id(self, raw: Raw) -> str | None:
        """Operator and place: they are what makes the group, and outlive changes of its EVSEs."""
        return _place(raw[0]) if isinstance(raw, list) else None

    def station(self, raw: Raw) -> StationRecord:
        """The EVSEs of one place. Raises NotCharging where all of them are test stations."""
        if not isinstance(raw, list):
            raise Refused("not_a_group", None, "the row is no list of EVSE records")
        rows = [row for row in raw if row.get("Accessibility") != TEST_STATION]
        if not rows:
            raise NotCharging("a test station")
        first = rows[0]
        place = _coordinates(first)
        if place is None:
            raise Refused("coordinates_missing", "coordinates", "the EVSE has no coordinates")
        hours, differ = _hours(rows)
        return StationRecord(
            native_id=_place(first),
            latitude=place[0],
            longitude=place[1],
            evses=tuple(map(_evse, rows)),
            name=_said(rows, "ChargingStationNames"),
            address=_most(map(_street, rows)),
            city=_addressed(rows, "City"),
            postal_code=_addressed(rows, "PostalCode"),
            state=_addressed(rows, "Region"),
            country=_filled(first, "Country"),
            time_zone=_addressed(rows, "TimeZone"),
            access=_access(rows),
            operator=_operator(first),
            suboperator=_said(rows, "SuboperatorName"),
            hours=hours,
            parking_type=_all_agree(map(_parking, rows)),
            free_of_charge=_all_agree(map(_is_free, rows)),
            no_registration=_any(map(_needs_no_contract, rows)),
            directions=_said(rows, "ChargingStationLocationReference"),
            notes=_said(rows, "AdditionalInfo"),
            help_phone=_said(rows, "HotlinePhoneNumber"),
            renewable=_all_agree(map(_is_renewable, rows)),
            last_updated=max(filter(None, map(_updated, rows)), default=None),
            assumed=("opening_times",) if differ else (),
        )

    def statuses(self, file: SourceFile) -> Iterator[StatusRecord]:
        """The states of a status file. An operator all of whose states are Unknown has no live data: it is left out."""
        with open_json(file) as stream:
            for operator in ijson.items(stream, "EVSEStatuses.item", use_float=True):
                told = [
                    StatusRecord(key, status)
                    for row in operator.get("EVSEStatusRecord") or ()
                    if (key := words(row.get("EvseID"))) and (status := STATUSES.get(row.get("EVSEStatus")))
                ]
                if any(state.status != "UNKNOWN" for state in told):
                    yield from told


def _evse_rows(file: SourceFile) -> Iterator[dict[str, Any]]:
    with open_apart(file) as stream:
        operators = list(_operators(stream))
    with open_json(file) as stream:
        yield from _records(stream, operators)


def _operators(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """Id and name of each operator: they stand behind its EVSEs, so they are read first, in a pass of their own."""
    current: dict[str, Any] = {}
    for prefix, event, value in ijson.parse(stream):
        if prefix == _OPERATOR and event == "start_map":
            current = {}
        elif prefix == _OPERATOR and event == "end_map":
            yield current
        elif prefix in ("EVSEData.item.OperatorID", "EVSEData.item.OperatorName"):
            current[prefix.rpartition(".")[2]] = value


def _records(stream: BinaryIO, operators: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    block, builder = 0, None
    for prefix, event, value in ijson.parse(stream, use_float=True):
        if prefix == _RECORD and event == "start_map":
            builder = ijson.ObjectBuilder()
        if builder is not None:
            builder.event(event, value)
            if prefix == _RECORD and event == "end_map":
                yield operators[block] | builder.value
                builder = None
        elif prefix == _OPERATOR and event == "end_map":
            block += 1


def _place(row: Json) -> str:
    """Operator and rounded coordinates; an EVSE without coordinates stands alone."""
    operator, place = words(row.get("OperatorID")) or "", _coordinates(row)
    if place is None:
        return f"{operator}:{words(row.get('EvseID')) or ''}"
    return f"{operator}:{place[0]:.{_PLACES}f},{place[1]:.{_PLACES}f}"


def _coordinates(row: Json) -> tuple[float, float] | None:
    given = row.get("GeoCoordinates")
    if not isinstance(given, Mapping):
        return None
    pair: list[Any] = str(given.get("Google") or "").replace(",", " ").split()
    if len(pair) != 2 and isinstance(decimal := given.get("DecimalDegree"), Mapping):
        pair = [decimal.get("Latitude"), decimal.get("Longitude")]
    if len(pair) != 2:
        return None
    latitude, longitude = degrees(pair[0]), degrees(pair[1])
    return None if latitude is None or longitude is None else (latitude, longitude)


def _filled(row: Json, key: str) -> str | None:
    """A field of the address, unless it is a filler such as "0"."""
    address = row.get("Address")
    value = words(address.get(key)) if isinstance(address, Mapping) else None
    return None if value in _NOTHING else value


def _addressed(rows: list[Json], key: str) -> str | None:
    return _most(_filled(row, key) for row in rows)


def _street(row: Json) -> str | None:
    return " ".join(filter(None, (_filled(row, "Street"), _filled(row, "HouseNum")))) or None


def _said(rows: list[Json], key: str) -> str | None:
    """What most rows say, in English where they can."""
    return _most(_text(row.get(key)) for row in rows)


def _most(values: Iterable[str | None]) -> str | None:
    """The value that most rows say; of equals the first."""
    counted = Counter(filter(None, values))
    return counted.most_common(1)[0][0] if counted else None


def _all_agree(values: Iterable[T | None]) -> T | None:
    said = set(values)
    return said.pop() if len(said) == 1 else None


def _hours(rows: list[Json]) -> tuple[OpeningHours | None, bool]:
    """The hours of most EVSEs, and whether some have others."""
    hours = [from_oicp(row.get("IsOpen24Hours"), row.get("OpeningTimes")) for row in rows]
    return max(hours, key=hours.count), hours.count(hours[0]) < len(hours)


def _parking(row: Json) -> str | None:
    return PARKING.get(str(row.get("AccessibilityLocation")))


def _is_renewable(row: Json) -> bool | None:
    return flag(row.get("RenewableEnergy"))


def _updated(row: Json) -> datetime | None:
    return moment(row.get("lastUpdate"))


def _any(values: Iterator[bool | None]) -> bool | None:
    """True where one is; False where one says so and none says otherwise."""
    known = [value for value in values if value is not None]
    return any(known) if known else None


def _access(rows: list[Json]) -> str:
    """Who may charge; the widest class where EVSEs differ."""
    access = {ACCESS.get(str(row.get("Accessibility")), "UNKNOWN") for row in rows}
    if len(access) == 1:
        return access.pop()
    return "PUBLIC" if "PUBLIC" in access else "RESTRICTED"


def _text(value: Any) -> str | None:
    """One text of a plain string, of {"lang": …, "value": …}, of a list of those or of {"en": "…"}; English first."""
    if isinstance(value, Mapping):
        value = [value] if "value" in value else [{"lang": lang, "value": text} for lang, text in value.items()]
    if not isinstance(value, list):
        return words(value)
    texts: dict[str, str] = {}
    for entry in value:
        if isinstance(entry, Mapping) and (text := words(entry.get("value") or entry.get("InfoText"))):
            texts.setdefault(str(entry.get("lang")).lower(), text)
    return next((texts[lang] for lang in _LANGUAGES if lang in texts), next(iter(texts.values()), None))


def _operator(row: Json) -> OperatorRecord | None:
    name, own = words(row.get("OperatorName")), (words(row.get("OperatorID")) or "").replace("*", "").upper()
    return OperatorRecord(name=name, party_id=own if len(own) == _ALPHA_2_AND_PARTY else None) if name else None


def _listed(row: Json, key: str) -> list[str]:
    value = row.get(key)
    return [str(entry) for entry in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _is_free(row: Json) -> bool | None:
    """No Payment alone means free; with other ways to pay beside it nothing is known."""
    options = _listed(row, "PaymentOptions")
    return True if options == ["No Payment"] else None if "No Payment" in options or not options else False


def _needs_no_contract(row: Json) -> bool | None:
    options = _listed(row, "PaymentOptions")
    if "Direct" in options or WITHOUT_CONTRACT.intersection(_listed(row, "AuthenticationModes")):
        return True
    return False if options == ["Contract"] else None


def _evse(row: Json) -> EvseRecord:
    evse_id = words(row.get("EvseID"))
    capabilities = [AUTHENTICATION.get(mode) for mode in _listed(row, "AuthenticationModes")]
    capabilities += [SERVICES.get(service) for service in _listed(row, "ValueAddedServices")]
    return EvseRecord(
        uid=evse_id or words(row.get("ChargingStationId")) or "1",
        connectors=_connectors(row),
        evse_id=evse_id,
        status="REMOVED" if row.get("deltaType") == "delete" else None,
        capabilities=tuple(dict.fromkeys(filter(None, capabilities))),
        floor_level=_filled(row, "Floor"),
        physical_reference=_filled(row, "ParkingSpot"),
    )


def _connectors(row: Json) -> tuple[ConnectorRecord, ...]:
    facilities = [facility for facility in row.get("ChargingFacilities") or () if isinstance(facility, Mapping)]
    plugs = _listed(row, "Plugs")
    return tuple(
        _connector(str(position), plug, _facility(plug, position, plugs, facilities))
        for position, plug in enumerate(plugs, 1)
    )


def _facility(plug: str, position: int, plugs: list[str], facilities: list[Json]) -> Json:
    """The facility that a plug belongs to: plugs and facilities are two lists that nothing joins.

    A lone facility is every plug's of its kind of current; of several it is the one at the plug's place if that fits,
    else the only one that fits. Anything else stays unknown.
    """
    if len(plugs) == 1 and len(facilities) == 1:
        return facilities[0]
    fitting = [facility for facility in facilities if _fits(plug, facility)]
    if len(plugs) == len(facilities) and facilities[position - 1] in fitting:
        return facilities[position - 1]
    return fitting[0] if len(fitting) == 1 else {}


def _fits(plug: str, facility: Json) -> bool:
    current = POWER_TYPES.get(str(facility.get("powertype") or facility.get("PowerType")))
    is_dc = PLUGS.get(plug, ("", None))[0] in DC_ONLY
    return current is None or is_dc == (current == "DC")


def _connector(uid: str, plug: str, facility: Json) -> ConnectorRecord:
    standard, cable = PLUGS.get(plug, (private("OICP", plug), None))
    amperes = positive(facility.get("Amperage"))
    if plug == THREE_PHASE_PLUG:
        standard = THREE_PHASE_SIZES.get(amperes or 0, standard)
    kilowatts = number(facility.get("power") or facility.get("Power"))
    return ConnectorRecord(
        uid=uid,
        standard=standard,
        format=cable,
        power_type=POWER_TYPES.get(str(facility.get("powertype") or facility.get("PowerType"))),
        max_voltage=positive(facility.get("Voltage")),
        max_amperage=amperes,
        max_electric_power=positive(kilowatts * 1000) if kilowatts else None,
        assumed=("standard",) if plug in ASSUMED_STANDARDS else (),
    )
