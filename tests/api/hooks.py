"""What schemathesis is told beside the document: a parameter without a value is as one that is not given.

Forms send their empty fields, and pages and API read the same parameters (docs/api/README.md). A type can't say so.
"""

from typing import Any

import schemathesis


@schemathesis.hook
def filter_query(context: Any, query: dict[str, Any] | None) -> bool:
    """Whether every parameter of a case has a value."""
    return not any(_is_empty(value) for value in (query or {}).values())


def _is_empty(value: Any) -> bool:
    # An object is written as a parameter for each of its members.
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value in ("", [], {}) or any(_is_empty(part) for part in parts)
