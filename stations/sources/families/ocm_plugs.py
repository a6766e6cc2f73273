"""The EVSEs of an Open Charge Map record.

A record lists kinds of connections with their quantity, and not which of them share a charger. Assumed, and marked so:
each connection of each kind is an EVSE of its own. A missing quantity means that there is at least one.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from stations.ocpi import Status
from stations.records import ConnectorRecord, EvseRecord
from stations.sources.families import ocm_words as ocm
from stations.sources.families.evse_ids import evse_id
from stations.sources.families.scalars import number, positive, words

# A larger quantity is an error of the source.
MAX_QUANTITY: Final = 1000

Object = Mapping[str, Any]


def evses(poi: Object, *, country: str | None, status: Status | None, at: datetime | None) -> tuple[EvseRecord, ...]:
    """The EVSEs of a record; `status` is what all of the place is, told `at`.

    A place without connections has as many EVSEs without a plug as it counts points.
    """
    told = poi.get("Connections")
    connections = [item for item in told if isinstance(item, dict)] if isinstance(told, list) else []
    if not connections:
        return tuple(_points(poi, status, at))
    return tuple(
        evse
        for place, connection in enumerate(connections, start=1)
        for evse in _evses_of(connection, str(connection.get("ID") or f"n{place}"), country, status, at)
    )


def _points(poi: Object, status: Status | None, at: datetime | None) -> Iterator[EvseRecord]:
    # What was removed or is planned has an EVSE that says so, or nothing would.
    count = _quantity(poi.get("NumberOfPoints")) or (1 if status else 0)
    for place in range(1, count + 1):
        yield EvseRecord(uid=f"point-{place}", status=status, status_at=at if status else None, assumed=("uid",))


def _evses_of(
    connection: Object, uid: str, country: str | None, status: Status | None, at: datetime | None
) -> Iterator[EvseRecord]:
    quantity = _quantity(connection.get("Quantity")) or 1
    own = _status(connection, quantity, at)
    # What was taken away is gone, whatever became of the rest.
    state = own if own == Status.REMOVED else status or own
    reference = words(connection.get("Reference"))
    plug = (_connector(connection, country),)
    for place in range(1, quantity + 1):
        yield EvseRecord(
            uid=uid if place == 1 else f"{uid}-{place}",
            connectors=plug,
            evse_id=evse_id(reference) if quantity == 1 else None,
            status=state,
            status_at=at if state else None,
            physical_reference=None if reference in ocm.PLUG_CODES else reference,
            assumed=("uid",) if quantity > 1 else (),
        )


def _quantity(value: Any) -> int:
    count = positive(value) or 0
    return count if count <= MAX_QUANTITY else 1


def _status(connection: Object, quantity: int, at: datetime | None) -> Status | None:
    """What the connection is. "In use" needs its time, and says nothing of which one of several it is."""
    status = ocm.STATUSES.get(connection.get("StatusTypeID") or 0)
    return None if status in ocm.OF_THE_MOMENT and (quantity > 1 or at is None) else status


def _connector(connection: Object, country: str | None) -> ConnectorRecord:
    amperes = positive(connection.get("Amps"))
    kilowatts = number(connection.get("PowerKW"))
    standard, form = ocm.plug(_type_id(connection), country, amperes, kilowatts)
    return ConnectorRecord(
        uid="1",
        standard=standard,
        format=form,
        power_type=ocm.power_type(standard, connection.get("CurrentTypeID")),
        max_voltage=positive(connection.get("Voltage")),
        max_amperage=amperes,
        max_electric_power=None if kilowatts is None else positive(kilowatts * 1000),
    )


def _type_id(connection: Object) -> int | None:
    told = connection.get("ConnectionType")
    found = connection.get("ConnectionTypeID") or (told.get("ID") if isinstance(told, dict) else None)
    return found if isinstance(found, int) else None
