"""The EVSEs of devices of the UK registry, which lists up to eight connectors a device and not what they share.

Assumed, and marked so: the direct-current plugs of a device charge one vehicle at a time, and each of its alternating
current plugs another.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from stations.ocpi import DC_ONLY, ConnectorFormat, PowerType, Status
from stations.records import ConnectorRecord, EvseRecord
from stations.sources.families import uk_ncr_words as ncr
from stations.sources.families.evse_ids import evse_id
from stations.sources.families.scalars import flag, number, positive

_TYPE_COLUMN: Final = re.compile(r"connector(\d+)Type")

Row = Mapping[str, str]


def evses(row: Row) -> Iterator[EvseRecord]:
    """The EVSEs of one device, named by its id and the place of their first connector."""
    connectors = [_connector(row, place) for place in _places(row)]
    direct = [connector for connector in connectors if connector.power_type == PowerType.DC]
    groups = [[connector] for connector in connectors if connector not in direct] + ([direct] if direct else [])
    if not groups:
        # A device without connectors is there all the same.
        groups = [[]]
    for group in sorted(groups, key=lambda members: int(members[0].uid) if members else 0):
        yield _evse(row, group, assumed=len(connectors) > 1)


def _places(row: Row) -> list[int]:
    found = (_TYPE_COLUMN.fullmatch(column) for column, value in row.items() if value.strip())
    return sorted(int(match[1]) for match in found if match)


def _evse(row: Row, connectors: list[ConnectorRecord], *, assumed: bool) -> EvseRecord:
    first = connectors[0].uid if connectors else "0"
    reference = (row.get("reference") or "").strip() or None
    return EvseRecord(
        uid=f"{row['chargeDeviceID']}-{first}",
        connectors=tuple(connectors),
        evse_id=evse_id(row.get(f"connector{first}ID")),
        status=_status(row, [connector.uid for connector in connectors]),
        physical_reference=reference,
        assumed=("connectors",) if assumed else (),
    )


def _status(row: Row, places: list[str]) -> Status | None:
    """What the device is, else what all of its connectors in this EVSE are."""
    if (row.get("dateDeleted") or "n/a") not in ("n/a", "0"):
        return Status.REMOVED
    words = {(row.get(f"connector{place}Status") or "").strip() for place in places} or {""}
    device = (row.get("chargeDeviceStatus") or "").strip()
    told = words.pop() if len(words) == 1 else ""
    # A device marked out of service whose connectors say otherwise is believed for each connector.
    return ncr.STATUSES.get(told or device)


def _connector(row: Row, place: int) -> ConnectorRecord:
    def cell(end: str) -> str:
        return (row.get(f"connector{place}{end}") or "").strip()

    standard = ncr.standard(cell("Type"))
    kilowatts = number(cell("RatedOutputKW"))
    return ConnectorRecord(
        uid=str(place),
        standard=standard,
        format=_format(standard, cell("TetheredCable")),
        power_type=PowerType.DC if standard in DC_ONLY else ncr.POWER_TYPES.get(cell("ChargeMethod")),
        max_voltage=positive(cell("RatedVoltage")),
        max_amperage=positive(cell("OutputCurrent")),
        max_electric_power=None if kilowatts is None else positive(kilowatts * 1000),
    )


def _format(standard: str | None, tethered: str) -> ConnectorFormat | None:
    if standard in DC_ONLY:
        return ConnectorFormat.CABLE
    told = flag(tethered)
    return None if told is None else ConnectorFormat.CABLE if told else ConnectorFormat.SOCKET
