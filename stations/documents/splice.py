"""Completes stored documents when they are read: last sight, live states with their age, suspicions, distance.

A document ends with `,"sources":[{…}]}`; what is added stands inside or behind that end, so that no JSON is parsed on
the read path. Where drivers corrected something, their entry stands last, and is passed over. Only stations with live
states or suspected plugs are opened up.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

from stations.documents import catalogue, drivers
from stations.documents.catalogue import CLOCK_SLACK, Catalogue, seen_text
from stations.documents.traits import FAULTY, LIVE, VANISHED
from stations.models import Suspicion
from voltway.lib.bulk import select


class Stored(Protocol):
    """What splicing needs of a row."""

    id: int
    public_id: str
    source_id: int
    traits: int
    seen_at: str
    document: bytes
    distance_m: float | None


State = tuple[str, str, datetime | None]
# By EVSE and plug, what is said of it.
Suspected = dict[tuple[str, str], dict[str, Any]]
_OCCUPIED = frozenset({"CHARGING", "RESERVED", "BLOCKED"})
_END = b"}]}"
# The end of drivers' entry, which holds a list.
_CORRECTED = b"]" + _END


def full(rows: Sequence[Stored], *, now: datetime) -> list[bytes]:
    """Complete JSON objects, one for each row, in order."""
    known = catalogue.current()
    live = [row for row in rows if row.traits & LIVE]
    states = _states([row.id for row in live]) if live else {}
    doubted = {row.public_id for row in rows} & known.suspected
    suspected = _suspicions(doubted, now) if doubted else {}
    sights: dict[tuple[object, ...], bytes] = {}
    return [_complete(row, known, states.get(row.id, []), suspected.get(row.public_id), sights, now) for row in rows]


def dicts(rows: Sequence[Stored], *, now: datetime) -> list[dict[str, Any]]:
    """The same as Python objects, for pages."""
    return [orjson.loads(document) for document in full(rows, now=now)]


def _complete(
    row: Stored,
    known: Catalogue,
    states: list[State],
    suspected: Suspected | None,
    sights: dict[tuple[object, ...], bytes],
    now: datetime,
) -> bytes:
    seen = (row.source_id, row.seen_at, row.traits & VANISHED)
    sight = sights.get(seen)
    if sight is None:
        sight = sights[seen] = _sight(row, known)
    document, availability = bytes(row.document), b"null"
    if suspected:
        document = _with_suspicions(document, suspected)
    if row.traits & LIVE:
        document, availability = _with_states(document, row, known, states, now)
    distance = b"" if row.distance_m is None else b',"distance_m":%d' % round(row.distance_m)
    own = document.rindex(drivers.MARK) if document.endswith(_CORRECTED) else -len(_END)
    return b"".join((document[:own], sight, document[own:-1], b',"availability":', availability, distance, b"}"))


def _sight(row: Stored, known: Catalogue) -> bytes:
    """When the record was last seen: on its own or, while it is there, with its whole source."""
    source = known.sources.get(row.source_id)
    whole_seen = source.whole_seen if source and not row.traits & VANISHED else ""
    last = max(seen_text(row.seen_at), whole_seen)
    return b',"last_seen":"' + last.encode() + b'"'


def _with_states(
    document: bytes, row: Stored, known: Catalogue, states: list[State], now: datetime
) -> tuple[bytes, bytes]:
    """The document with its EVSEs' states as of now, and the station's availability."""
    source = known.sources[row.source_id]
    facts = orjson.loads(document)
    told = {uid: (status, at) for uid, status, at in states}
    current = [_show(evse, told.get(evse["uid"]), now, source.status_ttl) for evse in facts["evses"]]
    states_now = [state for state in current if state not in ("PLANNED", "REMOVED")]
    fresh = [state for state in states_now if state != "UNKNOWN"]
    updated = max((at for _, at in told.values() if at), default=None)
    availability = {
        "free": sum(state == "AVAILABLE" for state in fresh) if fresh else None,
        "occupied": sum(state in _OCCUPIED for state in fresh) if fresh else None,
        "faulty": sum(state in FAULTY for state in fresh) if fresh else None,
        "unknown": len(states_now) - len(fresh),
        "total": len(states_now),
        "source": source.uid,
        "updated": _written(updated),
    }
    return orjson.dumps(facts), orjson.dumps(availability)


def _with_suspicions(document: bytes, suspected: Suspected) -> bytes:
    """The document with what drivers found. The states of its source stay as they are."""
    facts = orjson.loads(document)
    for evse in facts["evses"]:
        for connector in evse["connectors"]:
            connector["suspected"] = suspected.get((evse["uid"], connector["id"]))
    return orjson.dumps(facts)


def _show(evse: dict[str, Any], told: tuple[str, datetime | None] | None, now: datetime, ttl: Any) -> str:
    """Put a state into an EVSE: as current while it is fresh, else as history beside UNKNOWN. Returns what is shown."""
    if evse["status"] in ("PLANNED", "REMOVED"):
        return str(evse["status"])
    status, at = told or ("UNKNOWN", None)
    fresh = at is not None and -CLOCK_SLACK <= now - at <= ttl
    evse["status"] = status if fresh else "UNKNOWN"
    evse["status_updated"] = _written(at)
    evse["last_known_status"] = None if fresh or told is None else status
    return str(evse["status"])


def _states(station_ids: Iterable[int]) -> dict[int, list[State]]:
    """Station id → (EVSE uid, status, observed at) of its live EVSEs."""
    sql = (
        "SELECT e.station_id, e.uid, v.status, v.observed_at || '' FROM stations_evsestatus v"
        " JOIN stations_evse e ON e.id = v.evse_id WHERE e.station_id IN ({keys})"
    )
    found: dict[int, list[State]] = {}
    for station_id, uid, status, at in select(sql, (), station_ids):
        found.setdefault(station_id, []).append((uid, status, _moment(at)))
    return found


def _suspicions(public_ids: Iterable[str], now: datetime) -> dict[str, Suspected]:
    """Public id → what is suspected of its plugs now."""
    found: dict[str, Suspected] = {}
    for doubt in Suspicion.objects.filter(station__in=public_ids, until__gt=now):
        found.setdefault(doubt.station, {})[doubt.evse_uid, doubt.connector_uid] = {
            "since": _written(doubt.since),
            "reports": doubt.reports,
            "latest_at": _written(doubt.latest_at),
            "until": _written(doubt.until),
        }
    return found


def _moment(value: str | None) -> datetime | None:
    """A moment as the database writes it, in UTC, as an aware datetime."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


def _written(value: datetime | None) -> str | None:
    return f"{value.isoformat()[:19]}Z" if value else None
