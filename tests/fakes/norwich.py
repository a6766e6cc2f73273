"""A small world for tests of pages and browsers: six invented stations in and around Norwich, read from OCPI files.

`uk-mfg` tells live states under an open licence; `nl-fastned` shares an EVSE with it under a closed one.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from stations.ingest.static import Input, run
from stations.models import SourceRecord, Station
from stations.records import OperatorRecord, StationRecord
from stations.sources.base import SourceFile

OPEN, CLOSED = "uk-mfg", "nl-fastned"
CCS, CHADEMO, TYPE_2 = "IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T2"
WEEK = {
    "twentyfourseven": False,
    "regular_hours": [
        {"weekday": day, "period_begin": "08:00", "period_end": "18:00" if day < 6 else "12:00"} for day in range(1, 8)
    ],
}
ALWAYS = {"twentyfourseven": True}


def connector(standard: str, kilowatts: float | None, uid: str = "1") -> dict[str, Any]:
    """One plug."""
    direct = standard in (CCS, CHADEMO)
    known = {} if kilowatts is None else {"max_electric_power": round(kilowatts * 1000)}
    return {
        "id": uid,
        "standard": standard,
        "format": "CABLE" if direct else "SOCKET",
        "power_type": "DC" if direct else "AC_3_PHASE",
        "last_updated": "2026-01-01T00:00:00Z",
        **known,
    }


def evse(evse_id: str, status: str, *connectors: dict[str, Any], now: datetime) -> dict[str, Any]:
    """One EVSE whose state was told just now."""
    return {
        "uid": evse_id,
        "evse_id": evse_id,
        "status": status,
        "capabilities": ["CONTACTLESS_CARD_SUPPORT", "RFID_READER"],
        "connectors": list(connectors),
        "last_updated": f"{now:%Y-%m-%dT%H:%M:%SZ}",
    }


def location(uid: str, name: str, at: tuple[float, float], evses: Sequence[Any], **more: Any) -> dict[str, Any]:
    """One place."""
    return {
        "country_code": "GB",
        "party_id": "MFG",
        "id": uid,
        "publish": True,
        "name": name,
        "address": f"{uid} Lane",
        "city": "Norwich",
        "postal_code": "NR1 1AA",
        "country": "GBR",
        "coordinates": {"latitude": str(at[0]), "longitude": str(at[1])},
        "time_zone": "Europe/London",
        "operator": {"name": "Anglian Volts", "website": "https://volts.example/"},
        "evses": list(evses),
        "last_updated": "2026-01-01T00:00:00Z",
        **more,
    }


def places(now: datetime) -> list[dict[str, Any]]:
    """The five stations of the open source, the nearest to the town's middle first."""
    castle = [
        evse("GB*MFG*E1*1", "AVAILABLE", connector(CCS, 150), now=now),
        evse("GB*MFG*E1*2", "CHARGING", connector(CCS, 150), now=now),
        evse("GB*MFG*E1*3", "AVAILABLE", connector(TYPE_2, 22), now=now),
        evse("GB*MFG*E1*4", "OUTOFORDER", connector(TYPE_2, 22), now=now),
    ]
    river = [evse("GB*MFG*E2*1", "UNKNOWN", connector(TYPE_2, 7.4), now=now)]
    airport = [evse("GB*MFG*E3*1", "CHARGING", connector(CCS, 50), connector(CHADEMO, 50, "2"), now=now)]
    post = [evse("GB*MFG*E4*1", "UNKNOWN", connector(TYPE_2, None), now=now)]
    cromer = [evse("GB*MFG*E5*1", "AVAILABLE", connector(CCS, 300), now=now)]
    return [
        location("castle", "Castle Mall", (52.6280, 1.2950), castle, opening_times=ALWAYS, facilities=["MALL", "WIFI"]),
        location("river", "Riverside Park", (52.6230, 1.3100), river, opening_times=WEEK),
        location("post", 'Lamp Post & "Sons"', (52.6400, 1.2700), post),
        location("airport", "Airport Hub", (52.6700, 1.2800), airport, opening_times=ALWAYS),
        location("cromer", "Cromer Pier", (52.9310, 1.3020), cromer, city="Cromer", opening_times=ALWAYS),
    ]


def twin(now: datetime) -> dict[str, Any]:
    """The castle's first charging point as another source tells it."""
    evses = [evse("GB*MFG*E1*1", "UNKNOWN", connector(CCS, 150), now=now)]
    return location("quarter", "Castle Quarter", (52.6281, 1.2951), evses, opening_times=ALWAYS)


def load(folder: Path, now: datetime) -> None:
    """Import both files."""
    bring(folder, OPEN, places(now), now)
    bring(folder, CLOSED, [twin(now)], now)


def bring(folder: Path, source: str, locations: Sequence[Any], now: datetime, complete: str = "") -> None:
    """Import locations as a file of a source."""
    path = folder / f"{source}.json"
    path.write_text(
        json.dumps({"data": list(locations), "status_code": 1000, "timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}"})
    )
    run(source=source, given=Input((SourceFile(path),), path.name, complete, accept_shrink=True), now=now)


def path_of(name: str) -> str:
    """The address of a station's page."""
    found = Station.objects.get(name=name)
    return str(json.loads(bytes(found.document))["url"])


def reached_at(email: str, *, name: str | None = None) -> None:
    """The address of their operator in the records of all stations, or of one."""
    records = SourceRecord.objects.filter(station__name=name) if name else SourceRecord.objects.all()
    for record in records:
        facts = msgspec.msgpack.decode(bytes(record.facts), type=StationRecord)
        reached = msgspec.structs.replace(facts, operator=OperatorRecord("Volts", email=email or None))
        SourceRecord.objects.filter(pk=record.pk).update(facts=msgspec.msgpack.encode(reached))
