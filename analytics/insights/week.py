"""Peak hours and weekdays: how many sessions began in each hour of a week."""

from django.db.models import Sum
from django.db.models.functions import ExtractIsoWeekDay
from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.insight import Asked, Column, Form, Insight, Row

WEEKDAYS, HOURS = range(1, 8), range(24)


def rows(asked: Asked) -> list[Row]:
    """All 168 hours, from Monday 0 o'clock on, by the clocks of the places; nulls where no day of it is known."""
    nothing = (0, 0) if asked.period.within(asked.place.known()) else (None, None)
    told = (
        asked.place.hours(asked.period)
        .annotate(weekday=ExtractIsoWeekDay("day"))
        .values_list("weekday", "hour")
        .annotate(Sum("sessions"), Sum("energy_wh"), Sum("metered"))
    )
    known = {(day, hour): (sessions, energy if metered else None) for day, hour, sessions, energy, metered in told}
    return [(weekday, hour, *known.get((weekday, hour), nothing)) for weekday in WEEKDAYS for hour in HOURS]


INSIGHT = Insight(
    name="peak-hours",
    operation="listPeakHours",
    title=_("Peak hours and weekdays"),
    about=_("How many sessions began in each hour of the week, by the clock of the place."),
    says="Sessions by the hour of the week in which they began, by the clock of the place: 7 × 24 rows. "
    "All are null where nothing is known of the period.",
    columns=(
        Column("weekday", _("Weekday"), Form.WEEKDAY, "1 is Monday."),
        Column("hour", _("Hour"), Form.WHOLE, "0 to 23: from then on until the next."),
        columns.SESSIONS,
        columns.ENERGY,
    ),
    rows=rows,
    example=(5, 17, 96, 1_210_400),
    tells="sessions",
)
