"""A moderator accepts or rejects what drivers suggest; all who suggested the same are answered at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from stations.community.edits import same_as
from stations.ingest.edits.added import publish_added, withdraw_added
from stations.ingest.edits.current import Current, current
from stations.ingest.groups import grouping, regroup
from stations.ingest.runs import RunInProgress, patiently_alone
from stations.models import Correction, DataVersion, Edit, ImportRun
from stations.sources.corrections.fields import base_of
from stations.sources.report import Report
from stations.sources.store import Store
from voltway.lib.problems import Conflict

# Seconds that a moderator waits for an import of the same source.
_PATIENCE_S: Final = 5.0
State = Edit.State


def accept_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime) -> int:
    """Make it hold; how many suggestions that answers. Raises Conflict, NotFound where the station is no more."""
    _check_waits(edit)
    if edit.kind == Edit.Kind.ADD:
        with _told_plainly():
            station = publish_added(edit, now=now)
        return _decide(edit, State.SHOWN, by, reason, now, station=station)
    with _alone_with(edit.station) as there, _written(there, edit.changes, now):
        for field, told in edit.changes.items():
            facts = {"base": base_of(there.said, field), "value": told["to"]}
            facts |= {"accepted_at": now, "superseded_at": None, "edit": edit}
            Correction.objects.update_or_create(station=edit.station, field=field, defaults=facts)
        return _decide(edit, State.SHOWN, by, reason, now)


def reject_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime) -> int:
    """Turn it down, or take back what was accepted; how many suggestions that answers. Raises Conflict, NotFound."""
    edit.refresh_from_db()
    if edit.state == State.HIDDEN:
        return 0
    if edit.state == State.SHOWN:
        _take_back(edit, now)
    return _decide(edit, State.HIDDEN, by, reason, now)


def _take_back(edit: Edit, now: datetime) -> None:
    if edit.kind == Edit.Kind.ADD:
        with _told_plainly():
            withdraw_added(edit, now=now)
        return
    theirs = Correction.objects.filter(edit__in=same_as(edit))
    if theirs.exists():
        with _alone_with(edit.station) as there, _written(there, edit.changes, now):
            theirs.delete()


def drop_correction(*, correction: Correction, now: datetime) -> None:
    """Take back a single one, whose suggestion may be gone. Raises Conflict, NotFound."""
    station, field = correction.station, correction.field
    with _alone_with(station) as there, _written(there, [field], now):
        Correction.objects.filter(pk=correction.pk).delete()


@contextmanager
def _alone_with(station: str) -> Iterator[Current]:
    """The station as it is, while nobody else writes to its source."""
    with _told_plainly(), patiently_alone(current(station).feed.uid, _PATIENCE_S):
        yield current(station)


@contextmanager
def _written(there: Current, fields: Iterable[str], now: datetime) -> Iterator[None]:
    """A transaction at whose end the station is derived anew."""
    source, report = there.station.source, Report()
    # A run that is never saved: what drivers correct belongs to none.
    store = Store(source, there.feed, ImportRun(source=source), report, now=now)
    with report.writing():
        yield
        store.rebuild([there.record_id], stamps=("changed_at",))
        DataVersion.bump(data=True)
    if Edit.Field.GONE in fields:
        # What has vanished is in no group.
        with grouping():
            regroup(report, now=now)
            DataVersion.bump(data=True)


def _check_waits(edit: Edit) -> None:
    edit.refresh_from_db()
    if edit.state != State.WAITING:
        raise Conflict("It was decided meanwhile.")


def _decide(edit: Edit, state: str, by: Any, reason: str, now: datetime, *, station: str = "") -> int:
    told = {"state": state, "reason": reason, "decided_by": by.pk, "decided_at": now}
    # Its state is a condition: of two moderators one decides.
    decided = same_as(edit).update(**told, **({"station": station} if station else {}))
    if not decided:
        raise Conflict("It was decided meanwhile.")
    return decided


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except RunInProgress:
        raise Conflict("An import of this source is under way: try again when it is done.") from None
