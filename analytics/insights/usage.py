"""Usage and energy by day."""

from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.figures import SUMS, Figures, figures_of
from analytics.insights.insight import Asked, Column, Form, Insight, Row


def rows(asked: Asked) -> list[Row]:
    """Each day of the period, also those without a session."""
    told = asked.place.days(asked.period).values("day").annotate(**SUMS)
    known = {row["day"]: figures_of(row) for row in told}
    return [_row(day, known.get(day, Figures())) for day in asked.period.each()]


def _row(day: object, sums: Figures) -> Row:
    return (day, sums.sessions, sums.open, sums.metered, sums.energy, sums.mean_wh, sums.mean_minutes)


INSIGHT = Insight(
    name="usage",
    operation="listUsageByDay",
    title=_("Usage and energy"),
    about=_("Sessions and energy of each day. A session counts on the day on which it began."),
    says="Sessions and energy of each day; a session counts on the day on which it began.",
    columns=(
        columns.DAY,
        columns.SESSIONS,
        Column("open", _("Without an end"), Form.WHOLE, "Of these, those of which no end was told."),
        Column("metered", _("With known energy"), Form.WHOLE, "Of these, those whose energy is known."),
        columns.ENERGY,
        columns.MEAN_WH,
        columns.MEAN_MINUTES,
    ),
    rows=rows,
    example=("2026-11-01", 214, 2, 209, 2_717_300, 13_001, 52),
)
