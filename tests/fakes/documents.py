"""Station documents as pages get them: rendered from a record, with what reading splices in."""

from datetime import UTC, datetime
from typing import Any

import orjson
from msgspec.structs import replace

from stations.documents.render import Context, Terms, render
from stations.records import ConnectorRecord, EvseRecord, StationRecord
from tests.fakes.records import STATION

NOW = datetime(2026, 5, 13, 10, 0, tzinfo=UTC)
TERMS = Terms(
    "xx-worldwide", "Register", "CC BY 4.0", "https://licence.example/", True, "Somebody", "https://x.example/"
)

CCS_150 = ConnectorRecord("c1", "IEC_62196_T2_COMBO", "CABLE", "DC", 920, 400, 150_000)
CHADEMO_50 = ConnectorRecord("c2", "CHADEMO", "CABLE", "DC", 500, 120, 50_000)
TYPE2_22 = ConnectorRecord("c3", "IEC_62196_T2", "SOCKET", "AC_3_PHASE", 230, 32, 22_000)


def evse(uid: str, *connectors: ConnectorRecord, **changes: Any) -> EvseRecord:
    """An EVSE with these plugs."""
    return EvseRecord(uid, connectors, **changes)


def record(**changes: Any) -> StationRecord:
    """The usual station with other facts."""
    return replace(STATION, **changes)


def document(
    *,
    terms: Terms = TERMS,
    availability: dict[str, Any] | None = None,
    distance_m: int | None = None,
    group: str = "",
    vanished_at: datetime | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """A document of the usual station, changed."""
    context = Context("abcdefgh2345", terms, "stromwerk", availability is not None, group, vanished_at)
    found: dict[str, Any] = orjson.loads(render(record(**changes), context))
    found["sources"] = [{**source, "last_seen": "2026-05-12T04:00:00Z"} for source in found["sources"]]
    found["availability"] = availability
    if distance_m is not None:
        found["distance_m"] = distance_m
    return found


def states(**changes: Any) -> dict[str, Any]:
    """An availability: 3 of 4 free, two minutes ago."""
    known = {"free": 3, "occupied": 1, "faulty": 0, "unknown": 0, "total": 4}
    return {**known, "source": "xx-worldwide", "updated": "2026-05-13T09:58:00Z", **changes}
