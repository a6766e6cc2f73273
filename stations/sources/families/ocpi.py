"""Reads OCPI Locations (2.1.1, 2.2, 2.2.1, 2.3.0 and the 3.0 draft) as operators publish them: enveloped or bare.

This is the format of the largest feeds, so the path of an orderly record is kept short: table look-ups first, and the
readings for disorderly values only where those miss.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

import orjson
from msgspec.structs import replace

from stations.hours.model import OpeningHours
from stations.hours.ocpi import from_ocpi, overrules_its_week
from stations.records import (
    ConnectorRecord,
    EvseRecord,
    OperatorRecord,
    Parsed,
    Raw,
    Refusal,
    StationRecord,
    StatusRecord,
)
from stations.sources.base import Feed, NotCharging, Refused, Request, SourceFile
from stations.sources.families.ocpi_stream import envelope_time, locations, next_link
from stations.sources.families.ocpi_words import (
    ACCESS_BY_RESTRICTION,
    CAPABILITIES,
    FACILITIES,
    FORMATS,
    PAID_ON_THE_SPOT,
    PARKING_TYPES,
    POWER_TYPES,
    RESTRICTION_BY_VEHICLE,
    RESTRICTIONS,
    STATUSES,
    standard,
    word,
    word_list,
)
from stations.sources.families.scalars import degrees, flag, moment, number, positive, words

Json = dict[str, Any]

_DERIVED_POWER = ("max_electric_power",)
# No charger gives less than a kilowatt (6 A at 230 V is 1.4 kW), so a smaller number can't be watts.
_LEAST_WATTS = 1000
# A power in kW may exceed volts × amperes, which some feeds fill with a constant, but not by much.
_POWER_SLACK = 1.5
_PHASE_VOLTS_LIMIT = 300
_SQUARE_ROOT_OF_3 = 3**0.5
# Below it a height is no centimetres.
_LEAST_HEIGHT_CM = 100


class OcpiFeed(Feed):
    """A feed of OCPI Locations with the states of their EVSEs."""

    live: ClassVar[bool] = True
    # Whether several parties publish in one feed, so that only country, party and id together name a location.
    several_parties: ClassVar[bool] = False
    # Who may charge where the record says nothing; set where a law or the register says that all are public.
    default_access: ClassVar[str | None] = None

    def next_request(self, request: Request, headers: Mapping[str, str]) -> Request | None:
        """The page that the Link header names; the request's own headers go to the same host only."""
        link = next_link(headers)
        if link is None:
            return None
        url = urljoin(request.url, link)
        same = urlsplit(url)[:2] == urlsplit(request.url)[:2]
        return Request(url, method=request.method, headers=request.headers if same else {})

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """The locations of a file, whichever key of the envelope holds them."""
        return locations(file)

    def parse(self, file: SourceFile, *, skipped: Callable[[str], None]) -> Iterator[Parsed | Refusal]:
        """Read a file. States without a time of their own get that of the envelope."""
        told_at: datetime | None = None
        asked = False
        for parsed in super().parse(file, skipped=skipped):
            if isinstance(parsed, Parsed) and any(evse.status and not evse.status_at for evse in parsed.station.evses):
                if not asked:
                    told_at, asked = envelope_time(file), True
                if told_at:
                    parsed = Parsed(parsed.raw, _dated(parsed.station, told_at))
            yield parsed

    def location(self, raw: Json) -> Json:
        """The record in OCPI's own words; for feeds that bend them."""
        return raw

    def native_id(self, raw: Raw) -> str | None:
        """OCPI's location id, with country and party where several publish in one feed."""
        if not isinstance(raw, dict) or not (own := words(raw.get("id"))):
            return None
        if not self.several_parties:
            return own
        return "*".join(part for part in (words(raw.get("country_code")), words(raw.get("party_id")), own) if part)

    def station(self, raw: Raw) -> StationRecord:
        """One location. Raises NotCharging where it has no EVSE, Refused where the operator asks not to publish it."""
        if not isinstance(raw, dict):
            raise Refused("not_a_location", None, "the row is no JSON object")
        location = self.location(raw)
        raw_evses = _raw_evses(location)
        if not raw_evses:
            raise NotCharging("a location without an EVSE")
        publish = location.get("publish")
        if publish is not None and publish is not True and flag(publish) is False:
            raise Refused("not_published", "publish", "the operator asks not to publish this location")
        native_id = self.native_id(raw)
        if native_id is None:
            raise Refused("id_missing", "id", "the location has no id")
        return self._record(native_id, location, raw_evses)

    def _record(self, native_id: str, location: Json, raw_evses: list[Json]) -> StationRecord:
        latitude, longitude, assumed = _position(location, raw_evses)
        places = location.get("parking_places")
        bays = _Bays(places) if places else None
        evses = tuple([_evse(raw, index, bays) for index, raw in enumerate(raw_evses, 1)])
        access, access_assumed = self.access_of(location, evses)
        parking = location.get("parking_type") or location.get("type")
        mix, directions = location.get("energy_mix"), location.get("directions")
        hours, hours_assumed = _hours(location.get("opening_times"))
        return StationRecord(
            native_id=native_id,
            latitude=latitude,
            longitude=longitude,
            evses=evses,
            name=words(location.get("name")),
            address=words(location.get("address")),
            city=words(location.get("city")),
            postal_code=words(location.get("postal_code")),
            state=words(location.get("state")),
            country=words(location.get("country")),
            time_zone=words(location.get("time_zone")),
            access=access,
            operator=_operator(location),
            suboperator=_name(location.get("suboperator")),
            owner=_name(location.get("owner")),
            hours=hours,
            parking_type=word(parking, PARKING_TYPES),
            facilities=word_list(location.get("facilities"), FACILITIES),
            no_registration=True if any(_pays_on_the_spot(evse) for evse in evses) else None,
            directions=_display_text(directions) if directions else None,
            help_phone=words(location.get("help_phone")),
            wheelchair=bays.wheelchair if bays else None,
            max_height_cm=bays.max_height_cm if bays else None,
            renewable=flag(mix.get("is_green_energy")) if isinstance(mix, dict) else None,
            charging_when_closed=flag(location.get("charging_when_closed")),
            operational=False if all(evse.status == "REMOVED" for evse in evses) else None,
            last_updated=moment(location.get("last_updated")),
            assumed=assumed + access_assumed + hours_assumed,
        )

    def access_of(self, location: Json, evses: tuple[EvseRecord, ...]) -> tuple[str, tuple[str, ...]]:
        """Who may charge, and what of that is assumed: OCPI tells it by restrictions of the parking places at best."""
        present = [evse for evse in evses if evse.status != "REMOVED"]
        for restriction in present[0].parking_restrictions if present else ():
            access = ACCESS_BY_RESTRICTION.get(restriction)
            if access and all(restriction in evse.parking_restrictions for evse in present):
                return access, ()
        return (self.default_access, ("access",)) if self.default_access else ("UNKNOWN", ())

    def statuses(self, file: SourceFile) -> Iterator[StatusRecord]:
        """The states of all EVSEs, as of the envelope's time, else of each EVSE's own."""
        told_at = envelope_time(file)
        for raw in self.rows(file):
            for evse in _raw_evses(self.location(raw)) if isinstance(raw, dict) else ():
                key, status = words(evse.get("evse_id")) or words(evse.get("uid")), word(evse.get("status"), STATUSES)
                if key and status:
                    yield StatusRecord(key, status, told_at or moment(evse.get("last_updated")))


class _Bays:
    """The parking places of a location (2.3.0): what they ask of a vehicle, and which EVSE they belong to."""

    def __init__(self, places: Any) -> None:
        listed = [place for place in places if isinstance(place, dict)] if isinstance(places, list) else []
        self.by_id = {place.get("id"): place for place in listed}
        heights = [positive(place.get("max_vehicle_height")) for place in listed]
        # The lowest counts: a driver must not be sent under a bar.
        self.max_height_cm = min((h for h in heights if h and h >= _LEAST_HEIGHT_CM), default=None)
        self.wheelchair = True if any("DISABLED" in _vehicles(place) for place in listed) else None

    def restrictions(self, raw_evse: Json) -> tuple[str, ...]:
        """Restrictions of an EVSE all of whose places are for one kind of vehicle alone."""
        uses = raw_evse.get("parking")
        ids = [use.get("parking_id") for use in uses if isinstance(use, dict)] if isinstance(uses, list) else []
        kinds = {_only_for(self.by_id.get(parking_id, {})) for parking_id in ids}
        return tuple(kind for kind in kinds if kind) if len(kinds) == 1 else ()


def _vehicles(place: Json) -> list[str]:
    listed = place.get("vehicle_types")
    return [str(kind).upper() for kind in listed] if isinstance(listed, list) else []


def _only_for(place: Json) -> str | None:
    kinds = _vehicles(place)
    if len(kinds) != 1 or flag(place.get("restricted_to_type")) is not True:
        return None
    return RESTRICTION_BY_VEHICLE.get(kinds[0])


def _raw_evses(location: Json) -> list[Json]:
    evses = location.get("evses")
    if not evses:
        # The 3.0 draft puts the cabinet between a location and its EVSEs.
        pool = location.get("charging_pool") or location.get("charging_stations")
        cabinets = pool if isinstance(pool, list) else []
        evses = [evse for cabinet in cabinets if isinstance(cabinet, dict) for evse in cabinet.get("evses") or ()]
    return [evse for evse in evses if isinstance(evse, dict)] if isinstance(evses, list) else []


def _position(location: Json, raw_evses: list[Json]) -> tuple[float, float, tuple[str, ...]]:
    found = _coordinates(location)
    if found:
        return *found, ()
    for evse in raw_evses:
        if found := _coordinates(evse):
            return *found, ("coordinates",)
    raise Refused("coordinates_missing", "coordinates", "neither the location nor an EVSE has coordinates")


def _coordinates(place: Json) -> tuple[float, float] | None:
    pair = place.get("coordinates")
    if not isinstance(pair, dict):
        return None
    latitude, longitude = degrees(pair.get("latitude")), degrees(pair.get("longitude"))
    return None if latitude is None or longitude is None else (latitude, longitude)


def _evse(raw: Json, index: int, bays: _Bays | None) -> EvseRecord:
    connectors = raw.get("connectors")
    listed = [c for c in connectors if isinstance(c, dict)] if isinstance(connectors, list) else []
    capabilities = word_list(raw.get("capabilities"), CAPABILITIES)
    for connector in listed:
        if more := connector.get("capabilities"):
            capabilities = tuple(dict.fromkeys(capabilities + word_list(more, CAPABILITIES)))
    restrictions = word_list(raw.get("parking_restrictions"), RESTRICTIONS)
    if bays:
        restrictions = tuple(dict.fromkeys(restrictions + bays.restrictions(raw)))
    evse_id = words(raw.get("evse_id"))
    status = word(raw.get("status"), STATUSES)
    return EvseRecord(
        uid=words(raw.get("uid")) or evse_id or str(index),
        connectors=tuple([_connector(connector, position) for position, connector in enumerate(listed, 1)]),
        evse_id=evse_id,
        status=status,
        status_at=moment(raw.get("last_updated")) if status else None,
        capabilities=capabilities,
        parking_restrictions=restrictions,
        floor_level=words(raw.get("floor_level")),
        physical_reference=words(raw.get("physical_reference")),
    )


def _connector(raw: Json, position: int) -> ConnectorRecord:
    power_type = word(raw.get("power_type"), POWER_TYPES)
    volts = positive(raw.get("max_voltage") or raw.get("voltage"))
    amperes = positive(raw.get("max_amperage") or raw.get("amperage"))
    watts = positive(raw.get("max_electric_power"))
    assumed: tuple[str, ...] = ()
    if watts and watts < _LEAST_WATTS:
        watts, assumed = _as_watts(raw, watts, _reach(power_type, volts, amperes))
    return ConnectorRecord(
        uid=words(raw.get("id")) or str(position),
        standard=standard(raw.get("standard")),
        format=word(raw.get("format"), FORMATS),
        power_type=power_type,
        max_voltage=volts,
        max_amperage=amperes,
        max_electric_power=watts,
        assumed=assumed,
    )


def _reach(power_type: str | None, volts: int | None, amperes: int | None) -> float:
    """Watts that volts, amperes and phases allow; 0 where they aren't known."""
    if not volts or not amperes:
        return 0
    phases = 1.0
    if power_type == "AC_3_PHASE":
        # Volts between phases or to neutral: feeds write either.
        phases = _SQUARE_ROOT_OF_3 if volts >= _PHASE_VOLTS_LIMIT else 3
    elif power_type in ("AC_2_PHASE", "AC_2_PHASE_SPLIT"):
        phases = 2
    return volts * amperes * phases


def _as_watts(raw: Json, watts: int, reach: float) -> tuple[int, tuple[str, ...]]:
    """Take a number far too small for watts as kilowatts, where volts and amperes prove it."""
    kilowatts = number(raw.get("max_electric_power")) or watts
    proved = kilowatts * 1000 <= reach * _POWER_SLACK
    return (round(kilowatts * 1000), _DERIVED_POWER) if proved else (watts, ())


def _hours(opening_times: Any) -> tuple[OpeningHours | None, tuple[str, ...]]:
    """Hours, and what of them is assumed: the round-the-clock flag wins over a week that says something else."""
    return _hours_of(orjson.dumps(opening_times)) if opening_times else (None, ())


# Reading hours takes as long as all the rest of a record, and an operator's stations have a few weeks in common.
@lru_cache(maxsize=4096)
def _hours_of(opening_times: bytes) -> tuple[OpeningHours | None, tuple[str, ...]]:
    told = orjson.loads(opening_times)
    return from_ocpi(told), ("opening_times",) if overrules_its_week(told) else ()


def _operator(location: Json) -> OperatorRecord | None:
    details = location.get("operator")
    name = _name(details)
    if not name or not isinstance(details, dict):
        return OperatorRecord(name=name) if name else None
    country, party = words(location.get("country_code")), words(location.get("party_id"))
    party_id = f"{country}{party}".upper() if country and party else None
    return OperatorRecord(name=name, website=words(details.get("website")), party_id=party_id)


def _name(details: Any) -> str | None:
    return words(details.get("name")) if isinstance(details, dict) else words(details)


def _pays_on_the_spot(evse: EvseRecord) -> bool:
    return evse.status != "REMOVED" and not PAID_ON_THE_SPOT.isdisjoint(evse.capabilities)


def _display_text(value: Any) -> str | None:
    """A plain text, or the English of a list of DisplayTexts, else its first."""
    if not isinstance(value, list):
        return words(value)
    texts = [text for text in value if isinstance(text, dict) and words(text.get("text"))]
    texts.sort(key=lambda text: not str(text.get("language", "")).lower().startswith("en"))
    return words(texts[0].get("text")) if texts else None


def _dated(station: StationRecord, told_at: datetime) -> StationRecord:
    return replace(
        station,
        evses=tuple(
            replace(evse, status_at=told_at) if evse.status and not evse.status_at else evse for evse in station.evses
        ),
    )
