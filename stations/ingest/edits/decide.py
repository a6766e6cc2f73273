"""A moderator accepts or rejects what drivers suggest; all who suggested the same are answered at once."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from stations.community.edits import same_as
from stations.ingest.edits.added import is_published, publish_added, staged, station_of, withdraw_added
from stations.ingest.edits.current import Current
from stations.ingest.rewriting import PATIENCE_S, alone_with, rewritten, told_plainly
from stations.ingest.runs import patiently_alone
from stations.models import Correction, Edit, SourceRecord
from stations.sources.corrections.fields import base_of
from stations.sources.drivers import FEED
from voltway.lib.problems import Conflict, Gone

State = Edit.State


def accept_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime) -> int:
    """Make it hold; how many suggestions that answers. Raises Conflict, or NotFound, Gone of a station that is no more.

    A new station that was accepted and never published, by a process that died, is published.
    """
    _refresh(edit)
    if edit.kind == Edit.Kind.ADD:
        return _accept_added(edit, by, reason, now)
    if edit.state != State.WAITING:
        raise _decided_meanwhile()
    with alone_with(edit.station) as there, _written(there, edit.changes, now):
        if there.vanished:
            raise Gone("The station is no longer there.")
        for field, told in edit.changes.items():
            facts = {"base": base_of(there.said, field), "value": told["to"]}
            facts |= {"accepted_at": now, "superseded_at": None, "edit": edit}
            Correction.objects.update_or_create(station=edit.station, field=field, defaults=facts)
        return _decide(edit, State.SHOWN, by, reason, now)


def reject_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime) -> int:
    """Turn it down, or take back what was accepted; how many suggestions that answers. Raises Conflict, NotFound."""
    _refresh(edit)
    if edit.state == State.HIDDEN:
        return 0
    if edit.state == State.SHOWN:
        return _take_back(edit, by, reason, now)
    return _decide(edit, State.HIDDEN, by, reason, now)


def reopen_edit(*, edit: Edit, by: Any, now: datetime) -> int:
    """Take a decision back, and what it made: it waits again; how many suggestions. Raises Conflict, NotFound.

    Of those that are the same only what was decided at once: earlier ones stay as they were answered.
    """
    _refresh(edit)
    if edit.state == State.WAITING:
        return 0
    if edit.state == State.SHOWN:
        return _take_back(edit, by, "", now, to=State.WAITING)
    return _decide(edit, State.WAITING, by, "", now)


def _accept_added(edit: Edit, by: Any, reason: str, now: datetime) -> int:
    """Decided first, published then: whatever comes between, no station is there without its suggestion."""
    stager = staged(edit)
    with told_plainly(), patiently_alone(FEED.uid, PATIENCE_S):
        _refresh(edit)
        if edit.state == State.HIDDEN or (edit.state == State.SHOWN and is_published(edit)):
            raise _decided_meanwhile()
        decided = _decide(edit, State.SHOWN, by, reason, now, station=station_of(edit))
        publish_added(edit, stager, now=now)
        if not Edit.objects.filter(pk=edit.pk).exists():
            edit.station = station_of(edit)
            withdraw_added(edit, now=now)
            raise _gone()
    return decided


def _take_back(edit: Edit, by: Any, reason: str, now: datetime, *, to: Edit.State = State.HIDDEN) -> int:
    if edit.kind == Edit.Kind.ADD:
        with told_plainly(), patiently_alone(FEED.uid, PATIENCE_S):
            withdraw_added(edit, now=now)
            return _decide(edit, to, by, reason, now)
    theirs = Correction.objects.filter(edit__in=same_as(edit))
    if not theirs.exists():
        return _decide(edit, to, by, reason, now)
    with _without(edit.station, edit.changes, now):
        for one in theirs:
            _restore_or_delete(one, edit)
        return _decide(edit, to, by, reason, now)


def _restore_or_delete(one: Correction, edit: Edit) -> None:
    """What was shown when this was suggested holds again, if it is an accepted correction of its own."""
    earlier = Edit.objects.filter(kind=Edit.Kind.CHANGE, station=one.station, state=State.SHOWN)
    for before in earlier.exclude(digest=edit.digest).order_by("-decided_at", "-pk"):
        told = before.changes.get(one.field)
        if told and told["to"] == edit.changes[one.field]["from"]:
            one.value, one.edit, one.accepted_at = told["to"], before, before.decided_at or one.accepted_at
            one.save(update_fields=["value", "edit", "accepted_at"])
            return
    one.delete()


def drop_correction(*, correction: Correction, now: datetime) -> None:
    """Take back a single one, whose suggestion may be gone. Raises Conflict, NotFound."""
    station, field = correction.station, correction.field
    with _without(station, [field], now):
        Correction.objects.filter(pk=correction.pk).delete()


@contextmanager
def _without(station: str, fields: Iterable[str], now: datetime) -> Iterator[None]:
    """A transaction in which corrections go. Of a source that is removed there is nothing to derive anew."""
    if not SourceRecord.objects.filter(station__public_id=station).exists():
        with transaction.atomic():
            yield
        return
    with alone_with(station) as there, _written(there, fields, now):
        yield


def _written(there: Current, fields: Iterable[str], now: datetime) -> AbstractContextManager[None]:
    return rewritten(there, now=now, in_sight=Edit.Field.GONE in fields)


def _refresh(edit: Edit) -> None:
    """Raises Conflict where its author is gone, and it with them."""
    try:
        edit.refresh_from_db()
    except Edit.DoesNotExist:
        raise _gone() from None


def _gone() -> Conflict:
    return Conflict("Its author has deleted it meanwhile.")


def _decided_meanwhile() -> Conflict:
    return Conflict("It was decided meanwhile.")


def _decide(edit: Edit, state: str, by: Any, reason: str, now: datetime, *, station: str = "") -> int:
    told = {"state": state, "reason": reason, "decided_by": by.pk, "decided_at": now}
    same = same_as(edit)
    if state == State.WAITING:
        told |= {"decided_by": None, "decided_at": None}
        same = same.filter(decided_at=edit.decided_at)
    # Its state is a condition: of two moderators one decides.
    decided = same.update(**told, **({"station": station} if station else {}))
    if not decided:
        raise _decided_meanwhile()
    return decided
