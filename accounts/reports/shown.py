"""Figures of a report in words."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.reports.figures import Counts, Report
from accounts.reports.words import percent, signed, whole


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as pages and mails write it; what is not known says so."""

    total: str
    before: str
    change: str
    charged: str
    quota: str
    busiest: str
    refused: str
    lines: list[tuple[str, str, str, str, str]]


def shown(report: Report) -> Shown:
    """With grouping, by the language of now."""
    return Shown(
        total=whole(report.total.all),
        before=whole(report.before.all) if report.before else _("not known"),
        change=signed(report.change_percent),
        charged=whole(report.total.answered),
        quota=percent(report.quota_percent),
        busiest=_busiest(report),
        refused=_refused(report.total),
        lines=[(line.key, line.endpoint, *_three(line.counts)) for line in report.lines],
    )


def _three(counts: Counts) -> tuple[str, str, str]:
    return whole(counts.answered), whole(counts.not_modified), whole(counts.refused)


def _busiest(report: Report) -> str:
    if report.busiest is None:
        return _("none")
    day, number = report.busiest
    told = {"day": date_format(day, "DATE_FORMAT"), "n": whole(number), "share": percent(report.busiest_percent)}
    return _("%(day)s: %(n)s charged, %(share)s of a day's quota") % told


def _refused(counts: Counts) -> str:
    return _("%(n)s (%(share)s)") % {"n": whole(counts.refused), "share": percent(counts.refused_percent)}
