"""Charging sessions in the console: looked at, never made there. Who drove is nobody's business."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.models import ChargingSession
from stations.admin.looking import Looking
from voltway.lib.listing import Sought, Values, values_of


@admin.register(ChargingSession)
class ChargingSessionAdmin(Sought, Looking[ChargingSession]):
    """Sessions as `manage.py import_sessions` read them."""

    list_display = (
        "feed", "native_id", "station", "site", "evse_uid", "connector_uid", "started_at", "ended_at", "energy_wh",
        "cost", "currency", "state", "doubts",
    )  # fmt: skip
    list_filter = ("state", ("feed", Values))
    # Shows the field; `sought` looks into the indexes.
    search_fields = ("native_id",)
    search_help_text = _("id of the session or of the station, as it is written")
    ordering = ("-pk",)
    exclude = ("driver",)
    sortable_by = ()

    def sought(self, term: str) -> Q:
        """By two indexes; that of the sessions' own ids begins with the feed."""
        return Q(feed__in=list(values_of(ChargingSession, "feed")), native_id=term) | Q(station=term)
