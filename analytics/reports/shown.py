"""Figures of the service's report in words, and as CSV."""

from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.reports.words import signed, whole
from analytics.reports.service import Line, ServiceReport
from voltway.lib import tables

COLUMNS: Final = ("month", "endpoint", "calls", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as pages and mails write it."""

    facts: list[tuple[str, str]]
    lines: list[tuple[str, str, str, str]]


def shown(report: ServiceReport) -> Shown:
    """With grouping, by the language of now."""
    total = report.total
    busiest = _("none")
    if report.busiest is not None:
        day, calls = report.busiest
        busiest = _("%(day)s: %(n)s calls") % {"day": date_format(day, "DATE_FORMAT"), "n": whole(calls)}
    facts = [
        (_("Calls"), whole(total.calls)),
        (_("In the month before"), f"{whole(report.before)} ({signed(report.change_percent)})"),
        (_("Refused (4xx)"), whole(total.refused)),
        (_("Failed (5xx)"), whole(total.failed)),
        (_("Busiest day"), busiest),
        (_("Keys that were used"), whole(report.keys)),
        (_("Requests charged to keys"), whole(report.charged)),
    ]
    return Shown(facts, [(line.endpoint, *_three(line)) for line in report.lines])


def as_csv(report: ServiceReport) -> bytes:
    """A line for each endpoint, with a header."""
    rows = ((str(report.month), line.endpoint, line.calls, line.refused, line.failed) for line in report.lines)
    return tables.as_csv(COLUMNS, rows)


def _three(line: Line) -> tuple[str, str, str]:
    return whole(line.calls), whole(line.refused), whole(line.failed)
