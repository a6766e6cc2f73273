"""Every table with a key to the user is in the download, and is empty of them after the deletion."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.models import FileField
from django.test import Client
from django.urls import reverse

from accounts import privacy
from accounts.audit import write_entry
from accounts.models import AuditEntry, Letter, Plan, User
from stations.community import photos
from stations.community.author import Author
from stations.documents.identity import public_id
from stations.models import Block
from tests.fakes import pictures
from tests.people import PASSWORD, add_second_factor, operator, person
from tests.world import REGISTER, publish, stage, station
from voltway.lib.console import Change

__all__ = ["stage"]
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
    """By the database itself, whatever the models say; of our own tables those too that lead to one of these."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        all_relations = {table: connection.introspection.get_relations(cursor, table) for table in tables}
    leads = {table: {to for _column, to, *_ in found.values()} for table, found in all_relations.items()}
    theirs = {table for table in tables if User._meta.db_table in leads[table]}
    while more := {table for table in ours(tables) if leads[table] & ours(theirs)} - theirs:
        theirs |= more
    yield from theirs


def ours(tables: Iterable[str]) -> set[str]:
    return {table for table in tables if table.startswith("accounts_")}


def filled(model: type[models.Model], user: User, way: str) -> models.Model:
    """A row of any table that belongs to the user, with the least that its columns take."""
    found = model._default_manager.filter(**{way: user}).first()
    if found is not None:
        return found
    name, _, rest = way.partition("__")
    related: Any = model._meta.get_field(name).related_model
    values: dict[str, Any] = {name: filled(related, user, rest) if rest else user}
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
    for model, way in privacy.ways_to_users():
        filled(model, user, way)
    return user


def test_the_keys_are_found_that_the_database_has() -> None:
    found = {model._meta.db_table for model, _ in privacy.ways_to_users()}
    assert found == set(tables_with_a_key())
    assert "accounts_usage" in found


def test_everything_is_handed_over(alice: User) -> None:
    told = json.loads(json.dumps(privacy.everything_about(user=alice, now=NOW), cls=DjangoJSONEncoder))
    assert set(told["tables"]) == {User._meta.label, *(model._meta.label for model, _ in privacy.ways_to_users())}
    assert all(told["tables"].values())
    assert told["tables"]["account.EmailAddress"][0]["email"] == alice.email


def test_no_secret_is_handed_over(alice: User) -> None:
    told = privacy.everything_about(user=alice, now=NOW)
    names = {f"{table}.{name}" for table, rows in told["tables"].items() for row in rows for name in row}
    # The digest of a request's body is no secret.
    names -= {"stations.AnsweredRequest.digest"}
    assert [name for name in names if any(word in name.rpartition(".")[2] for word in SECRET)] == []
    text = json.dumps(told, cls=DjangoJSONEncoder)
    assert alice.password not in text
    assert "gAAAA" not in text


def test_nothing_is_handed_over_that_is_somebody_elses(alice: User) -> None:
    bob = person("bob@voltway.example")
    assert "bob@" not in json.dumps(privacy.everything_about(user=alice, now=NOW), cls=DjangoJSONEncoder)
    assert "alice@" not in json.dumps(privacy.everything_about(user=bob, now=NOW), cls=DjangoJSONEncoder)


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
    privacy.delete_account(user=alice)
    for model, way in privacy.ways_to_users():
        assert not model._default_manager.filter(**{way: pk}).exists(), way
    assert everywhere("alice@voltway.example") == []
    assert User.objects.get() == bob


def test_nobody_has_files() -> None:
    """Who gives somebody a file has its deletion to write, as photos have (below)."""
    with_files = {
        model for model, _ in privacy.ways_to_users() for field in model._meta.fields if isinstance(field, FileField)
    }
    assert with_files == set()


def test_the_files_of_photos_go_with_their_author(stage: None, django_capture_on_commit_callbacks: Any) -> None:
    publish(REGISTER, station("a"))
    alice, about = person(), photos.About(licence="CC0-1.0", mine=True)
    content = pictures.from_camera()
    here = public_id(REGISTER.uid, "a")
    photos.add_photo(station=here, content=content, about=about, by=Author(alice, ""), now=NOW)
    assert any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))
    with django_capture_on_commit_callbacks(execute=True):
        privacy.delete_account(user=alice)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.fixture
def console(alice: User) -> Client:
    """An operator's, who has changed Alice and given her a plan."""
    client = Client()
    client.force_login(operator("root@voltway.example"))
    for row in (alice, alice.subscription, alice.api_keys.all()[0]):
        words = Change("changed", [("first name", None, "Alice Liddell")])
        by = User.objects.get(is_staff=True)
        write_entry(row=row, action=AuditEntry.Action.CHANGED, change=words, by=by)
    return client


def test_the_audit_trail_keeps_no_name(alice: User, console: Client) -> None:
    privacy.delete_account(user=alice)
    assert everywhere("alice@voltway.example") == everywhere("Alice Liddell") == []
    assert AuditEntry.objects.filter(by__is_staff=True).count() == 3


def test_the_audit_trail_keeps_no_name_in_entries_about_rows_that_went_before(console: Client) -> None:
    bob = person("bob@voltway.example")
    block = Block.objects.create(user=bob, reason="Bob Miller of 3 Elm Street threatens others.")
    made = list(AuditEntry.objects.values_list("pk", flat=True))
    console.post(reverse("admin:stations_block_delete", args=[block.pk]), {"post": "yes"})
    entry = AuditEntry.objects.exclude(pk__in=made).get()
    assert (entry.about, everywhere("Bob Miller")) == (bob.pk, ["accounts.AuditEntry"])
    privacy.delete_account(user=bob)
    entry.refresh_from_db()
    assert (entry.about, entry.action, everywhere("Bob Miller")) == (None, "DELETED", [])


def test_it_is_known_of_every_row_of_somebody_whom_an_entry_is_about(alice: User) -> None:
    for model, way in privacy.ways_to_users():
        row = model._default_manager.filter(**{way: alice}).first()
        assert row is not None
        assert privacy.person_of(row) == alice.pk, way
    assert privacy.person_of(alice) == alice.pk
    assert privacy.person_of(Plan.objects.all()[0]) is None


def test_what_a_member_of_staff_did_to_others_outlives_their_account(console: Client) -> None:
    eve, plan = User.objects.get(is_staff=True), Plan.objects.get(slug="free")
    entry = write_entry(row=plan, action=AuditEntry.Action.CHANGED, change="60 a minute", by=eve)
    privacy.delete_account(user=eve)
    entry.refresh_from_db()
    assert (entry.by, entry.words, entry.named) == (None, "60 a minute", "Free")


@pytest.mark.parametrize("by_action", [True, False])
def test_a_deletion_in_the_console_leaves_no_more(by_action: bool, alice: User, console: Client) -> None:
    people = reverse("admin:accounts_user_changelist")
    if by_action:
        answer = console.post(people, {"action": "delete_selected", "_selected_action": alice.pk, "post": "yes"})
    else:
        answer = console.post(reverse("admin:accounts_user_delete", args=[alice.pk]), {"post": "yes"})
    assert (answer.status_code, answer["Location"]) == (302, people)
    assert not User.objects.filter(pk=alice.pk).exists()
    assert everywhere("alice@voltway.example") == []


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


def test_what_is_added_up_is_nobodys() -> None:
    """Analytics have no column that leads to a person: neither a key, nor an address, nor a name."""
    tables = list(apps.get_app_config("analytics").get_models())
    assert tables
    assert not {model for model, _ in privacy.ways_to_users()} & set(tables)
    assert [field for table in tables for field in table._meta.fields if field.is_relation] == []
    words = ("user", "email", "address", "token", "ip", "name", "origin", "visitor", "owner")
    names = {field.name for table in tables for field in table._meta.fields}
    assert [name for name in names if set(name.split("_")) & set(words)] == []
