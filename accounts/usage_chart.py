"""What keys were used for in the last days, as a chart: of one key for its owner, of all for the console."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Usage
from accounts.usage import Outcome
from voltway.lib.charts import Chart, Series, Tone, chart, last_days

DAYS: Final = 30
_SERIES: Final = {
    Outcome.ANSWERED: Series(Tone.MAIN, gettext_lazy("answered, charged")),
    Outcome.NOT_MODIFIED: Series(Tone.SOFT, gettext_lazy("not modified (304), free")),
    Outcome.REFUSED: Series(Tone.BAD, gettext_lazy("refused (429), free")),
}


def lately(rows: QuerySet[Usage], *, now: datetime) -> QuerySet[Usage]:
    """Those of the days of UTC that end with today."""
    return rows.filter(day__gt=_today(now) - timedelta(days=DAYS))


def drawn(rows: QuerySet[Usage], *, now: datetime) -> Chart:
    """A bar for each of those days."""
    sums = {f"all_{outcome}": Sum(outcome.value) for outcome in _SERIES}
    found: Iterable[Any] = lately(rows, now=now).order_by().values("day").annotate(**sums)
    counted = {row["day"]: tuple(row[name] for name in sums) for row in found}
    days = last_days(counted, series=len(_SERIES), last=_today(now), days=DAYS)
    return chart(_("Requests"), tuple(_SERIES.values()), days)


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()
