"""Builders of small worlds: records that are published the way imports publish them, through `stations.ingest`.

`station(...)`, `evse(...)` and `plug(...)` build records; `publish(feed, ...)` runs them through cleaning and store.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import override_settings

from stations.documents import catalogue
from stations.ingest.remove import remove_source
from stations.ingest.static import Input, run
from stations.models import ImportRun, RemovedStation, Schedule, Source
from stations.records import ConnectorRecord, EvseRecord, OperatorRecord, Raw, StationRecord
from stations.search import geocoder, snapshot
from stations.sources.base import Feed, Licence, SourceFile
from stations.sources.registry import all_feeds
from voltway.lib import caching

# A Wednesday noon in winter.
NOW = datetime(2026, 1, 14, 12, 0, tzinfo=UTC)
CCS1, CCS2, CHADEMO = "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO", "CHADEMO"
TYPE_1, TYPE_2, NACS = "IEC_62196_T1", "IEC_62196_T2", "SAE_J3400"


class Register(Feed):
    """A source without live states."""

    uid = "xx-register"
    title = "The Register"
    publisher = "The registrar"
    homepage = "https://register.example/"
    licence = Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", open=True)
    attribution = "© The registrar"

    def __init__(self) -> None:
        self.records: Sequence[StationRecord] = ()

    def rows(self, file: SourceFile) -> Iterator[Raw]:
        for position, record in enumerate(self.records):
            yield {"position": position, "says": repr(record)}

    def station(self, raw: Raw) -> StationRecord:
        position: int = cast(dict[str, Any], raw)["position"]
        return self.records[position]


class Closed(Register):
    """A source whose records may not be passed on."""

    uid = "xx-closed"
    title = "The Closed One"
    licence = Licence("All rights reserved", open=False)


class Network(Register):
    """A source that tells live states."""

    uid = "xx-network"
    title = "The Network"
    live = True


REGISTER, CLOSED, NETWORK = Register(), Closed(), Network()
FEEDS = {feed.uid: feed for feed in (REGISTER, CLOSED, NETWORK)}


@contextmanager
def staged(folder: Path) -> Iterator[None]:
    """The feeds of this module, a data folder of their own, and nothing that another test left in the process."""
    config = settings.CONFIG.model_copy(update={"data_dir": folder, "geocoder_url": ""})
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with (
        override_settings(CONFIG=config, STATIC_ROOT=folder, MEDIA_ROOT=folder / "media", STORAGES=storages),
        pytest.MonkeyPatch.context() as patch,
    ):
        for uid, feed in FEEDS.items():
            patch.setitem(all_feeds(), uid, feed)
        patch.setattr(catalogue, "_latest", catalogue.Catalogue(-1, -1))
        patch.setattr(snapshot, "_held", None)
        patch.setattr(geocoder, "_failed_at", float("-inf"))
        caching.clear()
        yield


@pytest.fixture
def stage(tmp_path: Path, db: None) -> Iterator[None]:
    """A place for one test's world."""
    with staged(tmp_path):
        yield


def publish(
    feed: Register, *records: StationRecord, complete: str = "", now: datetime = NOW, fetched_at: datetime | None = None
) -> ImportRun:
    """Import records. States are as old as their `status_at`, or as `fetched_at`."""
    feed.records = records
    files = (SourceFile(Path(os.devnull)),)
    given = Input(files, "a test", complete=complete, fetched_at=fetched_at, accept_shrink=True)
    return run(source=feed.uid, given=given, now=now)


def clear_out() -> None:
    """Remove all stations, for worlds that more than one test reads."""
    for source in Source.objects.all():
        remove_source(source)
    Schedule.objects.all().delete()
    RemovedStation.objects.all().delete()


def plug(standard: str = CCS2, kw: float | None = 150, uid: str = "1", **facts: Any) -> ConnectorRecord:
    """One connector."""
    power = None if kw is None else round(kw * 1000)
    return ConnectorRecord(uid, standard=standard, max_electric_power=power, **facts)


def evse(uid: str = "1", *plugs: ConnectorRecord, minutes_ago: float | None = None, **facts: Any) -> EvseRecord:
    """One EVSE; its state, where it has one, is so many minutes old."""
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return EvseRecord(uid, plugs or (plug(),), status_at=at, **facts)


def station(
    native_id: str = "a", at: tuple[float, float] = (52.52, 13.4), *evses: EvseRecord, **facts: Any
) -> StationRecord:
    """One place, public unless said otherwise; without EVSEs given it has one with 150 kW CCS."""
    known: dict[str, Any] = {"name": f"Park {native_id}", "access": "PUBLIC", "country": "DEU", **facts}
    if isinstance(known.get("operator"), str):
        known["operator"] = OperatorRecord(known["operator"])
    known.setdefault("evses", evses or (evse(),))
    return StationRecord(native_id, *at, **known)
