"""Sign-up, verification, log-in, reset and change of address, as a visitor goes through them."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter, User
from tests.people import PASSWORD, add_second_factor, code_of, link_in_mail, person

NEW = {"email": "Bob@Voltway.example", "password1": PASSWORD}


def log_in(client: Client, email: str = "alice@voltway.example", password: str = PASSWORD, **more: str) -> str:
    """Where a log-in leads; "" when it is refused."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password, **more})
    return str(answer.get("Location", ""))


def test_an_account_is_made_verified_and_used(client: Client) -> None:
    answer = client.post(reverse("account_signup"), NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert User.objects.get().email == "bob@voltway.example"
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("bob@voltway.example", "Verify your address for VoltWay")
    page = client.get(link_in_mail())
    assert "Is this your address?" in page.content.decode()
    assert client.get(reverse("account")).status_code == 302
    assert client.post(link_in_mail())["Location"] == "/accounts/"
    assert "bob@voltway.example" in client.get(reverse("account")).content.decode()


def test_nobody_comes_in_before_the_address_is_verified(client: Client) -> None:
    person(verified=False)
    assert log_in(client) == "/accounts/confirm-email/"
    assert client.get(reverse("account")).status_code == 302
    assert link_in_mail().startswith("/accounts/confirm-email/")


def test_a_link_does_not_log_in_whoever_did_not_sign_up(client: Client) -> None:
    Client().post(reverse("account_signup"), NEW)
    assert client.post(link_in_mail())["Location"] == "/accounts/login/"
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize("email", ["alice@voltway.example", "ALICE@VoltWay.example"])
def test_the_password_opens(email: str, client: Client, alice: User) -> None:
    assert log_in(client, email) == "/accounts/"
    assert "My VoltWay" in client.get("/accounts/").content.decode()


def test_a_second_factor_is_asked_for(client: Client, alice: User) -> None:
    add_second_factor(alice)
    assert log_in(client) == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/").status_code == 302
    assert "This code is wrong" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(alice)})["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200


def test_a_code_works_once(client: Client, alice: User) -> None:
    add_second_factor(alice)
    code = code_of(alice)
    log_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    second = Client()
    log_in(second)
    assert "used already" in second.post("/accounts/2fa/authenticate/", {"code": code}).content.decode()


def test_the_secret_of_a_second_factor_is_not_stored_as_it_is(alice: User) -> None:
    add_second_factor(alice)
    stored = Authenticator.objects.get(user=alice).data["secret"]
    assert stored.startswith("gAAAA")
    assert len(code_of(alice)) == 6


def test_the_session_is_another_one_after_the_log_in(client: Client, alice: User) -> None:
    client.get(reverse("account_reset_password"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    log_in(client)
    assert client.session.session_key not in (None, before)


def test_the_log_out_ends_the_session(client: Client, alice: User) -> None:
    log_in(client)
    old = client.cookies["sessionid"].value
    assert client.post(reverse("account_logout"))["Location"] == "/"
    client.cookies["sessionid"] = old
    assert client.get("/accounts/").status_code == 302


def test_a_password_is_set_anew_by_mail(client: Client, alice: User) -> None:
    elsewhere = Client()
    log_in(elsewhere)
    assert client.post(reverse("account_reset_password"), {"email": alice.email})["Location"].endswith("/reset/done/")
    form = client.get(link_in_mail())["Location"]
    assert "A new password" in client.get(form).content.decode()
    assert client.post(form, {"password1": "another pass phrase"}).status_code == 302
    assert log_in(client) == ""
    assert log_in(client, password="another pass phrase") == "/accounts/"
    assert elsewhere.get("/accounts/").status_code == 302
    assert Letter.objects.latest("id").subject == "Your password at VoltWay was set anew"


def test_a_link_for_a_password_works_once(client: Client, alice: User) -> None:
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = link_in_mail()
    client.post(client.get(link)["Location"], {"password1": "another pass phrase"})
    assert "good no more" in Client().get(link).content.decode()


def test_the_address_changes_once_the_new_one_is_verified(client: Client, alice: User) -> None:
    log_in(client)
    client.post(reverse("account_email"), {"email": "alice@new.example", "action_add": ""})
    assert User.objects.get().email == "alice@voltway.example"
    client.post(link_in_mail())
    assert User.objects.get().email == "alice@new.example"
    told = list(Letter.objects.order_by("id").values_list("to", flat=True))
    assert told == ["alice@new.example", "alice@voltway.example"]


def test_whoever_has_a_second_factor_changes_the_address_too(client: Client, alice: User) -> None:
    add_second_factor(alice)
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(alice)})
    client.post(reverse("account_email"), {"email": "alice@new.example", "action_add": ""})
    client.post(link_in_mail())
    assert User.objects.get().email == "alice@new.example"


def test_another_address_needs_the_password_once_more(client: Client, alice: User) -> None:
    log_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        answer = client.post(reverse("account_email"), {"email": "mallory@evil.example", "action_add": ""})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Letter.objects.exists()


def test_whoever_verifies_an_address_has_it(client: Client, alice: User) -> None:
    squatter = person("alice@new.example", verified=False)
    log_in(client)
    client.post(reverse("account_email"), {"email": "alice@new.example", "action_add": ""})
    assert client.post(link_in_mail()).status_code == 302
    assert User.objects.get().email == "alice@new.example"
    assert not User.objects.filter(pk=squatter.pk).exists()


def test_a_sign_up_takes_the_place_of_one_that_nobody_verified(client: Client) -> None:
    mallory = Client()
    mallory.post(reverse("account_signup"), {**NEW, "password1": "known to Mallory"})
    first = link_in_mail()
    client.post(reverse("account_signup"), NEW)
    assert {letter.subject for letter in Letter.objects.all()} == {"Verify your address for VoltWay"}
    for visitor in (client, mallory):
        visitor.post(first)
        assert visitor.get(reverse("account")).status_code == 302
    assert client.post(link_in_mail())["Location"] == "/accounts/"
    assert log_in(mallory, NEW["email"], "known to Mallory") == ""
    assert log_in(Client(), NEW["email"]) == "/accounts/"


def test_the_link_of_the_latest_mail_is_good_however_often_somebody_signs_up(client: Client) -> None:
    client.post(reverse("account_signup"), NEW)
    for _ in range(8):
        Client().post(reverse("account_signup"), {**NEW, "password1": "known to Mallory"})
    assert Letter.objects.count() == 6
    assert client.get(link_in_mail()).status_code == 200
    assert client.post(link_in_mail())["Location"] == "/accounts/login/"


@pytest.mark.parametrize("kept", [{"is_active": False}, {"is_staff": True}, {"verified": True}])
def test_a_sign_up_takes_no_other_place(kept: dict[str, bool], client: Client) -> None:
    before = person(NEW["email"].lower(), **{"verified": False, **kept})
    client.post(reverse("account_signup"), {**NEW, "password1": "another pass phrase"})
    assert User.objects.get() == before
    assert User.objects.get().check_password(PASSWORD)
    assert Letter.objects.get().subject == "You have an account at VoltWay"


@pytest.mark.parametrize("password", ["short", "password1234", "alice@voltway.example"])
def test_a_weak_password_is_refused(password: str, client: Client) -> None:
    answer = client.post(reverse("account_signup"), {"email": "alice@voltway.example", "password1": password})
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not User.objects.exists()


LOCAL = ["/", "/accounts/2fa/", "/?connector=ccs&open=now"]
FOREIGN = [
    "//evil.example", "https://evil.example/", "http://testserver/x", "https:evil.example", "/\\evil.example",
    "\\\\evil.example", "///evil.example", "javascript:alert(1)", " //evil.example",
    "http:///evil.example", "https://localhost@evil.example", "\t//evil.example", "//evil%E3%80%82example",
]  # fmt: skip


@pytest.mark.parametrize("target", LOCAL)
def test_one_is_sent_on_within_the_site(target: str, client: Client, alice: User) -> None:
    assert log_in(client, next=target) == target


@pytest.mark.parametrize("target", FOREIGN)
def test_one_is_not_sent_on_elsewhere(target: str, client: Client, alice: User) -> None:
    assert log_in(client, next=target) == "/accounts/"
    assert client.post(reverse("account_logout"), {"next": target})["Location"] == "/"
