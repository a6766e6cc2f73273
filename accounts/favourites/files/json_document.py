"""Favourites as a JSON document."""

from collections.abc import Sequence
from typing import Any

import orjson

from accounts.favourites.rows import FavouriteRow

VERSION = 1


def write(rows: Sequence[FavouriteRow]) -> bytes:
    return orjson.dumps({"voltway_favourites": VERSION, "favourites": rows}, option=orjson.OPT_INDENT_2)


def read(content: bytes) -> list[dict[str, Any]]:
    """Raises ValueError."""
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise ValueError("it is not JSON") from None
    rows = document.get("favourites") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise ValueError('it holds no list "favourites"')
    return rows
