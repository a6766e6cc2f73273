"""Pages below /analytics/: a drawing, the figures as a table, and the way to the files."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from analytics.insights.insight import Insight
from analytics.insights.registry import INSIGHTS
from analytics.rollups import fold
from analytics.web.charts import pictures
from stations.documents.identity import public_id
from tests.fakes.sessions import NOW
from tests.integration.analytics.test_insights import Told, told
from tests.integration.analytics.test_insights_api import EACH, STAFF_ONLY, happened, staff

__all__ = ["happened", "staff", "told"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@EACH
def test_a_page_draws_what_its_table_says(insight: Insight, happened: None, staff: Client) -> None:
    page = shown(staff, f"/analytics/{insight.name}/")
    assert '<svg class="chart"' in page
    table = page[page.index("chart-table") :]
    rows = staff.get(f"/api/v2/analytics/{insight.name}/").json()["data"]
    assert table.count("<tr>") == len(rows) + 1
    assert f"/api/v2/analytics/{insight.name}/?format=csv" in page
    # The policy of the pages allows none.
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)


@EACH
def test_a_page_of_nothing_says_so(insight: Insight, staff: Client) -> None:
    page = shown(staff, f"/analytics/{insight.name}/")
    assert "Nothing is known of this time and place." in page
    assert '<svg class="chart"' not in page
    assert "<table" not in page


@EACH
def test_a_page_of_something_does_not_say_so(insight: Insight, happened: None, staff: Client) -> None:
    assert "Nothing is known of this time and place." not in shown(staff, f"/analytics/{insight.name}/")


def test_a_place_leads_to_its_station(happened: None, client: Client) -> None:
    assert f'/stations/{public_id("xx-register", "quay")}/quay-west/">Quay West</a>' in shown(
        client, "/analytics/popular-stations/"
    )


def test_a_heat_map_has_a_cell_for_each_hour(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/peak-hours/")
    assert len(re.findall(r"<title>\w+day \d+:00: \d+ sessions?</title>", page)) == 168
    assert "<title>Monday 9:00: 80 sessions</title>" in page


def test_what_was_asked_for_goes_on_into_form_and_files(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/usage/?site=Quay&from=2026-11-01&to=2026-11-03")
    assert '<input type="hidden" name="site" value="Quay">' in page
    assert 'name="from" value="2026-11-01"' in page
    assert "/api/v2/analytics/usage/?site=Quay&amp;from=2026-11-01&amp;to=2026-11-03&amp;format=csv" in page


def test_an_empty_field_of_a_form_asks_for_nothing(happened: None, client: Client) -> None:
    assert "40" in shown(client, "/analytics/usage/?from=&to=2026-11-02&operator=")


def test_what_was_typed_stays_to_be_mended_and_nothing_else_is_shown(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/usage/?from=2026-11-09&to=2026-11-02&site=Quay", status=400)
    assert re.search(r"<strong>From:</strong>\s+must not be after to, which is 2026-11-02\.", page)
    assert re.findall(r'name="(?:from|to)" value="([^"]*)"', page) == ["2026-11-09", "2026-11-02"]
    assert '<input type="hidden" name="site" value="Quay">' in page
    assert ('<svg class="chart"' in page, "<table" in page, "format=csv" in page) == (False, False, False)


def test_an_operator_that_nobody_knows_stays_chosen(told: Told, client: Client) -> None:
    told()
    told(operator="Stromwerk")
    fold.rebuild(now=NOW)
    page = shown(client, "/analytics/usage/?operator=nobody", status=400)
    assert re.search(r"<strong>Operator:</strong>\s+there is none called nobody\.", page)
    assert re.findall(r'<option value="([^"]+)"\s+selected', page) == ["nobody"]
    both = shown(client, "/analytics/usage/?operator=stromwerk&operator=volta-nord")
    assert re.search(r'<option value="stromwerk,volta-nord"\s+selected>Stromwerk, Volta Nord</option>', both)


def test_too_many_places_to_compare_stay_ticked(told: Told, client: Client) -> None:
    names = [f"Quay {number}" for number in range(6)]
    for name in names:
        told(site=name)
    fold.rebuild(now=NOW)
    page = shown(client, "/analytics/comparison/?" + urlencode([("site", name) for name in names]), status=400)
    assert re.findall(r'name="site"\s+value="([^"]+)"\s+checked', page) == names
    assert re.search(r"<strong>Place:</strong>\s+may name 5 at most, together with the other things to compare\.", page)


def test_a_value_that_can_be_mended_in_no_field_goes_no_further(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/usage/?site=Nowhere", status=400)
    assert re.search(r"<strong>Place:</strong>\s+there is none called Nowhere\.", page)
    assert 'value="Nowhere"' not in page


def test_where_nothing_is_known_of_the_days_the_last_known_ones_are_a_link_away(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/usage/?from=2020-01-01&to=2020-02-01&site=%3Dcmd()&operator=")
    assert "Nothing is known of this time and place." in page
    assert '<a href="?site=%3Dcmd%28%29">' in page
    assert '<svg class="chart"' in shown(client, "/analytics/usage/?site=%3Dcmd%28%29")


def test_drivers_are_headed_by_the_months_that_they_are_of(happened: None, client: Client) -> None:
    assert "August 2026, the whole month" in shown(client, "/analytics/drivers/?from=2026-08-20&to=2026-08-22")
    assert "August 2026 to October 2026, whole months" in shown(
        client, "/analytics/drivers/?from=2026-08-20&to=2026-10-01"
    )


def test_each_currency_has_a_drawing_of_its_own(told: Told, staff: Client) -> None:
    told(cost="2", currency="EUR", operator="")
    told(cost="3", currency="GBP")
    fold.rebuild(now=NOW)
    page = shown(staff, "/analytics/revenue/?by=operator")
    assert re.findall(r"Revenue in ([A-Z]{3})</h3>", page) == ["EUR", "GBP"]
    assert re.search(r"<span>not known</span>\s*<b>2.00 EUR</b>", page)
    assert ("2.00 EUR" in page, "3.00 GBP" in page, "5.00" in page) == (True, True, False)


def test_a_comparison_offers_what_may_be_compared(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/comparison/?site=%3Dcmd()")
    assert re.search(r'name="site"\s+value="=cmd\(\)"\s+checked', page)
    quay = public_id("xx-register", "quay")
    assert re.search(rf'name="station"\s+value="{quay}"\s+>', page)


def test_the_first_page_lists_what_somebody_may_see(client: Client, staff: Client) -> None:
    def listed(page: str) -> set[str]:
        return set(re.findall(r'<h2 id="([a-z-]+)">', page))

    assert listed(shown(Client(), "/analytics/")) == set(INSIGHTS) - STAFF_ONLY
    assert listed(shown(staff, "/analytics/")) == set(INSIGHTS)


def test_other_pages_lead_there(client: Client) -> None:
    assert '<a href="/analytics/">Analytics</a>' in shown(client, "/data/")
    assert "/analytics/</loc>" in shown(client, "/sitemap-pages.xml")


def test_a_trend_says_over_its_bars_what_can_be_said(happened: None, client: Client) -> None:
    page = shown(client, "/analytics/trends/")
    for line in client.get("/api/v2/analytics/trends/").json()["data"]:
        words = {"sessions": "Sessions", "energy_wh": "Energy, Wh", "mean_wh": "Wh a session"}
        if line["measure"] in words:
            said = {"TOO_FEW": "too few sessions to say", "NOTHING_BEFORE": "not all of the time before is known"}
            assert f"<h3>{words[line['measure']]}: {said[line['verdict']]}</h3>" in page


def test_a_change_stands_beside_its_verdict() -> None:
    [picture] = pictures("trends", [("sessions", 120, 60, 100.0, "MORE", 120, 60)])
    assert picture.ranking
    assert picture.ranking.title == "Sessions: more (+100.0 %)"
    assert [bar.figure for bar in picture.ranking.bars] == ["120", "60"]


def test_calls_of_programs_are_drawn_beside_what_people_do(happened: None, client: Client) -> None:
    assert "<h3>API calls</h3>" in shown(client, "/analytics/engagement/")
    quay = public_id("xx-register", "quay")
    # Of one station nobody knows them.
    assert "<h3>API calls</h3>" not in shown(client, f"/analytics/engagement/?station={quay}")
