"""The API of exports: asked, followed, downloaded, cancelled; bounds, keys, links, and the first version's calls."""

import io
import json
import threading
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.models import Plan
from stations.api.schema.shapes import SHAPES
from stations.exports import files
from stations.exports.registry import all_formats
from stations.models import Export
from tests.fakes import keys
from tests.integration.exports.conftest import Api, Work
from tests.world import REGISTER
from voltway.lib.access import Scope


def check(shape: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{shape}", "components": {"schemas": SHAPES}}
    Draft202012Validator(schema).validate(answer)


def test_an_export_is_asked_for_followed_and_downloaded(api: Api, work: Work) -> None:
    answer = api.post({"format": "csv", "connector": ["ccs"], "min_power_kw": 150, "bbox": [13.4, 52, 13.42, 53]})
    asked = answer.json()
    assert (answer.status_code, answer["Location"]) == (202, asked["url"])
    check("Export", asked)
    assert (asked["status"], asked["download_url"]) == ("PENDING", None)
    assert asked["query"] == {"bbox": "13.4,52,13.42,53", "connector": "ccs", "min_power_kw": "150"}
    work()
    done = api.client.get(asked["url"]).json()
    check("Export", done)
    assert (done["status"], done["rows"], done["left_out"]) == ("COMPLETED", 3, 1)
    with zipfile.ZipFile(io.BytesIO(api.content(done["download_url"]))) as packed:
        assert len(packed.read("stations.csv").splitlines()) == 4


@pytest.mark.parametrize("name", list(all_formats()))
def test_a_file_is_saved_and_never_shown_or_packed_again(name: str, api: Api, work: Work) -> None:
    asked = api.ask(format=name)
    work()
    address = api.status(asked)["download_url"]
    file: Any = api.client.get(address, headers={"accept-encoding": "gzip"})
    size = len(b"".join(file.streaming_content))
    form = all_formats()[name]
    assert file["Content-Type"] == form.media_type
    assert file["Content-Disposition"].startswith('attachment; filename="voltway-20')
    assert file["Content-Disposition"].endswith(f'{form.suffix}"')
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in file["Cache-Control"]
    assert int(file["Content-Length"]) == size == api.status(asked)["size"]


@pytest.mark.parametrize("route", ["download_url", "page"])
def test_a_download_goes_on_where_it_was_cut_off(route: str, api: Api, work: Work) -> None:
    asked = api.ask()
    work()
    address = api.status(asked)["download_url"]
    if route == "page":
        address = address.replace("/api/v2/exports/", "/export/")
    content = api.content(api.status(asked)["download_url"])
    size = len(content)
    first: Any = api.client.get(address, headers={"range": "bytes=0-99"})
    tag = first["ETag"]
    rest: Any = api.client.get(address, headers={"range": "bytes=100-", "if-range": tag})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first["Content-Range"] == f"bytes 0-99/{size}"
    assert int(rest["Content-Length"]) == size - 100
    assert b"".join(first.streaming_content) + b"".join(rest.streaming_content) == content
    other: Any = api.client.get(address, headers={"range": "bytes=100-", "if-range": '"another"'})
    assert (other.status_code, b"".join(other.streaming_content)) == (200, content)
    behind = api.client.get(address, headers={"range": f"bytes={size}-"})
    assert (behind.status_code, behind["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({}, "format"),
        ({"format": "xls"}, "format"),
        ({"format": ["csv", "jsonl"]}, "format"),
        ({"format": "csv", "nonsense": 1}, "nonsense"),
        ({"format": "csv", "connector": "steam"}, "connector"),
        ({"format": "csv", "operator": "nobody"}, "operator"),
        ({"format": "csv", "source": "nowhere"}, "source"),
        ({"format": "csv", "bbox": [1, 2, 3]}, "bbox"),
        ({"format": "csv", "bbox": {"west": 1}}, "bbox"),
        ({"format": "csv", "lat": 52, "lon": 13}, "radius_km"),
        ({"format": "csv", "limit": 10}, "limit"),
        ({"format": "csv", "order": "name"}, "order"),
        ({"format": "csv", "cursor": "abc"}, "cursor"),
        ({"format": "csv", "min_power_kw": "strong"}, "min_power_kw"),
        ({"format": "csv", "q": "\u0000"}, "q"),
    ],
)
def test_parameters_at_fault_are_named(body: Any, parameter: str, api: Api) -> None:
    answer = api.post(body)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    check("Problem", answer.json())
    assert parameter in {error["parameter"] for error in answer.json()["errors"]}
    assert not Export.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b'"csv"', b'{"format": NaN}', b"[" * 5000, b"\xff"])
def test_a_body_that_is_no_object_is_refused(body: bytes, api: Api) -> None:
    answer = api.client.generic("POST", "/api/v2/exports/", body, content_type="application/json", headers=api.key)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_body_too_large_is_refused(api: Api) -> None:
    body = json.dumps({"format": "csv", "q": "x" * 3_000_000}).encode()
    answer = api.client.generic("POST", "/api/v2/exports/", body, content_type="application/json", headers=api.key)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("path", ["", "file/"])
def test_an_id_that_nobody_has_is_not_found(path: str, api: Api) -> None:
    assert api.client.get(f"/api/v2/exports/nobody/{path}?").status_code == 404


def test_cancelling_ends_what_waits(api: Api, work: Work) -> None:
    asked = api.ask()
    assert api.client.delete(asked["url"]).status_code == 204
    assert api.status(asked)["status"] == "CANCELLED"
    assert work() is None


def test_cancelling_what_is_done_deletes_its_file(api: Api, work: Work) -> None:
    asked = api.ask()
    work()
    address = api.status(asked)["download_url"]
    assert api.client.delete(asked["url"]).status_code == 204
    assert list(files.folder().iterdir()) == []
    assert api.client.get(address).status_code == 410
    assert api.client.delete(asked["url"]).status_code == 204


def test_a_link_expires_and_the_status_gives_a_new_one(api: Api, work: Work) -> None:
    asked = api.ask()
    work()
    old = api.status(asked)["download_url"]
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        gone = api.client.get(old)
        assert (gone.status_code, gone.json()["status_url"]) == (410, asked["url"])
        check("ExportGone", gone.json())
        assert api.content(api.status(asked)["download_url"])


def test_a_file_that_was_lost_can_be_made_again(api: Api, work: Work) -> None:
    asked = api.ask(connector=["ccs", "type2"])
    work()
    address = api.status(asked)["download_url"]
    next(files.folder().iterdir()).unlink()
    gone = api.client.get(address)
    assert gone.status_code == 410
    check("ExportGone", gone.json())
    again = api.post(gone.json()["again"]["body"])
    assert again.status_code == 202
    assert again.json()["query"] == {"connector": ["ccs", "type2"]}
    work()
    assert api.content(api.status(again.json())["download_url"])


@pytest.mark.parametrize("change", [lambda s: s[:-1] + ("A" if s[-1] != "A" else "B"), lambda s: "", lambda s: "x:y"])
def test_a_link_that_was_made_up_is_refused(change: Callable[[str], str], api: Api, work: Work) -> None:
    asked = api.ask()
    work()
    signature = files.sign(Export.objects.get())
    answer = api.client.get(f"{asked['url']}file/", {"signature": change(signature)})
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_a_link_is_good_for_its_own_export_only(api: Api, work: Work) -> None:
    first = api.ask()
    work()
    other = api.ask()
    work()
    signature = files.sign(Export.objects.get(public_id=first["id"]))
    assert api.client.get(f"{other['url']}file/", {"signature": signature}).status_code == 403


def test_the_same_key_and_body_are_the_same_export(api: Api) -> None:
    answers = [api.post({"format": "csv", "connector": "ccs"}, **{"idempotency-key": "k1"}) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    changed = api.post({"format": "csv", "connector": "type2"}, **{"idempotency-key": "k1"})
    assert (changed.status_code, changed.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert api.post({"format": "csv"}, **{"idempotency-key": "k2"}).json()["id"] != answers[0].json()["id"]
    assert Export.objects.count() == 2


def test_an_idempotency_key_is_its_accounts_own(api: Api) -> None:
    first = api.post({"format": "csv"}, **{"idempotency-key": "1"})
    bobs = keys.headers("bob@volt.example")
    for path, name in (("/api/v2/exports/", "id"), ("/api/v1/export/data", "job_id")):
        # Behind the same address.
        other = api.post({"format": "csv"}, path, **bobs, **{"idempotency-key": "1"}).json()
        assert other[name] != first.json()["id"]
    assert Export.objects.count() == 2


def test_an_idempotency_key_holds_wherever_its_account_asks_from(api: Api) -> None:
    first = api.post({"format": "csv"}, **{"idempotency-key": "1"})
    again = api.client.post(
        "/api/v2/exports/", {"format": "csv"}, content_type="application/json", REMOTE_ADDR="192.0.2.9",
        headers={**api.key, "idempotency-key": "1"},
    )  # fmt: skip
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_can_not_be_used_is_named(key: str, api: Api) -> None:
    answer = api.post({"format": "csv"}, **{"idempotency-key": key})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "Idempotency-Key")


def test_an_address_has_so_many_exports_at_a_time(api: Api, work: Work) -> None:
    first = api.ask()
    api.ask()
    refused = api.post({"format": "csv"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused["RateLimit-Policy"] == '"exports-at-once";q=2'
    assert refused["RateLimit"] == '"exports-at-once";r=0;t=60'
    check("Problem", refused.json())
    elsewhere = api.client.post(
        "/api/v2/exports/", {"format": "csv"}, content_type="application/json", REMOTE_ADDR="192.0.2.9", headers=api.key
    )
    assert elsewhere.status_code == 202
    api.client.delete(first["url"])
    assert api.post({"format": "csv"}).status_code == 202


def test_forwarded_addresses_are_believed_of_our_own_proxies_only(api: Api) -> None:
    for number in range(3):
        answer = api.post({"format": "csv"}, **{"x-forwarded-for": f"192.0.2.{number}"})
    assert answer.status_code == 429
    settings.CONFIG.proxies = 1
    for number in range(3):
        answer = api.post({"format": "csv"}, **{"x-forwarded-for": f"192.0.2.{number}"})
    assert answer.status_code == 202


def test_all_addresses_together_have_so_many_at_a_time(api: Api) -> None:
    settings.CONFIG.exports_in_all = 1
    api.ask()
    refused = api.post({"format": "csv"})
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")


@pytest.mark.django_db(transaction=True)
def test_the_bound_holds_when_many_ask_at_once(api: Api) -> None:
    statuses: list[int] = []
    ask_for_csv: dict[str, Any] = {
        "path": "/api/v2/exports/", "data": {"format": "csv"}, "content_type": "application/json", "headers": api.key,
    }  # fmt: skip

    def ask() -> None:
        from django.db import connection

        statuses.append(Client().post(**ask_for_csv).status_code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [202] * 2 + [429] * 6


@pytest.mark.parametrize("path", ["/api/v2/exports/", "/api/v1/export/data"])
def test_an_export_needs_a_key_with_the_scope(path: str, api: Api) -> None:
    ask: dict[str, Any] = {"path": path, "data": {"format": "csv"}, "content_type": "application/json"}
    assert api.client.post(**ask).status_code == 401
    others = keys.headers(scopes=set(Scope) - {Scope.EXPORT})
    assert api.client.post(**ask, headers=others).status_code == 403
    assert not Export.objects.exists()


def test_a_plan_gives_so_many_rows(api: Api) -> None:
    Plan.objects.filter(slug="standard").update(export_rows=3)
    ask: dict[str, Any] = {"path": "/api/v2/exports/", "content_type": "application/json"}
    key = keys.headers("bob@volt.example", "standard")
    refused = api.client.post(**ask, data={"format": "csv"}, headers=key)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-in-plan")
    assert refused.json()["most"] == 3
    assert api.client.post(**ask, data={"format": "csv", "source": REGISTER.uid}, headers=key).status_code == 202


def test_reading_is_all_that_can_be_done_with_a_list_of_exports(api: Api) -> None:
    assert api.client.get("/api/v2/exports/").status_code == 405


@pytest.mark.parametrize("form", list(all_formats()))
def test_the_calls_of_the_first_version_answer(form: str, api: Api, work: Work) -> None:
    asked = api.post({"format": form}, "/api/v1/export/data")
    assert asked.status_code == 200
    check("ExportJobV1", asked.json())
    assert asked.json()["status"] == "queued"
    path = f"/api/v1/export/status/{asked.json()['job_id']}"
    waiting = api.client.get(path).json()
    assert waiting == {"id": asked.json()["job_id"], "status": "queued", "result": None}
    work()
    done = api.client.get(path).json()
    check("ExportStatusV1", done)
    assert (done["status"], done["result"]["rows"]) == ("completed", 3)
    assert api.content(done["result"]["download_url"])


def test_the_first_versions_status_of_an_unknown_job_is_not_found(api: Api) -> None:
    answer = api.client.get("/api/v1/export/status/nobody")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_the_first_version_tells_of_cancelled_and_failed_ones(api: Api, work: Work) -> None:
    asked = api.ask()
    path = f"/api/v1/export/status/{asked['id']}"
    Export.objects.update(parameters=[["operator", "nobody"]])
    work()
    assert api.client.get(path).json()["result"] == {"error": "operator there is none called nobody"}
    check("ExportStatusV1", api.client.get(path).json())
    other = api.ask()
    api.client.delete(other["url"])
    assert api.client.get(f"/api/v1/export/status/{other['id']}").json()["status"] == "cancelled"


def test_an_export_is_found_in_the_logs_by_the_request_that_asked_for_it(api: Api) -> None:
    answer = api.post({"format": "csv"}, **{"X-Request-ID": "from-the-proxy"})
    assert Export.objects.get(public_id=answer.json()["id"]).request_id == "from-the-proxy"
