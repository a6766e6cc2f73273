"""Judges what a source tells of a session: refuses what is none, and takes what can't be true for not known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from analytics.sessions.record import Doubt, SessionRecord
from voltway.lib.batches import RowRefused

# Clocks of chargers are wrong by hours, not by days; none of them charged cars before.
AHEAD: Final = timedelta(days=1)
FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
# What the strongest plug for cars gives, in watts, where nothing is known of its place.
STRONGEST_W: Final = 500_000
# Times are often whole minutes, and plugs give a little more than they say.
_ROUNDED: Final = timedelta(minutes=1)
_TOLERANCE: Final = 1.1


def judged(told: SessionRecord, *, power: int | None, now: datetime) -> SessionRecord:
    """The session as it is kept. `power`: watts of the strongest plug of its station. Raises RowRefused."""
    if not FIRST <= told.started_at <= now + AHEAD:
        rule = "start_in_future" if told.started_at > now else "start_too_early"
        raise RowRefused(rule, "started_at", f"it can't have begun at {told.started_at:%Y-%m-%d %H:%M} UTC")
    return _money(_energy(_end(told, now), power or told.max_power or STRONGEST_W, now))


def _end(told: SessionRecord, now: datetime) -> SessionRecord:
    if told.ended_at is None:
        return told
    if told.ended_at < told.started_at:
        return replace(told, ended_at=None, doubts=told.doubts | {Doubt.END_BEFORE_START})
    if told.ended_at > now + AHEAD:
        return replace(told, ended_at=None, doubts=told.doubts | {Doubt.END_IN_FUTURE})
    return told


def _energy(told: SessionRecord, power: int, now: datetime) -> SessionRecord:
    if told.energy_wh is None:
        return told
    if told.energy_wh < 0:
        return replace(told, energy_wh=None, doubts=told.doubts | {Doubt.ENERGY_NEGATIVE})
    lasted = (told.ended_at or max(now, told.started_at)) - told.started_at + _ROUNDED
    if told.energy_wh > power * _TOLERANCE * (lasted / timedelta(hours=1)):
        return replace(told, energy_wh=None, doubts=told.doubts | {Doubt.ENERGY_TOO_MUCH})
    return told


def _money(told: SessionRecord) -> SessionRecord:
    if told.cost is None:
        return told
    if told.cost < 0:
        return replace(told, cost=None, doubts=told.doubts | {Doubt.COST_NEGATIVE})
    if not told.currency:
        return replace(told, cost=None, doubts=told.doubts | {Doubt.COST_WITHOUT_CURRENCY})
    return told
