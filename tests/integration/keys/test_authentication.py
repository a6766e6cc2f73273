"""A key opens what its scopes say, sent as a header, until it expires or is revoked; an address is no place for it."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.keys import callers, issue
from accounts.models import ApiKey, User
from accounts.owner import held
from accounts.privacy import delete_account
from stations.models import Station
from tests.fakes import keys
from tests.integration.keys.conftest import Ask
from voltway.lib.access import Scope
from voltway.lib.problems import NotSignedIn

Headers = dict[str, str]


def test_both_headers_are_read(ask: Ask, key: Headers) -> None:
    assert ask(**key)["X-RateLimit-Limit"] == "100000"
    for word in ("Bearer", "bearer", "BEARER "):
        assert ask(authorization=f"{word} {key['x-api-key']}")["X-RateLimit-Limit"] == "100000"


@pytest.mark.parametrize("text", ["", "x", "vw_00000000_" + "0" * 64, "vw_" + "é" * 70, "a" * 5000])
@pytest.mark.parametrize("form", [{"x-api-key": "{}"}, {"authorization": "Bearer {}"}])
def test_a_key_that_nobody_has_is_refused(text: str, form: Headers, ask: Ask) -> None:
    answer = ask(**{name: value.format(text).encode().decode("latin-1") for name, value in form.items()})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    "change",
    [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}, {"digest": b"another"}],
)
def test_a_key_that_is_over_opens_nothing(change: dict[str, Any], ask: Ask, key: Headers) -> None:
    ApiKey.objects.update(**change)
    assert ask(**key).status_code == 401


def test_the_key_of_somebody_who_is_shut_out_opens_nothing(ask: Ask, key: Headers) -> None:
    User.objects.update(is_active=False)
    assert ask(**key).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_a_key_whose_owner_is_deleted_opens_nothing_while_it_is_remembered(
    ask: Ask, key: Headers, client: Client
) -> None:
    assert ask(**key).status_code == 200
    station = Station.objects.values_list("public_id", flat=True)[0]
    delete_account(user=User.objects.get())
    assert ask(**key).status_code == 401
    for method in ("put", "delete", "get"):
        answer = getattr(client, method)(f"/api/v2/me/favourites/{station}/", headers=key)
        assert (method, answer.status_code) == (method, 401)


def test_somebody_who_is_deleted_keeps_nothing_more(alice: User) -> None:
    delete_account(user=User.objects.get())
    with pytest.raises(NotSignedIn), held(alice):
        pytest.fail("nobody is there")


def test_a_key_expires_while_it_is_remembered(ask: Ask, key: Headers) -> None:
    now = timezone.now()
    ApiKey.objects.update(expires_at=now + timedelta(seconds=1))
    assert ask(**key).status_code == 200
    with time_machine.travel(now + timedelta(seconds=2), tick=False):
        assert ask(**key).status_code == 401


def test_a_revoked_key_is_refused_at_once_here_and_within_three_seconds_elsewhere(
    ask: Ask, key: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(**key).status_code == 200
    made = ApiKey.objects.get()
    # What another process knows is as old as this at most.
    assert callers.BELIEVED_S < 3
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(callers, "forget", lambda digest: None)
        issue.revoke_key(key=made, by=made.owner, now=timezone.now())
    assert ask(**key).status_code == 200
    callers._known._entries = type(callers._known._entries)(
        (name, (entry[0] - callers.BELIEVED_S, *entry[1:])) for name, entry in callers._known._entries.items()
    )
    assert ask(**key).status_code == 401
    issue.revoke_key(key=made, by=made.owner, now=timezone.now())
    assert ask(**key).status_code == 401


def test_a_key_opens_what_its_scopes_say(ask: Ask) -> None:
    answer = ask(**keys.headers(scopes={Scope.EXPORT}))
    assert (answer.status_code, answer.json()["type"], answer.json()["scope"]) == (403, "/problems/not-allowed", "read")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("api_key={}", "api_key"),
        ("q=a&access_token={}", "access_token"),
        ("q={}", "q"),
        ("X-API-KEY=abc", "X-API-KEY"),
        ("q=vw%5F{}", "q"),
        ("{}", "…"),
    ],
)
def test_a_key_in_the_address_is_refused_and_not_used(query: str, name: str, ask: Ask, key: Headers) -> None:
    text = key["x-api-key"].removeprefix("vw_" if "%5F" in query else "")
    answer = ask(f"stations/?{query.format(text)}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/key-in-address")
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]
    assert text not in answer.content.decode()
    assert ApiKey.objects.get().last_used_at is None


def test_a_key_in_the_path_is_refused_and_not_repeated(ask: Ask, key: Headers) -> None:
    answer = ask(f"stations/{key['x-api-key']}/")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/key-in-address")
    assert answer.json()["instance"] == "/api/v2/stations/vw_…/"


def test_a_page_takes_no_key_in_its_address_either(client: Client, key: Headers) -> None:
    assert client.get(f"/?q={key['x-api-key']}").status_code == 400


def test_no_key_is_logged(ask: Ask, key: Headers, caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    from voltway.observability import scrub

    with caplog.at_level(logging.DEBUG):
        ask(f"stations/?api_key={key['x-api-key']}")
        ask(**{"x-api-key": key["x-api-key"][:-1] + "x"})
        ask(**key)
    assert key["x-api-key"][12:] not in caplog.text
    assert scrub.text(f"it was {key['x-api-key']}, I think") == f"it was {scrub.SECRET}, I think"


def test_of_a_key_a_dump_of_the_database_has_nothing_that_opens(key: Headers) -> None:
    row = ApiKey.objects.values().get()
    assert key["x-api-key"][12:] not in repr(row)
    assert row["prefix"] == key["x-api-key"][:11]


def test_tiles_look_at_no_key(ask: Ask) -> None:
    answer = ask("tiles/0/0/0.mvt", **{"x-api-key": "nonsense"})
    assert answer.status_code == 200
    assert "RateLimit" not in answer
