"""What a search must answer, by the slowest and plainest reading of the contract: one look at every record."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from stations.documents.identity import public_id
from stations.hours.clock import is_open
from stations.models import SourceRecord
from stations.ocpi import Capability
from stations.records import ConnectorRecord, EvseRecord, StationRecord
from stations.search.query import Opening, Order, PlugFilter, StationQuery
from voltway.lib.cells import cell_of
from voltway.lib.geo import distance_m
from voltway.lib.text import slug, tokens

CARDS = {Capability.CREDIT_CARD_PAYABLE, Capability.DEBIT_CARD_PAYABLE, Capability.PED_TERMINAL}
FAULTY = ("INOPERATIVE", "OUTOFORDER")


@dataclass
class Fact:
    """A published record, and the live states of its EVSEs as they were told: uid → (status, when)."""

    source: str
    record: StationRecord
    live: bool = False
    states: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return public_id(self.source, self.record.native_id)


def facts_of(live: dict[str, bool], states: dict[str, dict[str, tuple[str, datetime | None]]]) -> list[Fact]:
    """All that is stored and has not vanished, as the cleaning left it."""
    rows = SourceRecord.objects.filter(vanished_at=None, source__loaded_at__isnull=False)
    return [
        Fact(uid, record, live[uid], states.get(public_id(uid, record.native_id), {}))
        for uid, record in (
            (uid, msgspec.msgpack.decode(facts, type=StationRecord))
            for uid, facts in rows.values_list("source__uid", "facts")
        )
    ]


def answer(facts: list[Fact], query: StationQuery, now: datetime) -> list[str]:
    """Public ids in order, all of them."""
    return [fact.id for fact in sorted((f for f in facts if passes(f, query, now)), key=lambda f: place(f, query))]


def place(fact: Fact, query: StationQuery) -> tuple[float | str, str]:
    record = fact.record
    if query.order is Order.DISTANCE:
        assert query.point
        return distance_m(query.point.latitude, query.point.longitude, record.latitude, record.longitude), fact.id
    if query.order is Order.POWER:
        powers = [c.max_electric_power or 0 for e in standing(record, planned=False) for c in e.connectors]
        return -max(powers, default=0), fact.id
    if query.order is Order.NAME:
        return " ".join(dict.fromkeys(words(record)))[:60], fact.id
    return cell_of(record.latitude, record.longitude), fact.id


def passes(fact: Fact, query: StationQuery, now: datetime) -> bool:
    return (
        lies_there(fact.record, query)
        and has_plugs(fact, query, now)
        and is_served(fact, query)
        and is_reachable(fact.record, query, now)
        and all(any(word.startswith(part) for word in words(fact.record)) for part in asked(query.text))
    )


def asked(text: str) -> tuple[str, ...]:
    """The words of a text; an EVSE id is one, with or without its stars."""
    return (text.replace("*", "").lower(),) if "*" in text else tokens(text)


def lies_there(record: StationRecord, query: StationQuery) -> bool:
    box, point = query.box, query.point
    if box:
        east_of, west_of = record.longitude >= box.west, record.longitude <= box.east
        crosses = box.west > box.east
        if not (box.south <= record.latitude <= box.north) or not (
            east_of or west_of if crosses else east_of and west_of
        ):
            return False
    if point and query.radius_m is not None:
        return distance_m(point.latitude, point.longitude, record.latitude, record.longitude) <= query.radius_m
    return True


def standing(record: StationRecord, *, planned: bool) -> list[EvseRecord]:
    unwanted = ("REMOVED",) if planned else ("REMOVED", "PLANNED")
    return [evse for evse in record.evses if evse.status not in unwanted]


def has_plugs(fact: Fact, query: StationQuery, now: datetime) -> bool:
    there = standing(fact.record, planned=query.planned)
    matching = [evse for evse in there if not query.plug or any(is_right(c, query.plug) for c in evse.connectors)]
    if (fact.record.evses and not there) or (query.plug and not matching) or len(matching) < (query.min_evses or 0):
        return False
    if query.hide_faulty:
        in_service = standing(fact.record, planned=False)
        if fact.record.operational is False and (in_service or not fact.record.evses):
            return False
        working = [evse for evse in matching if not is_faulty(fact, evse, now)]
        if matching and not working:
            return False
        matching = working
    return not query.available or any(state(fact, evse, now) == "AVAILABLE" for evse in matching)


def is_right(connector: ConnectorRecord, plug: PlugFilter) -> bool:
    power = connector.max_electric_power
    if plug.standards and connector.standard not in plug.standards:
        return False
    if power is None:
        return not plug.known_power and plug.min_power is None and plug.max_power is None
    return (plug.min_power or 0) <= power and (plug.max_power is None or power <= plug.max_power)


def is_faulty(fact: Fact, evse: EvseRecord, now: datetime) -> bool:
    return evse.status in FAULTY or state(fact, evse, now) in FAULTY


def state(fact: Fact, evse: EvseRecord, now: datetime) -> str:
    """The live state while it is fresh."""
    status, at = fact.states.get(evse.uid, ("UNKNOWN", None))
    fresh = fact.live and at is not None and timedelta(minutes=-5) <= now - at <= timedelta(minutes=15)
    return status if fresh else "UNKNOWN"


def is_served(fact: Fact, query: StationQuery) -> bool:
    name = slug(fact.record.operator.name) if fact.record.operator else None
    return (
        (not query.operators or name in query.operators)
        and name not in query.exclude_operators
        and (not query.sources or fact.source in query.sources)
    )


def is_reachable(record: StationRecord, query: StationQuery, now: datetime) -> bool:
    present = (evse for evse in record.evses if evse.status != "REMOVED")
    capabilities = {capability for evse in present for capability in evse.capabilities}
    pays = {
        "contactless": Capability.CONTACTLESS_CARD_SUPPORT in capabilities,
        "card": bool(capabilities & CARDS),
        "no_registration": record.no_registration is True,
    }
    if (query.access and record.access not in query.access) or not all(pays[way] for way in query.payment):
        return False
    if not set(query.amenities) <= set(record.facilities):
        return False
    if query.open is Opening.ALWAYS:
        return bool(record.hours and record.hours.twentyfourseven)
    return query.open is None or is_open(record.hours, now, record.time_zone) is True


def words(record: StationRecord) -> list[str]:
    operator = record.operator.name if record.operator else ""
    spoken = tokens(" ".join(filter(None, (record.name, operator, record.address, record.postal_code, record.city))))
    return [*spoken, *(evse.evse_id.replace("*", "").lower() for evse in record.evses if evse.evse_id)]
