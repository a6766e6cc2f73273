"""Sums of sessions are those of the rows, however the rows came, and rebuilding gives the very same."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from analytics.models import ALL, ChargingSession, RollUp, SessionDay, SessionHour, StaleDay
from analytics.rollups import fold
from analytics.rollups.stale import mark_days
from stations.ingest.orders import order_refresh
from stations.models import Upkeep
from tests.fakes.rollups import dump
from tests.fakes.sessions import NOW, cdr, line, read_cdrs, read_table, session
from voltway.jobs.claim import perform

pytestmark = pytest.mark.usefixtures("stage")

SUMS = ("sessions", "open", "timed", "seconds", "metered", "energy_wh", "priced", "cost")


def sums() -> dict[str, list[tuple[Any, ...]]]:
    return dump(SessionHour, SessionDay)


def all_of(day: SessionDay | SessionHour) -> tuple[Any, ...]:
    return tuple(getattr(day, name) for name in SUMS)


def test_a_day_is_the_sum_of_its_sessions(tmp_path: Path) -> None:
    read_table(tmp_path, line(1, cost="1.5"), line(2, end="18:30", kwh=2), line(3, end=""), line(4, kwh=-3))
    assert fold.refresh(now=NOW) == 1
    day = SessionDay.objects.get(site="Quay")
    assert (day.feed, day.day, day.station, day.operator, day.currency) == (
        "uk-dundee", date(2018, 7, 5), "", "ChargePlace Scotland", "GBP"
    )  # fmt: skip
    assert all_of(day) == (4, 1, 3, 3600 + 1800 + 3600, 2, 9_500, 1, Decimal("1.5"))
    assert not StaleDay.objects.exists()
    assert RollUp.objects.get().folded_at == NOW


def test_all_places_together_are_the_sum_of_places(tmp_path: Path) -> None:
    read_table(tmp_path, line(1), line(2, site="Dock", kwh=5), line(3, start="07:10"), line(4, site=""))
    fold.refresh(now=NOW)
    every = SessionDay.objects.get(station=ALL, site="")
    assert (every.site, every.sessions, every.energy_wh) == ("", 4, 27_500)
    hours = SessionHour.objects.filter(station=ALL, site=ALL)
    assert dict(hours.values_list("hour", "sessions")) == {7: 1, 18: 3}
    assert set(SessionDay.objects.values_list("station", "site", "sessions")) == {
        (ALL, ALL, 4), (ALL, "", 4), ("", "Quay", 2), ("", "Dock", 1), ("", "", 1)
    }  # fmt: skip


def test_currencies_and_operators_are_never_added_to_each_other(tmp_path: Path) -> None:
    read_cdrs(tmp_path, cdr("1"), cdr("2", currency="CHF"), cdr("3", party_id="XYZ"))
    fold.refresh(now=NOW)
    assert set(SessionDay.objects.filter(station=ALL, site="").values_list("operator", "currency", "cost")) == {
        ("DE*ABC", "EUR", Decimal(5)), ("DE*ABC", "CHF", Decimal(5)), ("DE*XYZ", "EUR", Decimal(5))
    }  # fmt: skip


def test_what_was_taken_back_counts_no_more(tmp_path: Path) -> None:
    read_cdrs(tmp_path, cdr("1"))
    fold.refresh(now=NOW)
    read_cdrs(tmp_path, cdr("2", credit=True, credit_reference_id="1"))
    assert fold.refresh(now=NOW) == 1
    assert not SessionDay.objects.exists()
    assert not SessionHour.objects.exists()


def test_a_station_of_ours_is_known_by_its_id_alone() -> None:
    for number, site in enumerate(("Hafen", "Port")):
        session(native_id=str(number), station="a" * 12, site=site)
    fold.rebuild(now=NOW)
    assert set(SessionDay.objects.values_list("station", "site", "sessions")) == {
        ("a" * 12, "", 2), (ALL, "", 2), (ALL, ALL, 2)
    }  # fmt: skip


def test_a_late_session_is_added_to_its_day_and_one_that_moves_leaves_its_own(tmp_path: Path) -> None:
    read_table(tmp_path, line(1), line(2, "06/07/2018"))
    fold.refresh(now=NOW)
    read_table(tmp_path, line(3))
    assert fold.refresh(now=NOW) == 1
    read_table(tmp_path, line(1, "06/07/2018"))
    assert fold.refresh(now=NOW) == 2
    days = SessionDay.objects.filter(station=ALL, site=ALL).values_list("day", "sessions")
    assert dict(days) == {date(2018, 7, 5): 1, date(2018, 7, 6): 2}


def test_where_nothing_was_written_nothing_is_added_up(tmp_path: Path) -> None:
    read_table(tmp_path, line(1))
    assert fold.refresh(now=NOW) == 1
    before = list(SessionDay.objects.values())
    read_table(tmp_path, line(1))
    assert fold.refresh(now=NOW) == 0
    assert list(SessionDay.objects.values()) == before


def test_a_year_in_random_order_is_the_same_as_made_anew(tmp_path: Path) -> None:
    """Sessions come, change, move, end and come again; sums are kept up now and then."""
    dice = random.Random(6)
    for _ in range(12):
        rows = []
        for _ in range(dice.randrange(1, 40)):
            day = date(2018, 3, 20) + timedelta(days=dice.randrange(12))
            facts: dict[str, Any] = {
                "site": dice.choice(["Quay", "Dock", ""]), "start": f"{dice.randrange(19):02}:{dice.randrange(60):02}",
                "end": dice.choice(["", "19:00", "23:59"]), "cost": dice.choice(["", "0", "3.5", "0.1", "12.3456"]),
                "kwh": dice.choice([-1, 0, 0.001, 7.77, 900]),
            }  # fmt: skip
            rows.append(line(dice.randrange(60), f"{day:%d/%m/%Y}", **facts))
        read_table(tmp_path, *rows)
        if dice.random() < 0.6:
            fold.refresh(now=NOW)
    fold.refresh(now=NOW)
    kept_up = sums()
    assert len(kept_up["SessionHour"]) > 50
    for table in (SessionHour, SessionDay):
        table.objects.all().delete()
    fold.rebuild(now=NOW)
    assert sums() == kept_up
    assert (
        sum(SessionDay.objects.filter(station=ALL, site=ALL).values_list("sessions", flat=True))
        == ChargingSession.objects.count()
    )


def test_the_sums_are_those_of_a_plain_look_at_every_row(tmp_path: Path) -> None:
    rows = [line(n, kwh=n / 7, end=f"18:{n:02}", site=("Quay", "Dock")[n % 2], cost=f"{n / 10}") for n in range(1, 60)]
    read_table(tmp_path, *rows)
    fold.refresh(now=NOW)
    found = list(ChargingSession.objects.filter(site="Dock"))
    day = SessionDay.objects.get(site="Dock")
    ends = [one.ended_at - one.started_at for one in found if one.ended_at]
    assert day.seconds == sum(ends, timedelta()).total_seconds()
    assert day.energy_wh == sum(one.energy_wh for one in found if one.energy_wh is not None)
    assert day.cost == sum(one.cost for one in found if one.cost is not None)


def wrong(*_: object) -> None:
    raise RuntimeError("killed")


@pytest.mark.parametrize("at", ["_fold", "bulk.delete"])
def test_what_is_killed_leaves_sums_and_marks_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    read_table(tmp_path, line(1), line(2, "06/07/2018"))
    fold.refresh(now=NOW)
    read_table(tmp_path, line(1, kwh=9), line(3, "06/07/2018"))
    before, marks = sums(), StaleDay.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(f"analytics.rollups.fold.{at}", wrong)
        with pytest.raises(RuntimeError), transaction.atomic():
            fold.refresh(now=NOW)
    assert (sums(), StaleDay.objects.count()) == (before, marks)
    fold.refresh(now=NOW)
    kept_up = sums()
    fold.rebuild(now=NOW)
    assert sums() == kept_up


def test_a_mark_that_is_set_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_table(tmp_path, line(1))
    usual: Callable[..., None] = fold._fold

    def with_another(found: fold.Slice) -> None:
        usual(found)
        mark_days(StaleDay.Kind.SESSIONS, [found.day], feed=found.feed)

    monkeypatch.setattr(fold, "_fold", with_another)
    [mark] = StaleDay.objects.all()
    fold.fold(fold.Slice(mark.kind, mark.feed, mark.day), now=NOW)
    assert StaleDay.objects.get().pk != mark.pk


def test_the_command_makes_anew_what_was_spoiled_since_a_day(tmp_path: Path) -> None:
    read_table(tmp_path, line(1), line(2, "06/07/2018"), line(3, "07/07/2018"))
    fold.refresh(now=NOW)
    good = sums()
    SessionDay.objects.update(sessions=99)
    SessionDay.objects.create(
        day=date(2018, 7, 9), feed="uk-dundee", site="Nowhere", cost=0, **dict.fromkeys(SUMS[:-1], 1)
    )
    out = StringIO()
    call_command("rebuild_rollups", since=date(2018, 7, 6), stdout=out)
    # The day that has no sessions had sums.
    assert out.getvalue() == "3 days were added up.\n"
    assert set(SessionDay.objects.filter(sessions=99).values_list("day", flat=True)) == {date(2018, 7, 5)}
    call_command("rebuild_rollups", stdout=out)
    assert sums() == good


def test_the_hourly_refresh_adds_up(tmp_path: Path) -> None:
    read_table(tmp_path, line(1))
    order_refresh(slot="2026-11-23T12", now=datetime.now(UTC))
    perform(Upkeep, Upkeep.objects.get().pk, heart=False)
    assert Upkeep.objects.get().state == "COMPLETED"
    assert SessionDay.objects.filter(station=ALL).exists()


def test_sums_of_an_earlier_version_gain_those_of_all_operators_together(tmp_path: Path) -> None:
    """What the migration adds is what adding up anew gives."""
    read_cdrs(tmp_path, cdr("1"), cdr("2", currency="CHF"), cdr("3", party_id="XYZ"), cdr("4", party_id="XYZ"))
    fold.refresh(now=NOW)
    wanted = sums()
    for table in (SessionHour, SessionDay):
        assert table.objects.filter(site=ALL).delete()[0]
    migration = import_module("analytics.migrations.0003_all_operators_together")
    migration._add(apps, SimpleNamespace(connection=connection))
    assert sums() == wanted
