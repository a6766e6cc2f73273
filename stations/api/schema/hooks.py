"""Completes the OpenAPI document with the shapes that operations refer to."""

from typing import Any

from stations.api.schema import writing
from stations.api.schema.shapes import SHAPES

Document = dict[str, Any]

# Of the ways in that Django REST framework brings along.
_WAYS_IN = {
    "cookieAuth": "The session of whoever is logged in; whatever writes also needs the CSRF token, as `X-CSRFToken`.",
    "basicAuth": "Name and password of staff.",
}


def add_shapes(result: Document, **_: Any) -> Document:
    """A post-processing hook of drf-spectacular."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update({**SHAPES, **writing.SHAPES})
    for name, scheme in components.get("securitySchemes", {}).items():
        if words := _WAYS_IN.get(name):
            scheme.setdefault("description", words)
    return result
