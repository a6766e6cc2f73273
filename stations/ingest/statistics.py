"""Keeps what the database knows of its own tables near the truth: by that it chooses its indexes."""

from django.db import connection, transaction

from voltway.lib.locks import write_alone

# Rows of an index that SQLite looks at: all of them would keep every other writer waiting for longer than 2 s.
_LOOKED_AT = 1_000


def renew(**_: object) -> None:
    """Look at the tables anew. PostgreSQL does it by itself too, but not at once after a large load."""
    with transaction.atomic(), connection.cursor() as cursor:
        write_alone()
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {_LOOKED_AT}")
        cursor.execute("ANALYZE")
