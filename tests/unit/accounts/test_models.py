"""People are known by their e-mail address, however it is typed."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def test_a_user_has_an_address_and_no_user_name() -> None:
    alice = User.objects.create_user("Alice@Example.ORG", PASSWORD)
    assert (alice.email, str(alice)) == ("alice@example.org", "alice@example.org")
    assert alice.check_password(PASSWORD)
    assert (alice.is_staff, alice.is_superuser, alice.is_active) == (False, False, True)
    assert not any(field.name == "username" for field in User._meta.get_fields())


def test_a_user_without_a_password_can_not_log_in() -> None:
    bob = User.objects.create_user("bob@example.org")
    assert not bob.has_usable_password()


@pytest.mark.parametrize("typed", ["alice@example.org", "ALICE@example.org", "Alice@EXAMPLE.org"])
def test_an_address_logs_in_however_it_is_typed(typed: str) -> None:
    alice = User.objects.create_user("alice@example.org", PASSWORD)
    request = RequestFactory().post("/admin/login/")
    assert authenticate(request, username=typed, password=PASSWORD) == alice
    assert authenticate(request, username=typed, password="wrong") is None


@pytest.mark.parametrize("second", ["alice@example.org", "ALICE@EXAMPLE.ORG", "aLiCe@example.org"])
def test_one_person_does_not_sign_up_twice(second: str) -> None:
    User.objects.create_user("Alice@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(second)
    assert User.objects.count() == 1


def test_the_database_takes_no_capitals_past_the_manager() -> None:
    with pytest.raises(IntegrityError, match="accounts_user_email_lower_case"), transaction.atomic():
        User.objects.create(email="Alice@example.org")


def test_a_form_finds_the_other_spelling_before_the_database_does() -> None:
    User.objects.create_user("alice@example.org")
    again = User(email="ALICE@example.org", password="x")
    with pytest.raises(ValidationError) as caught:
        again.full_clean()
    assert list(caught.value.message_dict) == ["email"]


def test_the_first_operator_is_made_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="Root@Example.org", verbosity=0)
    root = User.objects.get()
    assert (root.email, root.is_staff, root.is_superuser) == ("root@example.org", True, True)
    assert root.check_password(PASSWORD)
    with pytest.raises(CommandError, match="already taken"):
        call_command("createsuperuser", interactive=False, email="ROOT@example.org", verbosity=0)


def test_a_user_without_an_address_is_none() -> None:
    with pytest.raises(ValueError, match="address"):
        User.objects.create_user("")
