"""Finds or makes the rows that many stations share: operators and schedules."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import msgspec
from django.db.models import Q

from stations.documents.identity import operator_key
from stations.hours.model import OpeningHours, opening_key, schedule
from stations.models import Operator, Schedule
from stations.records import OperatorRecord, StationRecord
from stations.sources.derive import Ties
from voltway.lib.text import slug

_encode = msgspec.msgpack.Encoder().encode


class TieMaker:
    """Resolves operators and schedules, remembering those already seen; call it inside a write transaction."""

    def __init__(self) -> None:
        self._operators: dict[str, tuple[int, str]] = {}
        self._schedules: dict[bytes, int] = {}
        self._keys: dict[str, str] = {}

    def ties(self, records: Iterable[tuple[str, StationRecord, str]]) -> list[Ties]:
        """Ties of (public id, record, group) in order."""
        rows = list(records)
        self._learn_operators({r.operator.name: r.operator for _, r, _ in rows if r.operator})
        self._learn_schedules(rows)
        return [self._ties(public_id, record, group) for public_id, record, group in rows]

    def _ties(self, public_id: str, record: StationRecord, group: str) -> Ties:
        operator_id, operator_slug = (
            self._operators[self._keys[record.operator.name]] if record.operator else (None, None)
        )
        key = schedule_key(record.hours, record.time_zone)
        return Ties(public_id, operator_id, operator_slug, self._schedules[key] if key else None, group)

    def _learn_operators(self, named: dict[str, OperatorRecord]) -> None:
        for name in named.keys() - self._keys.keys():
            self._keys[name] = operator_key(name)
        wanted: dict[str, OperatorRecord] = {}
        for name, record in named.items():
            if self._keys[name] not in self._operators:
                # The first spelling is the one that is shown.
                wanted.setdefault(self._keys[name], record)
        if not wanted:
            return
        self._recall_operators(wanted)
        for key, record in wanted.items():
            if key not in self._operators:
                made = Operator.objects.create(
                    slug=_free_slug(record.name),
                    name=record.name,
                    key=key,
                    website=record.website or "",
                    phone=record.phone or "",
                    email=record.email or "",
                    party_id=record.party_id or "",
                )
                self._operators[key] = (made.pk, made.slug)

    def _recall_operators(self, wanted: dict[str, OperatorRecord]) -> None:
        for pk, key, found in Operator.objects.filter(key__in=list(wanted)).values_list("pk", "key", "slug"):
            self._operators[key] = (pk, found)

    def _learn_schedules(self, rows: list[tuple[str, StationRecord, str]]) -> None:
        wanted: dict[bytes, tuple[OpeningHours, str]] = {}
        for _, record, _ in rows:
            key = schedule_key(record.hours, record.time_zone)
            facts = schedule(record.hours)
            if key and facts and key not in self._schedules:
                wanted[key] = (facts, record.time_zone or "")
        if not wanted:
            return
        known = Schedule.objects.filter(key__in=list(wanted)).values_list("key", "pk")
        self._schedules.update((bytes(key), pk) for key, pk in known)
        for key, (facts, zone) in wanted.items():
            if key not in self._schedules:
                made = Schedule.objects.create(key=key, hours=_encode(facts), time_zone=zone)
                self._schedules[key] = made.pk


@lru_cache(maxsize=4096)
def schedule_key(hours: OpeningHours | None, time_zone: str | None) -> bytes | None:
    """16 bytes, the same for the same hours in the same time zone; None when nothing is known of the hours."""
    key = opening_key(hours)
    return blake2b(f"{key}\n{time_zone or ''}".encode(), digest_size=16).digest() if key else None


def _free_slug(name: str) -> str:
    base = slug(name)[:70] or "operator"
    taken = set(Operator.objects.filter(Q(slug=base) | Q(slug__startswith=f"{base}-")).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(candidate for n in range(2, len(taken) + 3) if (candidate := f"{base}-{n}") not in taken)
