"""The last days of imports and of what drivers told, for the console's home."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DateField, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.models import CheckIn, Edit, FaultReport, ImportRun, Photo, Review, Source
from voltway.lib.charts import Chart, Series, Tone, chart, last_days
from voltway.lib.console import Drawing

DAYS: Final = 30
_RUNS: Final = {
    ImportRun.State.COMPLETED: Series(Tone.MAIN, gettext_lazy("completed")),
    ImportRun.State.HELD: Series(Tone.SOFT, gettext_lazy("held back")),
    ImportRun.State.FAILED: Series(Tone.BAD, gettext_lazy("failed")),
}
_TOLD: Final[Mapping[Series, tuple[Any, ...]]] = {
    Series(Tone.MAIN, gettext_lazy("check-ins")): (CheckIn,),
    Series(Tone.SOFT, gettext_lazy("reviews, photos, suggestions")): (Review, Photo, Edit),
    Series(Tone.BAD, gettext_lazy("fault reports")): (FaultReport,),
}


def runs(now: datetime) -> Iterator[Drawing]:
    """Imports by how they ended."""
    yield _runs(_("Imports"), ImportRun.objects.all(), now)


def runs_of(source: Source, now: datetime) -> Chart:
    """Those of one source."""
    return _runs(_("Its runs of the last 30 days (UTC)"), source.runs.all(), now).chart


def told(now: datetime) -> Iterator[Drawing]:
    """What drivers told."""
    counted = [
        sum((_by_day(kind.objects.all(), "created_at", now) for kind in kinds), Counter()) for kinds in _TOLD.values()
    ]
    yield _drawing(_("What drivers told"), tuple(_TOLD), counted, now, "stations.view_checkin")


def _runs(title: str, runs: QuerySet[ImportRun], now: datetime) -> Drawing:
    counted = [_by_day(runs.filter(state=state), "started_at", now) for state in _RUNS]
    return _drawing(title, tuple(_RUNS.values()), counted, now, "stations.view_importrun")


def _by_day(rows: QuerySet[Any], moment: str, now: datetime) -> Counter[date]:
    """How many there are of each day of UTC: a count between two instants of the column's index for each.

    To group them by their day, the database would ask Python for the day of every row, or read each from the table.
    """
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first, *others = [_of_a_day(rows, moment, today - timedelta(days=ago)) for ago in range(DAYS)]
    return Counter(dict(first.union(*others, all=True)))


def _of_a_day(rows: QuerySet[Any], moment: str, begins: datetime) -> QuerySet[Any]:
    day = Value(begins.date(), output_field=DateField())
    within = rows.order_by().filter((f"{moment}__gte", begins), (f"{moment}__lt", begins + timedelta(days=1)))
    counted: QuerySet[Any] = within.annotate(day=day).values("day").annotate(count=Count("*"))
    return counted.values_list("day", "count")


def _drawing(
    title: str, series: tuple[Series, ...], counted: Iterable[Counter[date]], now: datetime, right: str
) -> Drawing:
    columns = list(counted)
    days = {day: tuple(column[day] for column in columns) for column in columns for day in column}
    bars = last_days(days, series=len(series), last=now.astimezone(UTC).date(), days=DAYS)
    return Drawing(chart(title, series, bars), right)
