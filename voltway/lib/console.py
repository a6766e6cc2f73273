"""What the apps bring to the operator's console: matters that need somebody now, charts of late, and what was changed.

`settings.CONSOLE_MATTERS` and others name the functions that look, so that an upper app adds its own
without being known here.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, models
from django.utils.module_loading import import_string

from voltway.lib.charts import Chart

logger = logging.getLogger(__name__)


class Level(IntEnum):
    """How soon somebody should come."""

    # Drivers or programs are told what is wrong, or nothing, until somebody comes.
    NOW = 1
    SOON = 2
    WHEN_THERE_IS_TIME = 3


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs a person. `right` is the permission that shows it; `address` is where its remedy is."""

    level: Level
    words: str
    address: str
    right: str
    # Why, as far as it is known.
    detail: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of the last days, and the permission that shows it."""

    chart: Chart
    right: str


@dataclass(frozen=True, slots=True)
class Home:
    """What somebody is shown. `failed` names what could not be looked at: the rest is shown all the same."""

    matters: list[Matter]
    charts: list[Chart]
    failed: list[str]


@dataclass(frozen=True, slots=True)
class Undo:
    """How a row is brought back: what was done at once with it, and its columns then and since."""

    batch: UUID
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a row, for the audit trail: what `ModelAdmin.log_change` is given as its message."""

    words: str = ""
    # The name of each field that is another now, what it was, and what it is.
    fields: Sequence[tuple[Any, Any, Any]] = ()
    # Which act did it, if one did, and the way back.
    act: str = ""
    undo: Undo | None = None


T = TypeVar("T", Matter, Drawing)


def home(user: Any, *, now: datetime) -> Home:
    """What somebody may see, the worst first."""
    failed: list[str] = []
    matters: list[Matter] = _looked(settings.CONSOLE_MATTERS, now, failed)
    drawings: list[Drawing] = _looked(settings.CONSOLE_CHARTS, now, failed)
    shown = sorted((matter for matter in matters if user.has_perm(matter.right)), key=_rank)
    return Home(shown, [drawing.chart for drawing in drawings if user.has_perm(drawing.right)], failed)


def trail_of(row: models.Model) -> Any:
    """What was done to a row in the console, the latest first: entries of the audit trail that an upper app keeps."""
    return import_string(settings.CONSOLE_TRAIL)(row._meta.label_lower, str(row.pk))


def write_down(row: models.Model, action: str, change: Change, *, by: Any) -> None:
    """An entry in the audit trail about a row that was ADDED, CHANGED or DELETED beside the one that was acted on."""
    import_string(settings.CONSOLE_WRITE)(row=row, action=action, change=change, by=by)


def _looked(names: Iterable[str], now: datetime, failed: list[str]) -> list[T]:
    found: list[T] = []
    for name in names:
        look: Callable[[datetime], Iterable[T]] = import_string(name)
        try:
            found += look(now)
        except (DatabaseError, OSError):
            logger.exception("console.look_failed", extra={"look": name})
            failed.append(name)
    return found


def _rank(matter: Matter) -> tuple[int, float]:
    """The worst first, and of those the oldest."""
    return matter.level, matter.since.timestamp() if matter.since else float("inf")
