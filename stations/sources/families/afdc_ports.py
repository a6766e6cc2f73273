"""The EVSEs of an AFDC record: from its charging units where it lists them, else from its counts and plug codes.

The list calls "port" what OCPI calls EVSE: it charges one vehicle at a time and may have several plugs. Units have no
id, so that a port is known by its place in the list. How plugs share the ports is often left open; then each port gets
every plug of its level, and `assumed` says so. The power of a plug that no unit tells stays unknown.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from stations.records import ConnectorRecord, EvseRecord
from stations.sources.families import afdc_words as afdc
from stations.sources.families.evse_ids import evse_id
from stations.sources.families.scalars import number, positive, words

# A larger count is an error of the source: what is known then is that there is a port at all.
MAX_PORTS = 5000


class Port(NamedTuple):
    """Plug codes of one port with their kilowatts, its level, and whether the plugs were shared out by us."""

    plugs: tuple[tuple[str, float | None], ...]
    level: str | None
    assumed: bool = False


def evses(row: Mapping[str, Any], *, status: str | None, capabilities: tuple[str, ...]) -> tuple[EvseRecord, ...]:
    """The EVSEs of a record, in the order of its units and then of its levels."""
    ports = list(_unit_ports(row))
    ports += _counted_ports(row, have=Counter(port.level for port in ports))
    references = _port_ids(row, ports)
    return tuple(
        EvseRecord(
            uid=str(place),
            connectors=_connectors(port),
            evse_id=evse_id(reference),
            status=status,
            capabilities=capabilities,
            physical_reference=reference,
            assumed=("connectors",) if port.assumed else (),
        )
        for place, (port, reference) in enumerate(zip(ports, references, strict=True), start=1)
    )


def _connectors(port: Port) -> tuple[ConnectorRecord, ...]:
    return tuple(
        ConnectorRecord(
            uid=str(place),
            standard=afdc.standard(plug),
            format=afdc.connector_format(plug),
            power_type=afdc.power_type(plug, port.level),
            max_electric_power=None if kilowatts is None else positive(kilowatts * 1000),
        )
        for place, (plug, kilowatts) in enumerate(port.plugs, start=1)
    )


def _port_ids(row: Mapping[str, Any], ports: list[Port]) -> list[str | None]:
    """The network's own ids of the ports, where it is clear which is whose: as many as ports, and all ports alike."""
    ids = _json(row.get("ev_network_ids"))
    named = ids.get("ports") if isinstance(ids, dict) else None
    if isinstance(named, list) and len(named) == len(ports) and len(set(ports)) <= 1:
        return [words(name) for name in named]
    return [None] * len(ports)


def _json(value: Any) -> Any:
    """A nested value, which the CSV form of the API writes as text."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return None


def _unit_ports(row: Mapping[str, Any]) -> Iterator[Port]:
    units = _json(row.get("ev_charging_units"))
    for unit in units if isinstance(units, list) else ():
        if isinstance(unit, dict):
            yield from _ports_of_unit(unit)


def _ports_of_unit(unit: Mapping[str, Any]) -> Iterator[Port]:
    plugs = list(_unit_plugs(unit.get("connectors")))
    total = _count(unit.get("port_count")) or max((count for _, _, count in plugs), default=0)
    level = words(unit.get("charging_level"))
    level = level if level in afdc.COUNTS else None
    if len(plugs) > 1 and sum(count for _, _, count in plugs) == total:
        # As many plugs as ports: one each.
        for plug, kilowatts, count in plugs:
            yield from [Port(((plug, kilowatts),), level)] * count
        return
    uneven = any(count != total for _, _, count in plugs)
    for place in range(total):
        shared = tuple((plug, kilowatts) for plug, kilowatts, count in plugs if count > place)
        yield Port(shared, level, assumed=uneven)


def _unit_plugs(connectors: Any) -> Iterator[tuple[str, float | None, int]]:
    """Code, kilowatts and count of the plugs that a unit has: the API also lists those that it has none of."""
    if isinstance(connectors, dict):
        for plug, facts in connectors.items():
            told = facts if isinstance(facts, dict) else {}
            # A count of 0 means none, a missing one that there is at least one.
            count = _count(told.get("port_count")) if told.get("port_count") is not None else 1
            if count:
                yield plug, number(told.get("power_kw")), count
    elif isinstance(connectors, list):
        yield from ((plug, None, 1) for plug in connectors if isinstance(plug, str))


def _count(value: Any) -> int:
    count = positive(value) or 0
    return count if count <= MAX_PORTS else 1


def _counted_ports(row: Mapping[str, Any], *, have: Counter[str | None]) -> Iterator[Port]:
    counts = {level: _count(row.get(key)) for level, key in afdc.COUNTS.items()}
    present = {level: count for level, count in counts.items() if count}
    plugs = plug_codes(row)
    if not present:
        if plugs and not have:
            yield Port(tuple((plug, None) for plug in plugs), None, assumed=len(plugs) > 1)
        return
    by_level = share_out(plugs, set(present))
    for level, count in present.items():
        missing = count - have[level] - (have[None] if len(present) == 1 else 0)
        shared = tuple((plug, None) for plug in by_level[level])
        yield from [Port(shared, level, assumed=len(shared) > 1)] * missing


def plug_codes(row: Mapping[str, Any]) -> list[str]:
    """The plug codes of a record: a list in JSON, words in CSV."""
    told = _json(row.get("ev_connector_types"))
    if isinstance(told, str):
        return told.replace(",", " ").split()
    return [plug for plug in told if isinstance(plug, str)] if isinstance(told, list) else []


def share_out(plugs: list[str], levels: set[str]) -> dict[str, list[str]]:
    """Which plugs belong to which of the levels that the record counts ports of.

    A plug that fits several levels explains one that no other plug explains. One that fits none of them, or that we
    don't know, is taken for a plug of the fastest.
    """
    by_level: dict[str, list[str]] = {level: [] for level in levels}
    fastest = max(levels)
    choices = {plug: [lv for lv in afdc.LEVELS.get(plug, ()) if lv in levels] or [fastest] for plug in plugs}
    for plug in sorted(plugs, key=lambda code: (len(choices[code]), plugs.index(code))):
        unexplained = [level for level in choices[plug] if not by_level[level]]
        by_level[(unexplained or choices[plug])[0]].append(plug)
    for level, found in by_level.items():
        # Level 1 and Level 2 ports with no plug but J1772 to go by: both have it.
        if not found:
            found += [plug for plug in plugs if level in afdc.LEVELS.get(plug, ())]
    return by_level
