"""Every table with a key to the user is in the download, and is empty of them after the deletion."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from accounts import privacy
from accounts.models import Letter, User
from tests.people import PASSWORD, add_second_factor, person

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
# What a value's name says that nobody is to see, not even its owner.
SECRET = ("password", "secret", "digest", "hash", "session_key", "session_data")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in ("STATIC_ROOT", "MEDIA_ROOT"):
        setattr(settings, name, tmp_path / name)
        (tmp_path / name).mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def tables_with_a_key() -> Iterator[str]:
    """By the database itself, whatever the models say."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            relations = connection.introspection.get_relations(cursor, table)
            if any(to == User._meta.db_table for _column, to, *_ in relations.values()):
                yield table


def filled(model: type[models.Model], user: User, name: str) -> models.Model:
    """A row of any table that belongs to the user, with the least that its columns take."""
    found = model._default_manager.filter(**{name: user}).first()
    if found is not None:
        return found
    values: dict[str, Any] = {name: user}
    for field in model._meta.local_concrete_fields:
        if field.name not in values and not field.primary_key and not field.has_default() and not field.null:
            values[field.name] = least(field)
    if not isinstance(model._meta.pk, models.AutoField):
        values[model._meta.pk.name] = least(model._meta.pk)
    row: models.Model = model._default_manager.create(**values)
    return row


def least(field: "models.Field[Any, Any]") -> Any:
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        assert isinstance(related, type)
        found = related._default_manager.first()
        return found or made(related)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateField):
        return NOW if isinstance(field, models.DateTimeField) else NOW.date()
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return 1
    return {} if isinstance(field, models.JSONField) else "x"


def made(model: Any) -> models.Model:
    """Something for a key to lead to."""
    values = {
        field.name: least(field)
        for field in model._meta.local_concrete_fields
        if not field.primary_key
        and not field.has_default()
        and not field.null
        and field.db_default is models.NOT_PROVIDED
    }
    row: models.Model = model._default_manager.create(**values)
    return row


@pytest.fixture
def alice() -> User:
    """Somebody with a row in every table that can hold one."""
    user = person()
    add_second_factor(user)
    Client().force_login(user)
    user.groups.add(Group.objects.create(name="readers"))
    user.user_permissions.add(Permission.objects.all()[0])
    Letter.objects.enqueue(to=user.email, subject="A mail", text="Words")
    for key in privacy.keys_to_users():
        filled(key.model, user, key.name)
    return user


def test_the_keys_are_found_that_the_database_has() -> None:
    found = {key.model._meta.db_table for key in privacy.keys_to_users()}
    assert found == set(tables_with_a_key())
    assert len(found) >= 7


def test_everything_is_handed_over(alice: User) -> None:
    told = json.loads(json.dumps(privacy.everything_about(alice, now=NOW), cls=DjangoJSONEncoder))
    assert set(told["tables"]) == {User._meta.label, *(key.model._meta.label for key in privacy.keys_to_users())}
    assert all(told["tables"].values())
    assert told["tables"]["account.EmailAddress"][0]["email"] == alice.email


def test_no_secret_is_handed_over(alice: User) -> None:
    told = privacy.everything_about(alice, now=NOW)
    names = {f"{table}.{name}" for table, rows in told["tables"].items() for row in rows for name in row}
    # The digest of a request's body is no secret.
    names -= {"stations.AnsweredRequest.digest"}
    assert [name for name in names if any(word in name.rpartition(".")[2] for word in SECRET)] == []
    text = json.dumps(told, cls=DjangoJSONEncoder)
    assert alice.password not in text
    assert "gAAAA" not in text


def test_nothing_is_handed_over_that_is_somebody_elses(alice: User) -> None:
    bob = person("bob@voltway.example")
    assert "bob@" not in json.dumps(privacy.everything_about(alice, now=NOW), cls=DjangoJSONEncoder)
    assert "alice@" not in json.dumps(privacy.everything_about(bob, now=NOW), cls=DjangoJSONEncoder)


def everywhere(text: str) -> list[str]:
    """Tables in which a text is found in any column."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            if text in repr(row):
                found.append(model._meta.label)
    return found


def test_no_row_is_left(alice: User) -> None:
    pk, bob = alice.pk, person("bob@voltway.example")
    privacy.delete_account(alice)
    for key in privacy.keys_to_users():
        assert not key.model._default_manager.filter(**{key.attname: pk}).exists(), key
    assert everywhere("alice@voltway.example") == []
    assert User.objects.get() == bob


@pytest.mark.django_db(transaction=True)
def test_no_file_is_left(alice: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "MEDIA_ROOT"
    (folder / "of-alice.txt").write_text("hers")
    (folder / "of-bob.txt").write_text("his")
    file = models.FileField()
    kept = models.fields.files.FieldFile(alice, file, "of-alice.txt")
    monkeypatch.setattr(privacy, "_files_of", lambda user: iter([kept]))
    privacy.delete_account(alice)
    assert [path.name for path in folder.iterdir()] == ["of-bob.txt"]


def test_the_page_asks_for_the_password_and_leaves_nothing(alice: User) -> None:
    client = Client()
    alice.authenticator_set.all().delete()  # type: ignore[attr-defined]
    client.force_login(alice)
    address = reverse("privacy-delete")
    assert "This is not your password" in client.post(address, {"password": "a wrong one"}).content.decode()
    assert User.objects.count() == 1
    assert "All of it is deleted" in client.post(address, {"password": PASSWORD}).content.decode()
    assert everywhere("alice@voltway.example") == []
    assert client.get(reverse("account")).status_code == 302
