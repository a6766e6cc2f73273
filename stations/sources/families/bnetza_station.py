"""The charging devices of one place as a station."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from stations.ocpi import Access
from stations.records import EvseRecord, OperatorRecord, StationRecord
from stations.sources.families import bnetza_words as words
from stations.sources.families.bnetza_devices import ChargePoint, Device, Position

T = TypeVar("T")

_COUNTRY: Final = "DEU"
_PARTY: Final = 5


def build_station(native_id: str, devices: Sequence[Device], where: Position) -> StationRecord:
    """The station of devices that stand at one place; their order does not matter."""
    ordered = sorted(devices, key=_order)
    access = _said(ordered, lambda device: device.access)
    parking = _parking_type(ordered)
    marks = [mark for mark, marked in (("access", access is None), ("parking_type", parking is not None)) if marked]
    evses = tuple(_evses(ordered))
    return StationRecord(
        native_id,
        where[0],
        where[1],
        evses=evses,
        name=_said(ordered, lambda device: device.name),
        country=_COUNTRY,
        # The register is one of public charging points; what it adds are restrictions.
        access=access or Access.PUBLIC.value,
        operator=_operator(ordered, evses),
        suboperator=_brand(ordered),
        hours=_commonest(device.hours for device in ordered),
        parking_type=parking,
        opened_on=min((device.opened_on for device in ordered if device.opened_on), default=None),
        operational=_operational(ordered),
        assumed=tuple(marks),
        **_address(ordered[0]),
        **_payments(ordered),
        directions=_joined(device.addition for device in ordered),
    )


def _order(device: Device) -> tuple[Any, ...]:
    number = device.number or ""
    plugs = [connector.standard or "" for point in device.points for connector in point.connectors]
    return len(number), number, str(device.opened_on), device.position or (0.0, 0.0), plugs


def _evses(devices: Sequence[Device]) -> Iterable[EvseRecord]:
    """EVSEs by device and place in it: the register has ids for neither, but for the EVSE ids some operators state."""
    taken: set[str] = set()
    for place, device in enumerate(devices, start=1):
        status = words.STATES.get(device.status)
        for number, point in enumerate(device.points, start=1):
            stated = (point.evse_id or "").replace("*", "")
            uid = stated if stated and stated not in taken else f"{device.number or place}-{number}"
            taken.add(uid)
            yield _evse(uid, point, device, status.value if status else None)


def _evse(uid: str, point: ChargePoint, device: Device, status: str | None) -> EvseRecord:
    means = [words.word(payment) for payment in device.payments]
    capabilities = [capability.value for word in means for capability in words.CAPABILITIES.get(word, ())]
    return EvseRecord(
        uid,
        point.connectors,
        evse_id=point.evse_id,
        status=status,
        capabilities=tuple(sorted(set(capabilities))),
        assumed=("capabilities",) if words.PLUG_AND_CHARGE in means else (),
    )


def _operator(devices: Sequence[Device], evses: Iterable[EvseRecord]) -> OperatorRecord | None:
    name = _said(devices, lambda device: device.operator) or _said(devices, lambda device: device.brand)
    parties = {evse.evse_id.replace("*", "")[:_PARTY] for evse in evses if evse.evse_id}
    return OperatorRecord(name, party_id=parties.pop() if len(parties) == 1 else None) if name else None


def _brand(devices: Sequence[Device]) -> str | None:
    """The name on the register's map, where it is not the operator's own."""
    brand, operator = _said(devices, lambda device: device.brand), _said(devices, lambda device: device.operator)
    return None if brand and operator and brand.casefold() == operator.casefold() else brand


def _address(device: Device) -> dict[str, Any]:
    return {
        "address": " ".join(part for part in (device.street, device.house_no) if part) or None,
        "postal_code": device.postal_code,
        "city": device.city,
        "state": device.state,
    }


def _payments(devices: Sequence[Device]) -> dict[str, Any]:
    stated = [{words.word(payment) for payment in device.payments} for device in devices if device.payments]
    every = {word for found in stated for word in found}
    free = [bool(found & words.FREE) for found in stated]
    return {
        "payment_text": _joined(payment for device in devices for payment in device.payments),
        "free_of_charge": free[0] if free and len(set(free)) == 1 else None,
        "no_registration": True if every & words.ON_THE_SPOT else None,
    }


def _parking_type(devices: Iterable[Device]) -> str | None:
    additions = (words.word(device.addition) for device in devices)
    found = (words.PARKING.get(addition.split(" ")[0]) for addition in additions)
    return next((kind.value for kind in found if kind), None)


def _operational(devices: Iterable[Device]) -> bool | None:
    """True where a device is in service, False where all that speak of it are not."""
    states = {device.status for device in devices}
    if states & words.IN_SERVICE:
        return True
    return False if states & words.STATES.keys() else None


def _said(devices: Iterable[Device], attribute: Callable[[Device], T | None]) -> T | None:
    return next((found for device in devices if (found := attribute(device)) is not None), None)


def _commonest(values: Iterable[T | None]) -> T | None:
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _joined(values: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(value for value in values if value)) or None
