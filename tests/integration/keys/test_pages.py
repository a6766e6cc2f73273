"""The pages of keys and plans: a key is shown once, is its owner's alone, and what it was used for is seen."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import usage
from accounts.models import ApiKey, Plan, User
from tests.fakes import keys
from voltway.lib.access import Scope

PAGE = "/accounts/keys/"
KEY = re.compile(r"vw_[0-9a-f]{8}_[0-9a-f]{64}")
NEW = {"name": "Home automation", "scopes": ["read", "export"], "lifetime": "90"}


@pytest.fixture
def inside(client: Client, stage: None) -> Client:
    """Alice's browser."""
    client.force_login(keys.owner(plan="free"))
    return client


def test_a_key_is_made_and_shown_once(inside: Client) -> None:
    made = inside.post(PAGE, NEW, follow=True)
    assert (made.redirect_chain, made["Cache-Control"]) == ([(PAGE, 302)], "private, no-store")
    shown = KEY.search(made.content.decode())
    assert shown
    key = ApiKey.objects.get()
    assert key.scopes == {Scope.READ, Scope.EXPORT}
    assert key.expires_at and abs(key.expires_at - timezone.now() - timedelta(days=90)) < timedelta(minutes=1)
    assert inside.get("/api/v2/stations/", headers={"x-api-key": shown[0]}).status_code == 200
    for path in (PAGE, f"{PAGE}{key.prefix}/"):
        again = inside.get(path).content.decode()
        assert key.prefix in again
        assert not KEY.search(again)


def test_what_a_new_key_waits_in_is_for_its_owner_and_a_minute(inside: Client) -> None:
    sent = inside.post(PAGE, NEW)
    waiting = sent.cookies["new-key"]
    assert (waiting["httponly"], waiting["samesite"], waiting["path"], waiting["max-age"]) == (True, "Strict", PAGE, 60)
    assert not KEY.search(waiting.value)
    assert not KEY.search(inside.head(PAGE).content.decode())
    bob = Client()
    bob.force_login(keys.owner("bob@volt.example"))
    bob.cookies["new-key"] = waiting.value
    assert not KEY.search(bob.get(PAGE).content.decode())
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert not KEY.search(inside.get(PAGE).content.decode())
    assert KEY.search(inside.get(PAGE).content.decode())


@pytest.mark.parametrize("what", ["rotate", "revoke"])
def test_the_address_of_a_form_leads_to_the_key(what: str, inside: Client) -> None:
    inside.post(PAGE, NEW)
    key = ApiKey.objects.get()
    assert inside.get(f"{PAGE}{key.prefix}/{what}/")["Location"] == f"{PAGE}{key.prefix}/"
    key.refresh_from_db()
    assert key.is_good(timezone.now())


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 61}, {"scopes": []}, {"scopes": ["root"]}, {"lifetime": "1000000"}]
)
def test_what_can_not_be_made_is_said(wrong: dict[str, Any], inside: Client) -> None:
    answer = inside.post(PAGE, {**NEW, **wrong})
    assert answer.status_code == 400
    assert 'class="account-error"' in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_twenty_keys_are_enough(inside: Client) -> None:
    for _ in range(20):
        inside.post(PAGE, NEW)
    refused = inside.post(PAGE, NEW)
    assert (refused.status_code, ApiKey.objects.count()) == (400, 20)
    assert "You have 20 keys already" in refused.content.decode()


def test_a_rotated_key_has_a_successor_and_goes_on_for_a_while(inside: Client) -> None:
    inside.post(PAGE, NEW)
    former = ApiKey.objects.get()
    rotated = inside.post(f"{PAGE}{former.prefix}/rotate/", {"overlap": "hour"}, follow=True)
    assert rotated.redirect_chain == [(PAGE, 302)]
    assert KEY.search(rotated.content.decode())
    made = ApiKey.objects.exclude(pk=former.pk).get()
    assert (made.name, made.scope, made.rotated_from_id) == (former.name, former.scope, former.pk)
    former.refresh_from_db()
    assert former.expires_at and former.expires_at - timezone.now() < timedelta(hours=1)
    # Once is enough.
    assert inside.post(f"{PAGE}{former.prefix}/rotate/", {"overlap": "hour"}).status_code == 302
    assert ApiKey.objects.count() == 2


def test_a_revoked_key_is_shown_as_such(inside: Client) -> None:
    inside.post(PAGE, NEW)
    key = ApiKey.objects.get()
    assert inside.post(f"{PAGE}{key.prefix}/revoke/").status_code == 302
    page = inside.get(PAGE).content.decode()
    assert "1 key that opens nothing any more" in page
    assert inside.get(f"{PAGE}{key.prefix}/").content.decode().count("<form") == 1


@pytest.mark.parametrize(("path", "method"), [("", "get"), ("rotate/", "post"), ("revoke/", "post")])
def test_another_s_key_is_not_there(path: str, method: str, inside: Client) -> None:
    keys.headers("bob@volt.example")
    theirs = ApiKey.objects.get()
    answer = getattr(inside, method)(f"{PAGE}{theirs.prefix}/{path}", {"overlap": "none"})
    assert answer.status_code == 404
    assert ApiKey.objects.get() == theirs
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.parametrize("path", ["", "vw_00000000/", "vw_00000000/rotate/", "vw_00000000/revoke/"])
def test_nobody_is_asked_to_log_in(path: str, client: Client, stage: None) -> None:
    answer = client.post(PAGE + path) if path.endswith(("rotate/", "revoke/")) else client.get(PAGE + path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_a_rotation_that_makes_one_key_too_many_is_refused_in_words(inside: Client) -> None:
    for _ in range(20):
        inside.post(PAGE, NEW)
    first = ApiKey.objects.earliest("pk").prefix
    refused = inside.post(f"{PAGE}{first}/rotate/", {"overlap": "week"}, follow=True)
    assert "let this one stop at once" in refused.content.decode()
    assert ApiKey.objects.count() == 20


def test_of_many_keys_that_are_over_the_latest_are_shown(inside: Client) -> None:
    for _ in range(22):
        inside.post(PAGE, NEW)
        ApiKey.objects.update(revoked_at=timezone.now())
    page = inside.get(PAGE).content.decode()
    assert "22 keys that open nothing any more" in page
    shown = [key.prefix in page for key in ApiKey.objects.order_by("-pk")]
    assert shown == [True] * 20 + [False] * 2


def test_usage_is_drawn_and_told(inside: Client) -> None:
    key = keys.headers(plan="free")
    tag = inside.get("/api/v2/stations/", headers=key)["ETag"]
    for _ in range(3):
        inside.get("/api/v2/stations/", headers={**key, "if-none-match": tag})
    page = inside.get(f"{PAGE}{ApiKey.objects.get().prefix}/").content.decode()
    assert page.count('<rect class="tone-main"') == page.count('<rect class="tone-soft"') == 1
    words = re.sub(r"<[^>]*>|\s+", " ", page)
    assert re.search(r"GET /api/v2/stations/ +1 +3 +0", words)
    assert re.search(r"<b>1</b> of 100 requests used today, 99 left", inside.get(PAGE).content.decode())


def test_a_key_that_was_used_just_now_is_shown_as_such(inside: Client) -> None:
    key = keys.headers(plan="free")
    path = f"{PAGE}{ApiKey.objects.get().prefix}/"
    assert "never used" in inside.get(path).content.decode()
    inside.get("/api/v2/stations/", headers=key)
    assert "last used just now" in inside.get(path).content.decode()


def test_the_first_call_is_there_to_copy(inside: Client) -> None:
    page = inside.post(PAGE, NEW, follow=True).content.decode()
    assert re.search(r"""data-copy="curl -H 'X-Api-Key: vw_""", page)


def test_what_was_used_of_a_larger_plan_is_told(inside: Client) -> None:
    key = keys.headers(plan="free")
    for _ in range(3):
        inside.get("/api/v2/stations/", headers=key)
    Plan.objects.filter(slug="free").update(per_day=2)
    words = re.sub(r"<[^>]*>|\s+", " ", inside.get(PAGE).content.decode())
    assert "3 requests used today; the plan has 2 a day by now, so none is left." in re.sub(" +", " ", words)


def test_usage_of_long_ago_is_forgotten(inside: Client) -> None:
    inside.post(PAGE, NEW)
    key = ApiKey.objects.get()
    for days in (0, usage.KEPT_DAYS, usage.KEPT_DAYS + 1):
        key.usage.create(day=timezone.now().date() - timedelta(days=days), endpoint="api-stations")
    assert usage.clean_up(now=datetime.now(UTC)) == {"usage of keys": 1, "days of quotas": 0}
    assert key.usage.count() == 2


def test_the_plans_are_compared_from_the_data(client: Client, stage: None) -> None:
    Plan.objects.filter(slug="standard").update(per_day=12_345, monthly_price="19.50")
    answer = client.get("/pricing/")
    page = answer.content.decode()
    assert [name in page for name in ("Free", "Standard", "Professional", "Enterprise")] == [True] * 4
    assert re.search(r"12.?345", page)
    assert "19.50 € a month" in page
    assert "By agreement" in page
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies


def test_a_plan_is_given_in_the_console_with_an_audit_row(client: Client, stage: None) -> None:
    from tests.people import operator

    staff, alice = operator(), User.objects.create_user("alice@volt.example")
    client.force_login(staff)
    path = "/admin/accounts/subscription/add/"
    enterprise = Plan.objects.get(slug="enterprise")
    given = {"owner": alice.pk, "plan": enterprise.pk, "agreed_per_day": "", "note": "Contract 7"}
    assert "needs an agreed number" in client.post(path, given).content.decode()
    assert client.post(path, {**given, "agreed_per_day": "500000"}).status_code == 302
    change = alice.plan_changes.get()
    assert (change.before.slug, change.after.slug, change.agreed_per_day) == ("free", "enterprise", 500_000)
    assert (change.by, change.note) == (staff, "Contract 7")
    assert client.post(f"/admin/accounts/planchange/{change.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/accounts/planchange/{change.pk}/change/", {"note": "x"}).status_code == 403
