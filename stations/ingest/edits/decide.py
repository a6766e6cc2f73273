"""A moderator accepts or rejects what drivers suggest; all who suggested the same are answered at once."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from stations.community.edits import same_as
from stations.ingest.edits.added import is_published, publish_added, staged, station_of, withdraw_added
from stations.ingest.edits.current import Current
from stations.ingest.rewriting import alone_with, rewritten, waited_for
from stations.models import Correction, Edit, SourceRecord
from stations.sources.corrections.fields import base_of
from stations.sources.drivers import FEED
from voltway.lib.problems import Conflict, Gone
from voltway.lib.turns import Turn

State = Edit.State


@dataclass(frozen=True, slots=True)
class _Word:
    """What a moderator says: who, why, when, and in whose turn."""

    by: Any
    reason: str
    now: datetime
    turn: Turn


def accept_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime, turn: Turn | None = None) -> int:
    """Make it hold; how many suggestions that answers. Raises Conflict, or NotFound, Gone of a station that is no more.

    A new station that was accepted and never published, by a process that died, is published.
    """
    word = _Word(by, reason, now, turn or Turn())
    _refresh(edit)
    if edit.kind == Edit.Kind.ADD:
        return _accept_added(edit, word, refused=State.HIDDEN)
    if edit.state != State.WAITING:
        raise _decided_meanwhile()
    return _accept_change(edit, word)


def reject_edit(*, edit: Edit, by: Any, reason: str = "", now: datetime, turn: Turn | None = None) -> int:
    """Turn it down, or take back what was accepted; how many suggestions that answers. Raises Conflict, NotFound."""
    word = _Word(by, reason, now, turn or Turn())
    _refresh(edit)
    if edit.state == State.HIDDEN:
        return 0
    if edit.state == State.SHOWN:
        return _take_back(edit, word)
    return _decide(edit, State.HIDDEN, word)


def restore_edit(
    *, edit: Edit, state: Edit.State, reason: str, by: Any, now: datetime, turn: Turn | None = None
) -> int:
    """Take the latest decision back: it waits again, or what was accepted before holds again; how many suggestions.

    Of those that are the same only what was decided at once: earlier ones stay as they were answered. Raises Conflict,
    also where another one was accepted for the same since, or NotFound, Gone.
    """
    word = _Word(by, reason, now, turn or Turn())
    _refresh(edit)
    if edit.state == state:
        return 0
    if state == State.SHOWN:
        return _accept_added(edit, word) if edit.kind == Edit.Kind.ADD else _accept_change(edit, word)
    if edit.state == State.SHOWN:
        return _take_back(edit, word, to=state)
    return _decide(edit, state, word)


def _accept_change(edit: Edit, word: _Word) -> int:
    with alone_with(edit.station, word.turn) as there, _written(there, edit.changes, word.now):
        if there.vanished:
            raise Gone("The station is no longer there.")
        if edit.decided_at:
            _check_unheld(edit, edit.decided_at)
        for field, told in edit.changes.items():
            facts = {"base": base_of(there.said, field), "value": told["to"]}
            facts |= {"accepted_at": word.now, "superseded_at": None, "edit": edit}
            Correction.objects.update_or_create(station=edit.station, field=field, defaults=facts)
        return _decide(edit, State.SHOWN, word)


def _check_unheld(edit: Edit, since: datetime) -> None:
    """Raises Conflict where a field was corrected after this suggestion was turned down."""
    if Correction.objects.filter(station=edit.station, field__in=edit.changes, accepted_at__gte=since).exists():
        raise Conflict("Another suggestion was accepted for the same since: take that back first.")


def _accept_added(edit: Edit, word: _Word, *, refused: Edit.State | None = None) -> int:
    """Decided first, published then: whatever comes between, no station is there without its suggestion."""
    stager = staged(edit)
    with waited_for(FEED.uid, word.turn):
        _refresh(edit)
        if edit.state == refused or (edit.state == State.SHOWN and is_published(edit)):
            raise _decided_meanwhile()
        decided = _decide(edit, State.SHOWN, word, station=station_of(edit))
        publish_added(edit, stager, now=word.now)
        if not Edit.objects.filter(pk=edit.pk).exists():
            edit.station = station_of(edit)
            withdraw_added(edit, now=word.now)
            raise _gone()
    return decided


def _take_back(edit: Edit, word: _Word, *, to: Edit.State = State.HIDDEN) -> int:
    if edit.kind == Edit.Kind.ADD:
        with waited_for(FEED.uid, word.turn):
            with transaction.atomic():
                word.turn.check()
            withdraw_added(edit, now=word.now)
            return _decide(edit, to, word)
    theirs = Correction.objects.filter(edit__in=same_as(edit))
    if not theirs.exists():
        return _decide(edit, to, word)
    with _without(edit.station, edit.changes, word.now, word.turn):
        for one in theirs:
            _restore_or_delete(one, edit)
        return _decide(edit, to, word)


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


def drop_correction(*, correction: Correction, now: datetime, turn: Turn | None = None) -> bool:
    """Take back a single one, whose suggestion may be gone; False where it was before. Raises Conflict, NotFound."""
    mine = turn or Turn()
    station, field = correction.station, correction.field
    with _without(station, [field], now, mine):
        mine.check()
        dropped = bool(Correction.objects.filter(pk=correction.pk).delete()[0])
        if dropped:
            mine.note()
    return dropped


@contextmanager
def _without(station: str, fields: Iterable[str], now: datetime, turn: Turn) -> Iterator[None]:
    """A transaction in which corrections go. Of a source that is removed there is nothing to derive anew."""
    if not SourceRecord.objects.filter(station__public_id=station).exists():
        with transaction.atomic():
            yield
        return
    with alone_with(station, turn) as there, _written(there, fields, now):
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


def _decide(edit: Edit, state: str, word: _Word, *, station: str = "") -> int:
    """Answer it, and those that are the same, with its entry in the audit trail."""
    told = {"state": state, "reason": word.reason, "decided_by": word.by.pk, "decided_at": word.now}
    same = same_as(edit)
    if state == State.WAITING:
        told |= {"decided_by": None, "decided_at": None}
    if state == State.WAITING or edit.state == State.HIDDEN:
        same = same.filter(decided_at=edit.decided_at)
    with transaction.atomic():
        word.turn.check()
        # Its state is a condition: of two moderators one decides.
        decided = same.update(**told, **({"station": station} if station else {}))
        if not decided:
            raise _decided_meanwhile()
        word.turn.note()
    return decided
