"""What the steps share: how a mending is told, how it is marked, how a mended EVSE gets into its station."""

from collections.abc import Callable

from msgspec.structs import replace

from stations.records import EvseRecord, StationRecord

# Told once for each thing mended, with the kind of mending.
Mended = Callable[[str], None]


def marked(assumed: tuple[str, ...], *fields: str) -> tuple[str, ...]:
    """The names of assumed fields with these added, each once."""
    return (*assumed, *(field for field in fields if field not in assumed))


def with_evses(record: StationRecord, change: Callable[[EvseRecord], EvseRecord]) -> StationRecord:
    """The station with every EVSE passed through `change`; the same object where none changed."""
    after = tuple([change(evse) for evse in record.evses])
    if all(new is old for new, old in zip(after, record.evses, strict=True)):
        return record
    return replace(record, evses=after)
