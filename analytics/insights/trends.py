"""Trends: a period beside the one before it, and whether that is enough to say so.

With fewer than `LEAST` sessions on either side nothing is said, nor where what is known begins or ends within the two
periods: a feed that came, or that stopped, is no change of what happens at chargers.
A difference is called one when it is more than twice what chance makes of figures whose spread is as large as their
mean: 2·√(1/n + 1/m) of their middle.
"""

from datetime import date
from math import sqrt
from typing import Final

from django.utils.translation import gettext_lazy as _

from analytics.insights.figures import Figures, total
from analytics.insights.insight import Asked, Column, Form, Insight, Row
from analytics.insights.period import USUAL_DAYS, Period, ending
from analytics.insights.place import Place

LEAST: Final = 30
MEASURES: Final = ("sessions", "energy_wh", "mean_wh", "mean_minutes")
MORE, LESS, SAME, TOO_FEW = "MORE", "LESS", "SAME", "TOO_FEW"
NOTHING_BEFORE, ENDED = "NOTHING_BEFORE", "ENDED"
VERDICTS: Final = (MORE, LESS, SAME, TOO_FEW, NOTHING_BEFORE, ENDED)


def rows(asked: Asked) -> list[Row]:
    """Sessions, energy, and energy and length of a session."""
    known, silent = asked.place.known(), _silent(asked)
    now, then = (
        _measures(total(asked.place.days(period)) if period.within(known) else None)
        for period in (asked.period, asked.period.before)
    )
    return [
        _row(name, value, other, sample, sample_before, silent=silent)
        for (name, value, sample), (_name, other, sample_before) in zip(now, then, strict=True)
    ]


def latest(place: Place) -> date | None:
    """The last day that is known of all feeds which went on until shortly before."""
    known = place.known()
    if known is None:
        return None
    told = place.told_by(ending(known.last, 2 * USUAL_DAYS))
    return min(known.last, *(one.last for one in told))


def _silent(asked: Asked) -> str:
    """Why nothing can be said of the two periods; "" where they are all known, of each feed that tells of them."""
    both = Period(asked.period.before.first, asked.period.last)
    known, told = asked.place.known(), asked.place.told_by(both)
    if known is None or known.first > both.first or any(one.first > both.first for one in told):
        return NOTHING_BEFORE
    return ENDED if known.last < asked.period.first or any(one.last < both.last for one in told) else ""


def verdict(value: float, before: float, sample: int, sample_before: int) -> str:
    """What can be said of two figures that come from so many sessions."""
    if min(sample, sample_before) < LEAST:
        return TOO_FEW
    chance = 2 * sqrt(1 / sample + 1 / sample_before) * (value + before) / 2
    if abs(value - before) <= chance:
        return SAME
    return MORE if value > before else LESS


def _measures(sums: Figures | None) -> list[tuple[str, int | None, int]]:
    """Each with its value and the sessions that it comes from; without sums nothing is known."""
    if sums is None:
        return [(name, None, 0) for name in MEASURES]
    return [
        ("sessions", sums.sessions, sums.sessions),
        ("energy_wh", sums.energy, sums.metered),
        ("mean_wh", sums.mean_wh, sums.metered),
        ("mean_minutes", sums.mean_minutes, sums.timed),
    ]


def _row(name: str, value: int | None, before: int | None, sample: int, sample_before: int, *, silent: str) -> Row:
    said = silent or verdict(value or 0, before or 0, sample, sample_before)
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
        "figure. `NOTHING_BEFORE`: what is known there, or by one of its feeds, begins after the first day of the "
        "period before. `ENDED`: the data of one of its feeds end before the last day. `SAME`: the difference is at "
        "most 2·√(1/n + 1/m) of the middle of both, for n and m sessions, and may be chance. A feed that tells nothing "
        "in either period says nothing of them. Without `to` the period ends on the last day that all feeds know which "
        "told something in the last 60 days."
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
    latest=latest,
    tells="value",
)  # fmt: skip
