"""Completes the OpenAPI document: addresses as they are written, and the shapes that operations refer to."""

from collections.abc import Iterator
from typing import Any

from stations.api.schema import community, findings, writing
from stations.api.schema.shapes import SHAPES

Document = dict[str, Any]
Endpoint = tuple[str, str, str, Any]

# Paths that are answered with a slash at their end and without one stand in the document without it, but for this one.
_WITH_SLASH = "/api/v1/stations/"
_EITHER = "/?$"
# Of the ways in that Django REST framework brings along.
_WAYS_IN = {
    "cookieAuth": "The session of whoever is logged in; whatever writes also needs the CSRF token, as `X-CSRFToken`.",
}


def without_slash(endpoints: list[Endpoint], **_: Any) -> list[Endpoint]:
    """A pre-processing hook of drf-spectacular."""
    return [
        (path.rstrip("/") if regex.endswith(_EITHER) and path != _WITH_SLASH else path, regex, method, view)
        for path, regex, method, view in endpoints
    ]


def add_shapes(result: Document, **_: Any) -> Document:
    """A post-processing hook of drf-spectacular."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update({**SHAPES, **writing.SHAPES, **community.SHAPES, **findings.SHAPES})
    for name, scheme in components.get("securitySchemes", {}).items():
        if words := _WAYS_IN.get(name):
            scheme.setdefault("description", words)
    for body in _bodies(result):
        # None of ours can be left out.
        body["required"] = True
    return result


def _bodies(document: Document) -> Iterator[Document]:
    for operations in document["paths"].values():
        yield from (operation["requestBody"] for operation in operations.values() if "requestBody" in operation)
