"""Tables as CSV that a spreadsheet may open."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

# A spreadsheet takes a text that begins with one of these for a formula. The apostrophe is among them so that the one
# put before a text can be told from a text's own.
RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8, with a header. None is an empty cell; texts that a spreadsheet would run get an apostrophe before them."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell
