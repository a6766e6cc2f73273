"""Sums by hour and day in the console, and how far they are."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.models import ALL, EventDay, EventHour, SessionDay, SessionHour
from analytics.models.event import Figures, Kind
from analytics.models.rollup import SessionSums
from stations.admin.looking import Looking
from voltway.lib.listing import Sought, Values

_PLACE = ("feed", "at_station", "at_site", "run_by")
_SUMS = ("sessions", "open", "seconds", "energy_wh", "cost", "currency")
_EVENT = ("kind", "about", "outcome", "bucket", "times")


class _OfSessions(Looking[SessionSums]):
    """Rows of a place, of all places of an operator, and of all operators."""

    list_filter = (("feed", Values),)
    search_fields = ("station__exact",)
    search_help_text = gettext_lazy("id of the station, or * for all places together")
    ordering = ("-pk",)
    sortable_by = ()

    @admin.display(description=gettext_lazy("station"))
    def at_station(self, row: SessionSums) -> str:
        return _("all places") if row.station == ALL else row.station

    @admin.display(description=gettext_lazy("site"))
    def at_site(self, row: SessionSums) -> str:
        return _("all operators") if row.site == ALL else row.site

    @admin.display(description=gettext_lazy("operator"))
    def run_by(self, row: SessionSums) -> str:
        return row.operator or ("" if row.site == ALL else _("not told"))


class _OfEvents(Sought, Looking[Figures]):
    """Rows of a subject, and of all subjects of a kind."""

    list_filter = ("kind",)
    # Shows the field; `sought` looks into the indexes.
    search_fields = ("subject",)
    search_help_text = gettext_lazy("id of the station, or another subject as it is written; * for all together")
    ordering = ("-pk",)
    sortable_by = ()

    def sought(self, term: str) -> Q:
        """Of every kind: the index of hours begins with it."""
        return Q(kind__in=Kind.values, subject=term)

    @admin.display(description=gettext_lazy("subject"))
    def about(self, row: Figures) -> str:
        return _("all together") if row.subject == ALL else row.subject


@admin.register(SessionHour)
class SessionHourAdmin(_OfSessions):
    """Charging sessions by local hour."""

    list_display = ("day", "hour", *_PLACE, *_SUMS)


@admin.register(SessionDay)
class SessionDayAdmin(_OfSessions):
    """Charging sessions by local day."""

    list_display = ("day", *_PLACE, *_SUMS)


@admin.register(EventHour)
class EventHourAdmin(_OfEvents):
    """Events by UTC hour."""

    list_display = ("day", "hour", *_EVENT)


@admin.register(EventDay)
class EventDayAdmin(_OfEvents):
    """Events by UTC day."""

    list_display = ("day", *_EVENT)
