"""How old the facts are, by what the source says of each station."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from stations.records import StationRecord


class Age(StrEnum):
    """Since a station was last updated or confirmed."""

    MONTH = "month"
    HALF_YEAR = "half_year"
    YEAR = "year"
    THREE_YEARS = "three_years"
    OLDER = "older"
    NOT_TOLD = "not_told"


WORDS: Final = {
    Age.MONTH: _("up to 30 days"),
    Age.HALF_YEAR: _("up to half a year"),
    Age.YEAR: _("up to a year"),
    Age.THREE_YEARS: _("up to three years"),
    Age.OLDER: _("older"),
    Age.NOT_TOLD: _("the source does not say"),
}
_UP_TO: Final = (
    (timedelta(days=30), Age.MONTH),
    (timedelta(days=183), Age.HALF_YEAR),
    (timedelta(days=366), Age.YEAR),
    (timedelta(days=3 * 366), Age.THREE_YEARS),
)


def age_of(record: StationRecord, now: datetime) -> Age:
    """By the later of both days; one in the future is as good as today."""
    today = now.astimezone(UTC).date()
    days = [day for day in (_day(record.last_updated), record.confirmed_on) if day is not None]
    if not days:
        return Age.NOT_TOLD
    old = today - max(days)
    return next((age for most, age in _UP_TO if old <= most), Age.OLDER)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if moment else None
