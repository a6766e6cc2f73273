"""What can't be true of a session is not known, and named; what is no session is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.sessions.judging import STRONGEST_W, judged
from analytics.sessions.record import Doubt, SessionRecord
from voltway.lib.batches import RowRefused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = datetime(2026, 11, 1, 8, tzinfo=UTC)
TOLD = SessionRecord(
    native_id="1", started_at=START, ended_at=START + timedelta(hours=2), ended=True, energy_wh=20_000,
    cost=Decimal("3.50"), currency="EUR", max_power=11_000,
)  # fmt: skip


def judge(power: int | None = None, **changes: Any) -> SessionRecord:
    return judged(replace(TOLD, **changes), power=power, now=NOW)


def test_a_good_session_stays_as_it_is() -> None:
    assert judge() == TOLD


@pytest.mark.parametrize(
    ("changes", "unknown", "doubt"),
    [
        ({"ended_at": START - timedelta(minutes=1)}, "ended_at", Doubt.END_BEFORE_START),
        ({"ended_at": NOW + timedelta(days=2)}, "ended_at", Doubt.END_IN_FUTURE),
        ({"energy_wh": -1}, "energy_wh", Doubt.ENERGY_NEGATIVE),
        ({"energy_wh": 25_000}, "energy_wh", Doubt.ENERGY_TOO_MUCH),
        ({"cost": Decimal("-0.01")}, "cost", Doubt.COST_NEGATIVE),
        ({"currency": ""}, "cost", Doubt.COST_WITHOUT_CURRENCY),
    ],
)
def test_what_cant_be_true_is_not_known_and_named(changes: dict[str, Any], unknown: str, doubt: Doubt) -> None:
    assert judge(**changes) == replace(TOLD, **{**changes, unknown: None, "doubts": frozenset({doubt})})


def test_what_had_an_end_that_cant_be_true_has_ended_all_the_same() -> None:
    assert judge(ended_at=START - timedelta(minutes=1)).ended


@pytest.mark.parametrize(
    ("power", "max_power", "most"),
    [
        # 121 minutes with a tenth more than the plug says.
        (50_000, 11_000, 110_916),
        (None, 11_000, 24_401),
        (None, None, round(STRONGEST_W * 1.1 * 121 / 60) - 1),
    ],
)
def test_energy_is_what_time_and_the_strongest_plug_allow(power: int | None, max_power: int | None, most: int) -> None:
    assert judge(power, max_power=max_power, energy_wh=most).energy_wh == most
    assert judge(power, max_power=max_power, energy_wh=most + 2).doubts == {Doubt.ENERGY_TOO_MUCH}


def test_energy_without_time_may_be_what_a_minute_gives() -> None:
    assert judge(ended_at=START, energy_wh=200).energy_wh == 200
    assert judge(ended_at=START, energy_wh=300).energy_wh is None


def test_an_open_session_is_bounded_by_now() -> None:
    assert judge(started_at=NOW, ended_at=None, ended=False, energy_wh=300).doubts == {Doubt.ENERGY_TOO_MUCH}
    assert judge(ended_at=None, ended=False).energy_wh == 20_000


@pytest.mark.parametrize(
    ("start", "rule"),
    [(NOW + timedelta(days=2), "start_in_future"), (datetime(1970, 1, 1, tzinfo=UTC), "start_too_early")],
)
def test_a_session_of_no_time_is_refused(start: datetime, rule: str) -> None:
    with pytest.raises(RowRefused) as refused:
        judge(started_at=start, ended_at=None)
    assert (refused.value.rule, refused.value.at) == (rule, "started_at")
