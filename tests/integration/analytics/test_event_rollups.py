"""Sums of events are those of the rows; when the rows are old enough only the sums are left."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured

from analytics.durations import bucket_of, percentile
from analytics.events import retention
from analytics.models import ALL, Event, EventDay, EventHour, Kind, RollUp, StaleDay
from analytics.rollups import fold
from analytics.rollups.stale import mark_days
from tests.fakes.rollups import dump

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOW.date()


def event(kind: str, subject: str, times: int = 1, *, day: date = DAY, hour: int = 9, **more: Any) -> None:
    Event.objects.create(kind=kind, subject=subject, times=times, day=day, hour=hour, **more)
    mark_days(StaleDay.Kind.EVENTS, [day])


def test_views_are_added_up_by_day_and_station_and_by_hour_all_together() -> None:
    event("VIEWED", "a", 2)
    event("VIEWED", "a", hour=10)
    event("VIEWED", "b", 5, hour=10)
    assert fold.refresh(now=NOW) == 1
    assert set(EventDay.objects.values_list("day", "kind", "subject", "times")) == {
        (DAY, "VIEWED", "a", 3), (DAY, "VIEWED", "b", 5), (DAY, "VIEWED", ALL, 8)
    }  # fmt: skip
    assert set(EventHour.objects.values_list("hour", "subject", "times")) == {(9, ALL, 2), (10, ALL, 6)}


@pytest.mark.parametrize("kind", ["API", "FILTERED", "EXPORTED"])
def test_kinds_with_few_subjects_are_known_by_the_hour(kind: str) -> None:
    event(kind, "x")
    event(kind, "y", hour=10)
    fold.refresh(now=NOW)
    assert set(EventHour.objects.values_list("hour", "subject")) == {(9, "x"), (9, ALL), (10, "y"), (10, ALL)}


def test_searches_that_found_nothing_stay_apart() -> None:
    event("SEARCHED", "52.5,13.4", 3, outcome="found")
    event("SEARCHED", "52.5,13.4", 2, outcome="nothing")
    fold.refresh(now=NOW)
    found = EventDay.objects.filter(subject="52.5,13.4").values_list("outcome", "times")
    assert dict(found) == {"found": 3, "nothing": 2}


def test_percentiles_of_a_route_come_from_its_sums() -> None:
    for seconds, times in ((0.004, 90), (0.04, 9), (3.0, 1)):
        for hour in (9, 10):
            event("API", "api-stations", times, hour=hour, outcome="2xx", bucket=bucket_of(seconds))
    fold.refresh(now=NOW)
    rows = EventHour.objects.filter(kind=Kind.API, subject="api-stations").values_list("bucket", "times")
    lengths: Counter[int] = Counter()
    for bucket, number in rows:
        lengths[bucket] += number
    assert sum(lengths.values()) == 200
    p50, p95 = percentile(lengths, 0.5), percentile(lengths, 0.95)
    assert p50 and 2 <= p50 <= 5
    assert p95 and 20 <= p95 <= 50


def test_events_in_random_order_are_the_same_as_made_anew() -> None:
    dice = random.Random(6)
    for _ in range(10):
        for _ in range(dice.randrange(40)):
            outcome, bucket = dice.choice(["", "2xx"]), dice.randrange(3)
            day, hour = DAY - timedelta(days=dice.randrange(3)), dice.randrange(24)
            event(dice.choice(Kind.values), dice.choice("abc"), dice.randrange(1, 9), day=day, hour=hour,
                  outcome=outcome, bucket=bucket)  # fmt: skip
        if dice.random() < 0.6:
            fold.refresh(now=NOW)
    fold.refresh(now=NOW)
    kept_up = dump(EventHour, EventDay)
    assert len(kept_up["EventHour"]) > 50
    for table in (EventHour, EventDay):
        table.objects.all().delete()
    fold.rebuild(now=NOW)
    assert dump(EventHour, EventDay) == kept_up
    total = sum(Event.objects.values_list("times", flat=True))
    assert sum(EventDay.objects.filter(subject=ALL).values_list("times", flat=True)) == total
    assert sum(EventHour.objects.filter(subject=ALL).values_list("times", flat=True)) == total


@pytest.fixture
def ten_days(settings: Any) -> None:
    """Events are kept for ten days; there are some that are older, of the last day that is kept, and new ones."""
    settings.CONFIG = configured.CONFIG.model_copy(update={"event_retention_days": 10})
    for days in (12, 11, 10, 0):
        event("VIEWED", "a", days + 1, day=DAY - timedelta(days=days))
        event("VIEWED", "b", day=DAY - timedelta(days=days))


def test_old_events_are_deleted_once_they_are_added_up(ten_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PART", 1)
    assert retention.clean_up(now=NOW) == {"events": 4}
    assert set(Event.objects.values_list("day", flat=True)) == {DAY - timedelta(days=10), DAY}
    sums = EventDay.objects.filter(subject="a").values_list("day", "times")
    assert dict(sums) == {DAY - timedelta(days=days): days + 1 for days in (12, 11, 10, 0)}
    assert RollUp.objects.get().rows_since == DAY - timedelta(days=10)
    assert retention.clean_up(now=NOW) == {"events": 0}


def test_sums_whose_rows_are_deleted_stay_whatever_is_made_anew(ten_days: None) -> None:
    retention.clean_up(now=NOW)
    before = dump(EventHour, EventDay)
    fold.rebuild(now=NOW)
    assert dump(EventHour, EventDay) == before
    # Somebody's clock was wrong.
    event("VIEWED", "late", day=DAY - timedelta(days=11))
    fold.refresh(now=NOW)
    assert (dump(EventHour, EventDay), StaleDay.objects.count()) == (before, 0)
    assert retention.clean_up(now=NOW) == {"events": 1}


def test_what_is_not_added_up_is_not_deleted(ten_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fold, "refresh", lambda: 0)
    assert retention.clean_up(now=NOW) == {"events": 0}
    assert Event.objects.count() == 8
    assert not RollUp.objects.exists()


def test_a_cleaning_that_was_killed_is_ended_by_the_next(ten_days: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_day: date) -> int:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(retention, "_delete", killed)
        with pytest.raises(RuntimeError):
            retention.clean_up(now=NOW)
    before = dump(EventHour, EventDay)
    assert retention.clean_up(now=NOW) == {"events": 4}
    assert dump(EventHour, EventDay) == before
