"""What surrounds every request: its id, its times, its figures, and one answer to whatever goes wrong."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from voltway import errors, urls
from voltway.lib import problems
from voltway.observability import metrics, requests
from voltway.urls import handler400, handler403, handler404, handler500  # noqa: F401 — those of this file's routes

RAISED: dict[str, Exception] = {
    "secret": RuntimeError("a secret fault"),
    "away": OperationalError("server closed the connection"),
    "gone": problems.Gone("It was here."),
    "nothing": problems.NotFound(),
    "refused": problems.NotAllowed(),
    "later": problems.Unavailable(retry_after=7),
}


def ask(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    return HttpResponse("answered")


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise type(RAISED[kind])(*RAISED[kind].args) if kind == "secret" else RAISED[kind]


urlpatterns = [
    path("ask/", ask, name="ask"),
    path("fail/<str:kind>/", fail, name="fail"),
    path("api/fail/<str:kind>/", fail, name="api-fail"),
    *urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def _routes(clean: None, db: None) -> Iterator[None]:
    for error in RAISED.values():
        error.__dict__.pop("noted_by_voltway", None)
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_an_answer_tells_its_id_and_its_times(visitor: Client) -> None:
    answer = visitor.get("/ask/")
    assert len(answer["X-Request-ID"]) == 24
    assert 0 < float(answer["X-Process-Time"]) < 60
    total, database = (part.partition(";dur=")[::2] for part in answer["Server-Timing"].split(", "))
    assert (total[0], database[0]) == ("total", "db")
    assert 0 < float(database[1]) <= float(total[1])


def test_a_given_id_is_kept(visitor: Client) -> None:
    assert visitor.get("/ask/", headers={"x-request-id": "from-the-proxy"})["X-Request-ID"] == "from-the-proxy"
    assert visitor.get("/ask/", headers={"x-request-id": "no\nway"})["X-Request-ID"].isalnum()


def test_requests_are_counted_by_route_method_and_status(visitor: Client) -> None:
    name, labels = "django_http_responses_total_by_status_view_method_total", {"view": "ask", "method": "GET"}
    before = value(name, status="200", **labels)
    timed = value("django_http_requests_latency_seconds_by_view_method_count", **labels)
    asked = value("voltway_request_queries_sum", view="ask")
    visitor.get("/ask/")
    assert value(name, status="200", **labels) == before + 1
    assert value("django_http_requests_latency_seconds_by_view_method_count", **labels) == timed + 1
    assert value("voltway_request_queries_sum", view="ask") >= asked + 2
    assert value("voltway_request_database_seconds_total", view="ask") > 0


def test_addresses_and_methods_that_do_not_exist_make_no_new_series(visitor: Client) -> None:
    for odd in ("a", "b"):
        visitor.get(f"/no/such/{odd}/")
        visitor.generic(odd * 5, "/ask/")
    series = {tuple(sample.labels.items()) for family in metrics.REGISTRY.collect() for sample in family.samples}
    assert [labels for labels in series if "such" in str(labels) or "aaaaa" in str(labels).lower()] == []
    assert (
        value("django_http_responses_total_by_status_view_method_total", view="(none)", method="GET", status="404") >= 2
    )


@pytest.mark.parametrize("kind", ["secret", "away"])
def test_a_fault_of_ours_is_counted_and_logged_once(
    kind: str, visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    name = type(RAISED[kind]).__name__
    before = value("django_http_exceptions_total_by_type_total", type=name)
    visitor.get(f"/fail/{kind}/")
    assert value("django_http_exceptions_total_by_type_total", type=name) == before + 1
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == ["request.failed"]


def test_what_is_said_to_be_unavailable_is_counted_and_no_error(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    before = value("django_http_exceptions_total_by_type_total", type="Unavailable")
    visitor.get("/fail/later/")
    assert value("django_http_exceptions_total_by_type_total", type="Unavailable") == before + 1
    lines = [record for record in caplog.records if record.name == requests.__name__]
    assert [(line.message, line.levelname, line.exc_info) for line in lines] == [
        ("request.unavailable", "WARNING", None)
    ]


@pytest.mark.parametrize("kind", ["gone", "nothing", "refused"])
def test_what_a_client_did_wrong_is_no_error(kind: str, visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get(f"/fail/{kind}/")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [("secret", 500), ("away", 503), ("later", 503), ("gone", 410), ("nothing", 404), ("refused", 403)],
)
def test_pages_and_api_answer_the_same_in_their_own_forms(kind: str, status: int, visitor: Client) -> None:
    page, problem = visitor.get(f"/fail/{kind}/"), visitor.get(f"/api/fail/{kind}/")
    assert (page.status_code, problem.status_code) == (status, status)
    assert page["Content-Type"].startswith("text/html")
    assert problem["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == status
    assert page.get("Retry-After") == problem.get("Retry-After") == {"away": "5", "later": "7"}.get(kind)
    assert "a secret fault" not in page.content.decode() + problem.content.decode()


@pytest.mark.parametrize("kind", ["secret", "away"])
def test_a_fault_names_the_request_for_whoever_writes_to_us(kind: str, visitor: Client) -> None:
    page = visitor.get(f"/fail/{kind}/", headers={"x-request-id": "reference-1"})
    assert "reference-1" in page.content.decode()
    problem = visitor.get(f"/api/fail/{kind}/", headers={"x-request-id": "reference-2"})
    assert problem.json()["request_id"] == "reference-2"


def test_a_database_that_is_away_before_the_view_is_503_too(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise RAISED["away"]

    monkeypatch.setattr("django.middleware.locale.LocaleMiddleware.process_request", away)
    answer = visitor.get("/ask/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_slow_request_is_told_with_its_queries_and_not_its_address(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"slow_request_threshold": 1e-9})
    Client().get("/ask/?lat=52.520008")
    told = next(record for record in caplog.records if record.message == "request.slow")
    assert (told.__dict__["view"], told.__dict__["queries"] >= 2, told.__dict__["status"]) == ("ask", True, 200)
    assert "52.52" not in str(told.__dict__)


def test_of_view_leaves_to_django_what_it_has_an_answer_to(rf: Any) -> None:
    assert errors.of_view(rf.get("/"), RuntimeError()) is None
    assert json.loads(errors.answer(rf.get("/api/x/"), None).content)["status"] == 500
