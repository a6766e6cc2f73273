"""How a station came to be what it is: runs that changed it, corrections of drivers, what staff did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from stations.admin.looking import moment
from stations.community.edit_words import field_words, said
from stations.models import Correction, ImportRun, RecordVersion, SourceRecord, Station
from stations.records import StationRecord
from stations.sources.difference import Change, changes
from voltway.lib.console import trail_of

# The latest of each kind.
LATEST: Final = 30

_decode = msgspec.msgpack.Decoder(StationRecord).decode


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to it; `address` is where more of it stands."""

    at: datetime
    what: str
    address: str = ""
    who: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def when(self) -> str:
        return moment(self.at)


def history(station: Station, record: SourceRecord | None) -> list[Event]:
    """The latest first. Versions of records are kept for `RECORD_RETENTION_DAYS`."""
    of_runs = list(_by_runs(record)) if record else []
    events = [*of_runs, *_by_undo(station), *_by_drivers(station), *_by_staff(station)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _by_runs(record: SourceRecord) -> Iterator[Event]:
    rows = RecordVersion.objects.filter(record=record).select_related("run").defer("raw").order_by("-run")
    after: SourceRecord | RecordVersion = record
    for version in rows[:LATEST]:
        yield _changed(version, after)
        after = version
    yield Event(record.first_seen_at, _("brought by run %s") % record.first_run_id, _run(record.first_run))
    if record.vanished_at:
        yield Event(record.vanished_at, _("vanished in run %s") % record.vanished_run_id, _run(record.vanished_run))


def _changed(version: RecordVersion, after: SourceRecord | RecordVersion) -> Event:
    run = version.run
    if run.state == ImportRun.State.UNDONE:
        # What it had made of the record went with it.
        return Event(run.started_at, _("changed by run %s, which was undone") % run.pk, _run(run))
    differ = changes(_decode(bytes(version.facts)), _decode(bytes(after.facts)))
    came_back = version.vanished_at is not None
    words = _("came back in run %s") if came_back else _("changed by run %s")
    return Event(run.started_at, words % run.pk, _run(run), changes=differ)


def _by_undo(station: Station) -> Iterator[Event]:
    """The latest change, where an undo made it: that leaves no version of the record behind."""
    undone = station.source.runs.filter(
        kind=ImportRun.Kind.UNDO, started_at__lte=station.changed_at, finished_at__gte=station.changed_at
    )
    for run in undone[:1]:
        words = _("made as before by run %(run)s, which took back %(what)s") % {"run": run.pk, "what": run.origin}
        yield Event(station.changed_at, words, _run(run))


def _by_drivers(station: Station) -> Iterator[Event]:
    for one in Correction.objects.filter(station=station.public_id).select_related("edit"):
        address = reverse("admin:stations_edit_change", args=[one.edit_id]) if one.edit_id else ""
        change = Change(field_words(one.field), said(one.field, one.base) or None, said(one.field, one.value) or None)
        yield Event(one.accepted_at, _("correction of drivers accepted"), address, changes=[change])
        if one.superseded_at:
            ended = _("correction ended: its source says something else")
            yield Event(one.superseded_at, ended, address, changes=[change])


def _by_staff(station: Station) -> Iterator[Event]:
    for entry in trail_of(station)[:LATEST]:
        yield Event(entry.at, entry.words, who=entry.by.email if entry.by else _("former staff"))


def _run(run: ImportRun | None) -> str:
    return reverse("admin:stations_importrun_change", args=[run.pk]) if run else ""
