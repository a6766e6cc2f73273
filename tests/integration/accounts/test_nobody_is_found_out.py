"""No page tells by its words, its headers or its work whether somebody has an account."""

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from accounts.forms import SignUp
from accounts.models import Letter, User
from tests.people import PASSWORD, person

KNOWN, UNKNOWN = "alice@voltway.example", "nobody@voltway.example"
FORMS = {
    "account_login": lambda email: {"login": email, "password": "a wrong pass phrase"},
    "account_signup": lambda email: {"email": email, "password1": PASSWORD},
    "account_reset_password": lambda email: {"email": email},
}


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every computation of a password's hash, which is what takes time."""
    done: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        done.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    return done


def sent(form: str, email: str) -> tuple[Any, ...]:
    """Status, place, headers, cookies and words of what a fresh visitor is answered; without the address itself."""
    client = Client()
    answer = client.post(reverse(form), FORMS[form](email), follow=True)
    words = re.sub(r'(nonce=|csrfmiddlewaretoken" value=)"[^"]*"', "", answer.content.decode()).replace(email, "@")
    headers = sorted(name for name in answer.headers if name not in ("Content-Length", "X-Process-Time"))
    return answer.redirect_chain, answer.status_code, headers, sorted(client.cookies), words


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("verified", [True, False])
def test_known_and_unknown_addresses_are_answered_alike(form: str, verified: bool) -> None:
    person(KNOWN, verified=verified)
    assert sent(form, KNOWN) == sent(form, UNKNOWN)


@pytest.mark.parametrize(
    ("form", "hashes", "mails"), [("account_login", 1, 0), ("account_signup", 1, 1), ("account_reset_password", 0, 1)]
)
@pytest.mark.parametrize("verified", [True, False])
def test_known_and_unknown_addresses_take_as_long(
    form: str, hashes: int, mails: int, verified: bool, hashed: list[str]
) -> None:
    person(KNOWN, verified=verified)
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        Letter.objects.all().delete()
        sent(form, email)
        assert (len(hashed), Letter.objects.filter(to=email).count()) == (hashes, mails)


@pytest.mark.parametrize("kept", ["", "!unusable"])
def test_an_account_without_a_password_takes_as_long(kept: str, hashed: list[str]) -> None:
    User.objects.filter(pk=person(KNOWN).pk).update(password=kept)
    hashed.clear()
    sent("account_login", KNOWN)
    assert len(hashed) == 1


def test_a_closed_account_is_told_from_none_by_its_password_alone() -> None:
    person(KNOWN, is_active=False)
    assert sent("account_login", KNOWN) == sent("account_login", UNKNOWN)


def test_the_owner_is_told_by_mail_what_the_page_keeps_back() -> None:
    person(KNOWN)
    sent("account_signup", KNOWN)
    sent("account_reset_password", UNKNOWN)
    subjects = Letter.objects.order_by("id").values_list("subject", flat=True)
    assert list(subjects) == ["You have an account at VoltWay", "No account at VoltWay"]
    assert User.objects.count() == 1


def test_a_sign_up_at_the_same_time_is_told_by_mail_alone(monkeypatch: pytest.MonkeyPatch, hashed: list[str]) -> None:
    save, alone = SignUp.save, sent("account_signup", UNKNOWN)
    hashed.clear()

    def overtaken(form: SignUp, request: HttpRequest) -> User:
        User(email=KNOWN).save()
        user: User = save(form, request)
        return user

    monkeypatch.setattr(SignUp, "save", overtaken)
    assert sent("account_signup", KNOWN) == alone
    assert [letter.subject for letter in Letter.objects.filter(to=KNOWN)] == ["You have an account at VoltWay"]
    assert len(hashed) == 1
