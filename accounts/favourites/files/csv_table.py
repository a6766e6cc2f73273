"""Favourites as a CSV table, harmless in a spreadsheet: a text that it would take for a formula begins with '."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import astuple, fields
from typing import Any, Final

from accounts.favourites.rows import FavouriteRow

COLUMNS: Final = tuple(field.name for field in fields(FavouriteRow))
_TEXTS: Final = frozenset({"title", "address", "note"})
# Reading takes away what writing put before, and nothing else: a text may begin with ' of its own.
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_MADE_HARMLESS: Final = re.compile(r"'+[=+\-@\t\r\n]")


def write(rows: Sequence[FavouriteRow]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    table.writerows([_cell(name, value) for name, value in zip(COLUMNS, astuple(row), strict=True)] for row in rows)
    # With the mark by which spreadsheets know UTF-8.
    return out.getvalue().encode("utf-8-sig")


def read(content: bytes) -> list[dict[str, Any]]:
    """Raises ValueError."""
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if "station" not in (table.fieldnames or ()):
            raise ValueError("its first line names no column station")
        return [{name: _told(name, row.get(name)) for name in COLUMNS} for row in table]
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"it is no table ({error})") from None


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "added_at":
        return str(value.isoformat())
    text = str(value)
    return f"'{text}" if name in _TEXTS and _FORMULA.match(text) else text


def _told(name: str, value: str | None) -> str | None:
    return value[1:] if value and name in _TEXTS and _MADE_HARMLESS.match(value) else value
