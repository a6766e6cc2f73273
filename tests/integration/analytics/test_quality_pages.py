"""The report on the quality of sources: pages for people, rows for programs."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.models import REST, QualityLook
from stations.documents.identity import public_id
from stations.models import Source
from tests.fakes.quality import looked
from tests.fakes.sessions import NOW
from tests.integration.api.test_openapi import check
from tests.world import CLOSED, REGISTER, publish, station

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

API = "/api/v2/analytics/quality/"
HERE = public_id("xx-register", "a")


@pytest.fixture(autouse=True)
def looks(stage: None) -> None:
    """Two looks at one source with an operator in it, one at another."""
    publish(REGISTER, station("a", name="Quay West", operator="Strom AG"), station("b", name="East"))
    publish(CLOSED, station("c"))
    day = NOW.date()
    looked(day=day.replace(day=1), stations=190, figures={"stations": 190, "faulty": 5})
    twin = [[HERE, public_id("xx-register", "b")]]
    examples = {"position_coarse": [[HERE, "52.52, 13.4"], ["a" * 12, "gone"]], "twin": twin}
    worse = [{"kind": "field", "name": "operator", "before": 100.0, "now": 50.0}]
    looked(examples=examples, worse=worse)
    looked(operator="strom-ag", figures={"stations": 120})
    looked(operator=REST, figures={"stations": 80})
    nothing = {"stations": 0, "evses": 0, "connectors": 0, "faulty": 0, "told": {}, "ages": {}, "faults": {}}
    looked("xx-closed", figures=nothing, cleaned={})


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = answer.content.decode()
    # The policy of the pages allows none.
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    return " ".join(page.split())


def test_a_station_that_may_not_be_seen_yet_is_named_nowhere(client: Client) -> None:
    page = "/data/quality/xx-register/"
    assert "Quay West" in shown(client, page)
    Source.objects.filter(uid="xx-register").update(loaded_at=None)
    assert "Quay West" not in shown(client, page)


def test_the_report_has_a_line_for_each_source(client: Client) -> None:
    page = shown(client, "/data/quality/")
    line = page[page.index('<a href="/data/quality/xx-register/">The Register</a>') :]
    assert "worse than before" in line
    assert re.findall(r"<td>([^<]*)</td>", line)[:4] == ["200", "95.0 %", "5.0 %", "100.0 %"]
    assert "closed or unknown" in page[page.index("xx-closed") :]
    # Nothing to have a share of is not nought.
    assert "not known" in page[page.index("xx-closed") :]
    assert 'href="/data/quality/"' in shown(client, "/data/")
    assert 'href="/data/quality/"' in shown(client, "/analytics/")


def test_the_page_of_a_source_says_what_is_there_and_what_is_wrong(client: Client) -> None:
    page = shown(client, "/data/quality/xx-register/")
    assert "“Operator” is told of 50 %, before of 100 %" in page
    assert "200 with 400 charging points and 800 plugs" in page
    for title in ("Told by the source", "Last updated", "Licence"):
        assert f'<ol class="ranking" aria-label="{title}">' in page
    assert f'<a href="/stations/{HERE}/quay-west/">Quay West</a> <span class="said"> 52.52, 13.4 </span>' in page
    # A station that is gone is no example any more.
    assert "gone" not in page[page.index("What is wrong") :]
    twin = page[page.index("Suspected duplicate") :]
    assert "/east/" in twin[: twin.index("</ul>")]
    assert "Blanks and invisible marks were taken out of a text" in page
    assert "5 with a fault" in page
    assert '<a href="?operator=strom-ag">Strom AG</a>' in page
    assert '<a href="?operator=">All others, and stations without an operator</a>' in page


def test_an_operator_has_the_same_page_of_its_own_stations(client: Client) -> None:
    page = shown(client, "/data/quality/xx-register/?operator=strom-ag")
    assert "<h1>Strom AG</h1>" in page
    assert "120 with 400 charging points" in page
    assert "From look to look" not in page
    assert "noindex" in page
    assert f"{API}?source=xx-register&amp;operator=strom-ag&amp;format=csv" in page
    assert "80 with 400" in shown(client, "/data/quality/xx-register/?operator=")


@pytest.mark.parametrize("address", ["xx-nowhere/", "xx-network/", "xx-register/?operator=nobody"])
def test_what_nobody_looked_at_has_no_page(address: str, client: Client) -> None:
    shown(client, f"/data/quality/{address}", 404)


def test_before_the_first_look_the_report_says_so(client: Client) -> None:
    QualityLook.objects.all().delete()
    assert "No source has been looked at yet." in shown(client, "/data/quality/")
    assert client.get(API).json()["data"] == []


@pytest.mark.parametrize("address", ["/data/quality/", "/data/quality/xx-register/", API])
def test_more_looks_take_no_more_queries(address: str, client: Client) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for day in range(2, 20):
        looked(day=NOW.date().replace(day=day))
        looked(operator=f"operator-{day}")
    with CaptureQueriesContext(connection) as after:
        client.get(address, headers={"Cache-Control": "no-cache"})
    assert len(after) <= len(before)


def test_programs_get_a_row_for_each_figure_of_the_latest_look(client: Client) -> None:
    answer = client.get(API, {"source": "xx-register"}).json()
    check("Quality", answer)
    rows = {(row["measure"], row["name"]): (row["count"], row["of"], row["percent"]) for row in answer["data"]}
    assert rows["parts", "stations"] == (200, None, None)
    assert rows["told", "operator"] == (100, 200, 50.0)
    assert rows["told", "standard"] == (0, 800, 0.0)
    assert rows["derived", "power_type"] == (400, 800, 50.0)
    assert rows["faults", "any"] == (10, 200, 5.0)
    assert rows["fault", "twin"] == (2, 200, 1.0)
    assert rows["licence", "open"] == (200, 200, 100.0)
    assert rows["mended", "text_tidied"] == (300, None, None)
    assert rows["refused", "null_island"] == (10, 210, 4.76)
    assert {row["day"] for row in answer["data"]} == {str(NOW.date())}
    assert {row["operator"] for row in answer["data"]} == {None}


def test_programs_ask_for_operators_and_for_every_look(client: Client) -> None:
    def keys(**asked: str) -> set[tuple[str, str, str | None]]:
        return {(row["source"], row["day"], row["operator"]) for row in client.get(API, asked).json()["data"]}

    day, first = str(NOW.date()), str(NOW.date().replace(day=1))
    assert keys() == {("xx-closed", day, None), ("xx-register", day, None)}
    assert keys(by="operator") == {("xx-register", day, "strom-ag"), ("xx-register", day, "(others)")}
    assert keys(operator="strom-ag") == {("xx-register", day, "strom-ag")}
    assert keys(by="day", source="xx-register") == {("xx-register", first, None), ("xx-register", day, None)}
    assert keys(to=first) == {("xx-register", first, None)}


def test_a_table_has_the_same_rows(client: Client) -> None:
    rows = client.get(API).json()["data"]
    answer = client.get(API, headers={"Accept": "text/csv"})
    table = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    assert table[0]["of"] == ""


def test_what_is_kept_is_good_until_somebody_looks_again(client: Client) -> None:
    tag = client.get(API)["ETag"]
    assert client.get(API, headers={"If-None-Match": tag}).status_code == 304
    looked(day=NOW.date().replace(day=30), looked_at=NOW.replace(day=30))
    assert client.get(API, headers={"If-None-Match": tag}).status_code == 200
