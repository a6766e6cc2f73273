"""Looks at the quality of sources in the console."""

from django.contrib import admin

from analytics.models import QualityLook
from stations.admin.looking import Looking
from voltway.lib.listing import Values


@admin.register(QualityLook)
class QualityLookAdmin(Looking[QualityLook]):
    """Counts of a source and day; the page below /data/quality/ has them in words."""

    list_display = ("day", "source", "operator", "stations", "looked_at")
    list_filter = (("source", Values),)
    search_fields = ("=operator",)
    ordering = ("-pk",)
    sortable_by = ()
