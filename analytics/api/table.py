"""Rows of an insight as JSON and as CSV."""

from collections.abc import Sequence

import orjson

from analytics.insights.insight import Asked, Insight, Row
from voltway.lib import tables


def as_json(insight: Insight, asked: Asked, rows: Sequence[Row]) -> bytes:
    """The rows as objects, and the days that they are of."""
    names = [column.name for column in insight.columns]
    data = [dict(zip(names, row, strict=True)) for row in rows]
    return orjson.dumps({"data": data, "next": None, "from": asked.period.first, "to": asked.period.last})


def as_csv(insight: Insight, rows: Sequence[Row]) -> bytes:
    """The same with a header; what is not known is empty."""
    return tables.as_csv([column.name for column in insight.columns], rows)
