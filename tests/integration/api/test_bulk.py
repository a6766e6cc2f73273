"""`POST stations/bulk/`: who may, what is answered to each row, and what is written."""

import threading
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from jsonschema import Draft202012Validator

from accounts.models import Plan
from stations.api import bulk
from stations.api.schema import writing
from stations.models import AnsweredRequest, ImportRun, RejectedRow, Source, Station
from tests.fakes import keys
from voltway.lib.access import Scope

pytestmark = pytest.mark.usefixtures("stage")

PATH = "/api/v2/stations/bulk/"
Send = Callable[..., Any]


def row(native_id: str = "a", **facts: Any) -> dict[str, Any]:
    plug = {"id": "1", "standard": "IEC_62196_T2_COMBO", "power_type": "DC", "max_electric_power": 150_000}
    place = {"coordinates": {"latitude": 52.52, "longitude": 13.4}, "country": "DEU", "access": "PUBLIC"}
    return {"native_id": native_id, "name": f"Park {native_id}", **place,
            "evses": [{"uid": "1", "connectors": [plug]}], **facts}  # fmt: skip


@pytest.fixture
def send(client: Client) -> Send:
    """Send rows with a key of Alice, who has a plan for it."""
    alice = keys.headers()

    def post(
        *rows: Any, status: int = 200, owner: Any = "Volta Nord", key: str = "", path: str = PATH, **more: Any
    ) -> Any:
        headers = alice | ({"idempotency-key": key} if key else {})
        body = orjson.dumps({"owner": owner, "stations": rows, **more})
        answer = client.post(path, body, content_type="application/json", headers=headers)
        assert answer.status_code == status, answer.content[:600]
        return answer.json()

    return post


def publish_by(email: str, *rows: Any, is_staff: bool = False) -> Any:
    """Send rows, or a good one, for Volta Nord as somebody else."""
    body = orjson.dumps({"owner": "Volta Nord", "stations": rows or [row()]})
    return Client().post(PATH, body, content_type="application/json", headers=keys.headers(email, is_staff=is_staff))


def outcomes(answer: Any) -> list[str]:
    return [told["outcome"] for told in answer["data"]]


def test_a_station_is_created_changed_and_left_alone(send: Send, client: Client) -> None:
    first = send(row())
    assert outcomes(first) == ["created"]
    assert outcomes(send(row())) == ["unchanged"]
    assert outcomes(send(row(name="New name"))) == ["updated"]
    read = client.get(f"/api/v2/stations/{first['data'][0]['id']}/").json()
    assert (read["name"], read["max_electric_power"], read["operator"]["name"]) == ("New name", 150_000, "Volta Nord")
    assert (read["sources"][0]["uid"], read["sources"][0]["native_id"]) == ("own-volta-nord", "a")


def test_each_row_is_answered_and_the_good_ones_are_kept(send: Send) -> None:
    bad = row("b", coordinates={"latitude": 142, "longitude": 13})
    answer = send(row("a"), bad, row("c"))
    assert outcomes(answer) == ["created", "refused", "created"]
    assert answer["data"][1] | {"message": ""} == {
        "row": 1, "native_id": "b", "id": None, "outcome": "refused", "rule": "wrong_value",
        "field": "coordinates.latitude", "message": "",
    }  # fmt: skip
    assert answer["counts"] == {"created": 2, "updated": 0, "unchanged": 0, "refused": 1, "withheld": 0}
    assert Station.objects.count() == 2
    assert RejectedRow.objects.get().field == "coordinates.latitude"


def test_all_or_nothing_writes_nothing_beside_a_fault(send: Send) -> None:
    answer = send(row("a"), row("b", evses=[]), status=422, keep="all_or_nothing")
    assert outcomes(answer) == ["withheld", "refused"]
    assert not Station.objects.exists()
    assert outcomes(send(row("a"), row("b"), keep="all_or_nothing")) == ["created", "created"]


@pytest.mark.parametrize(
    ("fault", "rule", "field"),
    [
        ({"native_id": ""}, "wrong_value", "native_id"),
        ({"native_id": 5}, "wrong_value", "native_id"),
        ({"native_id": "a\0b"}, "wrong_value", "native_id"),
        ({"coordinates": None}, "wrong_value", "coordinates"),
        ({"coordinates": {"latitude": "52", "longitude": 13}}, "wrong_value", "coordinates.latitude"),
        ({"coordinates": {"latitude": 0, "longitude": 0}}, "null_island", "coordinates"),
        ({"access": "EVERYBODY"}, "wrong_value", "access"),
        ({"is_staff": True}, "unknown_field", "is_staff"),
        ({"evses": {}}, "wrong_value", "evses"),
        ({"evses": [{"uid": "1", "connectors": []}]}, "wrong_value", "evses[0].connectors"),
        ({"evses": [{"connectors": [{"id": "1"}]}]}, "missing_field", "evses[0].uid"),
        ({"evses": [{"uid": "1", "status": "AVAILABLE", "connectors": [{"id": "1"}]}]}, "status", "evses[0].status"),
        (
            {"evses": [{"uid": "1", "connectors": [{"id": "1", "standard": "PLUG"}]}]},
            "wrong_value",
            "evses[0].connectors[0].standard",
        ),
        (
            {"evses": [{"uid": "1", "connectors": [{"id": "1", "max_electric_power": 0}]}]},
            "wrong_value",
            "evses[0].connectors[0].max_electric_power",
        ),
        ({"licence": "mine"}, "licence", "licence"),
        ({"name": "x" * 1001}, "wrong_value", "name"),
        ({"opened_on": "yesterday"}, "wrong_value", "opened_on"),
    ],
)
def test_a_row_s_fault_is_named(fault: dict[str, Any], rule: str, field: str, send: Send) -> None:
    told = send({**row(), **fault})["data"][0]
    assert (told["outcome"], told["rule"], told["field"]) == ("refused", rule, field), told
    assert told["message"]


@pytest.mark.parametrize("given", [None, 5, "row", [], [[]], {}, True])
def test_rows_that_are_no_station_are_refused(given: Any, send: Send) -> None:
    assert outcomes(send(given, row())) == ["refused", "created"]


def test_the_second_row_of_an_id_is_refused(send: Send) -> None:
    answer = send(row("a"), row("a", name="Other"))
    assert outcomes(answer) == ["created", "refused"]
    assert answer["data"][1]["rule"] == "repeated"
    assert Station.objects.get().name == "Park a"


def test_a_station_may_be_sent_back_as_it_was_read(send: Send, client: Client) -> None:
    first = send(row(evses=[{"uid": "1", "evse_id": "DE*ABC*E1", "connectors": [{"id": "1"}]}]))
    read = client.get(f"/api/v2/stations/{first['data'][0]['id']}/").json()
    assert outcomes(send({**read, "native_id": "a", "name": "Changed"})) == ["updated"]
    assert outcomes(send({**read, "native_id": "a", "name": "Changed"})) == ["unchanged"]


def test_what_is_hostile_is_kept_as_text(send: Send, client: Client) -> None:
    evil = "<script>alert(1)</script>\u202e'; DROP TABLE stations_station; --"
    sent = send(row(name=evil, website="javascript:alert(1)"))
    page = client.get(f"/stations/{sent['data'][0]['id']}/", follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page


def test_the_licence_decides_whether_a_station_is_open(send: Send) -> None:
    send(row("a"), row("b", licence="CC BY 4.0"), row("c", licence="All rights reserved"))
    opened = dict(Station.objects.values_list("name", "open_licence"))
    assert opened == {"Park a": None, "Park b": True, "Park c": False}


def test_an_operator_s_source_is_listed_and_searched(send: Send, client: Client) -> None:
    send(row())
    (source,) = client.get("/api/v2/sources/").json()["data"]
    assert (source["uid"], source["name"], source["stations"]) == ("own-volta-nord", "Volta Nord", 1)
    assert len(client.get("/api/v2/stations/?source=own-volta-nord").json()["data"]) == 1
    assert b"Volta Nord" in client.get("/data/").content


def test_two_owners_never_touch_each_other_s_stations(send: Send) -> None:
    send(row("a", name="Mine"))
    assert outcomes(send(row("a", name="Theirs"), owner="Other")) == ["created"]
    assert sorted(Station.objects.values_list("name", flat=True)) == ["Mine", "Theirs"]


def test_an_operator_s_name_needs_no_latin_letter(send: Send) -> None:
    assert outcomes(send(row(), owner="国家电网")) == ["created"]
    assert outcomes(send(row(), owner="国家电网")) == ["unchanged"]
    assert outcomes(send(row(), owner="Україна")) == ["created"]
    assert Source.objects.count() == 2


def test_the_first_version_s_address_answers_too(send: Send) -> None:
    assert outcomes(send(row(), path="/api/v1/stations/bulk")) == ["created"]
    assert outcomes(send(row(), path="/api/v1/stations/bulk/")) == ["unchanged"]


def test_a_repeated_request_is_answered_as_before_and_done_once(send: Send) -> None:
    first = send(row(), key="k-1")
    assert send(row(), key="k-1") == first
    assert outcomes(send(row(), key="k-2")) == ["unchanged"]
    assert ImportRun.objects.count() == 2
    assert AnsweredRequest.objects.count() == 2


def test_a_key_stands_for_one_request(send: Send) -> None:
    send(row(), key="k-1")
    refused = send(row(name="Other"), key="k-1", status=422)
    assert refused["type"] == "/problems/idempotency-key-taken"
    assert Station.objects.get().name == "Park a"


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"owner": ""}, "owner"),
        ({"owner": "***"}, "owner"),
        ({"owner": ["x"]}, "owner"),
        ({"owner": "x" * 201}, "owner"),
        ({"keep": "some"}, "keep"),
        ({"keep": ["good"]}, "keep"),
        ({"rows": []}, "rows"),
        ({"stations": {}}, "stations"),
        ({"stations": []}, "stations"),
        ({"key": "k" * 101}, "Idempotency-Key"),
    ],
)
def test_a_request_s_fault_is_named(more: dict[str, Any], parameter: str, send: Send) -> None:
    refused = send(row(), status=400, **more)
    assert [error["parameter"] for error in refused["errors"]] == [parameter]


MONDAY = {"weekday": 1, "period_begin": "08:00", "period_end": "20:00"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"country": "Narnia"}, "country"),
        ({"opening_times": {"regular_hours": "x"}}, "opening_times.regular_hours"),
        ({"opening_times": {"zz": 1}}, "opening_times.zz"),
        ({"opening_times": {"twentyfourseven": "yes"}}, "opening_times.twentyfourseven"),
        ({"opening_times": {"regular_hours": [{**MONDAY, "weekday": 0}]}}, "opening_times.regular_hours[0].weekday"),
        (
            {"opening_times": {"regular_hours": [{**MONDAY, "period_end": "8"}]}},
            "opening_times.regular_hours[0].period_end",
        ),
        ({"max_height_cm": 2.5}, "max_height_cm"),
    ],
)
def test_a_value_that_says_nothing_is_refused_by_its_name(facts: dict[str, Any], field: str, send: Send) -> None:
    (refused,) = send(row(**facts))["data"]
    assert (refused["outcome"], refused["field"]) == ("refused", field)
    assert "`" not in refused["message"]


@pytest.mark.parametrize(
    "hours",
    [
        {"twentyfourseven": True, "regular_hours": []},
        {"twentyfourseven": False, "regular_hours": [MONDAY]},
        {"osm": "Mo-Fr sunrise-sunset"},
        {"text": "when the shop is open"},
    ],
)
def test_hours_come_back_as_they_were_sent(hours: dict[str, Any], send: Send, client: Client) -> None:
    (made,) = send(row(opening_times=hours))["data"]
    told = client.get(f"/api/v2/stations/{made['id']}/").json()["opening_times"]
    assert {name: told[name] for name in hours} == hours
    assert outcomes(send(row(opening_times=told))) == ["unchanged"]


def test_too_many_stations_are_refused_with_the_limit(send: Send) -> None:
    refused = send(*[{}] * (bulk.MAX_ROWS + 1), status=413)
    assert "10,000" in refused["detail"]
    assert not Source.objects.exists()


def test_too_many_bytes_are_refused_with_the_limit(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MAX_BYTES", 1_000_000)
    assert "1 MB" in send(row(notes="x" * 1_000_000), status=413)["detail"]


def test_more_than_django_takes_for_a_form_is_taken(send: Send) -> None:
    answer = send(*[row(str(number), notes="x" * 900) for number in range(3_000)])
    assert answer["counts"]["created"] == 3_000


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"owner": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"a=1", "application/x-www-form-urlencoded", 415),
    ],
)
def test_bodies_that_cannot_be_read(send: Send, client: Client, body: bytes, media: str, status: int) -> None:
    answer = client.post(PATH, body, content_type=media, headers=keys.headers())
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_nobody_is_asked_who_it_is(client: Client) -> None:
    answer = client.post(PATH, b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="VoltWay API"'


@pytest.mark.parametrize("plan", ["free", "standard"])
def test_a_plan_gives_so_many_rows(plan: str, client: Client, db: None) -> None:
    most = Plan.objects.get(slug=plan).bulk_rows
    body = orjson.dumps({"owner": "Volta", "stations": [row(str(number)) for number in range(most + 1)]})
    answer = client.post(PATH, body, content_type="application/json", headers=keys.headers(plan=plan))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-in-plan")
    assert answer.json()["most"] == most
    assert not Source.objects.exists()


def test_a_key_needs_the_scope(client: Client, db: None) -> None:
    others = keys.headers(scopes=set(Scope) - {Scope.BULK})
    answer = client.post(PATH, b"{}", content_type="application/json", headers=others)
    assert (answer.status_code, answer.json()["scope"]) == (403, "bulk")


@pytest.mark.parametrize("session", [False, True])
def test_nobody_writes_without_a_key(session: bool, client: Client, db: None) -> None:
    if session:
        client.force_login(keys.owner(is_staff=True, is_superuser=True))
    basic = {"authorization": f"Basic {b64encode(b'alice@volt.example:a long password').decode()}"}
    answer = client.post(PATH, b"{}", content_type="application/json", headers=basic)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/not-signed-in")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_operator_s_stations_are_the_first_sender_s(send: Send, client: Client) -> None:
    send(row())
    body = orjson.dumps({"owner": "volta NORD!", "stations": [row(name="Mine now")]})
    ask: dict[str, Any] = {"path": PATH, "data": body, "content_type": "application/json"}
    refused = client.post(**ask, headers=keys.headers("bob@volt.example"))
    assert (refused.status_code, Station.objects.get().name) == (403, "Park a")
    assert client.post(**ask, headers=keys.headers("staff@volt.example", is_staff=True)).status_code == 200


@pytest.mark.parametrize(
    ("rows", "more"), [([{}], {}), ([row(), {}], {"keep": "all_or_nothing", "status": 422}), ([{}], {"key": "k"})]
)
def test_an_operator_s_name_is_not_taken_by_rows_that_are_refused(rows: list[Any], more: Any, send: Send) -> None:
    assert send(*rows, **more)["source"] == "own-volta-nord"
    assert not Source.objects.filter(owner="Volta Nord").exists()
    assert outcomes(publish_by("bob@volt.example").json()) == ["created"]
    assert Source.objects.get(owner="Volta Nord").sender == keys.owner("bob@volt.example")


def test_who_sends_refused_rows_twice_is_answered_alike(send: Send) -> None:
    assert send({}, key="k") == send({}, key="k")


def test_a_sender_who_is_gone_leaves_the_name_to_others_if_no_station(send: Send) -> None:
    send(row())
    source = Source.objects.get(owner="Volta Nord")
    Source.objects.update(sender=None)
    assert publish_by("bob@volt.example").status_code == 403
    assert publish_by("staff@volt.example", is_staff=True).status_code == 200
    source.refresh_from_db()
    assert source.sender is None
    Station.objects.all().delete()
    assert publish_by("bob@volt.example", {}).status_code == 200
    source.refresh_from_db()
    assert source.sender is None
    assert publish_by("bob@volt.example").status_code == 200
    source.refresh_from_db()
    assert source.sender == keys.owner("bob@volt.example")


def test_answers_have_their_documented_shape(send: Send) -> None:
    schema = {"$ref": "#/components/schemas/BulkAnswer", "components": {"schemas": writing.SHAPES}}
    Draft202012Validator(schema).validate(send(row(), row("b", evses=[])))
    request = {"$ref": "#/components/schemas/BulkRequest", "components": {"schemas": writing.SHAPES}}
    Draft202012Validator(request).validate({"owner": "x", "stations": [row()]})


def test_a_run_can_be_taken_back(send: Send) -> None:
    from django.utils import timezone

    from stations.ingest.undo import undo

    send(row())
    answer = send(row(name="Mistake"), row("b"))
    undo(run=ImportRun.objects.get(pk=answer["run"]), now=timezone.now())
    assert list(Station.objects.values_list("name", flat=True)) == ["Park a"]


@pytest.mark.django_db(transaction=True)
def test_two_callers_at_once_are_both_answered(send: Send) -> None:
    answers: list[Any] = []

    def call(number: int) -> None:
        rows = [*(row(str(n)) for n in range(50)), row(f"own {number}")]
        try:
            answers.append(send(*rows))
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer["counts"]["created"] for answer in answers) == [1, 51]
    assert Station.objects.count() == 52
