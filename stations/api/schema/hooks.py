"""Completes the OpenAPI document with the shapes that operations refer to."""

from typing import Any

from stations.api.schema import writing
from stations.api.schema.shapes import SHAPES


def add_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A post-processing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {}).update({**SHAPES, **writing.SHAPES})
    return result
