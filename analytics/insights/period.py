"""Of which days an insight tells: whole local days, both ends included."""

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

    def each(self) -> list[date]:
        """Its days in their order."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


def ending(last: date, days: int = USUAL_DAYS) -> Period:
    """So many days up to one."""
    return Period(last - timedelta(days=days - 1), last)
