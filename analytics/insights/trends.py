"""Trends: a period beside the one before it, and whether that is enough to say so.

With fewer than `LEAST` sessions on either side nothing is said, nor where the sums begin within the period before.
A difference is called one when it is more than twice what chance makes of figures whose spread is as large as their
mean: 2·√(1/n + 1/m) of their middle.
"""

from math import sqrt
from typing import Final

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from analytics.insights.figures import Figures, total
from analytics.insights.insight import Asked, Column, Form, Insight, Row

LEAST: Final = 30
MEASURES: Final = ("sessions", "energy_wh", "mean_wh", "mean_minutes")
MORE, LESS, SAME, TOO_FEW, NOTHING_BEFORE = VERDICTS = ("MORE", "LESS", "SAME", "TOO_FEW", "NOTHING_BEFORE")


def rows(asked: Asked) -> list[Row]:
    """Sessions, energy, and energy and length of a session."""
    before = asked.period.before
    now, then = total(asked.place.days(asked.period)), total(asked.place.days(before))
    begun = asked.place.days().aggregate(first=Min("day"))["first"]
    whole = begun is not None and begun <= before.first
    return [
        _row(name, value, other, sample, sample_before, whole=whole)
        for (name, value, sample), (_name, other, sample_before) in zip(_measures(now), _measures(then), strict=True)
    ]


def verdict(value: float, before: float, sample: int, sample_before: int) -> str:
    """What can be said of two figures that come from so many sessions."""
    if min(sample, sample_before) < LEAST:
        return TOO_FEW
    chance = 2 * sqrt(1 / sample + 1 / sample_before) * (value + before) / 2
    if abs(value - before) <= chance:
        return SAME
    return MORE if value > before else LESS


def _measures(sums: Figures) -> list[tuple[str, int | None, int]]:
    """Each with its value and the sessions that it comes from."""
    return [
        ("sessions", sums.sessions, sums.sessions),
        ("energy_wh", sums.energy, sums.metered),
        ("mean_wh", sums.mean_wh, sums.metered),
        ("mean_minutes", sums.mean_minutes, sums.timed),
    ]


def _row(name: str, value: int | None, before: int | None, sample: int, sample_before: int, *, whole: bool) -> Row:
    said = verdict(value or 0, before or 0, sample, sample_before) if whole else NOTHING_BEFORE
    change = None
    if said in (MORE, LESS, SAME) and before and value is not None:
        change = round(100 * (value - before) / before, 1)
    return (name, value, before, change, said, sample, sample_before)


INSIGHT = Insight(
    name="trends",
    operation="listTrends",
    title=_("Trends"),
    about=_(
        "The period beside the one before it. Nothing is said of fewer than 30 sessions on either side, and a"
        " difference that chance makes is none."
    ),
    says=(
        "A period beside the one of as many days before it. `TOO_FEW`: fewer than 30 sessions on either side have the "
        "figure. `NOTHING_BEFORE`: what is known begins within the period before, or after it. `SAME`: the difference "
        "is at most 2·√(1/n + 1/m) of the middle of both, for n and m sessions, and may be chance."
    ),
    columns=(
        Column("measure", _("Measure"), Form.TEXT, "What is compared.", MEASURES),
        Column("value", _("This period"), Form.WHOLE, "In this period."),
        Column("before", _("The period before"), Form.WHOLE, "In the period before."),
        Column("change_percent", _("Change"), Form.PERCENT, "Of the period before; null where nothing can be said."),
        Column("verdict", _("What it says"), Form.TEXT, "What can be said.", VERDICTS),
        Column("sample", _("From sessions"), Form.WHOLE, "Sessions that the figure comes from."),
        Column("sample_before", _("From sessions before"), Form.WHOLE, "The same, in the period before."),
    ),
    rows=rows,
    example=("sessions", 2_114, 1_820, 16.2, MORE, 2_114, 1_820),
)  # fmt: skip
