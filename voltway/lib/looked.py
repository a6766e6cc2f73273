"""What somebody looked at before they said what is to be done: a mark of each row, sent along with the form.

A row that is another by then is left: nobody shows a text that they have not seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db import models
from django.utils.crypto import salted_hmac

# The field of a form that holds marks, each behind the key of its row: "17:0123456789abcdef 18:…".
FIELD: Final = "looked_at"
_SALT: Final = "voltway.lib.looked"
# Hexadecimal digits: as many as nobody meets by chance.
_DIGITS: Final = 16


def mark(row: models.Model, columns: Sequence[str]) -> str:
    """A row's key and a keyed digest of columns, as they are; "" where there are none that could be another."""
    if not columns:
        return ""
    values = repr([row._meta.label_lower, row.pk, *(getattr(row, name) for name in columns)])
    return f"{row.pk}:{salted_hmac(_SALT, values, algorithm='sha256').hexdigest()[:_DIGITS]}"


def marks_of(sent: Iterable[str]) -> Mapping[str, str]:
    """Marks by the key of their row, from fields of a form."""
    return {one.rpartition(":")[0]: one for field in sent for one in field.split()}
