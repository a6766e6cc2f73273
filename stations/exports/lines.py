"""A page of a list as CSV: the rows that an export of it would have."""

import io
from collections.abc import Collection, Sequence

from stations.exports.columns import COLUMNS

NAMES = tuple(column.name for column in COLUMNS)


def table(documents: Sequence[bytes], names: Collection[str] = NAMES) -> bytes:
    """A header and a line for each document, with these columns in the order of exports."""
    # Heavy, and most processes of the site never need it.
    from pyarrow import csv

    from stations.exports import cells
    from stations.exports import documents as arrow

    file = io.BytesIO()
    rows = cells.PLAIN_SCHEMA.empty_table()
    if documents:
        rows = cells.harmless(cells.read(arrow.parse(documents, arrow.POINTS)))
    csv.write_csv(rows.select([name for name in NAMES if name in names]), file)
    return file.getvalue()
