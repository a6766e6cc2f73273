"""Lays accepted corrections over records on their way into rows and documents: the store calls it for every chunk.

What staff hide goes out of sight in the same place, whatever the source and drivers say.

A correction holds while its source says of the field what it said when it was accepted. That is compared anew each
time, so it does not matter which imports, undos and rebuildings lie between (docs/adr/0019-drivers-edits.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from stations.documents.drivers import Corrected
from stations.documents.render import moment
from stations.models import Correction, Edit, Hiding
from stations.records import StationRecord
from stations.sources.base import Feed
from stations.sources.cleaning import step_35_hours, step_60_connectors
from stations.sources.corrections.fields import base_of, has_place, order, with_value
from voltway.lib import bulk


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A record as it is shown, with the corrections that hold and those that its source has superseded."""

    record: StationRecord
    held: tuple[Correction, ...] = ()
    superseded: tuple[Correction, ...] = ()
    hidden_at: datetime | None = None

    @property
    def corrected(self) -> tuple[Corrected, ...]:
        return tuple(Corrected(one.field, moment(one.accepted_at) or "", _source_says(one)) for one in self.held)

    @property
    def gone_at(self) -> datetime | None:
        """Since when staff hide the place, or drivers say that it is gone."""
        return self.hidden_at or next((one.accepted_at for one in self.held if one.field == Edit.Field.GONE), None)


class Overlay:
    """The corrections of one writer's stations; the database is asked once where there are none at all."""

    def __init__(self, feed: Feed, *, now: datetime) -> None:
        self._feed, self._now = feed, now
        self._are_any: bool | None = None

    def over(self, public_ids: Sequence[str], records: Sequence[StationRecord]) -> list[Overlaid]:
        """The records in their order. Call it in the transaction that writes them: it notes what is superseded."""
        if self._are_any is None:
            self._are_any = Correction.objects.exists() or Hiding.objects.exists()
        if not self._are_any:
            return [Overlaid(record) for record in records]
        found, hidden = corrections_of(public_ids), _hidden(public_ids)
        overlaid = [
            replace(laid_over(record, found.get(key, ()), self._feed), hidden_at=hidden.get(key))
            for key, record in zip(public_ids, records, strict=True)
        ]
        self._mark(overlaid)
        return overlaid

    def _mark(self, overlaid: list[Overlaid]) -> None:
        """The notes follow the comparison; they are rarely news."""
        ended = [one.pk for each in overlaid for one in each.superseded if one.superseded_at is None]
        again = [one.pk for each in overlaid for one in each.held if one.superseded_at is not None]
        for keys, at in ((ended, self._now), (again, None)):
            if keys:
                Correction.objects.filter(pk__in=keys).update(superseded_at=at)


def laid_over(record: StationRecord, corrections: Iterable[Correction], feed: Feed) -> Overlaid:
    """The record with those of its corrections that hold."""
    held: list[Correction] = []
    superseded: list[Correction] = []
    shown = record
    for one in sorted(corrections, key=lambda one: order(one.field)):
        if one.base == base_of(record, one.field) and has_place(shown, one.field):
            shown = with_value(shown, one.field, one.value)
            held.append(one)
        else:
            superseded.append(one)
    return Overlaid(_completed(shown, feed) if held else record, tuple(held), tuple(superseded))


def corrections_of(public_ids: Iterable[str]) -> dict[str, list[Correction]]:
    """By station."""
    found: dict[str, list[Correction]] = defaultdict(list)
    for keys in bulk.chunks(public_ids, bulk.IN_CHUNK):
        for one in Correction.objects.filter(station__in=keys):
            found[one.station].append(one)
    return found


def _hidden(public_ids: Iterable[str]) -> dict[str, datetime]:
    """Since when, by station."""
    chunks = (Hiding.objects.filter(station__in=keys) for keys in bulk.chunks(public_ids, bulk.IN_CHUNK))
    return {one.station: one.hidden_at for rows in chunks for one in rows}


def _completed(record: StationRecord, feed: Feed) -> StationRecord:
    """With what follows from hours and plugs, as of every record."""
    for step in (step_35_hours, step_60_connectors):
        record = step.clean(record, feed, lambda _kind: None)
    return record


def _source_says(one: Correction) -> Any:
    return False if one.field == Edit.Field.GONE else one.base
