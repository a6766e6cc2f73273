"""Stations beside the raw records that they were read from."""

import orjson
from django.contrib import admin
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stations.admin.looking import Looking, as_text, unpacked
from stations.documents.identity import page_path
from stations.models import Evse, SourceRecord, Station
from stations.search import words

# Stations that a search of the console looks through; whoever wants another one types more of its name.
FOUND = 500


@admin.register(Station)
class StationAdmin(Looking[Station]):
    """Found by public id, EVSE id, a source's own id, or words of name, operator and address."""

    list_display = (
        "public_id", "name", "city", "country", "operator", "source", "access", "max_electric_power", "evse_count",
        "seen_at", "vanished_at",
    )  # fmt: skip
    list_filter = ("source", "access", ("vanished_at", admin.EmptyFieldListFilter))
    list_select_related = ("operator", "source")
    # One index, backwards: a sort by name would read every station.
    ordering = ("-pk",)
    sortable_by = ()
    # Shows the field; `get_search_results` looks into the indexes.
    search_fields = ("public_id",)
    search_help_text = _("public id, EVSE id, the source's own id, or words of name, operator and address")
    fields = (
        "public_id", "source", "name", "address", "city", "postal_code", "state", "country", "latitude", "longitude",
        "time_zone", "access", "operator", "max_electric_power", "evse_count", "price_text", "last_updated", "seen_at",
        "changed_at", "vanished_at", "group", "shown", "received",
    )  # fmt: skip
    readonly_fields = ("shown", "received")

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

    def view_on_site(self, station: Station) -> str:
        return page_path(station.public_id, station.name or station.address)

    @admin.display(description=_("what is shown"))
    def shown(self, station: Station) -> SafeString:
        return as_text(orjson.loads(bytes(station.document)))

    @admin.display(description=_("what was received"))
    def received(self, station: Station) -> SafeString:
        records = station.records.select_related("source")
        parts = ((record.source.uid, record.native_id, unpacked(bytes(record.raw))) for record in records)
        return format_html_join("", "<p>{} {}</p>{}", parts)


def _with_words(text: str) -> list[int]:
    wanted = words.words_of(text)
    if not wanted:
        return []
    sql, match = words.matching(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [match, FOUND])
        return [row[0] for row in cursor.fetchall()]
