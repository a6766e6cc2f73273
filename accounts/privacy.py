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
from django.db.models import Q

from accounts import letters
from accounts.models import AuditEntry, User

_WITHHELD: Final[dict[str, frozenset[str]]] = {"mfa.Authenticator": frozenset({"data"})}


def ways_to_users() -> Iterator[tuple[type[models.Model], str]]:
    """Every table that belongs to users, with the way there: its own key, or one of a table of ours it leads to."""
    for model in apps.get_models(include_auto_created=True):
        for way in _ways(model):
            yield model, way


def everything_about(*, user: User, now: datetime) -> dict[str, Any]:
    """What is kept of somebody, by table; without what would let others be them."""
    tables: dict[str, list[dict[str, Any]]] = {User._meta.label: [_told(user)]}
    for model, way in ways_to_users():
        rows = model._default_manager.filter(**{way: user}).order_by("pk")
        tables.setdefault(model._meta.label, []).extend(_told(row) for row in rows)
    return {"account": user.email, "made_at": now, "tables": tables}


def withheld_of(row: models.Model) -> frozenset[str]:
    """Columns that not even the row's owner is shown."""
    withheld: frozenset[str] = getattr(row, "withheld", _WITHHELD.get(row._meta.label, frozenset()))
    return withheld


def person_of(row: models.Model) -> int | None:
    """The key of whom a row is, or whose; None where it is nobody's."""
    if isinstance(row, User):
        return row.pk
    for way in _ways(type(row)):
        found: Any = row
        for name in f"{way}_id".split("__"):
            found = getattr(found, name, None)
        if found is not None:
            return int(found)
    return None


def delete_account(*, user: User) -> None:
    """Delete somebody with all rows of theirs, mails on their way to them, and what the audit trail says of them."""
    addresses = [user.email, *user.emailaddress_set.values_list("email", flat=True)]  # type: ignore[attr-defined]
    with transaction.atomic():
        for address in addresses:
            letters.forget(address)
        _entries_about(user).update(about=None, named="", words="", changes=[], before=None, after=None)
        user.delete()


def _ways(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        to = field.related_model
        if to is get_user_model():
            yield field.name
        elif isinstance(to, type) and to is not model and {model._meta.app_label, to._meta.app_label} == {"accounts"}:
            yield from (f"{field.name}__{way}" for way in _ways(to))


def _entries_about(user: User) -> models.QuerySet[AuditEntry]:
    """Entries of the audit trail about somebody or rows of theirs: that something was done stays, without names."""
    about = Q(about=user.pk) | Q(kind=User._meta.label_lower, row=str(user.pk))
    for model, way in ways_to_users():
        if model is not AuditEntry:
            pks = model._default_manager.filter(**{way: user}).values_list("pk", flat=True)
            about |= Q(kind=model._meta.label_lower, row__in=[str(pk) for pk in pks])
    return AuditEntry.objects.filter(about)


def _told(row: models.Model) -> dict[str, Any]:
    withheld = withheld_of(row)
    return {field.name: _value(row, field) for field in row._meta.concrete_fields if field.name not in withheld}


def _value(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    """As JSON can have it; what a key leads to, in words."""
    if isinstance(field, models.ForeignKey):
        found = getattr(row, field.name)
        return None if found is None else str(found)
    value = getattr(row, field.attname)
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else value
