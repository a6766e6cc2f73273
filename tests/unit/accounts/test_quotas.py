"""Counting: windows of a minute, the day's row, what headers say, and the chart of usage."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import translation

from accounts.models import QuotaDay, User
from accounts.quotas import headers, in_database, windows
from accounts.quotas.admission import Verdict
from accounts.quotas.used import Ask, Limit
from accounts.quotas.windows import Windows
from accounts.web.chart import HEIGHT, WIDTH, Day, ceiling, chart
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


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (99, 200), (200, 200), (201, 400), (99_999, 200_000)]
)
def test_the_top_of_a_chart_is_round(most: int, top: int) -> None:
    assert ceiling(most) == top


@pytest.mark.parametrize("most", [3, 999, 2_500, 900_000])
def test_figures_beside_a_chart_have_room(most: int) -> None:
    drawn = chart([Day(TODAY, most)])
    # A digit on a phone is less than 12 of the drawing's units wide, and the words end 8 before the lines begin.
    assert drawn.left - 8 >= 12 * len(str(drawn.lines[-1].value))
    assert drawn.bars[0].x >= drawn.left


@pytest.mark.parametrize(("language", "words"), [("en", "Nov. 23"), ("en-gb", "23 Nov")])
def test_days_of_a_chart_are_written_as_dates_elsewhere(language: str, words: str) -> None:
    with translation.override(language):
        assert Day(TODAY).words == words


def test_bars_stand_on_the_floor_on_each_other_and_inside() -> None:
    days = [Day(TODAY + timedelta(days=number), number * 10, number, number % 3) for number in range(30)]
    drawn = chart(days)
    for bar, day in zip(drawn.bars, days, strict=True):
        assert sum(part.height for part in bar.parts) == pytest.approx(
            day.total / ceiling(days[-1].total) * (drawn.lines[0].y - drawn.lines[-1].y), abs=0.2
        )
        assert all(0 <= part.y <= drawn.floor for part in bar.parts)
        if bar.parts:
            assert bar.parts[0].y + bar.parts[0].height == pytest.approx(drawn.floor, abs=0.1)
    assert drawn.bars[-1].x + drawn.bar_width <= WIDTH
    assert [line.value for line in drawn.lines] == sorted({line.value for line in drawn.lines})
    assert drawn.floor < HEIGHT


def test_a_chart_of_nothing_is_empty() -> None:
    drawn = chart([Day(TODAY)])
    assert drawn.bars[0].parts == []
    assert drawn.lines[-1].value == 4
