"""`/api/v2/me/`: for its owner alone, kept by nobody, the same however often it is sent."""

from collections.abc import Callable
from itertools import product
from typing import Any

import orjson
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.api.schema import SHAPES
from accounts.keys.issue import make_key
from accounts.models import Favourite, SavedSearch, User, Vehicle
from stations.api.schema.shapes import SHAPES as SHARED
from tests.integration.accounts.mine.conftest import NOWHERE, PARK, QUAY, vanish
from voltway.lib.access import Scope

pytestmark = pytest.mark.usefixtures("world")

Send = Callable[..., Any]
CAR = {"name": "Blue", "inlets": ["CCS_2"], "max_dc_power": 120_000}
SEARCH = {"name": "Fast", "query": "min_power_kw=150&connector=ccs"}
UID = "0b0f7a0e-5d0c-4c1f-9a51-3f2b8e6c7d10"
# What each resource takes, and its shape.
KEPT = [
    (f"favourites/{PARK}/", {"note": "by the door"}, "Favourite"),
    (f"vehicles/{UID}/", CAR, "Vehicle"),
    (f"searches/{UID}/", SEARCH, "SavedSearch"),
]
LISTS = ["favourites/", "vehicles/", "searches/"]


def key_of(owner: User, scope: Scope) -> str:
    _, secret = make_key(by=owner, name="a program", scopes=[scope], expires_at=None, now=timezone.now())
    return secret.text


def check(shape: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": {**SHARED, **SHAPES}}}
    Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_put_is_the_same_however_often(path: str, body: Any, shape: str, send: Send) -> None:
    first, again = send("put", path, body), send("put", path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == send("get", path).json()
    check(shape, first.json())
    listed = send("get", path.split("/")[0] + "/")
    assert listed.json() == {"data": [first.json()]}
    check(f"{shape}List", listed.json())
    assert listed["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_what_somebody_keeps_is_there_for_nobody_else(
    path: str, body: Any, shape: str, send: Send, as_bob: Client
) -> None:
    send("put", path, body)
    for method in ("get", "delete"):
        assert send(method, path, by=as_bob).status_code == 404
    assert send("get", path.split("/")[0] + "/", by=as_bob).json() == {"data": []}
    assert send("put", path, body, by=as_bob).status_code == 201
    assert send("delete", path, by=as_bob).status_code == 204
    assert send("get", path).status_code == 200


def changed_of(path: str, body: Any) -> Any:
    return {**body, "note": "moved"} if path.startswith("favourites") else {**body, "name": "Other"}


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_the_second_of_two_writers_is_told_that_the_first_was_there(
    path: str, body: Any, shape: str, send: Send
) -> None:
    tag = send("put", path, body)["ETag"]
    assert tag == send("get", path)["ETag"]
    assert not tag.startswith("W/")
    first = send("put", path, changed_of(path, body), headers={"if-match": tag})
    assert (first.status_code, first["ETag"] == tag) == (200, False)
    for method in ("put", "delete"):
        second = send(method, path, body, headers={"if-match": tag})
        assert (second.status_code, second.json()["type"]) == (412, "/problems/changed")
        assert second["ETag"] == first["ETag"]
    assert send("get", path).json() == first.json()
    assert send("delete", path, headers={"if-match": f'"x", {first["ETag"]}'}).status_code == 204


@pytest.mark.parametrize("condition", ["nonsense", '"nonsense"', "W/{tag}", "", '"'])
@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_what_names_no_state_changes_none(path: str, body: Any, shape: str, condition: str, send: Send) -> None:
    kept = send("put", path, body)
    headers = {"if-match": condition.format(tag=kept["ETag"])}
    assert send("put", path, changed_of(path, body), headers=headers).status_code == 412
    assert send("delete", path, headers=headers).status_code == 412
    assert send("get", path).json() == kept.json()


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_a_write_may_ask_that_there_is_something_or_nothing(path: str, body: Any, shape: str, send: Send) -> None:
    there, not_there = {"if-match": "*"}, {"if-none-match": "*"}
    assert send("put", path, body, headers=there).status_code == 412
    assert send("get", path).status_code == 404
    assert send("put", path, body, headers=not_there).status_code == 201
    assert send("put", path, body, headers=not_there).status_code == 412
    assert send("put", path, body, headers=there).status_code == 200
    assert send("delete", path, headers=there).status_code == 204
    assert send("delete", path, headers=there).status_code == 404


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_a_tag_is_good_for_a_write_also_where_answers_are_packed(path: str, body: Any, shape: str, send: Send) -> None:
    send("put", path, body)
    read = send("get", path, headers={"accept-encoding": "gzip"})
    assert send("get", path, headers={"if-none-match": read["ETag"]}).status_code == 304
    assert send("put", path, body, headers={"if-match": read["ETag"]}).status_code == 200


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_delete_takes_it_away(path: str, body: Any, shape: str, send: Send) -> None:
    send("put", path, body)
    assert send("delete", path).status_code == 204
    assert send("delete", path).status_code == 404
    assert send("get", path).status_code == 404


@pytest.mark.parametrize("path", [*LISTS, *(path for path, _, _ in KEPT)])
def test_nobody_is_told_nothing(path: str, client: Client) -> None:
    for method in ("get", "put", "delete", "post"):
        answer = getattr(client, method)(f"/api/v2/me/{path}")
        assert answer.status_code == 401
        assert answer.json()["type"] == "/problems/not-signed-in"
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "body", "shape"), KEPT)
def test_a_session_writes_only_with_its_token(path: str, body: Any, shape: str, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    refused = client.put(f"/api/v2/me/{path}", body, content_type="application/json")
    assert refused.status_code == 403
    assert (Favourite.objects.count(), Vehicle.objects.count(), SavedSearch.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("path", "body", "parameter"),
    [
        (f"favourites/{PARK}/", {"note": 5}, "note"),
        (f"favourites/{PARK}/", {"note": "\0"}, "note"),
        (f"favourites/{PARK}/", {"colour": "red"}, "colour"),
        (f"vehicles/{UID}/", {**CAR, "inlets": []}, "inlets"),
        (f"vehicles/{UID}/", {}, "name"),
        (f"searches/{UID}/", {**SEARCH, "query": "colour=red"}, "colour"),
        (f"searches/{UID}/", {**SEARCH, "name": ["x"]}, "name"),
        ("favourites/?colour=red", None, "colour"),
    ],
)
def test_members_at_fault_are_named(path: str, body: Any, parameter: str, send: Send) -> None:
    answer = send("get" if body is None else "put", path, body)
    assert answer.status_code == 400
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("path", [f"favourites/{NOWHERE}/", "favourites/x/", "vehicles/1/", "searches/x/", "else/"])
def test_what_is_not_there_is_404(path: str, send: Send) -> None:
    answer = send("put", path, {})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"{", "application/json", 400), (b"[]", "application/json", 400), (b"a=b", "text/plain", 415),
     (b'{"note": "' + b"x" * 100_000 + b'"}', "application/json", 413)],
)  # fmt: skip
def test_a_body_that_can_not_be_read_is_refused(content: bytes, kind: str, status: int, as_alice: Client) -> None:
    answer = as_alice.put(f"/api/v2/me/favourites/{PARK}/", content, content_type=kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_body_is_not_needed_to_keep_a_station(send: Send) -> None:
    assert send("put", f"favourites/{PARK}/").status_code == 201


def test_a_note_stays_where_none_is_told(send: Send) -> None:
    send("put", f"favourites/{PARK}/", {"note": "kept"})
    assert send("put", f"favourites/{PARK}/", {}).json()["note"] == "kept"
    assert send("put", f"favourites/{PARK}/", {"note": ""}).json()["note"] == ""


def test_several_favourites_join_at_once(send: Send) -> None:
    send("put", f"favourites/{PARK}/", {"note": "ours"})
    rows = [{"station": PARK, "note": "theirs"}, {"station": QUAY}, {"station": NOWHERE}]
    answer = send("post", "favourites/", {"data": rows}).json()
    check("FavouritesJoined", answer)
    assert (answer["added"], answer["noted"], answer["refused"][0]["row"]) == (1, 1, 2)
    assert {one["id"]: one["note"] for one in send("get", "favourites/").json()["data"]} == {
        PARK: "ours\ntheirs",
        QUAY: "",
    }


@pytest.mark.parametrize(("body", "status"), [({}, 400), ({"data": {}}, 400), ({"data": [{}] * 5_001}, 413)])
def test_what_is_no_list_of_favourites_does_not_join(body: Any, status: int, send: Send) -> None:
    assert send("post", "favourites/", body).status_code == status


def test_a_vanished_station_is_marked(send: Send) -> None:
    send("put", f"favourites/{PARK}/")
    vanish()
    assert send("get", f"favourites/{PARK}/").json()["vanished"] is True


def test_a_car_says_what_it_takes(send: Send) -> None:
    takes = send("put", f"vehicles/{UID}/", CAR).json()["takes"]
    assert takes == {"IEC_62196_T2_COMBO": "DC", "IEC_62196_T2": "AC"}


def test_a_search_is_answered_in_its_canonical_form(send: Send) -> None:
    saved = send("put", f"searches/{UID}/", SEARCH).json()
    assert (saved["query"], saved["outdated"]) == ("connector=ccs&min_power_kw=150", [])
    SavedSearch.objects.update(query="operator=nobody&connector=ccs")
    assert send("get", f"searches/{UID}/").json()["outdated"] == [
        {"parameter": "operator", "rule": "there is none called nobody"}
    ]


def test_many_favourites_cost_no_more_questions(send: Send, django_assert_max_num_queries: Any) -> None:
    send("post", "favourites/", {"data": [{"station": PARK}, {"station": QUAY}]})
    with django_assert_max_num_queries(8):
        send("get", "favourites/")


def test_a_long_list_of_long_notes_joins(send: Send) -> None:
    ids = ["".join(letters).ljust(12, "a") for letters in product("abcdefghij", repeat=3)]
    place = {"title": "x", "latitude": 1, "longitude": 1, "note": "ñ" * 1_000}
    rows = [{"station": station, **place} for station in ids]
    assert len(orjson.dumps(rows)) > 2_000_000
    assert send("post", "favourites/", {"data": rows}).json()["added"] == 1_000


def test_a_key_does_what_its_scopes_say(alice: User, send: Send) -> None:
    send("put", f"favourites/{PARK}/")
    program = Client()
    headers = {scope: {"X-Api-Key": key_of(alice, scope)} for scope in (Scope.READ, Scope.WRITE)}
    path = "/api/v2/me/favourites/"
    assert [one["id"] for one in program.get(path, headers=headers[Scope.READ]).json()["data"]] == [PARK]
    assert program.delete(f"{path}{PARK}/", headers=headers[Scope.READ]).status_code == 403
    assert program.get(path, headers=headers[Scope.WRITE]).status_code == 403
    assert program.delete(f"{path}{PARK}/", headers=headers[Scope.WRITE]).status_code == 204


def test_the_document_describes_it_without_a_warning(capsys: Any) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert "/api/v2/me/vehicles/{uid}/" in capsys.readouterr().out
