"""Sums by hour and day in the console, and how far they are."""

from django.contrib import admin

from analytics.models import EventDay, EventHour, SessionDay, SessionHour
from stations.admin.looking import Looking
from voltway.lib.listing import Values

_PLACE = ("feed", "station", "site", "operator")
_SUMS = ("sessions", "open", "seconds", "energy_wh", "cost", "currency")
_EVENT = ("kind", "subject", "outcome", "bucket", "times")


@admin.register(SessionHour)
class SessionHourAdmin(Looking[SessionHour]):
    """Charging sessions by local hour."""

    list_display = ("day", "hour", *_PLACE, *_SUMS)
    list_filter = (("feed", Values),)
    search_fields = ("=station",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(SessionDay)
class SessionDayAdmin(Looking[SessionDay]):
    """Charging sessions by local day."""

    list_display = ("day", *_PLACE, *_SUMS)
    list_filter = (("feed", Values),)
    search_fields = ("=station",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(EventHour)
class EventHourAdmin(Looking[EventHour]):
    """Events by UTC hour."""

    list_display = ("day", "hour", *_EVENT)
    list_filter = ("kind",)
    search_fields = ("=subject",)
    ordering = ("-pk",)
    sortable_by = ()


@admin.register(EventDay)
class EventDayAdmin(Looking[EventDay]):
    """Events by UTC day."""

    list_display = ("day", *_EVENT)
    list_filter = ("kind",)
    search_fields = ("=subject",)
    ordering = ("-pk",)
    sortable_by = ()
