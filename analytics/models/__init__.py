"""Everything that analytics store."""

from analytics.models.drivers import DriverHour, DriverMonth
from analytics.models.event import MAX_SUBJECT, Event, Kind
from analytics.models.neighbour import Neighbour
from analytics.models.quality import REST, QualityLook
from analytics.models.rating import RatingDay
from analytics.models.rollup import ALL, EventDay, EventHour, RollUp, SessionDay, SessionHour
from analytics.models.session import ChargingSession
from analytics.models.stale import StaleDay, StaleMonth

__all__ = [
    "ALL",
    "MAX_SUBJECT",
    "REST",
    "ChargingSession",
    "DriverHour",
    "DriverMonth",
    "Event",
    "EventDay",
    "EventHour",
    "Kind",
    "Neighbour",
    "QualityLook",
    "RatingDay",
    "RollUp",
    "SessionDay",
    "SessionHour",
    "StaleDay",
    "StaleMonth",
]
