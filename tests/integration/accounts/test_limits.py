"""Guessing is slowed by address and by account, and nobody is kept out of their own account by it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache import caches as caches_of_settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import get_resolver, reverse
from prometheus_client import CollectorRegistry
from pytest_django import Settings

from accounts import limits
from accounts.models import Letter, User
from tests.fakes.redis_server import Fault, Proxy, valkey_port
from tests.people import PASSWORD, add_second_factor, code_of, link_in_mail
from voltway.caches import caches
from voltway.lib.caching import guarded
from voltway.lib.caching.breaker import Breaker
from voltway.observability import metrics

__all__ = ["valkey_port"]

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
TOO_MANY = "Too many wrong attempts"


def attempt(address: str, password: str = "a wrong guess", email: str = "alice@voltway.example") -> str:
    """How it ends: "in", "wrong", "waits" (the form says so), or "stopped" (a page of its own)."""
    answer = Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": email, "password": password})
    if answer.status_code == 302:
        return "in"
    if answer.status_code == 429:
        return "stopped"
    return "waits" if TOO_MANY in answer.content.decode() else "wrong"


@pytest.fixture(autouse=True)
def victim(alice: User) -> User:
    return alice


def test_guesses_of_one_address_at_one_account_end() -> None:
    assert [attempt("192.0.2.1") for _ in range(7)] == ["wrong"] * 5 + ["waits"] * 2
    assert attempt("192.0.2.1", PASSWORD) == "waits"


@pytest.mark.parametrize("elsewhere", [0, 50])
def test_a_password_that_was_set_anew_opens_at_once(elsewhere: int) -> None:
    for host in range(elsewhere):
        attempt(f"198.51.100.{host}")
    for _ in range(6):
        attempt("192.0.2.1")
    assert attempt("192.0.2.1", PASSWORD) == "waits"
    here = Client(REMOTE_ADDR="192.0.2.1")
    here.post(reverse("account_reset_password"), {"email": "alice@voltway.example"})
    here.post(here.get(link_in_mail())["Location"], {"password1": "another pass phrase"})
    assert attempt("192.0.2.1", "another pass phrase") == "in"


def test_another_address_is_not_kept_out_by_them() -> None:
    for _ in range(12):
        attempt("192.0.2.1")
    assert attempt("198.51.100.7", PASSWORD) == "in"


def test_an_account_that_is_hammered_from_everywhere_opens_to_its_owner_at_once() -> None:
    tried = [attempt(f"192.0.2.{host}") for host in range(80)]
    assert set(tried) == {"wrong"}
    assert attempt("198.51.100.7", PASSWORD) == "in"


def test_each_address_has_fewer_guesses_at_an_account_that_is_hammered() -> None:
    for host in range(50):
        attempt(f"192.0.2.{host}")
    assert [attempt("198.51.100.9") for _ in range(4)] == ["wrong", "wrong", "waits", "waits"]


def test_one_guess_at_each_of_many_accounts_ends_too() -> None:
    tried = [attempt("192.0.2.1", email=f"driver{number}@voltway.example") for number in range(12)]
    assert tried == ["wrong"] * 10 + ["waits"] * 2


def test_addresses_of_one_subscriber_are_one() -> None:
    assert [attempt(f"2001:db8:1:2::{host}") for host in range(1, 8)] == ["wrong"] * 5 + ["waits"] * 2
    assert attempt("2001:db8:1:3::1") == "wrong"


def test_a_claimed_address_is_not_believed() -> None:
    client = Client(REMOTE_ADDR="192.0.2.1")
    form = {"login": "alice@voltway.example", "password": "a wrong guess"}
    said = [
        client.post(reverse("account_login"), form, headers={"X-Forwarded-For": f"203.0.113.{host}"}).content.decode()
        for host in range(6)
    ]
    assert [TOO_MANY in page for page in said] == [False] * 5 + [True]


def test_a_right_password_costs_nothing() -> None:
    assert {attempt("192.0.2.1", PASSWORD) for _ in range(8)} == {"in"}


def test_an_address_is_stopped_altogether_at_thirty_a_minute() -> None:
    tried = [attempt("192.0.2.1", PASSWORD) for _ in range(31)]
    assert (tried[29], tried[30]) == ("in", "stopped")


def test_codes_are_counted_by_account(alice: User) -> None:
    add_second_factor(alice)
    client = Client()
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    pages = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode() for n in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(alice)}).status_code == 200


def test_a_letter_box_is_not_filled_by_others(alice: User) -> None:
    for host in range(9):
        answer = Client(REMOTE_ADDR=f"192.0.2.{host}").post(reverse("account_reset_password"), {"email": alice.email})
        assert answer.status_code == 302
    assert Letter.objects.filter(to=alice.email).count() == 6


def test_sign_ups_of_one_address_end() -> None:
    client = Client()
    forms = [{"email": f"driver{n}@voltway.example", "password1": PASSWORD} for n in range(31)]
    answers = []
    for form in forms:
        client.cookies.clear()
        answers.append(client.post(reverse("account_signup"), form))
    assert (answers[29].status_code, answers[30].status_code) == (302, 429)
    assert "Too many attempts" in answers[30].content.decode()


def post(path: str, body: dict[str, str]) -> Any:
    """Of a program to version 1, or of a browser to a page."""
    kind = "application/json" if path.startswith("/api/") else MULTIPART_CONTENT
    return Client(REMOTE_ADDR="192.0.2.1").post(path, body, content_type=kind)


@pytest.mark.parametrize(
    ("path", "body", "limit"),
    [
        ("/accounts/login/", {"login": "alice@voltway.example", "password": PASSWORD}, '"login";q=30;w=60'),
        ("/accounts/signup/", {"email": "new", "password1": PASSWORD}, '"signup";q=30;w=3600'),
        ("/accounts/password/reset/", {"email": "new@voltway.example"}, '"reset-password";q=30;w=3600'),
        ("/api/v1/auth/login", {"email": "alice@voltway.example", "password": PASSWORD}, '"login";q=30;w=60'),
        ("/api/v1/auth/register", {"email": "new", "password": PASSWORD}, '"signup";q=30;w=3600'),
    ],
)
def test_who_is_stopped_is_told_of_the_limit(path: str, body: dict[str, str], limit: str) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(30):
            assert post(path, body).status_code != 429
        clock.shift(20)
        stopped = post(path, body)
    wait = int(limit.rpartition("=")[2]) - 20
    assert (stopped.status_code, stopped["Retry-After"]) == (429, str(wait))
    assert (stopped["RateLimit-Policy"], stopped["RateLimit"]) == (limit, f"{limit.partition(';')[0]};r=0;t={wait}")
    told = [stopped[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")]
    assert told == ["30", "0", str(int(NOW.timestamp()) + 20 + wait)]


def test_a_program_that_guesses_is_told_of_the_limit() -> None:
    guess = {"email": "alice@voltway.example", "password": "a wrong guess"}
    with time_machine.travel(NOW, tick=False):
        answers = [post("/api/v1/auth/login", guess) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert (answers[5]["Retry-After"], answers[5]["RateLimit-Policy"]) == ("300", '"login-failed";q=5;w=300')


@pytest.fixture
def redis(valkey_port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    proxy = Proxy(valkey_port)
    monkeypatch.setattr(guarded, "breaker", Breaker("redis", guarded._probe, first_rest_s=600, slow_s=60))
    settings.CACHES = caches(settings.CONFIG.model_copy(update={"redis_url": proxy.url}))
    cache.clear()
    yield proxy
    proxy.close()


def refused() -> float:
    registry: CollectorRegistry = metrics.REGISTRY
    return registry.get_sample_value("voltway_limits_without_redis_total", {"outcome": "log-in"}) or 0.0


ATTEMPTS = [
    ("/accounts/login/", {"login": "alice@voltway.example", "password": PASSWORD}),
    ("/accounts/signup/", {"email": "new@voltway.example", "password1": PASSWORD}),
    ("/accounts/password/reset/", {"email": "alice@voltway.example"}),
    ("/api/v1/auth/login", {"email": "alice@voltway.example", "password": PASSWORD}),
    ("/api/v1/auth/register", {"email": "new@voltway.example", "password": PASSWORD}),
]


@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.HANGS])
@pytest.mark.parametrize(("path", "body"), ATTEMPTS)
def test_without_counters_nobody_comes_in_or_waits(
    fault: Fault, path: str, body: dict[str, str], redis: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(path, body).status_code not in (429, 503)
    users, letters = User.objects.count(), Letter.objects.count()

    def waits(key: str) -> Any:
        raise AssertionError(f"{key}: a lock is waited for")

    monkeypatch.setattr("allauth.core.internal.ratelimit.cache_lock", waits)
    redis.be(fault)
    before = refused()
    answers = [post(path, body) for _ in range(2)]
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "5")] * 2
    assert refused() == before + 2
    assert (User.objects.count(), Letter.objects.count()) == (users, letters)


@pytest.mark.parametrize(("path", "body"), ATTEMPTS)
def test_counters_that_go_away_meanwhile_are_not_said_to_be_used_up(
    path: str, body: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allauth.core.internal.ratelimit.CACHE_LOCK_WAIT_TIMEOUT", 0)
    # What Redis says that is away.
    monkeypatch.setattr(type(caches_of_settings["default"]), "add", lambda *_, **__: False)
    said = iter([False])
    monkeypatch.setattr("voltway.lib.caching.shared.is_away", lambda: next(said, True))
    assert post(path, body).status_code == 503


def test_pages_that_count_nothing_do_not_need_the_counters(redis: Proxy, alice: User) -> None:
    client = Client()
    client.force_login(alice)
    redis.be(Fault.REFUSES)
    assert client.get("/accounts/login/").status_code == 302
    assert client.post("/accounts/logout/").status_code == 302


def test_a_page_that_is_counted_is_one_of_the_accounts() -> None:
    resolver = get_resolver("accounts.urls")
    assert {str(name) for name in resolver.reverse_dict} >= limits.COUNTED
