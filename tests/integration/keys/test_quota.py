"""What is counted, against whom, and what is said of it."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, InterfaceError
from django.test import Client

from accounts import usage
from accounts.models import ApiKey, Plan, QuotaDay, Usage, Vehicle
from stations.models import Export
from tests.fakes import keys
from tests.integration.keys.conftest import Ask

Headers = dict[str, str]
NOW = datetime(2026, 11, 23, 22, 30, 15, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_quota_ends_with_words_and_figures(ask: Ask, three_a_day: Plan, clock: None) -> None:
    key = keys.headers(plan="three")
    assert [ask(**key).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = ask(**key)
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert refused["Content-Type"] == "application/problem+json"
    # An hour and a half to midnight, less fifteen seconds.
    assert refused["Retry-After"] == "5385"
    assert refused["RateLimit-Policy"] == '"minute";q=50;w=60, "day";q=3;w=86400'
    assert refused["RateLimit"] == '"minute";r=44;t=45, "day";r=0;t=5385'
    midnight = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    told = [refused[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")]
    assert told == ["3", "0", str(midnight)]


def test_the_next_day_begins_anew(ask: Ask, three_a_day: Plan) -> None:
    key = keys.headers(plan="three")
    with time_machine.travel(NOW, tick=False) as traveller:
        assert [ask(**key).status_code for _ in range(4)] == [200, 200, 200, 429]
        traveller.move_to(datetime(2026, 11, 24, tzinfo=UTC))
        assert ask(**key).status_code == 200


def test_all_keys_of_an_owner_share_the_quota(ask: Ask, three_a_day: Plan, clock: None) -> None:
    first, second = keys.headers(plan="three"), keys.headers(plan="three")
    other = keys.headers("bob@volt.example", "three")
    assert [ask(**key).status_code for key in (first, second, first, second)] == [200, 200, 200, 429]
    assert ask(**other).status_code == 200


def test_not_modified_is_free_and_counts_by_the_minute(ask: Ask, three_a_day: Plan, clock: None) -> None:
    key = keys.headers(plan="three")
    tag = {"if-none-match": ask(**key)["ETag"]}
    again = [ask(**key, **tag) for _ in range(10)]
    assert {answer.status_code for answer in again} == {304}
    assert again[-1]["RateLimit"].startswith('"minute";r=39;')
    assert QuotaDay.objects.get().used == 1
    assert [ask(**key).status_code for _ in range(3)] == [200, 200, 429]
    # What is free stays so when nothing is left.
    assert ask(**key, **tag).status_code == 304


def test_a_minute_has_its_own_limit(ask: Ask, three_a_day: Plan, clock: None) -> None:
    Plan.objects.filter(slug="three").update(per_minute=2, per_day=100)
    key = keys.headers(plan="three")
    answers = [ask(**key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[2]["Retry-After"], answers[2]["X-RateLimit-Limit"]) == ("45", "2")
    assert QuotaDay.objects.get().used == 2


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("stations/?limit=0", {}, 400),
        ("stations/?limit=0", {"if-none-match": '"x"'}, 400),
        ("stations/aaaaaaaaaaaa/", {"if-none-match": '"x"'}, 404),
        ("stations/?limit=101", {}, 403),
        ("stations/", {"if-none-match": '"x"'}, 200),
        ("exports/nobody/", {}, 404),
    ],
)
def test_every_answer_but_not_modified_costs_one(
    path: str, headers: Headers, status: int, ask: Ask, three_a_day: Plan, clock: None
) -> None:
    key = keys.headers(plan="three")
    assert [ask(path, **key, **headers).status_code for _ in range(4)] == [status] * 3 + [429]
    assert QuotaDay.objects.get().used == 3


def test_a_head_costs_as_a_get(client: Client, three_a_day: Plan, clock: None) -> None:
    key = keys.headers(plan="three")
    assert [client.head("/api/v2/stations/", headers=key).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_what_a_key_may_not_do_is_counted_too(client: Client, three_a_day: Plan, clock: None) -> None:
    key = keys.headers(plan="three")
    ask: dict[str, Any] = {"path": "/api/v2/stations/bulk/", "data": b"{}", "content_type": "application/json"}
    ask["headers"] = key
    assert [client.post(**ask).status_code for _ in range(4)] == [403, 403, 403, 429]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("put", "me/vehicles/0b0f7a0e-5d0c-4c1f-9a51-3f2b8e6c7d10/", {"name": "Blue", "inlets": ["CCS_2"]}),
        ("post", "exports/", {"format": "csv", "min_power_kw": 1}),
    ],
)
def test_a_write_is_charged_before_its_work(
    method: str, path: str, body: Any, client: Client, three_a_day: Plan, clock: None
) -> None:
    key = keys.headers(plan="three")
    for _ in range(3):
        client.get("/api/v2/stations/", headers=key)
    headers = {**key, "if-none-match": "*"}
    refused = getattr(client, method)(f"/api/v2/{path}", body, content_type="application/json", headers=headers)
    assert refused.status_code == 429
    assert (Vehicle.objects.count(), Export.objects.count()) == (0, 0)


def test_a_change_of_plan_is_taken_over(ask: Ask, three_a_day: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.keys.callers.BELIEVED_S", 0.0)
    key = keys.headers(plan="three")
    assert [ask(**key).status_code for _ in range(4)] == [200, 200, 200, 429]
    keys.owner(plan="professional")
    assert ask(**key)["X-RateLimit-Remaining"] == str(100_000 - 4)


@pytest.mark.parametrize(("plan", "size"), [("free", 100), ("standard", 250), ("professional", 500)])
def test_a_plan_gives_pages_of_a_size(plan: str, size: int, ask: Ask) -> None:
    key = keys.headers(plan=plan)
    assert ask(f"stations/?limit={size}", **key).status_code == 200
    if size < 500:
        refused = ask(f"stations/?limit={size + 1}", **key)
        assert (refused.status_code, refused.json()["most"]) == (403, size)


def test_an_answer_to_a_key_is_private(ask: Ask, key: Headers) -> None:
    assert ask()["Cache-Control"] == "public, max-age=60"
    assert ask(**key)["Cache-Control"] == "private, max-age=60"
    assert "RateLimit" not in ask()


def test_an_address_may_ask_a_little(client: Client, world: None, settings: Any, clock: None) -> None:
    settings.ANONYMOUS_RATE = 2

    def status(address: str, forwarded: str = "") -> Any:
        headers = {"x-forwarded-for": forwarded, "x-real-ip": forwarded, "forwarded": f"for={forwarded}"}
        return client.get("/api/v2/stations/", REMOTE_ADDR=address, headers=headers if forwarded else {})

    # Whatever it says of where it comes from.
    asked = [status("192.0.2.1", f"198.51.100.{number}") for number in range(3)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert asked[2]["RateLimit"] == '"minute";r=0;t=45'
    assert status("192.0.2.2").status_code == 200
    # One subscriber has as many addresses of IPv6 as a /64 holds.
    of_one = [status(f"2001:db8:0:1::{number}").status_code for number in range(3)]
    assert of_one == [200, 200, 429]
    assert status("2001:db8:0:2::1").status_code == 200


def test_who_tries_keys_is_counted_as_nobody(ask: Ask, settings: Any, clock: None) -> None:
    settings.ANONYMOUS_RATE = 2
    tries = [ask(**{"x-api-key": f"vw_00000000_{number:064x}"}).status_code for number in range(3)]
    assert tries == [401, 401, 429]
    assert ask().status_code == 429


def test_a_shared_address_goes_on_using_the_map(ask: Ask, client: Client, settings: Any, clock: None) -> None:
    settings.ANONYMOUS_RATE = 1
    ask()
    assert ask().status_code == 429
    for path in ("/data/", "/api/v2/tiles/0/0/0.mvt", "/api/v2/tiles.json", "/api/v2/stations/suggestions/?q=b"):
        assert client.get(path).status_code == 200


def test_the_site_has_a_limit_of_its_own(client: Client, world: None, settings: Any, clock: None) -> None:
    settings.SITE_RATE = 3
    paths = ("/data/", "/api/v2/tiles/0/0/0.mvt", "/", "/data/", "/api/v2/tiles/0/0/0.mvt")
    assert [client.get(path).status_code for path in paths] == [200, 200, 200, 429, 429]
    refused = client.get("/data/")
    assert (refused["Retry-After"], refused["RateLimit-Policy"]) == ("45", '"minute";q=3;w=60')
    assert (refused["RateLimit"], refused["X-RateLimit-Remaining"]) == ('"minute";r=0;t=45', "0")
    assert client.get("/livez").status_code == 200


def test_an_endpoint_has_a_brake(ask: Ask, settings: Any) -> None:
    settings.BRAKES = {**settings.BRAKES, "suggestions": "2/m"}
    answers = [ask("stations/suggestions/?q=b") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["RateLimit-Policy"] == '"suggestions";q=2;w=60'
    assert answers[2]["RateLimit"] == f'"suggestions";r=0;t={answers[2]["Retry-After"]}'
    assert 0 < int(answers[2]["X-RateLimit-Reset"]) - time.time() <= 61


def test_a_brake_holds_an_account_wherever_it_asks_from(client: Client, world: None, settings: Any) -> None:
    settings.BRAKES = {**settings.BRAKES, "exports": "2/h"}
    ask: dict[str, Any] = {"path": "/api/v2/exports/", "data": {"format": "csv", "min_power_kw": 1},
                           "content_type": "application/json", "headers": keys.headers()}  # fmt: skip
    answers = [client.post(**ask, REMOTE_ADDR=f"192.0.2.{number}") for number in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    # The brake's own limit, not the quota of the key, of which much is left.
    assert answers[1]["RateLimit-Policy"].startswith('"minute";')
    assert (answers[2]["RateLimit-Policy"], answers[2]["X-RateLimit-Remaining"]) == ('"exports";q=2;w=3600', "0")


def test_what_a_key_was_used_for_is_added_up(ask: Ask, three_a_day: Plan, clock: None) -> None:
    key = keys.headers(plan="three")
    tag = {"if-none-match": ask(**key)["ETag"]}
    ask(**key, **tag)
    ask("operators/", **key)
    usage.flush()
    ask("operators/", **key)
    ask("operators/", **key)
    usage.flush()
    found = Usage.objects.order_by("endpoint").values_list("endpoint", "answered", "not_modified", "refused")
    assert list(found) == [("api-operators", 2, 0, 1), ("api-stations", 1, 1, 0)]
    assert {line.day for line in Usage.objects.all()} == {NOW.date()}
    assert ApiKey.objects.get().last_used_at == NOW


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
def test_what_the_database_does_not_take_is_added_up_later(
    error: type[Exception], ask: Ask, clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise error("away")

    key = keys.headers()
    ask(**key)
    with monkeypatch.context() as patch:
        patch.setattr(usage, "_write", away)
        usage.flush()
    assert not Usage.objects.exists()
    ask(**key)
    usage.flush()
    assert Usage.objects.get().answered == 2
