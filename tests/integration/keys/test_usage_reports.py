"""What keys were used for in a month: for their owner alone, on a page, as a table, and once by mail."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import letters, usage
from accounts.keys.issue import clean_up, log_in_key, make_key
from accounts.models import ApiKey, Letter, Plan, Usage, UsageReport, User
from accounts.plans import subscribe
from accounts.reports import sending
from accounts.reports.figures import Report, report_of
from accounts.reports.month import Month, month_of, offered, read
from accounts.reports.shown import shown
from accounts.usage import KEPT_DAYS
from tests.people import person
from tests.world import stage
from voltway.jobs.claim import delay, perform
from voltway.jobs.row import State
from voltway.lib.access import Scope

__all__ = ["stage"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]

OCTOBER = Month(date(2026, 10, 1))
NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)


def key_of(owner: User, name: str = "App", used: datetime = NOW) -> ApiKey:
    key, _secret = make_key(by=owner, name=name, scopes=[Scope.READ], expires_at=None, now=NOW)
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=used)
    return key


def used(key: ApiKey, day: str, answered: int = 0, *, endpoint: str = "api-stations", **more: int) -> None:
    Usage.objects.create(key=key, day=date.fromisoformat(day), endpoint=endpoint, answered=answered, **more)


@pytest.fixture
def alice() -> User:
    """Her app was used in September, October and November."""
    alice = person()
    subscribe(owner=alice, plan=Plan.objects.get(slug="free"), by=alice, now=NOW)
    key = key_of(alice)
    used(key, "2026-09-30", 100)
    used(key, "2026-10-01", 20, not_modified=5)
    used(key, "2026-10-31", 60, refused=15)
    used(key, "2026-10-31", 10, endpoint="api-nearby")
    used(key_of(alice, "=cmd()"), "2026-10-31", 10)
    used(key, "2026-11-01", 1_000)
    return alice


def delivered() -> list[Any]:
    for letter in Letter.objects.filter(state="PENDING"):
        perform(Letter, letter.pk, heart=False)
    return mail.outbox


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2026-03", "2026-03-01", "2026-03-31", "2026-02"),
        ("2028-02", "2028-02-01", "2028-02-29", "2028-01"),
        ("2026-01", "2026-01-01", "2026-01-31", "2025-12"),
    ],
)
def test_a_month_has_all_its_days(text: str, first: str, last: str, before: str) -> None:
    month = read(text)
    assert month is not None
    assert (str(month.first), str(month.last), str(month.before)) == (first, last, before)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "2026-10-01", "1999-01", "٢٠٢٦-10", "2026-10\n"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert read(text) is None


def test_a_month_begins_at_midnight_of_utc() -> None:
    assert month_of(datetime.fromisoformat("2026-11-01T00:30:00+01:00")) == OCTOBER


def test_a_report_counts_its_own_month_and_owner(alice: User) -> None:
    used(key_of(person("bob@voltway.example")), "2026-10-05", 7_000)
    report = report_of(alice, OCTOBER, now=NOW)
    assert (report.total.answered, report.total.not_modified, report.total.refused) == (100, 5, 15)
    assert report.before and report.before.all == 100
    assert report.busiest == (date(2026, 10, 31), 80)
    assert report.change_percent == 20.0
    assert report.quota_percent == pytest.approx(100 * 100 / (report.per_day * 31))
    assert report.total.refused_percent == 12.5
    assert [line.counts.answered for line in report.lines] == [10, 80, 10]
    assert [line.endpoint for line in report.lines][1:] == ["GET /api/v2/stations/", "GET /api/v2/stations/nearby/"]


def test_of_a_month_without_requests_nothing_is_told(alice: User) -> None:
    report = report_of(alice, Month(date(2026, 5, 1)), now=NOW)
    assert (report.lines, report.busiest, report.change_percent, report.total.refused_percent) == ([], None, None, None)


def test_a_month_of_which_usage_is_deleted_is_neither_told_nor_compared_with(alice: User, client: Client) -> None:
    client.force_login(alice)
    months = offered(timezone.now())
    oldest = months[-1]
    for path in ("/accounts/usage/", "/accounts/usage/file.csv"):
        assert client.get(f"{path}?month={oldest}").status_code == 200
        assert client.get(f"{path}?month={oldest.before.before}").status_code == 404
    # The last days of September are still there, which is not all of it.
    later = datetime(2027, 10, 20, tzinfo=UTC)
    assert date(2026, 9, 30) > later.date() - timedelta(days=KEPT_DAYS) > date(2026, 9, 1)
    report = report_of(alice, OCTOBER, now=later)
    assert (report.total.all, report.before, report.change_percent) == (120, None, None)
    told = shown(report)
    assert (told.before, told.change) == ("not known", "nothing to compare with")


def test_what_log_ins_of_version_1_were_used_for_is_told_when_they_are_long_over(alice: User) -> None:
    """Their keys stay as long as their usage, and are one line together."""
    bob = person("bob@voltway.example")
    begun = datetime(2026, 10, 5, 9, tzinfo=UTC)
    for hour in range(3):
        log_in_key(by=bob, now=begun + timedelta(hours=hour))
    for key in bob.api_keys.all():
        used(key, "2026-10-05", 100)
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=begun)
    log_in_key(by=bob, now=begun)
    assert clean_up(now=NOW) == 1
    report = report_of(bob, OCTOBER, now=NOW)
    assert [(line.key, line.counts.answered) for line in report.lines] == [("Log-in of version 1", 300)]
    assert sending.send_monthly(now=NOW) == 2
    assert clean_up(now=NOW + timedelta(days=30)) == 0
    usage.clean_up(now=NOW + timedelta(days=500))
    assert clean_up(now=NOW + timedelta(days=500)) == 3


def test_keys_of_log_ins_that_are_over_are_in_no_list(alice: User, client: Client) -> None:
    log_in_key(by=alice, now=timezone.now() - timedelta(days=3))
    client.force_login(alice)
    assert "Log-in of version 1" not in client.get("/accounts/keys/").content.decode()
    log_in_key(by=alice, now=timezone.now())
    assert "Log-in of version 1" in client.get("/accounts/keys/").content.decode()


def test_more_keys_take_no_more_queries(alice: User) -> None:
    with CaptureQueriesContext(connection) as few:
        report_of(alice, OCTOBER, now=NOW)
    for number in range(8):
        used(key_of(alice, f"App {number}"), "2026-10-05", 3)
    with CaptureQueriesContext(connection) as many:
        assert len(report_of(alice, OCTOBER, now=NOW).lines) == 11
    assert len(many) == len(few)


def test_the_mail_goes_out_once_however_often_the_job_runs(alice: User) -> None:
    assert sending.send_monthly(now=NOW) == 1
    assert sending.send_monthly(now=NOW) == 0
    (letter,) = delivered()
    # The mail's row is forgotten in time; that it was sent is not.
    Letter.objects.all().delete()
    assert sending.send_monthly(now=NOW + timedelta(days=3)) == 0
    assert letter.to == [alice.email]
    assert letter.subject == "What your API keys were used for in October 2026"
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    for words in (letter.body, html):
        assert "120" in words
        assert "(+20.0 %)" in words
        assert "GET /api/v2/stations/nearby/" in words
        assert f"{settings.SITE_URL}/accounts/usage/?month=2026-10" in words
        assert f"{settings.SITE_URL}/accounts/profile/" in words
    # Nothing tells that it was opened, nor by whom a link was followed.
    assert "<img" not in html
    assert "src=" not in html
    assert "=cmd()" in letter.body


def test_a_job_that_dies_in_between_sends_the_rest_at_its_next_turn(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = person("bob@voltway.example")
    used(key_of(bob), "2026-10-05", 3)
    usual = Letter.objects.enqueue

    def die(**fields: Any) -> Any:
        if fields["to"] == bob.email:
            raise KeyboardInterrupt
        return usual(**fields)

    monkeypatch.setattr(type(Letter.objects), "enqueue", lambda self, **fields: die(**fields))
    with pytest.raises(KeyboardInterrupt):
        sending.send_monthly(now=NOW)
    assert set(UsageReport.objects.values_list("user", flat=True)) == {alice.pk}
    monkeypatch.undo()
    assert sending.send_monthly(now=NOW) == 1
    assert sorted(one.to[0] for one in delivered()) == [alice.email, bob.email]


def away(*_: object) -> None:
    raise ConnectionRefusedError


def test_a_mail_server_that_is_away_for_days_costs_nobody_their_report(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sending.send_monthly(now=NOW) == 1
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
        # The last of its attempts, and all before it.
        Letter.objects.update(attempts=sending._ATTEMPTS - 1)
        assert delivered() == []
    assert Letter.objects.get().state == State.DEAD
    assert sending.send_monthly(now=NOW + timedelta(days=2)) == 1
    (letter,) = delivered()
    assert letter.to == [alice.email]
    assert sending.send_monthly(now=NOW + timedelta(days=3)) == 0
    assert UsageReport.objects.get().letter is None


def test_a_mail_that_is_deleted_before_it_was_sent_has_told_nobody(alice: User) -> None:
    assert sending.send_monthly(now=NOW) == 1
    assert letters.clean_up(now=timezone.now() + timedelta(days=4)) > 0
    assert not UsageReport.objects.exists()
    assert sending.send_monthly(now=NOW + timedelta(days=4)) == 1


def test_a_report_is_tried_for_more_than_a_day_and_no_longer_than_mails_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tried(share: float) -> timedelta:
        monkeypatch.setattr("random.uniform", lambda _low, _high: share)
        waits = (delay(number, Letter.first_delay) for number in range(1, sending._ATTEMPTS))
        return sum(waits, timedelta())

    assert timedelta(days=1) < tried(0.75) < tried(1.25) < letters._KEPT


def test_one_report_that_can_not_be_made_keeps_no_other(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = person("bob@voltway.example")
    used(key_of(bob), "2026-10-05", 3)

    def fail(owner: User, month: Month, *, now: datetime) -> Report:
        if owner == alice:
            raise KeyError("odd")
        return report_of(owner, month, now=now)

    monkeypatch.setattr(sending, "report_of", fail)
    assert sending.send_monthly(now=NOW) == 1
    assert [one.to for one in delivered()] == [[bob.email]]
    monkeypatch.undo()
    assert sending.send_monthly(now=NOW) == 1


def test_of_keys_that_were_used_only_later_no_report_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    used(key_of(person("bob@voltway.example")), "2026-11-01", 3)
    asked: list[User] = []
    monkeypatch.setattr(sending, "report_of", lambda owner, month, now: asked.append(owner))
    assert sending.send_monthly(now=NOW) == 0
    assert asked == []


@pytest.mark.parametrize(
    "moment", ["2026-11-01T02:59:00+00:00", "2026-11-11T00:00:00+00:00", "2026-10-31T23:59:00+00:00"]
)
def test_no_mail_goes_out_before_a_month_is_settled_nor_when_it_is_no_news(alice: User, moment: str) -> None:
    assert sending.due_month(datetime.fromisoformat(moment)) != OCTOBER
    Usage.objects.filter(day__lt="2026-10-01").delete()
    assert sending.send_monthly(now=datetime.fromisoformat(moment)) == 0


def test_whoever_wants_no_mails_gets_none(alice: User, client: Client) -> None:
    client.force_login(alice)
    assert 'name="usage_reports"' in client.get("/accounts/profile/").content.decode()
    client.post("/accounts/profile/", {"language": "", "units": ""})
    alice.refresh_from_db()
    assert not alice.usage_reports
    assert sending.send_monthly(now=NOW) == 0
    client.post("/accounts/profile/", {"language": "", "units": "", "usage_reports": "on"})
    assert sending.send_monthly(now=NOW) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "other@voltway.example"}])
def test_only_a_verified_address_of_somebody_who_may_log_in_is_written_to(
    alice: User, change: dict[str, object]
) -> None:
    User.objects.filter(pk=alice.pk).update(**change)
    assert sending.send_monthly(now=NOW) == 0


def test_an_address_that_nobody_verified_gets_no_mail() -> None:
    used(key_of(person("new@voltway.example", verified=False)), "2026-10-05", 3)
    assert sending.send_monthly(now=NOW) == 0


def test_keys_that_nobody_used_make_no_mail() -> None:
    key_of(person("bob@voltway.example"))
    assert sending.send_monthly(now=NOW) == 0
    assert "accounts.reports.sending.send_monthly" in settings.REFRESHES


def test_the_page_shows_a_month_to_its_owner_alone(alice: User, client: Client) -> None:
    assert client.get("/accounts/usage/").status_code == 302
    client.force_login(person("bob@voltway.example"))
    assert "No key was used in this month." in client.get("/accounts/usage/?month=2026-10").content.decode()
    client.force_login(alice)
    page = " ".join(client.get("/accounts/usage/?month=2026-10").content.decode().split())
    assert "<dd> 120 </dd>" in page
    assert "Oct. 31, 2026: 80 charged" in page or "31 Oct 2026: 80 charged" in page
    assert "<code>GET /api/v2/stations/nearby/</code>" in page
    assert f'<option value="{month_of(timezone.now())}" selected>' in client.get("/accounts/usage/").content.decode()
    assert client.get("/accounts/usage/?month=soon").status_code == 404
    assert 'href="/accounts/usage/"' in client.get("/accounts/keys/").content.decode()


def test_the_table_has_a_line_for_each_key_and_endpoint(alice: User, client: Client) -> None:
    client.force_login(alice)
    answer = client.get("/accounts/usage/file.csv?month=2026-10")
    assert answer["Content-Disposition"] == 'attachment; filename="voltway-usage-2026-10.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["month"], row["endpoint"], row["answered"], row["refused"]) for row in rows] == [
        ("2026-10", "GET /api/v2/stations/", "10", "0"),
        ("2026-10", "GET /api/v2/stations/", "80", "15"),
        ("2026-10", "GET /api/v2/stations/nearby/", "10", "0"),
    ]
    # Harmless in a spreadsheet.
    assert rows[0]["key"].startswith("'=cmd()")
