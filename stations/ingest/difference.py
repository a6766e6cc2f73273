"""What a run that is held back would do: counts and samples of what would vanish, be new and change."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from django.db.models import QuerySet

from stations.documents.identity import public_id
from stations.models import Source, SourceRecord
from stations.records import StationRecord
from stations.sources.difference import changes
from stations.sources.report import Outcome
from stations.sources.spool import Spool

# Stations named of each kind, changed facts named of one, and regions and operators that are counted apart.
SAMPLE: Final = 50
FACTS: Final = 12
APART: Final = 20
_CHUNK: Final = 500

# A station and its record as the source said it before and says it now; None where it is not there.
_Pair = tuple[str, StationRecord | None, StationRecord | None]

_decode = msgspec.msgpack.Decoder(StationRecord).decode


def difference_of(spool: Spool, source: Source) -> dict[str, Any]:
    """By what becomes of the records: all of it counted, some of it named. Reads what would be written, in flat memory.

    `{"vanished": {"count": 3, "regions": [["USA MA", 3]], "operators": …, "sample": [{"id": …, "changes": …}]}}`
    """
    written = (Outcome.NEW, Outcome.CHANGED, Outcome.RETURNED)
    parts = {outcome.value: _tally(_staged(spool, source, outcome)) for outcome in written}
    parts[Outcome.VANISHED.value] = _tally(_vanished(spool, source))
    return {name: part for name, part in parts.items() if part["count"]}


def _tally(pairs: Iterator[_Pair]) -> dict[str, Any]:
    regions: Counter[str] = Counter()
    operators: Counter[str] = Counter()
    sample: list[dict[str, Any]] = []
    for key, before, after in pairs:
        record = after or before
        assert record is not None
        regions[" ".join(filter(None, (record.country, record.state)))] += 1
        operators[record.operator.name if record.operator else ""] += 1
        if len(sample) < SAMPLE:
            sample.append(_named(key, before, after, record))
    return {
        "count": regions.total(),
        "regions": _counted(regions),
        "operators": _counted(operators),
        "sample": sample,
    }


def _named(
    key: str, before: StationRecord | None, after: StationRecord | None, record: StationRecord
) -> dict[str, Any]:
    differ = changes(before, after)[:FACTS] if before and after else []
    return {"id": key, "name": record.name or record.address or "", "city": record.city or "", "changes": differ}


def _counted(counter: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent ones; what they leave is told by the total."""
    return counter.most_common(APART)


def _staged(spool: Spool, source: Source, outcome: Outcome) -> Iterator[_Pair]:
    for chunk in spool.chunks([outcome], _CHUNK):
        ids = [staged.native_id for staged in chunk]
        there = (
            {} if outcome == Outcome.NEW else _facts_of(SourceRecord.objects.filter(source=source, native_id__in=ids))
        )
        for staged in chunk:
            before = there.get(staged.native_id)
            yield public_id(source.uid, staged.native_id), before, _decode(staged.facts)


def _vanished(spool: Spool, source: Source) -> Iterator[_Pair]:
    for keys in spool.vanished(_CHUNK):
        there = _facts_of(SourceRecord.objects.filter(pk__in=keys))
        yield from ((public_id(source.uid, native_id), record, None) for native_id, record in there.items())


def _facts_of(rows: QuerySet[SourceRecord]) -> dict[str, StationRecord]:
    return {native_id: _decode(bytes(facts)) for native_id, facts in rows.values_list("native_id", "facts")}
