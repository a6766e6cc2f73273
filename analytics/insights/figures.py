"""Sums of sessions, and what can be told from them: what nobody knows is None and never 0."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet, Sum

_NAMES: Final = ("sessions", "open", "timed", "seconds", "metered", "energy_wh", "priced", "cost")


class Figures(NamedTuple):
    """Sums of some sessions; the columns of `SessionDay`."""

    sessions: int = 0
    open: int = 0
    timed: int = 0
    seconds: int = 0
    metered: int = 0
    energy_wh: int = 0
    priced: int = 0
    cost: Decimal = Decimal(0)

    @property
    def energy(self) -> int | None:
        """Watt-hours, where any session told some; none flowed where there was no session."""
        return self.energy_wh if self.metered or not self.sessions else None

    @property
    def mean_wh(self) -> int | None:
        """Of the sessions whose energy is known."""
        return round(self.energy_wh / self.metered) if self.metered else None

    @property
    def mean_minutes(self) -> int | None:
        """Of the sessions whose length is known."""
        return round(self.seconds / self.timed / 60) if self.timed else None

    @property
    def amount(self) -> float | None:
        """Money, of the sessions whose cost is known."""
        return money(self.cost) if self.priced else None


# Aggregates by the names of the fields; columns may not be called alike.
SUMS: Final = {f"all_{name}": Sum(name) for name in _NAMES}


def figures_of(row: Mapping[str, Any]) -> Figures:
    """What `SUMS` gave."""
    sums: Iterable[Any] = (row[f"all_{name}"] or 0 for name in _NAMES)
    return Figures(*sums)


def total(rows: QuerySet[Any]) -> Figures:
    """All rows together."""
    return figures_of(rows.aggregate(**SUMS))


def money(value: Decimal) -> float:
    """As JSON has it: the four digits behind the point that are kept."""
    return float(round(Decimal(value), 4))
