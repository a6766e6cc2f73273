"""What a person may do to a run: publish what was held back, let go of it, take a run back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stations.admin.deeds import Deed, Note
from stations.admin.differences import shown_parts
from stations.admin.refused import refused_rows
from stations.ingest.again import check_again
from stations.ingest.kept import discard
from stations.ingest.orders import order_deed
from stations.ingest.release import check_release
from stations.ingest.runs import NotPossible
from stations.ingest.undo import check_undo
from stations.ingest.undo_preview import preview
from stations.models import HeldInput, ImportRun, Upkeep

State = ImportRun.State


class Release(Deed[ImportRun]):
    """Publishes what the run read."""

    name = "release"
    label = gettext_lazy("Release")
    says = gettext_lazy(
        "Publishes exactly what this run read, as it is shown here. The source is not asked again. It can be undone."
    )
    template = "admin/stations/parts/difference.html"

    def concerns(self, row: ImportRun) -> bool:
        return row.state == State.HELD or (row.state == State.FAILED and _waits(row))

    def refused(self, row: ImportRun) -> str:
        try:
            check_release(row)
        except NotPossible as reason:
            return str(reason)
        return ""

    def preview(self, row: ImportRun) -> Mapping[str, Any]:
        return {"parts": shown_parts(row.held.difference)}

    def carry_out(self, row: ImportRun, *, reason: str, note: Note) -> str:
        return _ordered(row, Upkeep.Kind.RELEASE, note, _("The release waits for a worker."))


class Discard(Deed[ImportRun]):
    """Lets go of what the run read."""

    name = "discard"
    label = gettext_lazy("Discard")
    says = gettext_lazy(
        "Lets go of what this run read. What is published stays as it is, and the next import reads the source anew."
    )
    takes_away = True

    def concerns(self, row: ImportRun) -> bool:
        return row.state == State.HELD or (row.state == State.FAILED and _waits(row))

    def carry_out(self, row: ImportRun, *, reason: str, note: Note) -> str:
        before = row.get_state_display()
        with transaction.atomic():
            if not discard(run=row):
                raise NotPossible(_("It waits for nobody any more."))
            row.refresh_from_db()
            note(f"state: {before} → {row.get_state_display()}")
        return _("What the run read is discarded.")


class Undo(Deed[ImportRun]):
    """Takes the run back."""

    name = "undo"
    label = gettext_lazy("Undo this run")
    says = gettext_lazy(
        "Takes back what this run changed: stations that it brought go, those that it made vanish come back, changed "
        "facts are as before. The next import may bring it all again."
    )
    takes_away = True
    template = "admin/stations/parts/difference.html"

    def concerns(self, row: ImportRun) -> bool:
        return row.kind in ImportRun.OVER_PLACES and row.state in (State.COMPLETED, State.FAILED)

    def refused(self, row: ImportRun) -> str:
        try:
            check_undo(row)
        except NotPossible as reason:
            return str(reason)
        return ""

    def preview(self, row: ImportRun) -> Mapping[str, Any]:
        return {"parts": shown_parts(preview(row), undone=True), "took_over": row.report.get("took_over")}

    def carry_out(self, row: ImportRun, *, reason: str, note: Note) -> str:
        return _ordered(row, Upkeep.Kind.UNDO, note, _("The undo waits for a worker."))


class Again(Deed[ImportRun]):
    """Reads what the run refused once more."""

    name = "again"
    label = gettext_lazy("Read refused rows again")
    says = gettext_lazy(
        "Reads the rows that this run refused once more, as they were received, by the rules of today. Those that pass "
        "are published, the others are refused with today's reason. It is a run of its own, which can be undone."
    )
    template = "admin/stations/parts/refused.html"

    def concerns(self, row: ImportRun) -> bool:
        has_refused = bool(row.report.get("refused"))
        return has_refused and row.kind in ImportRun.OVER_PLACES and row.state == State.COMPLETED

    def refused(self, row: ImportRun) -> str:
        try:
            check_again(row)
        except NotPossible as reason:
            return str(reason)
        return ""

    def preview(self, row: ImportRun) -> Mapping[str, Any]:
        return {"refused_rows": refused_rows(row)}

    def carry_out(self, row: ImportRun, *, reason: str, note: Note) -> str:
        return _ordered(row, Upkeep.Kind.AGAIN, note, _("Reading them again waits for a worker."))


DEEDS = (Release(), Discard(), Again(), Undo())


def _ordered(row: ImportRun, kind: Upkeep.Kind, note: Note, told: str) -> str:
    with transaction.atomic():
        job = order_deed(run=row, kind=kind)
        note(f"{kind.label}: ordered (job {job.pk})")
    return told


def _waits(row: ImportRun) -> bool:
    return HeldInput.objects.filter(run=row, ended="").exists()
