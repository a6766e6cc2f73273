"""Reads charging stations of OpenStreetMap: Overpass JSON (nodes, ways, relations) and GeoJSON (points and shapes)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import ijson
from msgspec.structs import replace

from stations.hours.osm import from_osm
from stations.records import EvseRecord, OperatorRecord, Raw, StationRecord
from stations.sources.base import Feed, NotCharging, Refused, SourceFile
from stations.sources.families import osm_geometry
from stations.sources.families.json_files import open_apart, open_json
from stations.sources.families.osm_sockets import Group, Tags, build_evses, evse_ids, is_for_cars, socket_groups
from stations.sources.families.osm_words import (
    ACCESS,
    AUTHENTICATION,
    CAR_ITSELF,
    CAR_KEYS,
    CASH,
    NO,
    OPERATIONAL_STATUS,
    OUT_OF_USE,
    PARKING,
    PAYMENT,
    SMALL_KEYS,
)
from stations.sources.families.scalars import moment, number, positive, words

_LISTS: Final = frozenset({"elements", "features"})
_ID: Final = re.compile(r"(?:node|way|relation)/\d+")
_HEIGHT: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|cm)?", re.IGNORECASE)
_FEET: Final = re.compile(r"(\d+)\s*(?:'|ft)\s*(?:(\d+)\s*(?:\"|in)?)?")
_CM_PER_FOOT: Final = 30.48
_CM_PER_INCH: Final = 2.54
_LEAST_HEIGHT_CM: Final = 100
# West of here and north of there Tesla's own plug is the American one.
_AMERICA_EAST: Final = -50.0
_AMERICA_SOUTH: Final = 14.0
_MOST_EVSES: Final = 400


class OsmFeed(Feed):
    """A file of OpenStreetMap objects."""

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        """The elements of an Overpass answer or the features of a GeoJSON file."""
        with open_apart(file) as stream:
            name = _list_name(stream)
        with open_json(file) as stream:
            yield from ijson.items(stream, f"{name}.item", use_float=True)

    def native_id(self, raw: Raw) -> str | None:
        """Kind and number, such as "node/9084665785"."""
        return _object_id(raw) if isinstance(raw, Mapping) else None

    def station(self, raw: Raw) -> StationRecord:
        """One object. Raises NotCharging for what no car can charge at."""
        if not isinstance(raw, Mapping):
            raise Refused("not_an_object", None, "the row is no JSON object")
        tags = _tags(raw)
        _check_kind(tags)
        native_id, place = _object_id(raw), osm_geometry.position(raw)
        if native_id is None:
            raise Refused("id_missing", "id", "the object has no kind and number")
        if place is None:
            raise Refused("coordinates_missing", "coordinates", "the object has neither a point nor a centre")
        groups = socket_groups(tags, is_american=place[1] < _AMERICA_EAST and place[0] > _AMERICA_SOUTH)
        _check_cars(tags, groups)
        return _record(native_id, place, raw, tags, groups)


def _list_name(stream: Any) -> str:
    for prefix, event, _ in ijson.parse(stream, use_float=True):
        if event == "start_array" and prefix in _LISTS:
            return str(prefix)
    return "elements"


def _tags(raw: Mapping[str, Any]) -> dict[str, str]:
    """The tags of an element or feature; some converters put them a level deeper. Only text counts."""
    found = raw.get("tags")
    if not isinstance(found, Mapping):
        properties = raw.get("properties")
        found = properties if isinstance(properties, Mapping) else {}
        found = found["tags"] if isinstance(found.get("tags"), Mapping) else found
    return {key: text for key, value in found.items() if (text := words(value))}


def _object_id(raw: Mapping[str, Any]) -> str | None:
    properties = raw.get("properties")
    known = properties if isinstance(properties, Mapping) else {}
    candidates = (f"{raw.get('type')}/{raw.get('id')}", raw.get("id"), known.get("@id"), known.get("id"))
    return next((str(one) for one in candidates if isinstance(one, str) and _ID.fullmatch(one)), None)


def _check_kind(tags: Tags) -> None:
    if tags.get("amenity") != "charging_station" and tags.get("man_made") != "charge_point":
        raise NotCharging("no charging station")


def _check_cars(tags: Tags, groups: list[Group]) -> None:
    """Leave out what is for bicycles, scooters and boats only."""
    if any(tags.get(key, "no") not in NO for key in CAR_KEYS):
        return
    if any(key in tags for key in CAR_ITSELF):
        raise NotCharging("not for cars")
    small = any(tags.get(key, "no") not in NO for key in SMALL_KEYS)
    only_small_sockets = not groups and any(key.startswith("socket:") for key in tags)
    if (small or only_small_sockets) and not is_for_cars(groups):
        raise NotCharging("for bicycles or scooters only")


def _record(
    native_id: str, place: osm_geometry.Point, raw: Mapping[str, Any], tags: dict[str, str], groups: list[Group]
) -> StationRecord:
    operational, capacity = _operational(tags), _capacity(tags, groups)
    evses = build_evses(groups, capacity, tags, "INOPERATIVE" if operational is False else None)
    capabilities = _capabilities(tags)
    return StationRecord(
        native_id=native_id,
        latitude=place[0],
        longitude=place[1],
        evses=tuple(_with_capabilities(evse, capabilities) for evse in evses),
        name=tags.get("name"),
        address=_address(tags),
        city=tags.get("addr:city"),
        postal_code=tags.get("addr:postcode"),
        state=tags.get("addr:state") or tags.get("addr:province"),
        country=tags.get("addr:country"),
        access=ACCESS.get(tags.get("access", "").lower(), "UNKNOWN"),
        operator=_operator(tags),
        owner=tags.get("owner"),
        hours=from_osm(tags.get("opening_hours"), country=_alpha_2(tags), position=place),
        parking_type=_parking(tags),
        facilities=("WIFI",) if tags.get("internet_access") in ("wlan", "yes") else (),
        price_text=tags.get("charge") or tags.get("charge:conditional"),
        free_of_charge=_free(tags),
        no_registration=_without_contract(tags, capabilities),
        payment_text=_payment(tags),
        directions=tags.get("note:location"),
        notes=_notes(tags),
        help_phone=_first(tags, "operator:phone", "contact:phone", "phone"),
        website=_first(tags, "website", "contact:website", "url"),
        wheelchair={"yes": True, "designated": True, "no": False}.get(tags.get("wheelchair", "")),
        max_height_cm=_height(tags.get("maxheight", "")),
        operational=operational,
        opened_on=_day(_first(tags, "opening_date", "start_date")),
        confirmed_on=_day(_first(tags, "check_date", "survey:date")),
        last_updated=moment(raw.get("timestamp")) or _meta_time(raw),
        source_url=f"https://www.openstreetmap.org/{native_id}",
        assumed=("evses",) if evses and not (capacity or evse_ids(tags)) else (),
    )


def _with_capabilities(evse: EvseRecord, capabilities: tuple[str, ...]) -> EvseRecord:
    return replace(evse, capabilities=capabilities) if capabilities else evse


def _capacity(tags: Tags, groups: list[Group]) -> int | None:
    """How many cars can charge at once, where it is said; a charge point whose sockets nobody tells is one."""
    told = positive(tags.get("capacity"))
    if told and told <= _MOST_EVSES:
        return told
    return 1 if tags.get("man_made") == "charge_point" and not groups else None


def _operational(tags: Tags) -> bool | None:
    if any(tags.get(key, "no") not in NO for key in OUT_OF_USE):
        return False
    return OPERATIONAL_STATUS.get(tags.get("operational_status", "").lower())


def _address(tags: Tags) -> str | None:
    street = tags.get("addr:street") or tags.get("addr:place")
    parts = [part for part in (street, tags.get("addr:housenumber")) if part]
    return " ".join(parts) if street else tags.get("addr:full")


def _first(tags: Tags, *keys: str) -> str | None:
    return next((tags[key] for key in keys if key in tags), None)


def _operator(tags: Tags) -> OperatorRecord | None:
    name = _first(tags, "operator", "network", "brand")
    website = _first(tags, "operator:website", "network:website", "brand:website")
    return OperatorRecord(name=name, website=website) if name else None


def _alpha_2(tags: Tags) -> str | None:
    country = tags.get("addr:country", "")
    return country.upper() if len(country) == 2 and country.isalpha() else None


def _parking(tags: Tags) -> str | None:
    if tags.get("location") == "underground":
        return "UNDERGROUND_GARAGE"
    return PARKING.get(tags.get("parking", ""))


def _free(tags: Tags) -> bool | None:
    """A fee at some hours is a fee; one that is said to be free of charge too is neither."""
    fee, is_free = tags.get("fee", "unknown"), tags.get("payment:free") == "yes"
    if fee == "unknown":
        return True if is_free else None
    return True if fee == "no" else None if is_free else False


def _said_yes(tags: Tags, prefix: str) -> list[str]:
    said = [key for key, value in tags.items() if key.startswith(prefix) and value in ("yes", "only")]
    return [key.removeprefix(prefix) for key in said]


def _capabilities(tags: Tags) -> tuple[str, ...]:
    found = [AUTHENTICATION.get(way) for way in _said_yes(tags, "authentication:")]
    found += [PAYMENT.get(way) for way in _said_yes(tags, "payment:")]
    if tags.get("reservation") in ("yes", "required", "recommended"):
        found.append("RESERVABLE")
    return tuple(dict.fromkeys(filter(None, found)))


def _without_contract(tags: Tags, capabilities: tuple[str, ...]) -> bool | None:
    """Whether a stranger can charge: nobody is asked, or a card or cash is taken."""
    cards = {"CREDIT_CARD_PAYABLE", "DEBIT_CARD_PAYABLE", "CONTACTLESS_CARD_SUPPORT"}
    if "none" in _said_yes(tags, "authentication:") or not cards.isdisjoint(capabilities):
        return True
    return True if CASH.intersection(_said_yes(tags, "payment:")) else None


def _payment(tags: Tags) -> str | None:
    ways = [way.replace("_", " ") for way in _said_yes(tags, "payment:") if way not in ("free", "none")]
    return ", ".join(ways) or None


def _notes(tags: Tags) -> str | None:
    """The description, and how long a vehicle may stay."""
    stay = tags.get("maxstay")
    limit = f"maxstay: {stay}" if stay and stay not in NO and stay != "unlimited" else None
    return " · ".join(part for part in (tags.get("description"), limit) if part) or None


def _height(text: str) -> int | None:
    """Centimetres of "2.1", "2,1 m", "210 cm" or 6'9"."""
    if feet := _FEET.fullmatch(text.strip()):
        centimetres = int(feet[1]) * _CM_PER_FOOT + int(feet[2] or 0) * _CM_PER_INCH
    elif metres := _HEIGHT.fullmatch(text.strip()):
        centimetres = (number(metres[1]) or 0) * (1 if (metres[2] or "m").lower() == "cm" else 100)
    else:
        return None
    return int(centimetres) if centimetres >= _LEAST_HEIGHT_CM else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _meta_time(raw: Mapping[str, Any]) -> datetime | None:
    properties = raw.get("properties")
    return moment(properties.get("@timestamp")) if isinstance(properties, Mapping) else None
