"""Answers that are sent again before Django begins: the same ones, as long as they hold, and never somebody's own."""

import gzip
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from accounts.models import QuotaDay, User
from stations.api.answers import Answer, Basis
from stations.models import Station
from tests.fakes import keys
from tests.world import NOW, REGISTER, publish, station
from voltway import early
from voltway.lib.access import Scope
from voltway.lib.places import Places
from voltway.observability import requests

pytestmark = pytest.mark.usefixtures("world")

KEPT = [
    "stations/",
    "stations/?limit=2&format=geojson",
    "stations/?open=now&connector=ccs",
    "stations/?order=power",
    "stations/nearby/?lat=52.5&lon=13.4",
    "operators/",
    "tiles/6/34/20.mvt",
    "tiles/6/34/20.mvt?available=1",
]
MADE_ANEW = [
    "stations/?place=Berlin",
    "tiles/6/34/20.mvt?place=Berlin&radius_km=5",
    "sources/",
    "tiles.json",
    "stations/?limit=0",
    "stations/aaaaaaaaaaaa/",
    "nothing/",
    "health",
]


class Told:
    """What one request was answered, and whether Django was asked."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes, by_django: bool) -> None:
        self.status, self.headers, self.body, self.by_django = int(status[:3]), dict(headers), body, by_django


Ask = Callable[..., Told]
# What differs from request to request.
OWN = dict.fromkeys(("Content-Length", "X-Request-ID", "X-Process-Time", "Server-Timing"), "")


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Send a request to the server's own application."""
    monkeypatch.setattr(early, "BELIEVED_S", -1.0)
    monkeypatch.setattr(early, "_minute", lambda: int(NOW.timestamp() // 60))
    # The test's transaction goes on after a request, as it does with Django's own client.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    application, asked = early.Application(), []
    plain = WSGIHandler.__call__

    def counted(self: Any, environ: Any, start: Any) -> Any:
        asked.append(environ)
        return plain(self, environ, start)

    monkeypatch.setattr(WSGIHandler, "__call__", counted)

    def send(path: str = KEPT[0], method: str = "GET", **headers: str) -> Told:
        address = urlsplit(path if path.startswith("/") else f"/api/v2/{path}")
        environ = RequestFactory(headers=headers).generic(method, f"{address.path}?{address.query}").environ
        # As servers have it: without a body there is no length of one.
        environ = {"HTTP_HOST": "testserver", **environ, "CONTENT_LENGTH": ""}
        before, told = len(asked), []
        content = application(environ, lambda *given: told.append(given))
        return Told(told[0][0], told[0][1], b"".join(content), len(asked) > before)

    return send


@pytest.mark.parametrize("path", KEPT)
def test_an_answer_is_sent_again_as_it_was(path: str, ask: Ask) -> None:
    first, again = ask(path), ask(path)
    assert (first.by_django, again.by_django) == (True, False)
    assert (again.status, again.body) == (200, first.body)
    assert {**again.headers, **OWN} == {**first.headers, **OWN}
    assert again.headers["Content-Length"] == str(len(again.body))


def test_a_station_is_sent_again(ask: Ask) -> None:
    path = f"stations/{Station.objects.earliest('pk').public_id}/"
    assert ask(path).body == ask(path).body
    assert not ask(path).by_django


@pytest.mark.parametrize("path", MADE_ANEW)
def test_what_depends_on_more_is_made_anew(path: str, ask: Ask) -> None:
    assert [ask(path).by_django for _ in range(3)] == [True] * 3


@pytest.mark.parametrize("path", ["/", "/data/", "/livez", "/api/schema/", "/admin/login/"])
def test_pages_are_not_kept(path: str, ask: Ask) -> None:
    assert [ask(path).by_django for _ in range(2)] == [True] * 2


@pytest.mark.parametrize("path", KEPT)
def test_new_data_is_answered_at_once(path: str, ask: Ask) -> None:
    before = ask(path)
    publish(REGISTER, station("new", (52.52, 13.39), operator="Neu"), now=NOW)
    after = ask(path)
    assert after.by_django
    assert after.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize(("path", "anew"), [("stations/", True), ("tiles/6/34/20.mvt", False), ("operators/", False)])
def test_states_age_by_the_minute(path: str, anew: bool, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(path)
    monkeypatch.setattr(early, "_minute", lambda: int(NOW.timestamp() // 60) + 1)
    assert ask(path).by_django is anew


@pytest.mark.parametrize("path", KEPT)
def test_what_a_client_has_is_not_sent_again(path: str, ask: Ask) -> None:
    first = ask(path)
    again = ask(path, **{"if-none-match": first.headers["ETag"]})
    assert (again.status, again.body, again.by_django) == (304, b"", False)
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert "Content-Type" not in again.headers
    assert ask(path, **{"if-none-match": '"other"'}).status == 200


def test_each_request_has_its_own_id_and_is_counted(ask: Ask) -> None:
    ask()
    counted = requests._responses(200, "api-stations", "GET")
    before = counted._value.get()
    ids = [
        ask().headers["X-Request-ID"],
        ask().headers["X-Request-ID"],
        ask(**{"x-request-id": "given-by-a-proxy"}).headers["X-Request-ID"],
    ]
    assert ids[0] != ids[1]
    assert ids[2] == "given-by-a-proxy"
    assert counted._value.get() == before + 3


def test_head_has_no_body(ask: Ask) -> None:
    whole = ask()
    head = ask(method="HEAD")
    assert (head.status, head.body, head.by_django) == (200, b"", False)
    assert head.headers["Content-Length"] == str(len(whole.body))


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PUT", "DELETE"])
def test_other_methods_reach_django(method: str, ask: Ask) -> None:
    ask()
    assert ask(method=method).by_django


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "application/geo+json"},
        {"accept-encoding": "gzip"},
        {"accept-language": "de"},
        {"origin": "https://elsewhere.example"},
        {"host": "localhost"},
        {"x-forwarded-proto": "https"},
    ],
)
def test_what_changes_an_answer_is_part_of_the_question(headers: dict[str, str], ask: Ask) -> None:
    ask()
    first, again = ask(**headers), ask(**headers)
    assert (first.by_django, again.by_django) == (True, False)
    assert (again.body, again.headers.get("access-control-allow-origin")) == (
        first.body,
        "*" if "origin" in headers else None,
    )


def test_compressed_and_plain_hold_the_same(ask: Ask) -> None:
    plain = ask()
    for _ in range(2):
        packed = ask(**{"accept-encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body


def test_links_lead_to_the_host_that_was_asked(ask: Ask) -> None:
    for host in ("testserver", "localhost", "testserver"):
        assert f'"next":"http://{host}/'.encode() in ask("stations/?limit=2", host=host).body


def test_a_forged_host_is_refused_and_kept_for_nobody(ask: Ask) -> None:
    forged = ask(host="evil.example")
    assert (forged.status, ask().status) == (400, 200)
    assert b"evil" not in ask().body
    assert ask(**{"x-forwarded-host": "evil.example", "x-original-url": "/admin/"}).body == ask().body


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic YTpi"},
        {"x-api-key": "k"},
        {"cookie": "django_language=de"},
        {"transfer-encoding": "chunked"},
    ],
)
def test_who_may_be_somebody_is_answered_by_django(headers: dict[str, str], ask: Ask) -> None:
    ask()
    assert ask(**headers).by_django


def test_a_visitor_s_cookies_change_nothing(ask: Ask) -> None:
    assert ask(cookie="sessionid=secret; units=mi").body == ask().body
    assert not ask(cookie="sessionid=another").by_django


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({}, True),
        ({"Cache-Control": "private, max-age=60"}, False),
        ({"Cache-Control": "public, no-store"}, False),
        ({"Cache-Control": "max-age=60"}, False),
        ({"Vary": "Accept, Cookie"}, False),
        ({"Vary": "Authorization"}, False),
        ({"Vary": "*"}, False),
        ({"Content-Security-Policy": "script-src 'nonce-abc'"}, False),
    ],
)
def test_only_what_is_everybody_s_is_kept(headers: dict[str, str], kept: bool) -> None:
    answer = Answer(b"x", headers={"ETag": '"a"', "Cache-Control": "public, max-age=60", "Vary": "Accept", **headers})
    answer.basis, answer.cache_control = Basis(), answer["Cache-Control"]
    assert early.may_be_kept(answer) is kept
    answer.set_cookie("sessionid", "secret")
    assert not early.may_be_kept(answer)


def test_an_answer_that_says_nothing_of_its_basis_is_not_kept() -> None:
    plain = HttpResponse(b"x", headers={"ETag": '"a"', "Cache-Control": "public"})
    assert not early.may_be_kept(plain)
    assert not early.may_be_kept(Answer(b"x", headers={"ETag": '"a"', "Cache-Control": "public"}))


def test_a_database_that_is_away_is_told_as_ever(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask()

    def away() -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("stations.documents.catalogue.versions", away)
    assert ask().status == 503


def test_an_endless_address_is_kept_for_nobody(ask: Ask) -> None:
    path = "stations/?q=" + "+".join(["park"] * 700)
    assert [ask(path).by_django for _ in range(2)] == [True] * 2


def test_slashes_and_escapes_in_an_address_are_no_other_question(ask: Ask) -> None:
    paths = ["stations/?q=a%0Ab", "stations/?q=a", "stations/?q=b", "stations/?q=a&q=b"]
    first = [ask(path).body for path in paths]
    assert [ask(path).body for path in paths] == first


@pytest.mark.django_db(transaction=True)
def test_what_this_process_changes_it_knows_at_once(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early, "BELIEVED_S", 600.0)
    ask()
    publish(REGISTER, station("new", (52.52, 13.39)), now=NOW)
    assert b"Park new" in ask().body


@pytest.fixture
def key(world: None) -> dict[str, str]:
    return keys.headers(plan="free")


def test_a_key_is_answered_from_what_is_kept_and_charged(ask: Ask, key: dict[str, str]) -> None:
    everybody = ask()
    own = ask(**key)
    assert (own.by_django, own.body) == (False, everybody.body)
    assert own.headers["Cache-Control"] == "private, max-age=60"
    assert own.headers["RateLimit"].startswith('"minute";r=59;')
    assert (own.headers["X-RateLimit-Remaining"], QuotaDay.objects.get().used) == ("99", 1)
    assert (ask().headers["Cache-Control"], "RateLimit" in ask().headers) == ("public, max-age=60", False)


def test_what_a_key_has_asked_is_kept_for_everybody(ask: Ask, key: dict[str, str]) -> None:
    own = ask(**key)
    assert own.by_django
    everybody = ask()
    assert (everybody.by_django, everybody.body) == (False, own.body)
    assert everybody.headers["Cache-Control"] == "public, max-age=60"
    assert not any("ratelimit" in name.lower() for name in everybody.headers)


def test_what_a_client_has_is_not_charged(ask: Ask, key: dict[str, str]) -> None:
    tag = {"if-none-match": ask(**key).headers["ETag"]}
    again = [ask(**key, **tag) for _ in range(3)]
    assert [(one.status, one.by_django) for one in again] == [(304, False)] * 3
    assert QuotaDay.objects.get().used == 1
    assert again[-1].headers["RateLimit"].startswith('"minute";r=56;')


def test_django_says_that_the_quota_is_used_up_and_counts_it_once(ask: Ask, key: dict[str, str]) -> None:
    ask()
    QuotaDay.objects.create(owner=User.objects.get(), day=timezone.now().date(), used=99)
    assert [ask(**key).status for _ in range(3)] == [200, 429, 429]
    refused = ask(**key)
    assert refused.by_django
    # Four requests, counted once each.
    assert refused.headers["RateLimit"].startswith('"minute";r=56;')


def test_an_address_without_a_key_is_counted(ask: Ask, settings: Settings) -> None:
    settings.ANONYMOUS_RATE = 2
    assert [ask().status for _ in range(4)] == [200, 200, 429, 429]
    assert ask("tiles/6/34/20.mvt").status == 200


def test_a_larger_page_is_no_smaller_plan_s(ask: Ask, key: dict[str, str]) -> None:
    path = "stations/?limit=300"
    assert [ask(path, **keys.headers("bob@volt.example")).status for _ in range(2)] == [200, 200]
    assert (ask(path, **key).status, ask(path).status) == (403, 403)


def test_a_key_that_is_no_good_or_has_another_scope_is_answered_by_django(ask: Ask) -> None:
    ask()
    assert ask(**{"x-api-key": "vw_00000000_" + "0" * 64}).status == 401
    assert ask(**keys.headers(scopes={Scope.EXPORT})).status == 403


@pytest.mark.parametrize(
    ("path", "status", "media"),
    [
        ("/api/v2/stations/", 503, "application/problem+json"),
        ("/ocpi/2.2.1/locations", 503, "application/json"),
        ("/data/", 503, "text/html; charset=utf-8"),
        ("/livez", 200, "application/json"),
    ],
)
def test_who_watches_is_answered_while_all_others_hang(path: str, status: int, media: str) -> None:
    application = early.Application()
    application.places = Places(1, patience_s=0)
    assert application.places.enter()
    told: dict[str, Any] = {}

    def start(line: str, headers: list[tuple[str, str]]) -> None:
        told.update(status=int(line[:3]), headers=dict(headers))

    body = b"".join(application(RequestFactory().get(path).environ, start))
    assert (told["status"], told["headers"]["Content-Type"]) == (status, media)
    assert body
    assert ("Retry-After" in told["headers"]) == (status == 503)
