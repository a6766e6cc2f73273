"""Favourites, sign-up and log-in in version 1: over what the pages and version 2 keep."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.forms import SignUp
from accounts.keys.issue import LOG_INS, make_key
from accounts.models import ApiKey, Favourite, Letter, User
from stations.models import Station
from tests.integration.accounts.mine.conftest import NOWHERE, PARK, QUAY, vanish
from tests.people import PASSWORD, add_second_factor, link_in_mail, operator, person
from voltway.lib.access import Scope

pytestmark = pytest.mark.usefixtures("world")

Ask = Callable[..., Any]
KNOWN, UNKNOWN = "alice@voltway.example", "nobody@voltway.example"


@pytest.fixture
def ask() -> Ask:
    """Send JSON below /api/v1/, as a program without cookies."""

    def sent(method: str, path: str, body: Any = None, *, token: str = "", code: int = 200) -> Any:
        more = {"headers": {"authorization": f"Bearer {token}"}} if token else {}
        data = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(Client(), method)(f"/api/v1/{path}", **data, **more)
        assert answer.status_code == code, answer.content[:500]
        assert not answer.cookies
        return answer.json() if answer.content else None

    return sent


def typed(email: str = KNOWN, password: str = PASSWORD) -> dict[str, str]:
    return {"email": email, "password": password}


@pytest.mark.parametrize("email", ["alice\0@voltway.example", "\0", "\ud800@voltway.example"])
def test_an_address_that_nobody_can_have_is_unknown(email: str, ask: Ask) -> None:
    body = f'{{"email": {json.dumps(email)}, "password": "{PASSWORD}"}}'
    ask("post", "auth/login", body, code=400 if "\ud800" in email else 401)


def test_a_program_signs_up_verifies_logs_in_and_keeps_a_station(client: Client, ask: Ask) -> None:
    told = ask("post", "auth/register", typed("Bob@VoltWay.example"), code=202)
    assert told == {"email": "bob@voltway.example", "status": "verification_sent"}
    ask("post", "auth/login", typed("bob@voltway.example"), code=403)
    client.post(link_in_mail())
    token = ask("post", "auth/login/", typed("bob@voltway.example"))
    assert (token["token_type"], token["expires_in"]) == ("bearer", 86_400)
    kept = ask("post", f"favorites/{PARK}", token=token["access_token"], code=201)
    assert ask("get", "favorites/", token=token["access_token"]) == [kept] == [ask("get", f"stations/{PARK}")]
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        ask("get", "favorites/", token=token["access_token"], code=401)


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_favourite_is_kept_once_and_dropped(slash: str, ask: Ask, alice: User) -> None:
    token = ask("post", "auth/login", typed())["access_token"]
    path = f"favorites/{QUAY}{slash}"
    ask("get", path, token=token, code=404)
    assert ask("post", path, token=token, code=201) == ask("post", path, token=token)
    assert ask("get", path, token=token)["connector_type"] == "CHADEMO"
    ask("delete", path, token=token, code=204)
    ask("delete", path, token=token, code=404)
    ask("post", f"favorites/{NOWHERE}{slash}", token=token, code=404)
    assert not Favourite.objects.exists()


def test_a_station_that_is_gone_stays_a_favourite(ask: Ask, alice: User) -> None:
    token = ask("post", "auth/login", typed())["access_token"]
    before = ask("post", f"favorites/{PARK}", token=token, code=201)
    vanish()
    assert ask("get", f"favorites/{PARK}", token=token)["title"] == before["title"]
    Station.objects.filter(public_id=PARK).delete()
    (row,) = ask("get", "favorites/", token=token)
    assert list(row) == list(before)
    assert {name for name, value in row.items() if value is not None} == {
        "id", "title", "address", "latitude", "longitude", "status"
    }  # fmt: skip
    assert row["status"] == "unknown"


@pytest.mark.parametrize(("method", "path"), [("get", "favorites/"), ("post", f"favorites/{PARK}")])
def test_favourites_are_for_their_owner_alone(method: str, path: str, ask: Ask, alice: User) -> None:
    Favourite.objects.create(user=alice, station=PARK, title="Park", latitude=1, longitude=1, added_at=timezone.now())
    ask(method, path, code=401)
    bob = person("bob@voltway.example")
    _, reading = make_key(by=bob, name="R", scopes=[Scope.READ], expires_at=None, now=timezone.now())
    if method == "get":
        assert ask(method, path, token=reading.text) == []
    else:
        ask(method, path, token=reading.text, code=403)


def test_pages_of_other_sites_read_no_favourites(client: Client, alice: User) -> None:
    client.force_login(alice)
    for path in ("favorites/", "auth/login"):
        assert "Access-Control-Allow-Origin" not in client.get(
            f"/api/v1/{path}", headers={"origin": "https://x.example"}
        )
    assert (
        client.get("/api/v1/stations/", headers={"origin": "https://x.example"})["Access-Control-Allow-Origin"] == "*"
    )


@pytest.mark.parametrize(
    ("path", "body", "fields"),
    [
        ("register", {}, ["email", "password"]),
        ("login", {"email": KNOWN}, ["password"]),
        ("login", {"email": [], "password": PASSWORD}, ["email"]),
        ("register", {**typed(), "admin": True}, ["admin"]),
        ("register", typed("no address"), ["email"]),
        ("register", typed("new@voltway.example", "short"), ["password"]),
        ("register", typed("new@voltway.example", "new@voltway.example"), ["password"]),
    ],
)
def test_what_is_wrong_is_named(path: str, body: Any, fields: list[str], ask: Ask) -> None:
    problem = ask("post", f"auth/{path}", body, code=400)
    assert sorted({error["parameter"] for error in problem["errors"]}) == fields
    assert PASSWORD not in str(problem)
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["register", "login"])
def test_known_and_unknown_addresses_are_told_apart_neither_by_words_nor_by_work(
    path: str, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        done.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    person(KNOWN)
    answers, work = [], []
    for email in (KNOWN, UNKNOWN):
        done.clear()
        told = ask("post", f"auth/{path}", typed(email, "a wrong pass phrase"), code=202 if path == "register" else 401)
        answers.append(str({**told, "instance": ""}).replace(email, "@").replace(str(told.get("request_id")), ""))
        work.append((len(done), Letter.objects.filter(to=email).count()))
    assert answers[0] == answers[1]
    assert work[0] == work[1]


def test_whoever_has_an_account_is_told_by_mail_alone(ask: Ask, alice: User) -> None:
    ask("post", "auth/register", typed(password="quite another phrase"), code=202)
    assert User.objects.get().check_password(PASSWORD)
    assert "already" in Letter.objects.get().text


def test_a_sign_up_takes_the_place_of_one_that_nobody_verified(client: Client, ask: Ask) -> None:
    ask("post", "auth/register", typed(password="known to Mallory"), code=202)
    first = link_in_mail()
    ask("post", "auth/register", typed(), code=202)
    client.post(first)
    ask("post", "auth/login", typed(), code=403)
    client.post(link_in_mail())
    ask("post", "auth/login", typed(password="known to Mallory"), code=401)
    ask("post", "auth/login", typed())


def test_a_sign_up_at_the_same_time_is_told_by_mail_alone(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    save = SignUp.save

    def overtaken(form: SignUp, request: Any) -> User:
        User(email=KNOWN).save()
        user: User = save(form, request)
        return user

    monkeypatch.setattr(SignUp, "save", overtaken)
    ask("post", "auth/register", typed(), code=202)
    assert "already" in Letter.objects.get().text


def reset(client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": KNOWN})
    client.post(client.get(link_in_mail())["Location"], {"password1": "another pass phrase"})


def change(client: Client) -> None:
    client.force_login(User.objects.get(email=KNOWN))
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "another pass phrase"})


def change_in_the_console(client: Client) -> None:
    client.force_login(operator("root@voltway.example"))
    given = {"password1": "another pass phrase", "password2": "another pass phrase", "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[User.objects.get(email=KNOWN).pk]), given)


@pytest.mark.parametrize("act", [reset, change, change_in_the_console])
def test_another_password_ends_log_ins_and_no_key(
    act: Callable[[Client], None], client: Client, ask: Ask, alice: User
) -> None:
    now = timezone.now()
    lasting = make_key(by=alice, name="Mine", scopes=[Scope.READ], expires_at=None, now=now)[1].text
    token = ask("post", "auth/login", typed())["access_token"]
    ask("get", "favorites/", token=token)
    act(client)
    assert User.objects.get(email=KNOWN).check_password("another pass phrase")
    ask("get", "favorites/", token=token, code=401)
    ask("get", "favorites/", token=lasting)


def test_a_second_factor_is_not_passed_by(ask: Ask, alice: User) -> None:
    add_second_factor(alice)
    assert "second factor" in ask("post", "auth/login", typed(), code=403)["detail"]
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("closed", [{"is_active": False}, {"password": "!"}])
def test_a_closed_account_opens_nothing(closed: dict[str, Any], ask: Ask, alice: User) -> None:
    User.objects.update(**closed)
    ask("post", "auth/login", typed(), code=401)


def test_wrong_passwords_are_slowed_down(ask: Ask, alice: User) -> None:
    for _ in range(5):
        ask("post", "auth/login", typed(password="wrong"), code=401)
    problem = ask("post", "auth/login", typed(), code=429)
    assert problem["title"] == "Too many requests"


def test_log_ins_give_way_to_newer_ones_and_leave_other_keys(ask: Ask, alice: User) -> None:
    own, _ = make_key(by=alice, name="Mine", scopes=[Scope.READ], expires_at=None, now=timezone.now())
    tokens = [ask("post", "auth/login", typed())["access_token"] for _ in range(LOG_INS + 1)]
    good = ApiKey.objects.good(timezone.now())
    assert good.count() == LOG_INS + 1
    assert own in good
    ask("get", "favorites/", token=tokens[0], code=401)
    assert ask("get", "favorites/", token=tokens[-1]) == []


def test_log_ins_count_among_a_person_s_keys_only_as_keys_they_can_revoke(ask: Ask, alice: User) -> None:
    ask("post", "auth/login", typed())
    key = ApiKey.objects.get()
    assert (key.owner, key.scope, key.expires_at) == (alice, "read write", key.created_at + timedelta(days=1))
