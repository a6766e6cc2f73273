"""A file of made-up stations, for imports that are disturbed."""

import json
from pathlib import Path

from tests.fakes.feeds import evse, row


def rows_file(folder: Path, count: int) -> Path:
    """So many places, two EVSEs each."""
    places = [
        row(f"p{n:05}", lat=42 + n / 100_000, evses=[evse("1", evse_id=f"US*ABC*E{n}"), evse("2")])
        for n in range(count)
    ]
    path = folder / "rows.json"
    path.write_text(json.dumps(places))
    return path
