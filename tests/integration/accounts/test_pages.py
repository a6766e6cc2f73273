"""What holds for all pages of an account, and what public pages know of it: nothing."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import sessions, verification
from accounts.models import Session, User
from tests.people import PASSWORD, add_second_factor, code_for, code_of, operator, person

# Pages that are opened without an account.
OPEN = {
    "account_login", "account_signup", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_inactive",
    # What a browser keeps of these needs no account.
    "favourites", "searches", "vehicles",
}  # fmt: skip


def names() -> list[str]:
    """Every page of accounts without a parameter in its address."""
    [accounts] = [
        one for one in get_resolver().url_patterns if isinstance(one, URLResolver) and str(one.pattern) == "accounts/"
    ]
    return sorted(set(_names(accounts)))


def _names(resolver: URLResolver) -> list[str]:
    found = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += _names(one)
        elif isinstance(one, URLPattern) and one.name and "<" not in str(one.pattern):
            found.append(one.name)
    return found


@pytest.fixture
def inside(client: Client, alice: User) -> Client:
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("name", names())
def test_no_cache_keeps_a_page_of_an_account(name: str, inside: Client) -> None:
    answer = inside.get(reverse(name))
    assert answer.status_code in (200, 302, 404, 405)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", names())
def test_a_stranger_sees_no_page_of_an_account(name: str, client: Client) -> None:
    answer = client.get(reverse(name))
    assert answer["Cache-Control"] == "private, no-store"
    assert (answer.status_code == 200) == (name in OPEN)


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "profile", "privacy-delete"]
)
def test_a_form_that_was_not_ours_is_refused(name: str, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(reverse(name), {"language": "en"}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/data/", "/api/v2/stations/"])
def test_public_pages_are_the_same_for_all(path: str, inside: Client) -> None:
    cache.clear()
    mine, others = inside.get(path), Client().get(path)
    plain = [re.sub(rb"nonce-?[^\s;]*|csrfmiddlewaretoken[^>]*", b"", answer.content) for answer in (mine, others)]
    assert plain[0] == plain[1]
    assert mine.get("Cache-Control") == others.get("Cache-Control")
    assert not mine.cookies
    assert not others.cookies


def test_scripts_are_told_that_somebody_is_logged_in(inside: Client) -> None:
    assert inside.cookies["member"].value == "1"
    assert not inside.cookies["member"]["httponly"]
    inside.post(reverse("account_logout"))
    assert inside.cookies["member"].value == ""


def test_strangers_are_given_no_cookie_by_public_pages(client: Client) -> None:
    client.get("/data/")
    assert not client.cookies


def test_the_session_cookie_is_out_of_reach_of_scripts(inside: Client) -> None:
    cookie = inside.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_sessions_know_their_user(inside: Client, alice: User) -> None:
    assert list(Session.objects.values_list("user", flat=True)) == [alice.pk]


def test_a_session_that_waits_for_a_code_knows_its_user(client: Client, alice: User) -> None:
    add_second_factor(alice)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert list(Session.objects.values_list("user", flat=True)) == [alice.pk]


def test_sessions_that_are_over_are_deleted(inside: Client) -> None:
    assert sessions.clean_up(now=timezone.now()) == 0
    assert sessions.clean_up(now=timezone.now() + timedelta(days=15)) == 1


def test_sign_ups_that_nobody_verified_are_deleted() -> None:
    person("bob@voltway.example")
    person("charlie@voltway.example", verified=False)
    assert verification.clean_up(now=timezone.now() + timedelta(days=6)) == 0
    assert verification.clean_up(now=timezone.now() + timedelta(days=8)) == 1
    assert User.objects.get().email == "bob@voltway.example"


def test_the_download_needs_the_password_once_more(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get(reverse("privacy-download"))["Location"].startswith("/accounts/reauthenticate/")
    assert "is asked for first" in client.get(reverse("privacy")).content.decode()
    asked = client.get(reverse("privacy-download"))["Location"]
    proved = client.post(asked, {"password": PASSWORD, "next": "/accounts/privacy/?ready"}, follow=True)
    assert proved.redirect_chain == [("/accounts/privacy/?ready", 302)]
    assert "The file is ready" in proved.content.decode()
    assert "is asked for first" not in proved.content.decode()
    answer = client.get(reverse("privacy-download"))
    assert answer["Content-Disposition"].startswith('attachment; filename="voltway-')
    assert answer.json()["account"] == "alice@voltway.example"


def test_a_deletion_needs_the_second_factor_too(client: Client, alice: User) -> None:
    add_second_factor(alice)
    client.force_login(alice)
    address = reverse("privacy-delete")
    client.post(address, {"password": PASSWORD, "code": "000000"})
    client.post(address, {"password": PASSWORD})
    assert User.objects.count() == 1
    client.post(address, {"password": PASSWORD, "code": code_of(alice)})
    assert User.objects.count() == 0


def test_staff_do_not_delete_themselves(client: Client) -> None:
    client.force_login(operator("root@voltway.example"))
    assert "Another operator" in client.get(reverse("privacy-delete")).content.decode()
    assert client.post(reverse("privacy-delete"), {"password": PASSWORD}).status_code == 403
    assert User.objects.count() == 1


def test_the_console_leads_staff_to_a_second_factor(client: Client) -> None:
    root = User.objects.create_superuser("root@voltway.example", PASSWORD)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/login/?next=/admin/"
    answer = client.post("/accounts/login/?next=/admin/", {"login": root.email, "password": PASSWORD}, follow=True)
    assert [place.partition("?")[0] for place, _ in answer.redirect_chain] == [
        "/admin/", "/admin/login/", "/accounts/2fa/totp/activate/",
    ]  # fmt: skip
    assert "needs a second factor" in answer.content.decode()
    secret = client.session["mfa.totp.secret"]
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}, follow=True)
    assert 'href="/admin/"' in done.content.decode()
    assert client.get("/admin/").status_code == 200


def test_staff_keep_their_second_factor(client: Client) -> None:
    client.force_login(operator("root@voltway.example"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "Staff need a second factor" in client.get(reverse("mfa_deactivate_totp")).content.decode()
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/admin/").status_code == 200


def test_the_console_is_closed_to_drivers(inside: Client) -> None:
    assert inside.get("/admin/", follow=True).status_code == 403
