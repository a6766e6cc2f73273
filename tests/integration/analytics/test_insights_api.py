"""Insights over the API: their forms, their parameters, and who is told what."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.api.schema import SHAPES, shape_name
from analytics.insights.insight import Insight
from analytics.insights.registry import INSIGHTS, REPORTS
from analytics.rollups import fold, ratings
from stations.documents.identity import public_id
from tests.fakes.sessions import NOW, session
from tests.integration.analytics.test_insights import MONDAY, Told, event, told
from tests.integration.analytics.test_ratings import review
from tests.integration.api.test_openapi import check
from tests.people import add_second_factor, operator, person
from tests.world import REGISTER, publish, station

__all__ = ["told"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

EACH = pytest.mark.parametrize("insight", INSIGHTS.values(), ids=INSIGHTS)
STAFF_ONLY = {"revenue", "api-performance"}


@pytest.fixture
def happened(told: Told) -> None:
    """Sessions at a station and at a place, and all kinds of events."""
    publish(REGISTER, station("quay", (52.52, 13.42), name="Quay West"))
    told(times=40, energy_wh=9_000, cost="1.5", currency="EUR", station=public_id("xx-register", "quay"))
    told(day=-7, times=40, site="=cmd()")
    told(day=-8, minutes=None)
    event("VIEWED", "a", 5)
    for day in (-4, -5, -6, 0):
        event("SEARCHED", "52.5,13.4", 2, outcome="nothing", day=MONDAY + timedelta(days=day))
    event("API", "api-stations", 90, outcome="2xx", bucket=3)
    fold.rebuild(now=NOW)
    for stars in (1, 2, 5, 5, 5):
        review(public_id("xx-register", "quay"), stars, MONDAY)
    ratings.refresh(now=NOW)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(operator())
    return client


def path(name: str) -> str:
    return f"/api/v2/analytics/{name}/"


@EACH
def test_the_same_rows_as_json_and_as_csv(insight: Insight, happened: None, staff: Client) -> None:
    answer = staff.get(path(insight.name)).json()
    assert answer["data"]
    last = date(2026, 11, 30 if insight.by_months else 2)
    first = {"drivers": date(2025, 12, 1), "gaps": date(2026, 10, 1)}.get(
        insight.name, last - timedelta(days=insight.days - 1)
    )
    assert (answer["from"], answer["to"]) == (str(first), str(last))
    check(shape_name(insight), answer)
    table = staff.get(path(insight.name), headers={"Accept": "text/csv"})
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert table["Content-Disposition"] == f'attachment; filename="voltway-{insight.name}-{first}-to-{last}.csv"'
    lines = list(csv.DictReader(io.StringIO(table.content.decode())))
    assert len(lines) == len(answer["data"])
    for line, row in zip(lines, answer["data"], strict=True):
        assert {name: value.lstrip("'") for name, value in line.items()} == {
            name: "" if value is None else str(value) for name, value in row.items()
        }
    assert staff.get(path(insight.name), {"format": "csv"}).content == table.content


@EACH
def test_an_insight_of_nothing_has_its_shape(insight: Insight, staff: Client) -> None:
    answer = staff.get(path(insight.name)).json()
    check(shape_name(insight), answer)
    assert {row[insight.tells] for row in answer["data"]} <= {None}


@EACH
def test_an_answer_is_known_by_its_tag_until_more_is_added_up(insight: Insight, happened: None, staff: Client) -> None:
    tag = staff.get(path(insight.name))["ETag"]
    assert staff.get(path(insight.name), headers={"If-None-Match": tag}).status_code == 304
    session(native_id="later", site="Quay")
    fold.rebuild()
    assert staff.get(path(insight.name), headers={"If-None-Match": tag}).status_code == 200


def test_a_text_that_a_spreadsheet_would_run_is_harmless_in_a_table(happened: None, client: Client) -> None:
    assert b",'=cmd()," in client.get(path("popular-stations"), {"format": "csv"}).content
    assert "=cmd()" in [row["place"] for row in client.get(path("popular-stations")).json()["data"]]


@pytest.mark.parametrize(
    ("name", "query", "parameter"),
    [
        ("usage", "from=2026-13-01", "from"),
        ("usage", "from=2026-W01-1", "from"),
        ("usage", "to=1999-12-31", "to"),
        ("usage", "from=2026-02-01&to=2026-01-01", "from"),
        ("usage", "from=2020-01-01&to=2026-01-01", "from"),
        ("usage", "to=2026-01-01&to=2026-01-02", "to"),
        ("usage", "operator=A+B", "operator"),
        ("usage", "station=x", "station"),
        ("usage", "site=" + "x" * 201, "site"),
        ("usage", "site=%00", "site"),
        ("usage", "bbox=1,2,3", "bbox"),
        ("usage", "limit=3", "limit"),
        ("usage", "colour=red", "colour"),
        ("usage", "format=xml", "format"),
        ("popular-stations", "limit=0", "limit"),
        ("popular-stations", "limit=501", "limit"),
        ("revenue", "limit=501", "limit"),
        ("usage", "bbox=-180,-90,180,90", "bbox"),
        ("ratings", "bbox=170,-20,-170,20", "bbox"),
        ("peak-hours", "bbox=5,45,15.1,55", "bbox"),
        ("popular-stations", "by=month", "by"),
        ("comparison", "site=a&site=b&site=c&operator=d&operator=e,f", "operator"),
        ("comparison", "bbox=1,2,3,4", "bbox"),
        ("gaps", "station=aaaaaaaaaaaa", "station"),
        ("usage", "&".join(f"operator=o{number}" for number in range(51)), "operator"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(name: str, query: str, parameter: str, staff: Client) -> None:
    answer = staff.get(f"{path(name)}?{query}")
    assert answer.status_code == 400
    check("Problem", answer.json())
    assert parameter in [error["parameter"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("name", "query", "unknown"),
    [
        ("usage", "operator=volta-nord&operator=nobody", "nobody"),
        ("peak-hours", "source=nope", "nope"),
        ("trends", "station=aaaaaaaaaaaa", "aaaaaaaaaaaa"),
        ("comparison", "site=Nowhere", "Nowhere"),
        ("popular-stations", "operator=no-one,nobody", "no-one, nobody"),
        ("engagement", "station=aaaaaaaaaaaa", "aaaaaaaaaaaa"),
        ("ratings", "operator=nobody", "nobody"),
        ("drivers", "source=nope", "nope"),
        ("quality", "operator=nobody", "nobody"),
        ("quality", "source=nope", "nope"),
    ],
)
def test_what_nobody_knows_is_named(name: str, query: str, unknown: str, happened: None, client: Client) -> None:
    answer = client.get(f"{path(name)}?{query}")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error == {"parameter": query.partition("=")[0], "rule": f"there is none called {unknown}"}


def test_what_is_known_and_has_no_sessions_is_null(happened: None, client: Client) -> None:
    publish(REGISTER, station("quay", name="Quay West"), station("new", operator="Stromwerk"))
    new = public_id("xx-register", "new")
    for query in ("operator=stromwerk", "source=xx-register", f"station={new}"):
        answer = client.get(f"{path('usage')}?{query}")
        assert {row["sessions"] for row in answer.json()["data"]} == {None}, query
        assert client.get(f"{path('popular-stations')}?{query}").json()["data"] == []


def test_operators_are_read_once_however_many_are_asked_for(happened: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{path('comparison')}?operator=volta-nord&site=%3Dcmd()")
    listed = [query["sql"] for query in asked if "DISTINCT" in query["sql"] and '"operator"' in query["sql"][:60]]
    assert len(listed) == 1


def test_revenue_is_by_what_is_asked_for(happened: None, staff: Client) -> None:
    assert staff.get(path("revenue"), {"by": "colour"}).status_code == 400
    [row] = staff.get(path("revenue"), {"by": "station", "from": "2026-11-02"}).json()["data"]
    assert (row["group"], row["amount"], row["currency"], row["unknown"]) == ("Quay West", 60.0, "EUR", 0)


def people() -> dict[str, User]:
    right = Permission.objects.filter(codename__in=["view_sessionday", "view_eventday"])
    driver, plain = person("driver@voltway.example"), person("plain@voltway.example", is_staff=True)
    rightful = person("rightful@voltway.example", is_staff=True)
    careless = person("careless@voltway.example", is_staff=True)
    for user in (driver, rightful, careless):
        user.user_permissions.set(right)
    for user in (driver, plain, rightful):
        add_second_factor(user)
    return {"driver": driver, "plain": plain, "rightful": rightful, "careless": careless}


@pytest.mark.parametrize("name", sorted(STAFF_ONLY))
def test_what_is_for_staff_is_told_to_staff_with_the_right_and_a_second_factor(name: str) -> None:
    def asked(user: User | None, address: str) -> int:
        client = Client()
        if user:
            client.force_login(user)
        return client.get(address).status_code

    everybody: dict[str, User | None] = {"nobody": None, **people()}
    page = f"/analytics/{name}/"
    assert {who: asked(user, path(name)) for who, user in everybody.items()} == {
        "nobody": 401, "driver": 403, "plain": 403, "rightful": 200, "careless": 403
    }  # fmt: skip
    assert {who: asked(user, page) for who, user in everybody.items()} == {
        "nobody": 302, "driver": 403, "plain": 403, "rightful": 200, "careless": 403
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(STAFF_ONLY))
def test_who_lacks_a_second_factor_alone_is_told_so_and_where_to_set_it_up(name: str, client: Client) -> None:
    client.force_login(people()["careless"])
    assert client.get(path(name)).json()["detail"] == (
        "This needs a second factor: set it up at /accounts/2fa/totp/activate/."
    )
    page = client.get(f"/analytics/{name}/").content.decode()
    assert "This needs a second factor" in page
    assert f'href="/accounts/2fa/totp/activate/?next=/analytics/{name}/"' in page
    service = client.get("/analytics/service-usage/?month=2026-11")
    assert service.status_code == 403
    assert "?next=/analytics/service-usage/%3Fmonth%3D2026-11" in service.content.decode()


def test_an_area_as_large_as_a_country_may_be_asked_for(happened: None, client: Client) -> None:
    for name, box in (("usage", "5,45,15,55"), ("usage", "175,-10,-175,0"), ("gaps", "-180,-90,180,90")):
        assert client.get(path(name), {"bbox": box}).status_code == 200, name


@pytest.mark.parametrize("name", sorted(STAFF_ONLY))
def test_what_is_for_staff_is_kept_by_nobody_between(name: str, staff: Client) -> None:
    assert "private" in staff.get(path(name))["Cache-Control"]
    assert "private" in staff.get(f"/analytics/{name}/")["Cache-Control"]


def test_all_else_is_for_everybody(client: Client) -> None:
    open_ones = {name for name in INSIGHTS if client.get(path(name)).status_code == 200}
    assert open_ones == set(INSIGHTS) - STAFF_ONLY


def test_nothing_public_tells_of_money_or_a_driver() -> None:
    public = [insight for insight in INSIGHTS.values() if not insight.right]
    names: set[Any] = {column.name for insight in public for column in insight.columns}
    assert not names & {"amount", "cost", "currency", "driver", "token"}
    assert len(SHAPES) == 2 * len({**INSIGHTS, **REPORTS})
