"""The charging points of one place as a station; the same point told twice becomes one EVSE."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache, reduce
from itertools import takewhile
from typing import Any, Final, TypeVar
from unicodedata import normalize

from stations.hours.irve import from_irve
from stations.hours.model import OpeningHours
from stations.ocpi import Access, ParkingRestriction, Status
from stations.records import EvseRecord, OperatorRecord, StationRecord
from stations.sources.families.irve_points import Point, Position, united
from stations.sources.families.irve_words import DEFAULT_ACCESS
from stations.sources.families.plug_power import Plug, sharing, strength

T = TypeVar("T")

_PARTY: Final = 5
_SHARED_NAME: Final = 12
# From the most open to the least: a station is as open as its most open point.
_OPENNESS: Final = (Access.PUBLIC.value, Access.CUSTOMERS.value, Access.RESTRICTED.value)


def build_station(native_id: str, points: Sequence[Point], where: Position) -> StationRecord:
    """The station of points that stand at one place; the order of the points does not matter."""
    told = sorted(points, key=_order)
    believed = sorted(distinct_points(told), key=_order)
    legible = _legible(believed) or _legible(told) or believed
    access = next((word for word in _OPENNESS if any(point.access == word for point in believed)), None)
    parking = _commonest(point.parking for point in believed)
    marks = [mark for mark, marked in (("access", access is None), ("parking_type", parking is not None)) if marked]
    return StationRecord(
        native_id,
        where[0],
        where[1],
        evses=_evses(believed),
        name=_name([point.name for point in legible if point.name]),
        country=told[0].country,
        access=access or DEFAULT_ACCESS.value,
        operator=_operator(legible),
        suboperator=_brand(legible),
        hours=_hours(_commonest(point.hours for point in believed)),
        parking_type=parking,
        assumed=tuple(marks),
        **_address(legible),
        **_prices(believed),
        **_facts(believed),
    )


@lru_cache(maxsize=4096)
def _hours(text: str | None) -> OpeningHours | None:
    return from_irve(text)


def _order(point: Point) -> tuple[Any, ...]:
    """The newest word first; the rest only makes the order the same whatever the file's."""
    newest = -point.updated_on.toordinal() if point.updated_on else 0
    plugs = tuple(plug.uid for plug in point.plugs)
    return newest, point.uid or "", point.name or "", plugs, point.power_w or 0, point.publication, str(point.opened_on)


def _legible(points: Iterable[Point]) -> list[Point]:
    """Those whose letters were not lost before the file was made; another edition of a point may have them."""
    return [point for point in points if "\ufffd" not in f"{point.name}{point.address}{point.operator}{point.brand}"]


def distinct_points(points: Sequence[Point]) -> list[Point]:
    """The points without those that are told twice, by their ids or, where they have none, by who tells them."""
    named: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        if point.uid:
            named[point.uid].append(point)
    nameless = [point for point in points if not point.uid]
    return [*map(_newest, named.values()), *_told_once(nameless)]


def _newest(same: Sequence[Point]) -> Point:
    """What the latest edition says; rows of one edition each name some of the plugs."""
    latest = [point for point in same if point.updated_on == same[0].updated_on]
    if len({point.power_w for point in latest}) > 1:
        latest = latest[:1]
    return reduce(united, latest)


def _told_once(points: Sequence[Point]) -> list[Point]:
    """Points without ids, once each where several publications describe the whole station.

    A publication that brings as many rows as it says the station has points is complete, so the others repeat it. Of
    each kind of plug the publication that has most of them is believed.
    """
    editions: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in points:
        editions[point.publication].append(point)
    if len(editions) < 2 or not any(map(_is_complete, editions.values())):
        return list(points)
    by_kind = [_by_kind(edition) for edition in editions.values()]
    kinds = dict.fromkeys(kind for found in by_kind for kind in found)
    return [point for kind in kinds for point in max((found.get(kind, []) for found in by_kind), key=len)]


def _is_complete(edition: Sequence[Point]) -> bool:
    declared = max((point.declared or 0 for point in edition), default=0)
    return 0 < declared <= len(edition)


def _by_kind(edition: Iterable[Point]) -> dict[str, list[Point]]:
    kinds: dict[str, list[Point]] = defaultdict(list)
    for point in edition:
        kinds[_main_plug(point)].append(point)
    return kinds


def _main_plug(point: Point) -> str:
    return min(point.plugs, key=strength).uid if point.plugs else "unknown"


def _evses(points: Iterable[Point]) -> tuple[EvseRecord, ...]:
    numbers: Counter[str] = Counter()
    evses = []
    for point in points:
        uid = point.uid
        if uid is None:
            kind = f"{_main_plug(point)}-{(point.power_w or 0) / 1000:g}"
            numbers[kind] += 1
            uid = f"{kind}-{numbers[kind]}"
        evses.append(_evse(uid, point))
    return tuple(sorted(evses, key=lambda evse: evse.uid))


def _evse(uid: str, point: Point) -> EvseRecord:
    # A power without a plug is still a power.
    plugs = point.plugs or ((Plug("unknown", None),) if point.power_w else ())
    restrictions = [
        restriction.value
        for restriction, applies in (
            (ParkingRestriction.DISABLED, point.for_disabled),
            (ParkingRestriction.MOTORCYCLES, point.for_two_wheelers),
        )
        if applies
    ]
    return EvseRecord(
        uid,
        sharing(plugs, point.power_w, assumed=point.power_mended),
        evse_id=point.evse_id,
        status=Status.OUTOFORDER.value if point.in_service is False else None,
        capabilities=point.capabilities,
        parking_restrictions=tuple(restrictions),
    )


def _operator(points: Sequence[Point]) -> OperatorRecord | None:
    name = next((found for point in points if (found := point.operator or point.brand or point.owner)), None)
    if name is None:
        return None
    parties = {point.evse_id.replace("*", "")[:_PARTY] for point in points if point.evse_id}
    return OperatorRecord(
        name,
        website=_said(points, lambda point: point.website),
        phone=_said(points, lambda point: point.phone),
        email=_said(points, lambda point: point.email),
        party_id=parties.pop() if len(parties) == 1 else None,
    )


def _brand(points: Sequence[Point]) -> str | None:
    """The sign on the charger, where it is not the operator's own name."""
    brand, operator = (_said(points, attribute) for attribute in (_brand_of, lambda point: point.operator))
    return None if brand and operator and brand.casefold() == operator.casefold() else brand


def _brand_of(point: Point) -> str | None:
    return point.brand


def _address(points: Sequence[Point]) -> dict[str, Any]:
    """Street, code and town of one point, the one that says most of them: parts of two may not fit."""
    best = max(points, key=lambda point: sum(map(bool, (point.address, point.postal_code, point.city))))
    return {"address": best.address, "postal_code": best.postal_code, "city": best.city}


def _prices(points: Sequence[Point]) -> dict[str, Any]:
    free = {point.free for point in points} - {None}
    # "No payment for each use" of a point that is free says nothing of contracts.
    paid = {point.pay_per_use for point in points if point.pay_per_use or not point.free} - {None}
    return {
        "price_text": _joined(point.price_text for point in points),
        "payment_text": _joined(point.payment_text for point in points),
        "free_of_charge": free.pop() if len(free) == 1 else None,
        "no_registration": True in paid if paid else None,
    }


def _facts(points: Sequence[Point]) -> dict[str, Any]:
    wheelchair = {point.wheelchair for point in points} - {None}
    service = {point.in_service for point in points} - {None}
    heights = [point.max_height_cm for point in points if point.max_height_cm]
    opened = [point.opened_on for point in points if point.opened_on]
    return {
        "owner": _said(points, lambda point: point.owner),
        "help_phone": _said(points, lambda point: point.phone),
        "notes": _joined(point.notes for point in points),
        "wheelchair": True in wheelchair if wheelchair else None,
        "max_height_cm": min(heights, default=None),
        "operational": True in service if service else None,
        "opened_on": min(opened, default=None),
        "last_updated": _midnight(max((point.updated_on for point in points if point.updated_on), default=None)),
    }


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _said(points: Iterable[Point], attribute: Callable[[Point], T | None]) -> T | None:
    return next((found for point in points if (found := attribute(point)) is not None), None)


def _commonest(values: Iterable[T | None]) -> T | None:
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _joined(values: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(value for value in values if value)) or None


def _name(names: Sequence[str]) -> str | None:
    """The points' name, or what their names begin with: "Parking du Port - Place 3" and "… - Place 4"."""
    names = [normalize("NFC", name) for name in names]
    if len(set(names)) < 2:
        return names[0] if names else None
    heads = takewhile(lambda words: len(set(words)) == 1, zip(*(name.split(" ") for name in names), strict=False))
    shared = " ".join(words[0] for words in heads).rstrip(" -–_|,.(:n°#0123456789")
    return shared if len(shared) >= _SHARED_NAME else _commonest(names)
