"""Stations beside the raw records that they were read from."""

from typing import Any

import orjson
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stations.admin.looking import Looking, as_text, moment, unpacked
from stations.admin.station_acts import ACTS
from stations.admin.station_facts import facts, last_seen, states
from stations.admin.station_history import history
from stations.documents.identity import page_path
from stations.models import (
    CheckIn,
    Contribution,
    Edit,
    Evse,
    FaultReport,
    Hiding,
    Photo,
    Review,
    SourceRecord,
    Station,
)
from stations.search import words
from voltway.lib.listing import Happened

# Stations that a search of the console looks through; whoever wants another one types more of its name.
FOUND = 500
# Other stations of a group, and EVSEs of one, that its page names.
_SAME = 20
_EVSES = 20


class HiddenFilter(admin.SimpleListFilter):
    """Stations that staff took out of sight: few, found by their ids."""

    title = _("hidden by staff")
    parameter_name = "hidden"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("hidden"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Station]) -> QuerySet[Station]:
        hidden = Hiding.objects.values_list("station", flat=True)
        return queryset.filter(public_id__in=hidden) if self.value() == "yes" else queryset


@admin.register(Station)
class StationAdmin(Looking[Station]):
    """Found by public id, EVSE id, a source's own id, or words of name, operator and address."""

    acts = ACTS
    change_form_template = "admin/stations/station/change_form.html"

    list_display = (
        "public_id", "name", "city", "country", "source", "vanished_at", "seen_at", "operator", "access",
        "max_electric_power", "evse_count",
    )  # fmt: skip
    # None by access: an index of it would lead SQLite's searches past their cells.
    list_filter = ("source", HiddenFilter, ("vanished_at", Happened))
    list_select_related = ("operator", "source")
    # One index, backwards: a sort by name would read every station.
    ordering = ("-pk",)
    sortable_by = ()
    # Shows the field; `get_search_results` looks into the indexes.
    search_fields = ("public_id",)
    search_help_text = _("public id, EVSE id, the source's own id, or words of name, operator and address")
    fields = (
        "public_id", "source", "operator", "evse_ids", "updated", "seen", "changed", "vanished", "received", "shown",
    )  # fmt: skip
    readonly_fields = ("evse_ids", "updated", "seen", "changed", "vanished", "received", "shown")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Station], search_term: str
    ) -> tuple[QuerySet[Station], bool]:
        """Ids first, then words."""
        term = search_term.strip()
        if not term:
            return queryset, False
        key = term.replace("*", "").replace("-", "").upper()
        owners = Evse.objects.filter(evse_key=key).exclude(evse_key="").values("station_id")
        records = SourceRecord.objects.filter(native_id=term).values("station_id")
        named = queryset.filter(Q(public_id=term.lower()) | Q(pk__in=owners) | Q(pk__in=records))
        return (named if named.exists() else queryset.filter(pk__in=_with_words(term))), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        station: Any = context.get("original")
        record = station.records.select_related("source", "first_run", "vanished_run").first()
        context |= {
            "hiding": Hiding.objects.filter(station=station.public_id).first(),
            "facts": facts(station, record) if record else None,
            "states": states(station),
            "history": history(station, record),
            "kept_for": settings.CONFIG.record_retention_days,
            "others": _others(station),
            "told": _told(station),
            "at": f"{station.latitude},{station.longitude}",
            "map_settings": import_string(settings.CONSOLE_MAP)("km"),
        }
        return super().render_change_form(request, context, *args, **more)

    def view_on_site(self, station: Station) -> str:
        return page_path(station.public_id, station.name or station.address)

    @admin.display(description=_("EVSE ids"))
    def evse_ids(self, station: Station) -> str:
        """Of a site with hundreds, the first ones."""
        found = list(station.evses.order_by("uid").values_list("evse_id", "uid")[: _EVSES + 1])
        said = ", ".join(evse_id or f"({uid})" for evse_id, uid in found[:_EVSES])
        return f"{said} …" if len(found) > _EVSES else said or "-"

    @admin.display(description=_("updated, says its source"))
    def updated(self, station: Station) -> str:
        return moment(station.last_updated)

    @admin.display(description=_("last seen in its source"))
    def seen(self, station: Station) -> str:
        return moment(last_seen(station))

    @admin.display(description=_("last changed here"))
    def changed(self, station: Station) -> str:
        return moment(station.changed_at)

    @admin.display(description=_("vanished, or hidden"))
    def vanished(self, station: Station) -> str:
        return moment(station.vanished_at)

    @admin.display(description=_("what is shown"))
    def shown(self, station: Station) -> SafeString:
        return as_text(orjson.loads(bytes(station.document)))

    @admin.display(description=_("what was received"))
    def received(self, station: Station) -> SafeString:
        records = station.records.select_related("source")
        parts = ((record.source.uid, record.native_id, unpacked(bytes(record.raw))) for record in records)
        return format_html_join("", "<p>{} {}</p>{}", parts)


def _others(station: Station) -> list[Station]:
    """Stations of other sources that name the same EVSE."""
    if not station.group:
        return []
    same = Station.objects.filter(group=station.group).exclude(pk=station.pk)
    return list(same.select_related("source").order_by("pk").defer("document", "search_text")[:_SAME])


def _told(station: Station) -> list[tuple[str, str]]:
    """What drivers told of it, as lists of the console."""
    kinds: tuple[type[Contribution], ...] = (Edit, FaultReport, CheckIn, Review, Photo)
    names = [(kind._meta.verbose_name_plural, kind._meta.label_lower.replace(".", "_")) for kind in kinds]
    query = f"?q={station.public_id}"
    return [(str(words).capitalize(), f"{reverse(f'admin:{name}_changelist')}{query}") for words, name in names]


def _with_words(text: str) -> list[int]:
    wanted = words.words_of(text)
    if not wanted:
        return []
    sql, match = words.matching(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [match, FOUND])
        return [row[0] for row in cursor.fetchall()]
