"""What taking a run back will do, before it is done: counted by the run's report, some of it named."""

from typing import Any, Final

import msgspec

from stations.models import ImportRun, RecordVersion, SourceRecord, Station
from stations.records import StationRecord
from stations.sources.difference import changes
from stations.sources.report import Outcome

# Stations named of each kind, and changed facts named of one.
SAMPLE: Final = 20
FACTS: Final = 12
# The latest changes of the source among which they are looked for: no index leads from a run to its records.
_LATEST: Final = 2_000

_decode = msgspec.msgpack.Decoder(StationRecord).decode


def preview(run: ImportRun) -> dict[str, Any]:
    """By what became of the records in the run: `{"new": {"count": 3, "sample": […]}}`. A count of None is not known.

    It reads little, however large the source: an operator waits for it.
    """
    counts = run.report.get("outcomes")
    latest = list(
        Station.objects.filter(source=run.source_id).order_by("-change").values_list("pk", flat=True)[:_LATEST]
    )
    recent = SourceRecord.objects.filter(station__in=latest)
    parts = {
        Outcome.NEW: [_named(record) for record in _some(recent.filter(first_run=run))],
        Outcome.CHANGED: [_restored(version) for version in _versions(run)],
        Outcome.VANISHED: [_named(record) for record in _some(recent.filter(vanished_run=run))],
    }
    found = {outcome.value: {"count": _count(outcome, counts), "sample": sample} for outcome, sample in parts.items()}
    return {name: part for name, part in found.items() if part["count"] or part["sample"]}


def _count(outcome: Outcome, counts: dict[str, int] | None) -> int | None:
    if counts is None:
        return None
    more = counts.get(Outcome.RETURNED, 0) if outcome == Outcome.CHANGED else 0
    return counts.get(outcome, 0) + more


def _some(records: Any) -> list[SourceRecord]:
    return list(records.defer("raw").select_related("station")[:SAMPLE])


def _versions(run: ImportRun) -> list[RecordVersion]:
    rows = RecordVersion.objects.filter(run=run).defer("raw", "record__raw")
    return list(rows.select_related("record__station").order_by("pk")[:SAMPLE])


def _named(record: SourceRecord) -> dict[str, Any]:
    station = record.station
    return {"id": station.public_id, "name": str(station), "city": station.city, "changes": []}


def _restored(version: RecordVersion) -> dict[str, Any]:
    before, after = _decode(bytes(version.record.facts)), _decode(bytes(version.facts))
    return _named(version.record) | {"changes": changes(before, after)[:FACTS]}
