"""Charts of days: bars that stand where their figures say."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from voltway.lib.charts import HEIGHT, WIDTH, Day, Series, Tone, ceiling, chart, last_days

TODAY = date(2026, 11, 23)
MAIN = Series(Tone.MAIN, "answered")
SERIES = (MAIN, Series(Tone.SOFT, "not modified"), Series(Tone.BAD, "refused"))


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (99, 200), (200, 200), (201, 400), (99_999, 200_000)]
)
def test_the_top_of_a_chart_is_round(most: int, top: int) -> None:
    assert ceiling(most) == top


@pytest.mark.parametrize("most", [3, 999, 2_500, 900_000])
def test_figures_beside_a_chart_have_room(most: int) -> None:
    drawn = chart("A chart", (MAIN,), [Day(TODAY, (most,))])
    # A digit on a phone is less than 12 of the drawing's units wide, and the words end 8 before the lines begin.
    assert drawn.left - 8 >= 12 * len(str(drawn.lines[-1].value))
    assert drawn.bars[0].x >= drawn.left


@pytest.mark.parametrize(("language", "words"), [("en", "Nov. 23"), ("en-gb", "23 Nov")])
def test_days_of_a_chart_are_written_as_dates_elsewhere(language: str, words: str) -> None:
    with translation.override(language):
        assert Day(TODAY, ()).words == words


def test_bars_stand_on_the_floor_on_each_other_and_inside() -> None:
    days = [Day(TODAY + timedelta(days=number), (number * 10, number, number % 3)) for number in range(30)]
    drawn = chart("A chart", SERIES, days)
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
    drawn = chart("A chart", (MAIN,), [Day(TODAY, (0,))])
    assert drawn.bars[0].parts == []
    assert drawn.lines[-1].value == 4


def test_days_on_which_nothing_was_counted_are_there() -> None:
    days = last_days({TODAY - timedelta(days=1): (3,)}, series=1, last=TODAY, days=3)
    assert days == [Day(TODAY - timedelta(days=2), (0,)), Day(TODAY - timedelta(days=1), (3,)), Day(TODAY, (0,))]


def test_a_bar_tells_its_figures_in_words() -> None:
    drawn = chart("A chart", SERIES, [Day(TODAY, (3, 0, 1))])
    assert drawn.bars[0].told == "2026-11-23: 3 answered, 0 not modified, 1 refused"
