"""What tables of sums hold, as a test compares it."""

from typing import Any

from django.db import models


def dump(*tables: type[models.Model]) -> dict[str, list[tuple[Any, ...]]]:
    """All that tables hold, without the numbers of their rows."""
    found = {}
    for table in tables:
        names = [field.attname for field in table._meta.concrete_fields if not field.primary_key]
        found[table.__name__] = sorted(table._default_manager.values_list(*names), key=repr)
    return found
