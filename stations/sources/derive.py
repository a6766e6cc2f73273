"""What the database keeps of a station beyond the record: derived words, search text, and the rows of each table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from stations.documents.drivers import Corrected
from stations.documents.fits import bit_of
from stations.documents.render import Context, Terms, render, standing_status
from stations.documents.traits import VANISHED, in_service, traits_of
from stations.records import EvseRecord, StationRecord
from stations.sources.base import Feed
from voltway.lib.bulk import db_time
from voltway.lib.cells import cell_of
from voltway.lib.text import tokens

STATION_COLUMNS = (
    "name", "address", "city", "postal_code", "state", "country", "latitude", "longitude", "time_zone", "access",
    "parking_type", "operator_id", "schedule_id", "price_text", "max_electric_power", "evse_count", "operational",
    "open_licence", "last_updated", "seen_at", "changed_at", "change", "vanished_at", "group", "cell", "fits", "traits",
    "search_text", "document",
)  # fmt: skip
EVSE_COLUMNS = ("id", "station_id", "uid", "evse_id", "evse_key", "status")
CONNECTOR_COLUMNS = (
    "evse_id", "uid", "standard", "format", "power_type", "max_voltage", "max_amperage", "max_electric_power",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a record to the rest of the database."""

    public_id: str
    operator_id: int | None
    operator_slug: str | None
    schedule_id: int | None
    group: str = ""


def station_row(
    record: StationRecord,
    feed: Feed,
    ties: Ties,
    *,
    now: datetime,
    change: int,
    vanished_at: datetime | None = None,
    corrected: tuple[Corrected, ...] = (),
) -> tuple[Any, ...]:
    evses = in_service(record.evses)
    powers = [c.max_electric_power for e in evses for c in e.connectors if c.max_electric_power is not None]
    opened = open_licence(record, feed)
    context = Context(
        ties.public_id,
        terms_of(feed),
        ties.operator_slug,
        live=feed.live,
        group=ties.group,
        vanished_at=vanished_at,
        corrected=corrected,
    )
    moment = db_time(now)
    return (
        record.name or "", record.address or "", record.city or "", record.postal_code or "", record.state or "",
        record.country or "", record.latitude, record.longitude, record.time_zone or "", record.access,
        record.parking_type or "", ties.operator_id, ties.schedule_id, record.price_text or "",
        max(powers, default=None), len(evses), record.operational, opened, db_time(record.last_updated),
        moment, moment, change, db_time(vanished_at), ties.group, cell_of(record.latitude, record.longitude),
        fits_of(evses), _traits(record, feed, opened, vanished_at), search_text(record),
        render(record, context),
    )  # fmt: skip


def _traits(record: StationRecord, feed: Feed, opened: bool | None, vanished_at: datetime | None) -> int:
    bits = traits_of(record, live=feed.live, open_licence=opened)
    return bits | VANISHED if vanished_at else bits


@cache
def terms_of(feed: Feed) -> Terms:
    licence = feed.licence
    return Terms(feed.uid, feed.title, licence.name, licence.url, licence.open, feed.attribution, feed.homepage)


def open_licence(record: StationRecord, feed: Feed) -> bool | None:
    """Whether the record may be passed on: its own licence where it has one, else its source's."""
    return feed.licence.open if record.licence is None else record.licence.open


def fits_of(evses: list[EvseRecord]) -> int:
    """The `fits` word of the EVSEs in service."""
    bits = 0
    for evse in evses:
        for connector in evse.connectors:
            bits |= bit_of(connector.standard, connector.max_electric_power)
    return bits


def search_text(record: StationRecord) -> str:
    """Folded words of name, operator, address and EVSE ids, separated by spaces."""
    operator = record.operator.name if record.operator else ""
    words = tokens(
        f"{record.name or ''} {operator} {record.address or ''} {record.postal_code or ''} {record.city or ''}"
    )
    ids = [evse_key(evse).lower() for evse in record.evses if evse.evse_id]
    return " ".join(dict.fromkeys([*words, *ids]))


def evse_key(evse: EvseRecord) -> str:
    """The EVSE id without its separators; what two sources share when they name the same EVSE."""
    return compact_id(evse.evse_id or "")


def compact_id(evse_id: str) -> str:
    """An EVSE id as it is compared: without separators, in capitals."""
    return evse_id.replace("*", "").replace("-", "").upper()


def evse_row(evse_id: int, station_id: int, evse: EvseRecord) -> tuple[Any, ...]:
    return (evse_id, station_id, evse.uid, evse.evse_id or "", evse_key(evse), standing_status(evse) or "")


def connector_rows(evse_id: int, evse: EvseRecord) -> Iterator[tuple[Any, ...]]:
    """The values of CONNECTOR_COLUMNS for each connector of an EVSE."""
    for c in evse.connectors:
        yield (
            evse_id, c.uid, c.standard or "", c.format or "", c.power_type or "",
            c.max_voltage, c.max_amperage, c.max_electric_power,
        )  # fmt: skip
