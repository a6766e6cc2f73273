"""Charging sessions in the console: looked at, never made there. Who drove is nobody's business."""

from django.contrib import admin

from analytics.models import ChargingSession
from stations.admin.looking import Looking
from voltway.lib.listing import Values


@admin.register(ChargingSession)
class ChargingSessionAdmin(Looking[ChargingSession]):
    """Sessions as `manage.py import_sessions` read them."""

    list_display = (
        "feed", "native_id", "station", "site", "evse_uid", "connector_uid", "started_at", "ended_at", "energy_wh",
        "cost", "currency", "state", "doubts",
    )  # fmt: skip
    list_filter = ("state", ("feed", Values))
    # Beginnings of ids alone: the table is large, and its index begins with the feed.
    search_fields = ("=native_id", "=station")
    ordering = ("-pk",)
    exclude = ("driver",)
    sortable_by = ()
