"""The operator's console over what happened."""

from analytics.admin.rollups import EventDayAdmin, EventHourAdmin, SessionDayAdmin, SessionHourAdmin
from analytics.admin.sessions import ChargingSessionAdmin

__all__ = ["ChargingSessionAdmin", "EventDayAdmin", "EventHourAdmin", "SessionDayAdmin", "SessionHourAdmin"]
