"""A month as CSV: a line for each key and endpoint."""

import csv
import io
from typing import Final

from accounts.reports.figures import Report

COLUMNS: Final = ("month", "key", "endpoint", "answered", "not_modified", "refused")
# What a spreadsheet takes for the beginning of a formula: names of keys are their owner's.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report) -> bytes:
    """With a header."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for line in report.lines:
        key = f"'{line.key}" if line.key.startswith(_FORMULA) else line.key
        counts = line.counts
        table.writerow([str(report.month), key, line.endpoint, counts.answered, counts.not_modified, counts.refused])
    return out.getvalue().encode()
