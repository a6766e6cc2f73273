"""A suggestion field by field, as a moderator needs it: shown then and now, suggested, what the source says."""

from dataclasses import dataclass
from typing import Any

from stations.ingest.edits.current import Current, current
from stations.models import Edit
from stations.sources.corrections.fields import value_of
from voltway.lib import geo
from voltway.lib.problems import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """One field. `moved_m`: metres between the positions. `changed`: what is shown is no longer what was shown then."""

    field: str
    was: Any
    shown: Any
    suggested: Any
    source_says: Any
    moved_m: float | None
    changed: bool


def compared(edit: Edit) -> list[Line]:
    """All fields of a suggestion; of a station that is no more, or not yet, nothing is shown."""
    there = _there(edit)
    return [_line(there, field, told) for field, told in edit.changes.items()]


def _there(edit: Edit) -> Current | None:
    if edit.kind == Edit.Kind.ADD:
        return None
    try:
        return current(edit.station)
    except NotFound:
        return None


def _line(there: Current | None, field: str, told: dict[str, Any]) -> Line:
    shown = value_of(there.shown, field) if there else None
    if there and field == Edit.Field.GONE:
        shown = there.vanished
    return Line(
        field=field,
        was=told["from"],
        shown=shown,
        suggested=told["to"],
        source_says=value_of(there.said, field) if there else None,
        moved_m=_moved(shown, told["to"]) if field == Edit.Field.COORDINATES else None,
        changed=there is not None and shown != told["from"],
    )


def _moved(here: dict[str, float] | None, there: dict[str, float]) -> float | None:
    if here is None:
        return None
    return geo.distance_m(here["latitude"], here["longitude"], there["latitude"], there["longitude"])
