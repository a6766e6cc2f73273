"""Counting: windows of a minute, the day's row, and what headers say."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from accounts.models import QuotaDay, User
from accounts.quotas import headers, in_database, windows
from accounts.quotas.admission import Verdict
from accounts.quotas.used import Ask, Limit
from accounts.quotas.windows import Windows
from voltway.lib.quotas import Quota

NOW = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


def test_a_window_lets_so_many_through_and_begins_anew() -> None:
    counts = Windows()
    with time_machine.travel(NOW, tick=False) as clock:
        assert [counts.add("a", 2) for _ in range(3)] == [(True, 1), (True, 2), (False, 2)]
        assert counts.add("b", 2) == (True, 1)
        clock.shift(timedelta(seconds=30))
        assert counts.add("a", 2) == (True, 1)


def test_a_flood_of_addresses_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "_MOST", 2)
    counts = Windows()
    with time_machine.travel(NOW, tick=False):
        assert [counts.add(name, 1)[0] for name in "abcc"] == [True] * 4
        assert [counts.add(name, 1)[0] for name in "ab"] == [False] * 2
    assert len(counts._counts) == 2


@pytest.fixture
def owner(db: None) -> int:
    return User.objects.create_user("alice@volt.example").pk


def test_a_day_is_counted_to_its_limit(owner: int) -> None:
    ask = Ask(None, 3)
    found = [in_database.count(owner, ask, day=TODAY, known=lambda: 0) for _ in range(5)]
    assert [(used.day, used.over) for used in found] == [
        (1, None),
        (2, None),
        (3, None),
        (3, Limit.DAY),
        (3, Limit.DAY),
    ]
    assert in_database.count(owner, Ask(None), day=TODAY, known=lambda: 0).day == 3
    tomorrow = in_database.count(owner, ask, day=TODAY + timedelta(days=1), known=lambda: 0)
    assert (tomorrow.day, tomorrow.over) == (1, None)


@pytest.mark.parametrize(("known", "over"), [(0, None), (2, None), (3, Limit.DAY), (9, Limit.DAY)])
def test_a_day_goes_on_from_what_is_known_of_it(known: int, over: Limit | None, owner: int) -> None:
    assert in_database.count(owner, Ask(None, 3), day=TODAY, known=lambda: known).over is over


def test_what_is_over_by_the_minute_is_not_charged(owner: int) -> None:
    for _ in range(3):
        in_database.count(owner, Ask(1, 10), day=TODAY, known=lambda: 0)
    assert QuotaDay.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_counted_inside_of_a_transaction() -> None:
    owner = User.objects.create_user("alice@volt.example").pk
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        in_database.count(owner, Ask(None, 3), day=TODAY, known=lambda: 0)
    assert not QuotaDay.objects.exists()


def test_headers_name_the_limit_that_was_passed() -> None:
    minute, day = Quota(Limit.MINUTE, 60, 0, 60, 12, 1_012), Quota(Limit.DAY, 100, 40, 86_400, 3600, 4_600)
    passed = headers.of(Verdict((minute, day), over=minute))
    assert passed["RateLimit"] == '"minute";r=0;t=12, "day";r=40;t=3600'
    assert (passed["X-RateLimit-Limit"], passed["X-RateLimit-Remaining"]) == ("60", "0")
    assert passed["X-RateLimit-Reset"] == "1012"
    assert headers.of(Verdict((minute, day)))["X-RateLimit-Limit"] == "100"
    assert headers.of(Verdict(away=True)) == {}
