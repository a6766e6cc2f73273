"""Import runs with their reports, and the rows that they refused."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stations.admin.differences import shown_parts
from stations.admin.looking import Looking, as_text, moment, unpacked
from stations.admin.progress import Followed
from stations.admin.refused import refused_rows
from stations.admin.run_acts import ACTS
from stations.ingest.orders import jobs_on
from stations.models import HeldInput, ImportRun, RejectedRow, Upkeep
from voltway.lib.listing import Values


@admin.register(ImportRun)
class ImportRunAdmin(Followed[ImportRun], Looking[ImportRun]):
    """What each pass over a feed did, and what a person may do to it."""

    acts = ACTS
    change_form_template = "admin/stations/importrun/change_form.html"

    list_display = ("__str__", "kind", "state", "started_at", "seconds", "read", "outcomes", "refused", "error")
    list_filter = ("state", "kind", "source")
    sortable_by = ()
    list_select_related = ("source",)
    fields = (
        "source", "kind", "state", "started", "finished", "origin", "whole_of", "error", "stored", "refused", "told",
    )  # fmt: skip
    readonly_fields = ("started", "finished", "whole_of", "stored", "refused", "told")

    def job_of(self, row: ImportRun) -> Upkeep | None:
        return jobs_on(row).first()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        run: Any = context.get("original")
        context["refused_rows"] = refused_rows(run)
        held = HeldInput.objects.filter(run=run).first()
        if held:
            context |= {"held": held, "parts": shown_parts(held.difference)}
        return super().render_change_form(request, context, *args, **more)

    @admin.display(description=_("started"))
    def started(self, run: ImportRun) -> str:
        return moment(run.started_at)

    @admin.display(description=_("finished"))
    def finished(self, run: ImportRun) -> str:
        return moment(run.finished_at)

    @admin.display(description=_("reads the whole"))
    def whole_of(self, run: ImportRun) -> str:
        """What was absent from the input, and is taken for vanished."""
        if run.complete == "*":
            return str(_("of the source: what is absent vanishes"))
        return str(_("of %s: what is absent there vanishes") % run.complete) if run.complete else str(_("no"))

    @admin.display(description=_("stations"))
    def stored(self, run: ImportRun) -> str:
        return self.outcomes(run)

    @admin.display(description=_("seconds"))
    def seconds(self, run: ImportRun) -> str:
        return str(run.report.get("seconds", "-"))

    @admin.display(description=_("rows read"))
    def read(self, run: ImportRun) -> str:
        return str(run.report.get("read", "-"))

    @admin.display(description=_("stations"))
    def outcomes(self, run: ImportRun) -> str:
        counts = run.report.get("outcomes", {})
        return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "-"

    @admin.display(description=_("refused"))
    def refused(self, run: ImportRun) -> SafeString | str:
        count = sum(run.report.get("refused", {}).values())
        address = reverse("admin:stations_rejectedrow_changelist") + f"?run__id__exact={run.pk}"
        return format_html('<a href="{}">{}</a>', address, count) if count else "0"

    @admin.display(description=_("report"))
    def told(self, run: ImportRun) -> SafeString:
        return as_text(run.report)


@admin.register(RejectedRow)
class RejectedRowAdmin(Looking[RejectedRow]):
    """Rows that could not be published, each with the rule that refused it."""

    list_display = ("native_id", "rule", "field", "message", "run")
    list_filter = (("rule", Values), "run__source")
    sortable_by = ()
    list_select_related = ("run__source",)
    search_fields = ("native_id__exact",)
    search_help_text = _("the source's own id, as it is written")
    ordering = ("-pk",)
    fields = ("run", "native_id", "rule", "field", "message", "content")
    readonly_fields = ("content",)

    def lookup_allowed(self, lookup: str, value: str, request: object = None) -> bool:
        """A run links to its own rows."""
        return lookup == "run__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("row as received"))
    def content(self, row: RejectedRow) -> SafeString:
        return unpacked(bytes(row.raw))
