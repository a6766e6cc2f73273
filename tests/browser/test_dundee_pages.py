"""What pages show in a browser of the four published files of Dundee is what a direct count over the rows gives."""

from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from analytics.rollups import fold
from tests.browser.test_mine import log_in
from tests.integration.real_data.test_dundee_insights import ALL_DAYS, counted
from tests.people import operator
from tests.surroundings import real_data
from voltway.lib.bulk import on_postgresql

pytestmark = [pytest.mark.browser, pytest.mark.real_data, pytest.mark.django_db(transaction=True)]

PERIOD = f"source=uk-dundee&from={ALL_DAYS.first}&to={ALL_DAYS.last}"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def table_of(page: Page) -> list[dict[str, str]]:
    """The lines of a page's table as they are read, by its headings."""
    page.get_by_text("The same as a table").click()
    expect(page.locator(".chart-table table")).to_be_visible()
    read = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    headings, *lines = page.locator(".chart-table tr").evaluate_all(read)
    return [dict(zip(headings, line, strict=True)) for line in lines]


def kwh(watt_hours: int) -> str:
    value = watt_hours / 1000
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def test_tables_of_the_sessions_of_dundee_are_counts_of_their_rows(open_visit: Any, site: str) -> None:
    files = sorted((real_data() / "sessions/dundee").glob("*.csv.gz"))
    assert len(files) == 4
    call_command("import_sessions", map="dundee", file=files, verbosity=0)
    fold.refresh()
    visit = open_visit()
    log_in(visit, operator())

    page = visit.go(f"/analytics/peak-hours/?{PERIOD}")
    expect(page.get_by_role("img", name="Sessions by hour of the week")).to_be_visible()
    weekday = "extract(isodow FROM day)" if on_postgresql() else "(strftime('%%w', day) + 6) %% 7 + 1"
    hours = counted(f"SELECT {weekday}, hour, count(*), sum(energy_wh) FROM {{rows}} GROUP BY 1, 2", ALL_DAYS)
    shown = [
        (line["Weekday"], line["Hour"], line["Sessions"], line["Energy, kWh"])
        for line in table_of(page)
        if line["Sessions"] != "0"
    ]
    assert len(shown) > 150
    assert sorted(shown) == sorted(
        (DAYS[int(day) - 1], str(hour), f"{sessions:,}", kwh(energy)) for day, hour, sessions, energy in hours
    )

    page = visit.go(f"/analytics/revenue/?by=month&{PERIOD}")
    month = "to_char(day, 'YYYY-MM')" if on_postgresql() else "strftime('%%Y-%%m', day)"
    months = counted(
        f"SELECT {month}, currency, sum(cost), count(*), count(cost) FROM {{rows}} GROUP BY 1, 2", ALL_DAYS
    )
    revenue = {
        (line["Group"], line["Currency"]): (line["Amount"], line["Sessions"], line["Cost unknown"])
        for line in table_of(page)
    }
    assert revenue == {
        (group, code or "not known"): (
            "not known" if cost is None else f"{cost:,.2f}", f"{sessions:,}", f"{sessions - priced:,}"
        )
        for group, code, cost, sessions, priced in months
    }  # fmt: skip
    assert len(revenue) >= 12

    page = visit.go(f"/analytics/popular-stations/?limit=500&{PERIOD}")
    places = counted("SELECT site, count(*), sum(energy_wh) FROM {rows} AND site <> '' GROUP BY site", ALL_DAYS)
    lines = table_of(page)
    popular = {line["Place"]: (line["Sessions"], line["Energy, kWh"]) for line in lines}
    assert popular == {site: (f"{sessions:,}", kwh(energy)) for site, sessions, energy in places}
    assert [line["Sessions"] for line in lines] == [
        f"{sessions:,}" for sessions in sorted((sessions for _, sessions, _ in places), reverse=True)
    ]
