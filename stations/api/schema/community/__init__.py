"""What the OpenAPI document says of what drivers tell: operations, shapes, examples and errors, by kind."""

from typing import Any

from stations.api.schema.community import edits, photos, reviews

SHAPES: dict[str, dict[str, Any]] = {**edits.SHAPES, **photos.SHAPES, **reviews.SHAPES}
