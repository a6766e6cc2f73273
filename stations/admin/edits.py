"""The queue of suggestions: each beside what is there, to be accepted or rejected; and the corrections that hold."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.blocks import block_teller
from stations.admin.looking import Looking
from stations.admin.moderating import Moderating, with_names
from stations.community import edits
from stations.community.edit_words import field_words, said
from stations.ingest.edits.compare import Line, compared
from stations.ingest.edits.decide import accept_edit, drop_correction, reject_edit, restore_edit
from stations.ingest.edits.near import same_place
from stations.models import Contribution, Correction, Edit
from voltway.lib.acts import Act, Asked, Reason
from voltway.lib.listing import Happened

State = Contribution.State


def _accept(asked: Asked, edit: Edit) -> int:
    return accept_edit(edit=edit, by=asked.by, reason=asked.reason, now=asked.now, turn=asked.turn)


def _reject(asked: Asked, edit: Edit) -> int:
    return reject_edit(edit=edit, by=asked.by, reason=asked.reason, now=asked.now, turn=asked.turn)


def _restore(asked: Asked, edit: Edit, before: Mapping[str, Any]) -> int:
    state = State(before["state"])
    return restore_edit(edit=edit, state=state, reason=before["reason"], by=asked.by, now=asked.now, turn=asked.turn)


def _decided(count: int) -> str:
    return ngettext("%d suggestion is decided.", "%d suggestions are decided.", count) % count


def _reject_and_block(asked: Asked, edit: Edit) -> int:
    """Both in the transaction that rejects; who told what was rejected before is blocked in one of its own."""
    turn = asked.turn

    def block() -> None:
        block_teller(asked, edit)
        turn.note()

    if count := _reject(replace(asked, turn=replace(turn, note=block)), edit):
        return count
    with transaction.atomic():
        turn.check()
        block()
    return 1


def _drop(asked: Asked, correction: Correction) -> bool:
    return drop_correction(correction=correction, now=asked.now, turn=asked.turn)


_OF_DECISION: Final[dict[str, Any]] = {
    "keeps": ("state", "reason"), "undo": _restore, "reason": Reason.AUTHOR, "whole": False,
}  # fmt: skip
_ACTS: Final = (
    Act(
        "accept",
        _("Accept"),
        _("The station shows it at once, and all who suggested the same are answered."),
        _accept,
        _decided,
        at_once=True,
        concerns=lambda edit: edit.state == State.WAITING,
        **_OF_DECISION,
    ),
    Act(
        "reject",
        _("Reject, or take back what was accepted"),
        _("All who suggested the same are answered; what was accepted no longer holds."),
        _reject,
        _decided,
        at_once=True,
        takes_away=True,
        concerns=lambda edit: edit.state != State.HIDDEN,
        **_OF_DECISION,
    ),
    Act(
        "block",
        _("Reject, and block who told it for a month"),
        _("All who suggested the same are answered; who told it, and where it came from, may tell nothing."),
        _reject_and_block,
        _decided,
        takes_away=True,
        lasting=_("What is rejected waits again by taking it back; a block stays, and is lifted under Blocks."),
        needs="stations.add_block",
        **_OF_DECISION,
    ),
)
_OF_CORRECTIONS: Final = (
    Act(
        "drop",
        _("Take back"),
        _("The stations show what their sources say."),
        _drop,
        lambda count: ngettext("%d correction is taken back.", "%d corrections are taken back.", count) % count,
        keeps=("value",),
        lasting=_("This can't be taken back: whoever wants it again suggests it again."),
        whole=False,
    ),
)


@admin.register(Edit)
class EditAdmin(Moderating[Edit]):
    """Each suggestion once, however many people make it."""

    list_display = ("suggested", "state", "reason", "station_page", "people", "user", "created_at")
    list_filter = ("state", "kind", "created_at")
    acts = _ACTS
    # Decided one way and back again is another decision.
    looked_at = ("decided_at",)
    fields = (
        "kind", "station_page", "difference", "near", "comment", "source_link", "user", "people", "created_at", "state",
        "reason", "decided_at",
    )  # fmt: skip
    readonly_fields = ("station_page", "difference", "near", "source_link", "people")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edit]:
        found: QuerySet[Edit] = with_names(edits.queue())
        return found

    def name_of(self, row: Any, place: str) -> str:
        return _("%(kind)s (%(fields)s) at %(place)s") % {
            "kind": row.get_kind_display(), "fields": self.what(row), "place": place or _added(row),
        }  # fmt: skip

    @admin.display(description=_("suggested"))
    def suggested(self, edit: Edit) -> SafeString:
        """Each field as its author saw it, and as it is to be."""
        lines = (
            (field_words(field), *(said(field, told[side]) or _("nothing") for side in ("from", "to")))
            for field, told in edit.changes.items()
        )
        return format_html_join("", "<div>{}: <del>{}</del> → <ins>{}</ins></div>", lines)

    def what(self, edit: Edit) -> str:
        """The fields that it is about."""
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


def _added(edit: Edit) -> str:
    """What stands at no station yet: its name, or else where it is to be."""
    at, name = edit.changes["coordinates"]["to"], edit.changes.get("name", {}).get("to")
    return name or f"{at['latitude']}, {at['longitude']}"


def _worded(line: Line) -> dict[str, Any]:
    values = {name: said(line.field, getattr(line, name)) for name in ("was", "shown", "suggested", "source_says")}
    moved = None if line.moved_m is None else round(line.moved_m)
    return {**values, "label": field_words(line.field), "moved": moved, "changed": line.changed}


@admin.register(Correction)
class CorrectionAdmin(Looking[Correction]):
    """What holds of what drivers said, also where its author is deleted."""

    list_display = ("station", "field", "value", "base", "accepted_at", "superseded_at", "edit")
    list_filter = ("accepted_at", ("superseded_at", Happened))
    list_select_related = ("edit",)
    sortable_by = ()
    search_fields = ("station__exact",)
    search_help_text = _("id of the station")
    ordering = ("-pk",)
    acts = _OF_CORRECTIONS
