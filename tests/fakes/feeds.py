"""Small sources for tests of the import: a JSON list of rows in a form of our own, and how rows are made."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ijson

from stations.hours.model import OpeningHours
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, Raw, StationRecord, StatusRecord
from stations.sources.base import Feed, Licence, NotCharging, Refused, SourceFile
from stations.sources.registry import all_feeds

Row = dict[str, Any]


class RowFeed(Feed):
    """A register of rows as `row` makes them."""

    uid = "xx-rows"
    title = "Rows"
    publisher = "Somebody"
    homepage = "https://rows.example/"
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", open=True)
    attribution = "Somebody's rows"

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        with file.open() as content:
            yield from ijson.items(content, "item", use_float=True)

    def native_id(self, raw: Raw) -> str | None:
        return raw.get("id") if isinstance(raw, dict) else None

    def station(self, raw: Raw) -> StationRecord:
        assert isinstance(raw, dict)
        if raw.get("fuel"):
            raise NotCharging("another fuel")
        if raw.get("lat") is None:
            raise Refused("coordinates_missing", "coordinates", "the row has no position")
        return StationRecord(
            native_id=raw["id"],
            latitude=raw["lat"],
            longitude=raw["lon"],
            name=raw.get("name"),
            address=raw.get("address"),
            country=raw.get("country"),
            state=raw.get("state"),
            operator=OperatorRecord(raw["operator"]) if raw.get("operator") else None,
            hours=OpeningHours(twentyfourseven=True) if raw.get("always") else None,
            last_updated=_moment(raw.get("updated")),
            evses=tuple(_evse(evse) for evse in raw.get("evses", ())),
        )

    def statuses(self, file: SourceFile) -> Iterator[StatusRecord]:
        with file.open() as content:
            for told in ijson.items(content, "item"):
                yield StatusRecord(told["evse"], told["status"], _moment(told.get("at")))


class OtherFeed(RowFeed):
    """A second register, for places that two name."""

    uid = "xx-other"
    title = "Other rows"


class ThirdFeed(RowFeed):
    """A third register, for chains of groups."""

    uid = "xx-third"
    title = "More rows"


class LiveFeed(RowFeed):
    """A network that tells states, current for ten minutes."""

    uid = "xx-live"
    title = "Live rows"
    live = True
    status_ttl = timedelta(minutes=10)


class SilentFeed(RowFeed):
    """A register without a status file."""

    uid = "xx-silent"
    title = "Silent rows"
    statuses = Feed.statuses


FEEDS = (RowFeed, OtherFeed, ThirdFeed, LiveFeed, SilentFeed)


def register() -> None:
    """Make the sources known to this process."""
    all_feeds().update({feed.uid: feed() for feed in FEEDS})


def row(native_id: str = "a", **facts: Any) -> Row:
    """A place in Boston with one EVSE, or with other facts."""
    place = {
        "id": native_id,
        "lat": 42.36,
        "lon": -71.06,
        "country": "USA",
        "state": "MA",
        "name": f"Place {native_id}",
    }
    return {**place, "operator": "Ohmway", "evses": [evse()], **facts}


def evse(uid: str = "1", *plugs: tuple[str, int | None], **facts: Any) -> Row:
    """An EVSE with a CCS plug of 150 kW, or with other plugs (standard, watts)."""
    return {"uid": uid, "plugs": plugs or (("IEC_62196_T1_COMBO", 150_000),), **facts}


def written(folder: Path, rows: Any, name: str = "rows.json") -> Path:
    """A file of these rows."""
    path = folder / name
    path.write_text(json.dumps(rows))
    return path


def _evse(raw: Row) -> EvseRecord:
    connectors = tuple(
        ConnectorRecord(str(number), standard, max_electric_power=watts)
        for number, (standard, watts) in enumerate(raw["plugs"], 1)
    )
    return EvseRecord(raw["uid"], connectors, raw.get("evse_id"), raw.get("status"), _moment(raw.get("at")))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
