"""What must hold in the tables of analytics holds: each constraint refuses the row that breaks it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from analytics.models import (
    ChargingSession,
    DriverHour,
    DriverMonth,
    Event,
    EventDay,
    EventHour,
    Neighbour,
    QualityLook,
    RatingDay,
    RollUp,
    SessionDay,
    SessionHour,
    StaleDay,
)
from tests.fakes.sessions import NOW

pytestmark = pytest.mark.django_db

SUMS = {
    "day": NOW.date(), "feed": "uk-dundee", "sessions": 1, "open": 0, "timed": 1, "seconds": 3600, "metered": 0,
    "energy_wh": 0, "priced": 0, "cost": 0,
}  # fmt: skip
EVENT = {"day": NOW.date(), "kind": "VIEWED", "subject": "a" * 12, "times": 1}
DRIVERS = {"month": NOW.date().replace(day=1), "feed": "uk-dundee", "drivers": 5}
GOOD: dict[type[models.Model], dict[str, Any]] = {
    ChargingSession: {
        "feed": "uk-dundee", "native_id": "1", "started_at": NOW, "day": NOW.date(), "hour": 23, "time_zone": "UTC",
        "state": "OPEN", "changed_at": NOW, "cost": 0, "currency": "GBP",
    },
    StaleDay: {"kind": "SESSIONS", "feed": "uk-dundee", "day": NOW.date()},
    SessionHour: {**SUMS, "hour": 23},
    SessionDay: SUMS,
    Event: {**EVENT, "hour": 23},
    EventHour: {**EVENT, "hour": 23},
    EventDay: EVENT,
    DriverMonth: {**DRIVERS, "came_again": 0, "sessions": 1},
    DriverHour: {**DRIVERS, "hour": 23},
    RatingDay: {"day": NOW.date(), "station": "a" * 12},
    Neighbour: {"station": "a" * 12, "neighbour": "b" * 12, "drivers": 5, "score": 0.5},
    RollUp: {"kind": "EVENTS"},
    QualityLook: {"source": "xx-register", "day": NOW.date(), "looked_at": NOW, "stations": 1},
}  # fmt: skip
# By constraint: the table, and what is wrong in a row that is good otherwise; None: it is there twice.
BREAKS: dict[str, tuple[type[models.Model], dict[str, Any] | None]] = {
    "analytics_session_once": (ChargingSession, None),
    "analytics_session_has_id": (ChargingSession, {"native_id": ""}),
    "analytics_session_state_known": (ChargingSession, {"state": "LOST"}),
    "analytics_session_open_has_no_end": (ChargingSession, {"ended_at": NOW}),
    "analytics_session_ends_last": (ChargingSession, {"state": "ENDED", "ended_at": NOW - timedelta(seconds=1)}),
    "analytics_session_cost_is_money": (ChargingSession, {"currency": ""}),
    "analytics_session_hour_of_day": (ChargingSession, {"hour": 24}),
    "analytics_stale_of_a_feed": (StaleDay, {"kind": "EVENTS"}),
    "analytics_sessionhour_once": (SessionHour, None),
    "analytics_sessionday_once": (SessionDay, None),
    "analytics_event_happened": (Event, {"times": 0}),
    "analytics_event_hour_of_day": (Event, {"hour": 24}),
    "analytics_eventhour_once": (EventHour, None),
    "analytics_eventday_once": (EventDay, None),
    "analytics_drivermonth_once": (DriverMonth, None),
    "analytics_drivermonth_of_five": (DriverMonth, {"drivers": 4}),
    "analytics_driverhour_once": (DriverHour, None),
    "analytics_driverhour_of_five": (DriverHour, {"drivers": 4}),
    "analytics_quality_once": (QualityLook, None),
    "analytics_ratingday_once": (RatingDay, None),
    "analytics_neighbour_once": (Neighbour, None),
    "analytics_neighbour_is_another": (Neighbour, {"neighbour": "a" * 12}),
    "RollUp.kind": (RollUp, None),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_constraint_refuses_what_breaks_it(name: str) -> None:
    model, wrong = BREAKS[name]
    if wrong is None:
        model._base_manager.create(**GOOD[model])
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model._base_manager.create(**{**GOOD[model], **(wrong or {})})
    # SQLite names the CHECK; of a UNIQUE it names the columns.
    words = str(caught.value)
    assert name in words or (wrong is None and re.search("UNIQUE constraint failed|analytics_rollup_kind", words))


@pytest.mark.parametrize("wrong", [{"feed": ""}, {"cost": -1}, {"hour": -1}, {"energy_wh": -1}])
def test_what_else_a_session_cant_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChargingSession.objects.create(**{**GOOD[ChargingSession], **wrong})


def test_every_constraint_has_a_test() -> None:
    tables = list(apps.get_app_config("analytics").get_models())
    names = {constraint.name for table in tables for constraint in table._meta.constraints}
    columns = {f"{table.__name__}.{field.name}" for table in tables for field in table._meta.concrete_fields
               if field.unique and not field.primary_key}  # fmt: skip
    assert names | columns == set(BREAKS)


@pytest.mark.parametrize("model", GOOD, ids=lambda model: model.__name__)
def test_what_holds_lets_a_good_row_pass(model: type[models.Model]) -> None:
    model._base_manager.create(**GOOD[model])
    assert model._base_manager.count() == 1
