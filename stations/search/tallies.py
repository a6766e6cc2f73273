"""How many stations there are of each source and each operator: counted once for each version of the data."""

from functools import lru_cache

from django.db import connection

Tally = dict[int | None, int]


@lru_cache(maxsize=2)
def by_source(data_version: int) -> Tally:
    """Source id → stations that have not vanished."""
    return _counted("source_id")


@lru_cache(maxsize=2)
def by_operator(data_version: int) -> Tally:
    """Operator id → stations that have not vanished; None: those whose operator is not known."""
    return _counted("operator_id")


def _counted(column: str) -> Tally:
    with connection.cursor() as cursor:
        # Every cell is at least 0: it leads to the index that holds all the columns of a search, and the signs keep
        # the database from other indexes, by which it would read every row.
        cursor.execute(
            f"SELECT +s.{column}, count(*) FROM stations_station s WHERE s.vanished_at IS NULL AND s.cell >= 0"
            # What a source's first load brings is hidden until it is whole.
            " AND +s.source_id IN (SELECT id FROM stations_source WHERE loaded_at IS NOT NULL)"
            f" GROUP BY +s.{column}"
        )
        return dict(cursor.fetchall())
