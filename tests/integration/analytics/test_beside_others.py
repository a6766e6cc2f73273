"""Adding up ends whatever is written meanwhile, and whoever writes meanwhile is not kept waiting for long counts."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from analytics.events import retention
from analytics.models import DriverMonth, Neighbour, RollUp, SessionDay, StaleDay, StaleMonth
from analytics.recommendations import covisits
from analytics.rollups import fold
from analytics.rollups.drivers import counted_drivers
from analytics.rollups.stale import mark_days
from tests.fakes.sessions import NOW, session

pytestmark = pytest.mark.django_db

Kind = StaleDay.Kind
TODAY, NOVEMBER = NOW.date(), date(2026, 11, 1)


def charged(drivers: int = 6, *, day: date = TODAY, feed: str = "uk-dundee") -> None:
    """Each of some drivers at two stations."""
    for number in range(drivers):
        for station in ("a" * 12, "b" * 12):
            key = f"{day} {number} {station}"
            session(native_id=key, station=station, driver=f"d{number}", feed=feed, day=day)
    mark_days(Kind.SESSIONS, [day], feed=feed)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> list[fold.Slice]:
    """Of every day that is added up something new is written in the same moment; the days, as they were added up."""
    usual: Callable[[fold.Slice], None] = fold._fold
    turns: list[fold.Slice] = []

    def with_more(found: fold.Slice) -> None:
        turns.append(found)
        assert len(turns) < 20, "it does not end"
        usual(found)
        mark_days(Kind(found.kind), [found.day], feed=found.feed)

    monkeypatch.setattr(fold, "_fold", with_more)
    return turns


def test_a_refresh_ends_though_marks_keep_coming_and_sessions_get_their_turn(busy: list[fold.Slice]) -> None:
    mark_days(Kind.EVENTS, [TODAY, TODAY - timedelta(days=1)])
    charged()
    assert fold.refresh(now=NOW) == 3
    assert [found.kind for found in busy] == [Kind.EVENTS, Kind.EVENTS, Kind.SESSIONS]
    assert DriverMonth.objects.exists()
    # What came meanwhile waits for the next time.
    assert StaleDay.objects.count() == 3


def test_cleaning_up_ends_though_marks_keep_coming(busy: list[fold.Slice]) -> None:
    mark_days(Kind.EVENTS, [TODAY])
    assert retention.clean_up(now=NOW) == {"events": 0}
    assert len(busy) == 1


@pytest.mark.parametrize(
    "add_up", [fold.rebuild, lambda: retention.clean_up(now=NOW), lambda: call_command("rebuild_rollups")]
)
def test_each_day_is_added_up_at_a_moment_of_its_own(
    add_up: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or an answer made between two days would still count as new after the second."""
    usual, moments = fold.fold, []

    def watched(found: fold.Slice, *, now: datetime) -> None:
        usual(found, now=now)
        moments.append(RollUp.objects.get(kind=found.kind).folded_at)

    monkeypatch.setattr(fold, "fold", watched)
    for days in range(3):
        charged(1, day=TODAY - timedelta(days=days))
    add_up()
    assert len(set(moments)) == len(moments) == 3


def test_a_month_is_counted_once_for_all_of_its_days_and_its_marks_go() -> None:
    for days in range(3):
        charged(day=TODAY - timedelta(days=days))
    fold.refresh(now=NOW)
    assert (StaleDay.objects.count(), StaleMonth.objects.count()) == (0, 0)
    assert set(DriverMonth.objects.values_list("month", "drivers")) == {(NOVEMBER, 6)}


def test_a_month_whose_count_was_killed_is_counted_by_the_next_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    charged()
    with monkeypatch.context() as patch:
        patch.setattr(fold, "write_drivers", killed)
        with pytest.raises(RuntimeError):
            fold.refresh(now=NOW)
    assert (SessionDay.objects.count() > 0, DriverMonth.objects.count()) == (True, 0)
    assert fold.refresh(now=NOW) == 0
    assert DriverMonth.objects.exists()


def test_what_another_has_counted_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    charged()
    fold.refresh(now=NOW)

    @contextmanager
    def overtaken(feed: str, month: date) -> Iterator[None]:
        with counted_drivers(feed, month):
            # What another does that saw these marks and more rows.
            StaleMonth.objects.all().delete()
            DriverMonth.objects.update(drivers=50)
            yield

    monkeypatch.setattr(fold, "counted_drivers", overtaken)
    charged(1, day=TODAY - timedelta(days=1))
    fold.refresh(now=NOW)
    assert set(DriverMonth.objects.values_list("drivers", flat=True)) == {50}


def test_all_months_of_an_earlier_version_are_counted_once_more() -> None:
    for feed, day in (("uk-dundee", TODAY), ("uk-dundee", date(2026, 9, 30)), ("de-abc", TODAY)):
        charged(1, day=day, feed=feed)
    fold.refresh(now=NOW)
    import_module("analytics.migrations.0008_months_to_count")._mark(apps, None)
    assert set(StaleMonth.objects.values_list("feed", "month")) == {
        ("uk-dundee", NOVEMBER), ("uk-dundee", date(2026, 9, 1)), ("de-abc", NOVEMBER)
    }  # fmt: skip


class Neighbouring:
    """Another connection that writes while ours counts drivers, and waits for nobody."""

    def __init__(self) -> None:
        self.written = 0
        self.other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement of ours; while one looks at drivers, the other writes."""
        ours = connection.connection
        if "driver <> ''" in sql:
            ours.set_progress_handler(self._write, 50)
        try:
            return execute(sql, params, many, context)
        finally:
            ours.set_progress_handler(None, 0)

    def _write(self) -> None:
        self.other.execute("UPDATE analytics_chargingsession SET changed_at = changed_at WHERE id = 1")
        self.written += 1


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("count", "result"),
    [(lambda: fold.refresh(now=NOW), DriverMonth), (lambda: covisits.renew(now=datetime.now(UTC)), Neighbour)],
)
def test_whoever_writes_beside_a_long_count_is_not_locked_out(count: Callable[[], int], result: Any) -> None:
    charged(40)
    if result is Neighbour:
        fold.refresh(now=NOW)
    neighbour = Neighbouring()
    with connection.execute_wrapper(neighbour):
        count()
    neighbour.other.close()
    assert neighbour.written > 10
    assert result.objects.exists()
