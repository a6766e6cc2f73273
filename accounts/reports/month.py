"""Months of UTC."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils.formats import date_format

from accounts.usage import KEPT_DAYS

_WRITTEN: Final = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """By its first day."""

    first: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), UTC)

    @property
    def ends(self) -> datetime:
        """The moment in which the next one begins."""
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), UTC)

    @property
    def last(self) -> date:
        return self.first.replace(day=self.days)

    @property
    def days(self) -> int:
        return monthrange(self.first.year, self.first.month)[1]

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def words(self) -> str:
        """As a page writes it, by the language of now."""
        return date_format(self.first, "F Y")

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def month_of(now: datetime) -> Month:
    """The month that a moment lies in."""
    return Month(now.astimezone(UTC).date().replace(day=1))


def read(text: str) -> Month | None:
    """The month of a text such as "2026-10"; None for any other."""
    return Month(date.fromisoformat(f"{text}-01")) if _WRITTEN.fullmatch(text) else None


def asked(text: str, now: datetime) -> Month | None:
    """The month that a page is asked for, without a text the one that it is; None for a text that is none, or for a
    month of which usage is deleted."""
    month = read(text) if text else month_of(now)
    return month if month and is_kept(month, now) else None


def is_kept(month: Month, now: datetime) -> bool:
    """Whether the usage of all of its days is still there."""
    return month.first >= now.astimezone(UTC).date() - timedelta(days=KEPT_DAYS)


def offered(now: datetime, count: int = 13) -> list[Month]:
    """So many months up to this one, the latest first: what is longer ago is deleted."""
    months = [month_of(now)]
    while len(months) < count:
        months.append(months[-1].before)
    return months
