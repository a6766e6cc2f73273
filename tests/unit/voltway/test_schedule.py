"""The schedule: a slot's jobs are written once, whoever writes them, and the console has the last word."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from celery.schedules import crontab, schedule
from django.conf import settings
from django.db import OperationalError
from django_celery_beat.models import PeriodicTask

from stations.models import Upkeep
from voltway.schedule import Scheduler, install, perform_entry, slot

NOON = datetime(2026, 5, 1, 12, 0, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "name"),
    [
        (schedule(timedelta(hours=1)), "2026-05-01T12:00:00"),
        (schedule(timedelta(minutes=30)), "2026-05-01T12:00:00"),
        (schedule(timedelta(seconds=2)), "2026-05-01T12:00:02"),
        (schedule(timedelta(days=1)), "2026-05-01T00:00:00"),
        (crontab(minute="0"), "2026-05-01T12:00"),
    ],
)
def test_a_moment_lies_in_one_slot(every: Any, name: str) -> None:
    assert slot(every, NOON) == name
    assert slot(every, NOON + timedelta(milliseconds=990)) == name


def test_every_entry_of_the_settings_names_a_function(db: None) -> None:
    for task, _ in settings.SCHEDULE.values():
        perform_entry(task, "a slot", NOON)
    assert set(Upkeep.objects.values_list("kind", flat=True)) == {"REFRESH", "CLEAN_UP"}


def test_the_console_cannot_name_any_other_code(db: None) -> None:
    with pytest.raises(KeyError):
        perform_entry("os.system", "a slot", NOON)


def test_a_slot_is_filled_once(db: None) -> None:
    for _ in range(2):
        perform_entry("stations.ingest.orders.order_refresh", "2026-05-01T12:00:00", NOON)
    assert Upkeep.objects.count() == 1


def test_a_new_database_gets_the_schedule_of_the_settings(db: None) -> None:
    install()
    assert set(PeriodicTask.objects.values_list("name", flat=True)) == set(settings.SCHEDULE)


def test_what_the_console_has_changed_stays(db: None) -> None:
    install()
    PeriodicTask.objects.filter(name="Cleaning up").update(enabled=False)
    install()
    assert not PeriodicTask.objects.get(name="Cleaning up").enabled
    assert PeriodicTask.objects.count() == len(settings.SCHEDULE)


@pytest.fixture
def scheduler(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(settings.CONFIG, "data_dir", tmp_path)
    monkeypatch.setattr(settings.CONFIG, "redis_url", "")
    # The test's transaction goes on after a round.
    monkeypatch.setattr("django_celery_beat.schedulers.close_old_connections", lambda: None)
    found = Scheduler(Celery("test", set_as_current=False))
    yield found
    found._last_acts.close()
    # At the end of the process it would write down what ran.
    found._finalize.cancel()


def test_an_entry_writes_a_job_and_sends_nothing(scheduler: Any) -> None:
    entry = scheduler.schedule["Caches and roll-ups"]
    scheduler.apply_entry(entry)
    scheduler.apply_entry(entry)
    assert [job.kind for job in Upkeep.objects.all()] == ["REFRESH"]
    assert scheduler.producer is None


def test_an_entry_that_fails_stops_no_other(scheduler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voltway.schedule.perform_entry", lambda *args: 1 / 0)
    scheduler.apply_entry(scheduler.schedule["Cleaning up"])
    assert not Upkeep.objects.exists()


@pytest.mark.parametrize("pause", [-3.0, 0.0, 0.01])
def test_a_round_that_took_long_is_followed_by_the_next(
    scheduler: Any, pause: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_celery_beat.schedulers.DatabaseScheduler.tick", lambda self: pause)
    assert scheduler.tick() == 0.0


def test_without_its_database_it_waits_and_goes_on(scheduler: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: Any) -> float:
        raise OperationalError("gone")

    monkeypatch.setattr("django_celery_beat.schedulers.DatabaseScheduler.tick", away)
    monkeypatch.setattr("voltway.schedule.connections.close_all", lambda: None)
    assert scheduler.tick() > 0
