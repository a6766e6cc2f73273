"""The operator's console over what happened."""

from analytics.admin.quality import QualityLookAdmin
from analytics.admin.rollups import EventDayAdmin, EventHourAdmin, SessionDayAdmin, SessionHourAdmin
from analytics.admin.sessions import ChargingSessionAdmin

__all__ = [
    "ChargingSessionAdmin",
    "EventDayAdmin",
    "EventHourAdmin",
    "QualityLookAdmin",
    "SessionDayAdmin",
    "SessionHourAdmin",
]
