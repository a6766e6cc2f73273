"""Of which days an insight tells: whole local days, both ends included."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

USUAL_DAYS: Final = 30
# Three years and a bit: what a page can draw and a program can read.
MAX_DAYS: Final = 1_100
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last one."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, up to the day before the first."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def months(self) -> "Period":
        """All of the months of which it has a day."""
        return Period(self.first.replace(day=1), self.last.replace(day=monthrange(self.last.year, self.last.month)[1]))

    def each_month(self) -> "Iterator[Period]":
        """Its months, each whole."""
        month = Period(self.first, self.first).months
        while month.first <= self.last:
            yield month
            after = month.last + timedelta(days=1)
            month = Period(after, after).months

    def within(self, other: "Period | None") -> "Period | None":
        """The days that both have; None for none."""
        if other is None or other.first > self.last or self.first > other.last:
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def each(self) -> list[date]:
        """Its days in their order."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def ending(last: date, days: int = USUAL_DAYS) -> Period:
    """So many days up to one."""
    return Period(last - timedelta(days=days - 1), last)
