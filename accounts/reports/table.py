"""A month as CSV: a line for each key and endpoint."""

from dataclasses import astuple
from typing import Final

from accounts.reports.figures import Report
from voltway.lib import tables

COLUMNS: Final = ("month", "key", "endpoint", "answered", "not_modified", "refused")


def as_csv(report: Report) -> bytes:
    """With a header."""
    rows = ((str(report.month), line.key, line.endpoint, *astuple(line.counts)) for line in report.lines)
    return tables.as_csv(COLUMNS, rows)
