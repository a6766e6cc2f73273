"""Check-ins and fault reports in the console; which plugs they make suspected."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from stations.admin.looking import Looking
from stations.admin.moderating import Moderating
from stations.models import CheckIn, FaultReport, OperatorAnswer, Suspicion


@admin.register(CheckIn)
class CheckInAdmin(Moderating[CheckIn]):
    """How visits ended."""

    says = "outcome"
    list_display = (
        "outcome",
        "state",
        "station_page",
        "evse_uid",
        "connector_uid",
        "note",
        "who",
        "created_at",
        "reason",
    )
    fields = (
        "station_page", "evse_uid", "connector_uid", "outcome", "note", "who", "created_at", "state", "reason",
        "answer", "answered_at", "repaired",
    )  # fmt: skip
    list_filter = ("state", "outcome", "created_at")


@admin.register(FaultReport)
class FaultReportAdmin(Moderating[FaultReport]):
    """Plugs that drivers found broken."""

    says = "kind"
    list_display = (
        "kind",
        "state",
        "station_page",
        "evse_uid",
        "connector_uid",
        "who",
        "created_at",
        "reason",
        "answer",
    )
    fields = (
        "station_page", "evse_uid", "connector_uid", "kind", "who", "created_at", "state", "reason",
        "answer", "answered_at", "repaired",
    )  # fmt: skip
    list_filter = ("state", "kind", "repaired", "created_at")


@admin.register(OperatorAnswer)
class OperatorAnswerAdmin(Moderating[OperatorAnswer]):
    """What operators said to it by the links in their mails. Hidden, it counts as if it had not been said."""

    list_display = (
        "text",
        "repaired",
        "station_page",
        "evse_uid",
        "connector_uid",
        "who",
        "created_at",
        "state",
        "reason",
    )
    fields = (
        "station_page", "evse_uid", "connector_uid", "text", "repaired", "who", "created_at", "state", "reason",
    )  # fmt: skip
    list_filter = ("state", "repaired", "created_at")


@admin.register(Suspicion)
class SuspicionAdmin(Looking[Suspicion]):
    """Plugs that are suspected of being broken, made of what is shown of the above."""

    list_display = ("station", "evse_uid", "connector_uid", "since", "reports", "latest_at", "until")
    search_fields = ("station__exact",)
    search_help_text = _("id of the station")
    ordering = ("-pk",)
    sortable_by = ()
