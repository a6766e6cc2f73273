"""The engine that `DATABASES` names: Django's own, but for the collation of text and for processes that fork."""

import os
from typing import Any, Final

from django.db.backends.postgresql import base, schema

# Byte by byte, whatever the database was created with: order, LIKE and lower() are then the same as on SQLite.
COLLATION: Final = "C"
_TEXT: Final = ("varchar", "text", "char")
# Pools of the parent process: their threads are gone in a forked child, and their connections are the parent's.
_of_the_parent: list[Any] = []


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Gives every text column the collation "C"."""

    def __enter__(self) -> "DatabaseSchemaEditor":
        super().__enter__()
        # An index of a large table takes longer than a statement of a request may; waiting for a lock still ends.
        self.execute("SET statement_timeout = 0")
        return self

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        super().__exit__(exc_type, exc_value, traceback)
        if exc_type is None:
            self.connection.cursor().execute("SET statement_timeout = DEFAULT")

    def _iter_column_sql(
        self, column_db_type: Any, params: Any, model: Any, field: Any, field_db_params: Any, include_default: Any
    ) -> Any:
        given = {**field_db_params, "collation": field_db_params.get("collation") or _collation(column_db_type)}
        return super()._iter_column_sql(  # type: ignore[misc]
            column_db_type, params, model, field, given, include_default
        )

    def _alter_column_type_sql(
        self, model: Any, old_field: Any, new_field: Any, new_type: str, old_collation: Any, new_collation: Any
    ) -> Any:
        collation = new_collation or _collation(new_type)
        return super()._alter_column_type_sql(  # type: ignore[misc]
            model, old_field, new_field, new_type, old_collation, collation
        )

    def _create_like_index_sql(self, model: Any, field: Any) -> None:
        """None: an index in the collation "C" answers LIKE as it is."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL."""

    SchemaEditorClass = DatabaseSchemaEditor


def _collation(db_type: str) -> str | None:
    return COLLATION if db_type.startswith(_TEXT) else None


def _forget_pools() -> None:
    pools: dict[str, Any] = vars(base.DatabaseWrapper)["_connection_pools"]
    _of_the_parent.append(dict(pools))
    pools.clear()


os.register_at_fork(after_in_child=_forget_pools)
