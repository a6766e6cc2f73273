"""Completes the OpenAPI document: addresses as they are written, and the shapes that operations refer to."""

from typing import Any

from stations.api.schema import writing
from stations.api.schema.shapes import SHAPES

# Paths that are answered with a slash at their end and without one stand in the document without it, but for this one.
_WITH_SLASH = "/api/v1/stations/"
_EITHER = "/?$"

Endpoint = tuple[str, str, str, Any]


def without_slash(endpoints: list[Endpoint], **_: Any) -> list[Endpoint]:
    """A pre-processing hook of drf-spectacular."""
    return [
        (path.rstrip("/") if regex.endswith(_EITHER) and path != _WITH_SLASH else path, regex, method, view)
        for path, regex, method, view in endpoints
    ]


def add_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update({**SHAPES, **writing.SHAPES})
    return result
