"""Rows of an insight as JSON and as CSV."""

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

import orjson

from analytics.insights.insight import Asked, Form, Insight, Row

# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_json(insight: Insight, asked: Asked, rows: Sequence[Row]) -> bytes:
    """The rows as objects, and the days that they are of."""
    names = [column.name for column in insight.columns]
    data = [dict(zip(names, row, strict=True)) for row in rows]
    return orjson.dumps({"data": data, "next": None, "from": asked.period.first, "to": asked.period.last})


def as_csv(insight: Insight, rows: Sequence[Row]) -> bytes:
    """The same with a header; what is not known is empty."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([column.name for column in insight.columns])
    for row in rows:
        table.writerow([_cell(value, column.form) for value, column in zip(row, insight.columns, strict=True)])
    return out.getvalue().encode()


def _cell(value: Any, form: Form) -> Any:
    if value is None:
        return ""
    return f"'{value}" if form is Form.TEXT and str(value).startswith(_FORMULA) else value
