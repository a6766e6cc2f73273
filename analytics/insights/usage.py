"""Usage and energy by day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from analytics.insights import columns
from analytics.insights.figures import SUMS, Figures, figures_of
from analytics.insights.insight import Asked, Column, Form, Insight, Row


def rows(asked: Asked) -> list[Row]:
    """Each day of the period: those without a session, too, and those of which nothing is known with nulls."""
    known_days = asked.place.known()
    told = asked.place.days(asked.period).values("day").annotate(**SUMS)
    sums = {row["day"]: figures_of(row) for row in told}
    return [
        _row(day, sums.get(day, Figures()) if known_days and day in known_days else None) for day in asked.period.each()
    ]


def _row(day: date, sums: Figures | None) -> Row:
    if sums is None:
        return (day, *[None] * 6)
    return (day, sums.sessions, sums.open, sums.metered, sums.energy, sums.mean_wh, sums.mean_minutes)


INSIGHT = Insight(
    name="usage",
    operation="listUsageByDay",
    title=_("Usage and energy"),
    about=_("Sessions and energy of each day. A session counts on the day on which it began."),
    says=(
        "Sessions and energy of each day; a session counts on the day on which it began. Days before the first and "
        "after the last one of which anything is known there are null."
    ),
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
    tells="sessions",
)
