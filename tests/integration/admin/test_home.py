"""The console's home: what needs somebody now, each a click from its remedy, and the last days."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from pytest_django import Settings

from accounts.areas import AREAS
from accounts.models import ApiKey, Letter, Usage
from stations.admin import charts
from stations.models import CheckIn, ImportRun, Review, Source, Suspicion, Upkeep
from tests.fakes import keys
from tests.fakes.world import plan_of
from tests.people import add_second_factor, operator, person
from tests.world import REGISTER, evse, publish, station
from voltway.jobs.state import Trouble
from voltway.schedule import install

pytestmark = pytest.mark.usefixtures("stage")


@pytest.fixture(autouse=True)
def jobs_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voltway.jobs.matters.trouble", lambda *_, **__: None)


@pytest.fixture
def console(client: Client) -> Client:
    client.force_login(operator())
    return client


def home(client: Client) -> str:
    answer = client.get("/admin/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def latest_run(state: str, error: str) -> None:
    run = publish(REGISTER, station())
    ImportRun.objects.filter(pk=run.pk).update(state=state, error=error)


def failed() -> str:
    latest_run("FAILED", "the server answered 500")
    return f'<a href="/admin/stations/importrun/{ImportRun.objects.get().pk}/change/">Import of xx-register failed</a>'


def held() -> str:
    latest_run("HELD", "90 of 100 stations would vanish")
    run = ImportRun.objects.get().pk
    return f'<a href="/admin/stations/importrun/{run}/change/">Import of xx-register is held back</a>'


def paused() -> str:
    publish(REGISTER, station())
    Source.objects.update(enabled=False)
    return '<a href="/admin/stations/source/?enabled__exact=0">1 source is paused</a>'


def waiting() -> str:
    told = {"station": "a" * 12, "created_at": timezone.now(), "changed_at": timezone.now()}
    Review.objects.create(**told, stars=1, text="Dark.", state="WAITING")
    return '<a href="/admin/stations/review/?state__exact=WAITING">1 waiting: reviews</a>'


def suspected() -> str:
    now = timezone.now()
    plug = {"station": "a" * 12, "evse_uid": "1", "connector_uid": "1"}
    Suspicion.objects.create(**plug, since=now, reports=3, latest_at=now, until=now + timedelta(days=1))
    return '<a href="/admin/stations/suspicion/">1 plug is suspected to be broken</a>'


def given_up() -> str:
    job, _ = Letter.objects.enqueue(to="bob@voltway.example", subject="Hello", text="Hello")
    Letter.objects.filter(pk=job.pk).update(state="DEAD", finished_at=timezone.now())
    return '<a href="/admin/accounts/letter/?state__exact=DEAD">1 job was given up: mails</a>'


def failed_jobs() -> str:
    """A release that was refused: nothing is tried again by itself."""
    run = publish(REGISTER, station())
    ended = {"state": "FAILED", "error": "only one that is held back can be released", "finished_at": timezone.now()}
    Upkeep.objects.create(kind="RELEASE", source=run.source, target=run, **ended)
    return '<a href="/admin/stations/upkeep/?state__exact=FAILED">1 job failed: upkeep jobs</a>'


def refused() -> str:
    keys.headers()
    key = ApiKey.objects.get()
    Usage.objects.create(key=key, day=datetime.now(UTC).date(), endpoint="api-stations", refused=2_000)
    words = f"Key {key.prefix} was refused 2,000 times today and goes on"
    return f'<a href="/admin/accounts/apikey/{key.pk}/change/">{words}</a>'


@pytest.mark.parametrize(
    "happens", [failed, held, paused, waiting, suspected, given_up, failed_jobs, refused], ids=lambda one: one.__name__
)
def test_what_needs_somebody_is_one_click_from_its_remedy(happens: Callable[[], str], console: Client) -> None:
    assert "Nothing. Everything that comes by itself came" in home(console)
    link = happens()
    shown = home(console)
    assert link in shown
    assert "Nothing. Everything" not in shown
    address = link.split('"')[1].replace("&amp;", "&")
    assert console.get(address).status_code == 200


def test_the_reason_of_a_failure_stands_beside_it(console: Client) -> None:
    failed()
    assert "the server answered 500" in home(console)


def test_the_reason_of_the_latest_job_that_failed_stands_beside_it(console: Client) -> None:
    failed_jobs()
    assert "only one that is held back can be released" in home(console)


def test_jobs_that_ended_long_ago_are_no_news(console: Client) -> None:
    failed_jobs()
    given_up()
    for kind in (Upkeep, Letter):
        kind.objects.update(finished_at=timezone.now() - timedelta(days=8))
    assert "1 job" not in home(console)


def test_a_failure_that_was_mended_is_no_news(console: Client) -> None:
    failed()
    publish(REGISTER, station())
    assert "Import of xx-register" not in home(console)


def test_a_source_that_does_not_come_is_late(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTER, "url", "https://register.example/", raising=False)
    publish(REGISTER, station(), now=timezone.now())
    assert "xx-register is late" not in home(console)
    ImportRun.objects.update(started_at=timezone.now() - timedelta(days=60))
    page = f"/admin/stations/source/{Source.objects.get().pk}/change/"
    assert f'<a href="{page}">xx-register is late</a>' in home(console)
    assert "Run now" in console.get(page).content.decode()


@pytest.mark.parametrize(
    ("reason", "words"),
    [(Trouble.NO_QUEUE, "there is no Redis"), (Trouble.QUEUE_AWAY, "Redis does not answer"),
     (Trouble.NOT_TAKEN, "no worker takes them"), (Trouble.SCHEDULE_SILENT, "The scheduler is silent")],
)  # fmt: skip
def test_jobs_that_stand_still_say_why(
    reason: Trouble, words: str, console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voltway.jobs.matters.trouble", lambda *_, **__: reason)
    assert words in home(console)


@pytest.mark.parametrize("reason", [Trouble.NO_QUEUE, Trouble.QUEUE_AWAY, Trouble.NOT_TAKEN])
def test_jobs_that_stand_still_say_since_when_and_lead_to_those_that_wait(
    reason: Trouble, console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, minutes in ((Upkeep, 90), (Letter, 5)):
        fields = {"kind": "REFRESH"} if kind is Upkeep else {"to": "bob@voltway.example", "subject": "Hello"}
        kind.objects.enqueue(**fields, not_before=timezone.now() - timedelta(minutes=minutes))
    monkeypatch.setattr("voltway.jobs.matters.trouble", lambda *_, **__: reason)
    shown = home(console)
    (line,) = re.findall(r'<a href="/admin/stations/upkeep/\?state__exact=PENDING">Jobs wait: .*?</li>', shown)
    assert "for 1 hour, 30 minutes" in line
    assert "tart" in line.split("matter-detail")[1]
    assert console.get("/admin/stations/upkeep/?state__exact=PENDING").status_code == 200


def test_a_scheduler_that_is_silent_says_since_when_and_leads_to_the_schedule(
    console: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    every_minute = PeriodicTask.objects.filter(name="Imports that are due")
    every_minute.update(last_run_at=timezone.now() - timedelta(hours=3, minutes=1))
    monkeypatch.setattr("voltway.jobs.matters.trouble", lambda *_, **__: Trouble.SCHEDULE_SILENT)
    shown = home(console)
    (line,) = re.findall(r'<a href="/admin/django_celery_beat/periodictask/">The scheduler is silent.*?</li>', shown)
    assert "for 3 hours" in line


def test_a_full_disk_is_told(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 17_000_000, "total": 10**9})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert "The disk is nearly full: 17 MB are free" in home(console)


def test_the_worst_comes_first(console: Client) -> None:
    suspected()
    waiting()
    failed()
    shown = home(console)
    places = [shown.index(words) for words in ("Import of xx-register failed", "1 waiting", "1 plug is suspected")]
    assert places == sorted(places)


def test_everybody_sees_what_they_may(client: Client) -> None:
    failed()
    waiting()
    moderator = person("dana@voltway.example", is_staff=True)
    moderator.user_permissions.add(Permission.objects.get(codename="view_review"))
    add_second_factor(moderator)
    client.force_login(moderator)
    shown = home(client)
    assert "1 waiting: reviews" in shown
    assert "Import of" not in shown
    assert '<svg class="chart"' not in shown


def test_what_can_not_be_looked_at_hides_nothing_else(
    console: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def away(_now: Any) -> Any:
        raise DatabaseError

    waiting()
    monkeypatch.setattr("stations.admin.matters.suspected", away)
    shown = home(console)
    assert "1 waiting: reviews" in shown
    assert "Could not be looked at: stations.admin.matters.suspected" in shown


def test_the_last_days_are_drawn_and_told(console: Client) -> None:
    latest_run("COMPLETED", "")
    ImportRun.objects.update(started_at=timezone.now())
    CheckIn.objects.create(station="a" * 12, outcome=20, created_at=timezone.now() - timedelta(days=3))
    shown = home(console)
    assert shown.count('<svg class="chart"') == len(django_settings.CONSOLE_CHARTS)
    assert "1 completed, 0 held back, 0 failed" in shown
    assert "1 check-ins, 0 reviews, photos, suggestions, 0 fault reports" in shown


def test_each_day_of_utc_is_counted_from_its_first_instant_to_its_last() -> None:
    now = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    moments = {
        datetime(2026, 1, 1, 23, 59, 59, 999999, tzinfo=UTC): None,
        datetime(2026, 1, 2, tzinfo=UTC): 0,
        datetime(2026, 1, 2, 23, 59, 59, 999999, tzinfo=UTC): 0,
        datetime(2026, 1, 3, tzinfo=UTC): 1,
        datetime(2026, 1, 31, tzinfo=UTC): 29,
    }
    for moment in moments:
        CheckIn.objects.create(station="a" * 12, outcome=20, created_at=moment)
    (drawing,) = charts.told(now)
    found = [bar.day.counts[0] for bar in drawing.chart.bars]
    assert found == [list(moments.values()).count(place) for place in range(30)]


def test_the_home_reads_no_table_of_jobs_or_of_what_drivers_told_whole(console: Client) -> None:
    """Nor any row of those that are done."""
    for happens in (failed, waiting, suspected, given_up, failed_jobs, refused):
        happens()
    large = ("stations_upkeep", "stations_export", "accounts_letter", "stations_importrun", "stations_checkin",
             "stations_faultreport", "stations_review", "stations_photo", "stations_edit")  # fmt: skip
    whole = [f"{how} {name}" for how in ("SCAN", "Seq Scan on") for name in large]
    with CaptureQueriesContext(connection) as ran:
        home(console)
    asked = [one["sql"] for one in ran if any(f'FROM "{name}"' in one["sql"] for name in large)]
    assert len(asked) > len(large)
    read = [sql for sql in asked if any(line in plan_of(sql).split("\n") for line in whole)]
    assert read == []
    # SQLite would ask Python for the day of every row.
    assert [sql for sql in asked if "django_datetime" in sql] == []


def test_more_of_everything_costs_no_more_queries(console: Client) -> None:
    for happens in (failed, waiting, suspected, given_up, refused):
        happens()
    with CaptureQueriesContext(connection) as few:
        home(console)
    waiting()
    given_up()
    ImportRun.objects.create(
        source=Source.objects.get(), state="FAILED", started_at=timezone.now(), finished_at=timezone.now()
    )
    Upkeep.objects.enqueue(kind="PLACES", source=Source.objects.get())
    with CaptureQueriesContext(connection) as more:
        home(console)
    assert len(more) == len(few)


def test_every_list_has_its_area(console: Client) -> None:
    shown = home(console)
    areas = [shown.index(name) for name in ("Stations and sources", "What drivers tell", "Jobs and schedule")]
    assert areas == sorted(areas)
    for model in admin.site._registry:
        assert f'/admin/{model._meta.app_label}/{model._meta.model_name}/"' in shown


def test_the_areas_name_lists_that_there_are() -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert {name for _words, names in AREAS.values() for name in names} <= registered


def test_the_home_leads_to_what_the_figures_say_in_words_and_pictures(console: Client) -> None:
    page = home(console)
    for path in ("/analytics/", "/analytics/service-usage/", "/data/quality/"):
        assert f'href="{path}"' in page


def test_a_station_is_found_from_the_home(console: Client) -> None:
    publish(REGISTER, station("a", (52.52, 13.4), evse("1", evse_id="DE*ABC*E1*1"), name="Lindenpark"), station("b"))
    form = re.search(r'<form class="console-find" action="([^"]+)".*?name="(\w+)"', home(console))
    assert form
    assert "Lindenpark" in console.get(form[1], {form[2]: "DE*ABC*E1*1"}).content.decode()
