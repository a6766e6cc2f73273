"""Charging sessions for tests: files in the formats of sources, written by us."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.models import ChargingSession, EventDay, EventHour
from analytics.rollups import fold
from analytics.sessions.cdr import Cdrs
from analytics.sessions.importing import Report, import_sessions
from analytics.sessions.layout import Usual
from analytics.sessions.table import Table, all_maps
from voltway.lib.batches import RowError

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADER = "Charging event,CP ID,Connector,Start Date,Start Time,End Date,End Time,Total kWh,Cost,Site,Group,Model"


def line(event: int, day: str = "05/07/2018", *, kwh: float = 7.5, end: str = "19:00", **cells: Any) -> str:
    """A row as Dundee writes it; from 18:00 on."""
    told = {"point": "60001", "start": "18:00", "cost": "", "site": "Quay", **cells}
    ended = f"{day},{end},{kwh},{told['cost']}" if end else ",,,"
    return f'{event},{told["point"]},1,{day},{told["start"]},{ended},"{told["site"]}",A; B,A 50kW'


def read_table(folder: Path, *lines: str, now: datetime = NOW, tell: Any = None, header: str = HEADER) -> Report:
    """Import rows of such a table as `uk-dundee`."""
    file = folder / "sessions.csv"
    file.write_text("\n".join([header, *lines]))
    layout = Table(all_maps()["dundee"], Usual("uk-dundee", "GBP", "Europe/London"))
    return import_sessions(file=file, layout=layout, now=now, tell=tell or fail)


def read_cdrs(folder: Path, *cdrs: dict[str, Any], now: datetime = NOW, tell: Any = None) -> Report:
    """Import OCPI records as `de-abc`."""
    file = folder / "cdrs.json"
    file.write_text(json.dumps(list(cdrs)))
    return import_sessions(file=file, layout=Cdrs(Usual("de-abc")), now=now, tell=tell or fail)


def cdr(native_id: str = "C-1", **facts: Any) -> dict[str, Any]:
    """A record of an hour and a half."""
    return {
        "country_code": "DE",
        "party_id": "ABC",
        "id": native_id,
        "start_date_time": "2026-05-01T22:30:00Z",
        "end_date_time": "2026-05-02T00:00:00Z",
        "cdr_token": {"uid": "012345678"},
        "cdr_location": {"id": "LOC1", "name": "Hafen", "evse_id": "DE*ABC*E1", "connector_id": "1"},
        "currency": "EUR",
        "total_cost": {"excl_vat": 4.2, "incl_vat": 5.0},
        "total_energy": 15.342,
        **facts,
    }


def fail(error: RowError) -> None:
    raise AssertionError(error)


def session(**facts: Any) -> ChargingSession:
    """A row of the table, past the import."""
    usual = {
        "feed": "uk-dundee", "native_id": "1", "started_at": NOW, "day": NOW.date(), "hour": NOW.hour,
        "time_zone": "UTC", "state": "OPEN", "changed_at": NOW,
    }  # fmt: skip
    return ChargingSession.objects.create(**{**usual, **facts})


def added_up() -> None:
    """A row in each table that the console shows."""
    session(driver="d" * 32)
    fold.rebuild(now=NOW)
    event = {"day": NOW.date(), "kind": "VIEWED", "subject": "*", "times": 1}
    EventHour.objects.create(hour=0, **event)
    EventDay.objects.create(**event)
