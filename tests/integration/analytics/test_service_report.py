"""The report of a month on the whole service: for staff, and once by mail for each administrator."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.keys.issue import make_key
from accounts.models import Letter, Usage, User
from accounts.reports.month import Month, month_of
from accounts.reports.sending import put_on_its_way
from analytics.models import ALL, EventDay, Kind
from analytics.reports import sending
from analytics.reports.service import service_report
from tests.people import add_second_factor, operator, person
from voltway.jobs.claim import perform
from voltway.lib.access import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

OCTOBER = Month(date(2026, 10, 1))
NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
PAGE = "/analytics/service-usage/"


def called(day: str, route: str, outcome: str, times: int, bucket: int = 0) -> None:
    for subject in (route, ALL):
        given = {"kind": Kind.API, "day": date.fromisoformat(day), "subject": subject, "outcome": outcome}
        row, _made = EventDay.objects.get_or_create(**given, bucket=bucket, defaults={"times": 0})
        EventDay.objects.filter(pk=row.pk).update(times=row.times + times)


@pytest.fixture
def october() -> None:
    called("2026-09-30", "api-stations", "2xx", 100)
    called("2026-10-01", "api-stations", "2xx", 30)
    called("2026-10-31", "api-stations", "2xx", 60, bucket=3)
    called("2026-10-31", "api-stations", "4xx", 8)
    called("2026-10-31", "api-nearby", "5xx", 2)
    called("2026-11-01", "api-stations", "2xx", 1_000)
    key, _secret = make_key(by=person("bob@voltway.example"), name="A", scopes=[Scope.READ], expires_at=None, now=NOW)
    Usage.objects.create(key=key, day=date(2026, 10, 31), endpoint="api-stations", answered=40)


def test_calls_are_counted_by_endpoint(october: None) -> None:
    report = service_report(OCTOBER)
    lines = [(line.endpoint, line.calls, line.refused, line.failed) for line in report.lines]
    assert lines == [("GET /api/v2/stations/", 98, 8, 0), ("GET /api/v2/stations/nearby/", 2, 0, 2)]
    assert (report.total.calls, report.total.refused, report.total.failed) == (100, 8, 2)
    assert (report.before, report.change_percent) == (100, 0.0)
    assert report.busiest == (date(2026, 10, 31), 70)
    assert (report.keys, report.charged) == (1, 40)


def test_of_a_month_without_calls_nothing_is_told() -> None:
    report = service_report(OCTOBER)
    assert (report.lines, report.total.calls, report.busiest, report.change_percent) == ([], 0, None, None)


def test_each_administrator_is_told_once(october: None) -> None:
    alice = operator()
    User.objects.filter(pk=operator("eve@voltway.example").pk).update(is_superuser=False)
    User.objects.filter(pk=operator("dave@voltway.example").pk).update(usage_reports=False)
    assert [sending.send_monthly(now=NOW) for _ in range(2)] == [1, 0]
    (letter,) = Letter.objects.all()
    perform(Letter, letter.pk, heart=False)
    sent: Any = mail.outbox[0]
    assert (sent.to, sent.subject) == ([alice.email], "What the service was used for in October 2026")
    for words in (sent.body, sent.alternatives[0][0]):
        assert "GET /api/v2/stations/nearby/" in words
        assert f"{settings.SITE_URL}{PAGE}?month=2026-10" in words
    assert "Calls: 100" in sent.body
    assert "src=" not in sent.alternatives[0][0]


def test_without_a_second_factor_no_mail_tells_what_the_page_does_not(october: None) -> None:
    person("eve@voltway.example", is_staff=True, is_superuser=True)
    assert sending.send_monthly(now=NOW) == 0
    add_second_factor(User.objects.get(email="eve@voltway.example"))
    assert sending.send_monthly(now=NOW) == 1


def test_one_whose_mail_can_not_be_made_keeps_no_other(october: None, monkeypatch: pytest.MonkeyPatch) -> None:
    alice, eve = operator(), operator("eve@voltway.example")

    def fail(**told: Any) -> bool:
        if told["to"] == alice:
            raise KeyError("odd")
        return put_on_its_way(**told)

    monkeypatch.setattr(sending, "put_on_its_way", fail)
    assert sending.send_monthly(now=NOW) == 1
    assert Letter.objects.get().to == eve.email
    monkeypatch.undo()
    assert sending.send_monthly(now=NOW) == 1


def test_nobody_is_told_of_a_month_without_calls_nor_out_of_time(october: None) -> None:
    operator()
    assert sending.send_monthly(now=datetime(2026, 11, 20, tzinfo=UTC)) == 0
    EventDay.objects.all().delete()
    assert sending.send_monthly(now=NOW) == 0
    assert "analytics.reports.sending.send_monthly" in settings.REFRESHES


def test_staff_reads_the_month_on_a_page_and_takes_it_away(october: None, client: Client) -> None:
    client.force_login(operator())
    page = " ".join(client.get(f"{PAGE}?month=2026-10").content.decode().split())
    assert "<h1>The service in October 2026</h1>" in page
    assert "<code>GET /api/v2/stations/nearby/</code>" in page
    assert f'<option value="{month_of(timezone.now())}" selected>' in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}?month=soon").status_code == 404
    answer = client.get(f"{PAGE}file.csv?month=2026-10")
    assert answer["Content-Disposition"] == 'attachment; filename="voltway-service-2026-10.csv"'
    assert "private" in answer["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["endpoint"], row["calls"], row["failed"]) for row in rows] == [
        ("GET /api/v2/stations/", "98", "0"), ("GET /api/v2/stations/nearby/", "2", "2"),
    ]  # fmt: skip
    assert PAGE in client.get("/analytics/").content.decode()


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}file.csv"])
def test_nobody_else_reads_it(path: str, client: Client) -> None:
    assert client.get(path).status_code == 302
    client.force_login(person("bob@voltway.example"))
    assert client.get(path).status_code == 403
    assert PAGE not in client.get("/analytics/").content.decode()
    staff = person("eve@voltway.example", is_staff=True)
    add_second_factor(staff)
    client.force_login(staff)
    assert client.get(path).status_code == 403
