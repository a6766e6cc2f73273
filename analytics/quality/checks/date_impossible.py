"""Dates that can't be."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.quality.seen import Seen

TITLE = _("Date can't be")
ABOUT = _("The station was updated, confirmed or opened in the future, or before there were such stations.")

# The first public chargers for today's cars, and the first registers of them.
_FIRST_OPENED, _FIRST_UPDATED = date(1990, 1, 1), date(2005, 1, 1)
_AHEAD: Final = timedelta(days=1)


def look(seen: Seen) -> str | None:
    """A station that is only planned may open later."""
    record = seen.record
    told = ((_day(record.last_updated), _FIRST_UPDATED), (record.confirmed_on, _FIRST_UPDATED))
    opened = () if record.operational is False else ((record.opened_on, _FIRST_OPENED),)
    ends = (seen.now + _AHEAD).astimezone(UTC).date()
    return next((str(day) for day, first in (*told, *opened) if day and not first <= day <= ends), None)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if moment else None
