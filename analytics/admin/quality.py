"""Looks at the quality of sources in the console."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.models import QualityLook
from stations.admin.looking import Looking
from voltway.lib.listing import Sought, Values, values_of


@admin.register(QualityLook)
class QualityLookAdmin(Sought, Looking[QualityLook]):
    """Counts of a source and day; the page below /data/quality/ has them in words."""

    list_display = ("day", "source", "operator", "stations", "looked_at")
    list_filter = (("source", Values),)
    # Shows the field; `sought` looks into the index.
    search_fields = ("operator",)
    search_help_text = _("short name of the operator, as it is written")
    ordering = ("-pk",)
    sortable_by = ()

    def sought(self, term: str) -> Q:
        """Of every source: the index begins with it."""
        return Q(source__in=list(values_of(QualityLook, "source")), operator=term)
