"""What makes an insight: its name, what it takes, its columns, and the function that looks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, Final

from django.db.models import Max

from analytics.insights.period import USUAL_DAYS, Period
from analytics.insights.place import EVERYWHERE, Place
from analytics.models import Kind, RollUp

Row = tuple[Any, ...]

# In place of a name: all that are not named, together.
OTHERS: Final = "(others)"
PLACE: Final = frozenset({"operator", "source", "bbox", "station", "site"})


class Form(Enum):
    """How a figure is written, and which JSON it is. Null is "not known" in all of them."""

    TEXT = auto()
    WHOLE = auto()
    NUMBER = auto()
    MONEY = auto()
    PERCENT = auto()
    DAY = auto()
    WEEKDAY = auto()
    # A mean of stars.
    STARS = auto()
    # Watt-hours; pages show kWh.
    ENERGY = auto()
    DEGREES = auto()
    # The public id of a station: pages link with it what the next column says.
    STATION = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """`name` in the API, `words` over the table of a page, `about` in the OpenAPI document.

    `none`: what a page says in place of "not known"; `optional`: left out of its table where no row has it.
    """

    name: str
    words: Any
    form: Form
    about: str
    choices: tuple[str, ...] = ()
    none: Any = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know; `by` and `limit` where an insight takes them."""

    period: Period
    place: Place = EVERYWHERE
    by: str = ""
    limit: int = 0


def last_folded() -> datetime | None:
    """When a day was last added up."""
    latest: datetime | None = RollUp.objects.aggregate(latest=Max("folded_at"))["latest"]
    return latest


@dataclass(frozen=True, slots=True)
class Insight:
    """`name` stands in addresses, `operation` names it in the OpenAPI document, `says` describes it there.

    `kind` is what it counts, None for charging sessions; where it is neither, `latest` says the last day that is known.
    `changed`: when its rows last did. `days` are told where no period is asked for. `right`: permission without which
    nobody is told; "": public. `tells` is the column that is null where nothing is known, and "" where there is then no
    row at all. `by_months`: what it tells is of whole months.
    """

    name: str
    operation: str
    title: Any
    about: Any
    says: str
    columns: tuple[Column, ...]
    rows: Callable[[Asked], Sequence[Row]]
    example: Row
    takes: frozenset[str] = PLACE
    kind: Kind | None = None
    by: tuple[str, ...] = ()
    limits: tuple[int, int] = (0, 0)
    days: int = USUAL_DAYS
    latest: Callable[[Place], date | None] | None = None
    right: str = ""
    changed: Callable[[], datetime | None] = last_folded
    tells: str = ""
    by_months: bool = False

    def says_nothing(self, rows: Sequence[Row]) -> bool:
        """Whether nothing is known of the time and place that was asked for."""
        if not self.tells:
            return not rows
        at = next(number for number, column in enumerate(self.columns) if column.name == self.tells)
        return all(row[at] is None for row in rows)
