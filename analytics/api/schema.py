"""What the OpenAPI document says of insights, written from their columns."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from analytics.insights.insight import Column, Form, Insight
from analytics.insights.parameters import MAX_REPEATS
from analytics.insights.period import MAX_DAYS
from analytics.insights.registry import INSIGHTS, REPORTS
from stations.api.schema import examples
from stations.api.schema.operations import ALWAYS, JSON, PROBLEM, Operation, answer, problem
from stations.api.schema.parameters import AREA
from stations.api.schema.words import ref

Schema = dict[str, Any]

_WHOLE: Final[Schema] = {"type": ["integer", "null"]}
_NUMBER: Final[Schema] = {"type": ["number", "null"]}
_TEXT: Final[Schema] = {"type": ["string", "null"]}
_FORMS: Final[dict[Form, Schema]] = {
    Form.TEXT: _TEXT,
    Form.STATION: _TEXT,
    Form.DAY: {"type": "string", "format": "date"},
    Form.WHOLE: _WHOLE,
    Form.ENERGY: _WHOLE,
    Form.WEEKDAY: {"type": "integer", "minimum": 1, "maximum": 7},
    Form.NUMBER: _NUMBER,
    Form.MONEY: _NUMBER,
    Form.STARS: {"type": "number", "minimum": 1, "maximum": 5},
    Form.PERCENT: _NUMBER,
    Form.DEGREES: {"type": "number"},
}
_DAY: Final[Schema] = {"type": "string", "format": "date"}
_SLUG: Final[Schema] = {"type": "string", "pattern": "^[a-z0-9_-]{1,80}$"}
_FIRST: Final = "The first day. Without it {days:,} days end with `to`. Example: `2026-10-01`"
_LAST: Final = (
    f"The last day, {MAX_DAYS:,} days after the first at most. Without it the last one of which anything is known, "
    "or as many days after `from`."
)


def _one(name: str, shape: Schema, words: str) -> OpenApiParameter:
    return OpenApiParameter(name, shape, OpenApiParameter.QUERY, description=words)


def _several(name: str, items: Schema, words: str) -> OpenApiParameter:
    shape = {"type": "array", "items": items, "maxItems": MAX_REPEATS}
    return OpenApiParameter(name, shape, OpenApiParameter.QUERY, description=words, style="form", explode=True)


_TAKEN: Final = {
    "operator": _several("operator", _SLUG, "Slugs of operators, any of which will do."),
    "source": _several("source", _SLUG, "Uids of sources, any of which will do: of feeds, where it is about sessions."),
    "bbox": AREA[0],
    "station": _several("station", {"type": "string", "pattern": "^[a-z2-7]{12}$"}, "Ids of stations."),
    "site": _several(
        "site",
        {"type": "string", "minLength": 1, "maxLength": 200},
        "Places by what a source calls them, where no station of ours is known.",
    ),
}
_FORMAT: Final = _one(
    "format",
    {"type": "string", "enum": ["json", "csv"]},
    "The format, whatever `Accept` says. `Accept: text/csv` asks for it, too.",
)


def shape_name(insight: Insight) -> str:
    """Such as PeakHours."""
    return "".join(word.capitalize() for word in insight.name.split("-"))


def operation(insight: Insight) -> Operation:
    """What it is for, what it takes, and all that it may answer."""
    refused = {
        (401, PROBLEM): problem("Nobody is logged in.", examples.NOT_SIGNED_IN),
        (403, PROBLEM): problem("Whoever is logged in has not the right.", examples.NOT_ALLOWED),
    }
    return {
        "operation_id": insight.operation,
        "summary": str(shape_words(insight)),
        "description": insight.says,
        "tags": ["analytics"],
        "parameters": [*_period(insight), *_parameters(insight), _FORMAT],
        "responses": {
            (200, JSON): answer(shape_name(insight), "The rows, and the days that they are of.", _example(insight)),
            (200, "text/csv"): OpenApiResponse({"type": "string", "format": "binary"}, "The rows as a table."),
            (406, PROBLEM): problem("No format that there is is accepted.", examples.NOT_ACCEPTABLE),
            **(refused if insight.right else {}),
            **ALWAYS,
        },
    }


def shape_words(insight: Insight) -> str:
    """The summary: its name in words."""
    return insight.name.replace("-", " ").capitalize().replace("Api", "API")


def _period(insight: Insight) -> list[OpenApiParameter]:
    return [_one("from", _DAY, _FIRST.format(days=insight.days)), _one("to", _DAY, _LAST)]


def _parameters(insight: Insight) -> list[OpenApiParameter]:
    taken = [_TAKEN[name] for name in _TAKEN if name in insight.takes]
    if insight.by:
        shape: Schema = {"type": "string", "enum": list(insight.by), "default": insight.by[0]}
        taken.append(_one("by", shape, "What a row is of."))
    if "limit" in insight.takes:
        usual, most = insight.limits
        shape = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
        taken.append(_one("limit", shape, "How many rows, at most."))
    return taken


def _example(insight: Insight) -> dict[str, Any]:
    row = {column.name: value for column, value in zip(insight.columns, insight.example, strict=True)}
    return {"data": [row], "next": None, "from": "2026-10-25", "to": "2026-11-23"}


def _column(column: Column) -> Schema:
    shape = {**_FORMS[column.form], "description": column.about}
    return {**shape, "type": "string", "enum": list(column.choices)} if column.choices else shape


def _row(insight: Insight) -> Schema:
    properties = {column.name: _column(column) for column in insight.columns}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(insight: Insight) -> Schema:
    members: Schema = {
        "data": {"type": "array", "items": ref(f"{shape_name(insight)}Row")},
        "next": {"type": "null", "description": "There are no pages: `limit`, where there is one, says how many rows."},
        "from": {**_DAY, "description": "The first day."},
        "to": {**_DAY, "description": "The last day."},
    }
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


_ANSWERED: Final = (*INSIGHTS.values(), *REPORTS.values())
SHAPES: Final[dict[str, Schema]] = {
    **{f"{shape_name(insight)}Row": _row(insight) for insight in _ANSWERED},
    **{shape_name(insight): _list(insight) for insight in _ANSWERED},
}


def add_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(SHAPES)
    return result
