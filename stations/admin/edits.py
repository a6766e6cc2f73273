"""The queue of suggestions: each beside what is there, to be accepted or rejected; and the corrections that hold."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.looking import Looking
from stations.admin.moderating import Moderating
from stations.community import edits
from stations.community.edit_words import field_words, said
from stations.ingest.edits.compare import Line, compared
from stations.ingest.edits.decide import accept_edit, drop_correction, reject_edit
from stations.ingest.edits.near import same_place
from stations.models import Contribution, Correction, Edit
from voltway.lib.problems import Problem


@admin.register(Edit)
class EditAdmin(Moderating[Edit]):
    """Each suggestion once, however many people make it."""

    list_display = ("public_id", "kind", "place", "what", "people", "user", "created_at", "state", "reason")
    list_filter = ("state", "kind", "created_at")
    actions = ("accept", "reject", "block")
    fields = (
        "kind", "place", "difference", "near", "comment", "source_link", "user", "people", "created_at", "state",
        "reason", "decided_at",
    )  # fmt: skip
    readonly_fields = ("place", "difference", "near", "source_link", "people")
    change_form_template = "admin/stations/edit/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edit]:
        return edits.queue()

    @admin.action(description=_("Accept"), permissions=["moderate"])
    def accept(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._set(request, chosen, Contribution.State.SHOWN)

    @admin.action(description=_("Reject, or take back what was accepted"), permissions=["moderate"])
    def reject(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        self._set(request, chosen, Contribution.State.HIDDEN)

    def _set(self, request: HttpRequest, chosen: QuerySet[Any], state: Contribution.State) -> None:
        decide = accept_edit if state == Contribution.State.SHOWN else reject_edit
        words = _("accepted") if state == Contribution.State.SHOWN else _("rejected")
        reason = request.POST.get("reason", "").strip()[:200]
        answered = 0
        for edit in list(chosen):
            try:
                answered += decide(edit=edit, by=request.user, reason=reason, now=timezone.now())
            except Problem as problem:
                self.message_user(request, f"{edit}: {problem.detail or problem.title}", messages.ERROR)
            else:
                self.log_change(request, edit, f"{words}: {reason}" if reason else str(words))
        self.message_user(
            request, ngettext("%d suggestion is decided.", "%d suggestions are decided.", answered) % answered
        )

    @admin.display(description=_("station"))
    def place(self, edit: Edit) -> SafeString | str:
        if not edit.station:
            return "-"
        return format_html('<a href="{}">{}</a>', reverse("station", args=[edit.station]), edit.station)

    @admin.display(description=_("what"))
    def what(self, edit: Edit) -> str:
        return ", ".join(field_words(field) for field in edit.changes)

    @admin.display(description=_("people"))
    def people(self, edit: Any) -> int:
        return int(edit.people)

    @admin.display(description=_("difference"))
    def difference(self, edit: Edit) -> SafeString:
        lines = [_worded(line) for line in compared(edit)]
        return render_to_string("admin/stations/edit/difference.html", {"lines": lines, "edit": edit})

    @admin.display(description=_("there already"))
    def near(self, edit: Edit) -> SafeString | str:
        """Of a new one: what stands within a few metres."""
        if edit.kind != Edit.Kind.ADD or edit.station:
            return "-"
        at, operator = edit.changes["coordinates"]["to"], edit.changes.get("operator", {}).get("to")
        found = same_place(**at, operator=operator, now=timezone.now())
        return render_to_string("admin/stations/edit/near.html", {"stations": found}) if found else "-"

    @admin.display(description=_("link"))
    def source_link(self, edit: Edit) -> SafeString | str:
        # Checked when it was kept: a web address.
        return format_html('<a href="{0}" rel="noreferrer nofollow">{0}</a>', edit.link) if edit.link else "-"


def _worded(line: Line) -> dict[str, Any]:
    values = {name: said(line.field, getattr(line, name)) for name in ("was", "shown", "suggested", "source_says")}
    moved = None if line.moved_m is None else round(line.moved_m)
    return {**values, "label": field_words(line.field), "moved": moved, "changed": line.changed}


@admin.register(Correction)
class CorrectionAdmin(Looking[Correction]):
    """What holds of what drivers said, also where its author is deleted."""

    list_display = ("station", "field", "value", "base", "accepted_at", "superseded_at", "edit")
    list_filter = ("accepted_at", ("superseded_at", admin.EmptyFieldListFilter))
    list_select_related = ("edit",)
    search_fields = ("=station",)
    ordering = ("-pk",)
    actions = ("drop",)

    has_moderate_permission: Callable[..., bool] = Moderating.has_moderate_permission

    @admin.action(description=_("Take back"), permissions=["moderate"])
    def drop(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        for correction in list(chosen):
            try:
                drop_correction(correction=correction, now=timezone.now())
            except Problem as problem:
                self.message_user(request, f"{correction}: {problem.detail}", messages.ERROR)
            else:
                self.log_change(request, correction, "taken back")
