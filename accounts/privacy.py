"""All that is kept of somebody: handed over, and deleted. Tables with a key to the user are found, not listed.

A model of ours names in `withheld` what even its owner is not shown (hashes, secrets); for those of others it stands
here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models, transaction

from accounts import letters
from accounts.models import User

_WITHHELD: Final[dict[str, frozenset[str]]] = {"mfa.Authenticator": frozenset({"data"})}


def keys_to_users() -> Iterator["models.ForeignKey[Any, Any]"]:
    """Every key to the user, of every table."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is get_user_model():
                yield field


def everything_about(user: User, *, now: datetime) -> dict[str, Any]:
    """What is kept of somebody, by table; without what would let others be them."""
    tables: dict[str, list[dict[str, Any]]] = {User._meta.label: [_told(user)]}
    for key in keys_to_users():
        rows = key.model._default_manager.filter(**{key.name: user}).order_by("pk")
        tables.setdefault(key.model._meta.label, []).extend(_told(row) for row in rows)
    return {"account": user.email, "made_at": now, "tables": tables}


def delete_account(user: User) -> None:
    """Delete somebody with all rows and files of theirs, and mails on their way to them."""
    addresses = [user.email, *user.emailaddress_set.values_list("email", flat=True)]  # type: ignore[attr-defined]
    files = list(_files_of(user))
    with transaction.atomic():
        for address in addresses:
            letters.forget(address)
        user.delete()
        for file in files:
            transaction.on_commit(lambda file=file: file.storage.delete(file.name))  # type: ignore[misc]


def _files_of(user: User) -> Iterator[models.fields.files.FieldFile]:
    for key in keys_to_users():
        names = [field.name for field in key.model._meta.local_fields if isinstance(field, models.FileField)]
        if names:
            for row in key.model._default_manager.filter(**{key.name: user}):
                yield from (file for name in names if (file := getattr(row, name)))


def _told(row: models.Model) -> dict[str, Any]:
    withheld = getattr(row, "withheld", _WITHHELD.get(row._meta.label, frozenset()))
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if field.name not in withheld}


def _value(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    """As JSON can have it; what a key leads to, in words."""
    if isinstance(field, models.ForeignKey):
        found = getattr(row, field.name)
        return None if found is None else str(found)
    value = getattr(row, field.attname)
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return value.name if isinstance(value, models.fields.files.FieldFile) else value
