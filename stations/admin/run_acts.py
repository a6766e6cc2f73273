"""What a person may do to a run: publish what was held back, let go of it, take a run back, read refused rows again."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stations.admin.differences import shown_parts
from stations.admin.refused import refused_rows
from stations.ingest.again import check_again
from stations.ingest.kept import discard
from stations.ingest.orders import jobs_on, order_on_run
from stations.ingest.release import check_release
from stations.ingest.runs import NotPossible
from stations.ingest.undo import check_undo
from stations.ingest.undo_preview import preview
from stations.models import HeldInput, ImportRun, Upkeep
from voltway.lib.acts import Act, Asked
from voltway.lib.problems import Conflict

State = ImportRun.State


def _order(_asked: Asked, run: ImportRun, *, kind: Upkeep.Kind) -> int:
    order_on_run(run=run, kind=kind)
    return 1


def _discard(_asked: Asked, run: ImportRun) -> int:
    if not discard(run=run):
        raise Conflict(str(_("It waits for nobody any more.")))
    return 1


def _under_way(run: ImportRun) -> str:
    """What is done to a run is done once, and alone."""
    job = jobs_on(run).unfinished().first()
    return _("%s is under way for it.") % str(job) if job else ""


def _why_not(run: ImportRun, *, check: Callable[[ImportRun], Any]) -> str:
    if under_way := _under_way(run):
        return under_way
    try:
        check(run)
    except NotPossible as reason:
        return str(reason)
    return ""


def _is_held(run: ImportRun) -> bool:
    waits = run.state == State.FAILED and HeldInput.objects.filter(run=run, ended="").exists()
    return run.state == State.HELD or waits


def _changed_places(run: ImportRun) -> bool:
    return run.kind in ImportRun.OVER_PLACES and run.state in (State.COMPLETED, State.FAILED)


def _has_refused(run: ImportRun) -> bool:
    over_places = run.kind in ImportRun.OVER_PLACES
    return bool(run.report.get("refused")) and over_places and run.state == State.COMPLETED


def _undone(run: ImportRun) -> Mapping[str, Any]:
    return {"parts": shown_parts(preview(run), undone=True), "took_over": run.report.get("took_over")}


def _says(words: Promise) -> Callable[[int], str]:
    return lambda _count: str(words)


_DIFFERENCE: Final = "admin/stations/parts/difference.html"
# What a run is taken back by is a run's own page, one at a time: each has a preview of its own.
ACTS: Final = (
    Act(
        "release",
        _("Release"),
        _("Publishes exactly what this run read, as it is shown here. The source is not asked again."),
        partial(_order, kind=Upkeep.Kind.RELEASE),
        _says(_("The release waits for a worker.")),
        lasting=_("It can be taken back: a release is undone as any run."),
        of_many=False,
        concerns=_is_held,
        refused=partial(_why_not, check=check_release),
        template=_DIFFERENCE,
        preview=lambda run: {"parts": shown_parts(run.held.difference)},
    ),
    Act(
        "discard",
        _("Discard"),
        _("Lets go of what this run read. What is published stays as it is."),
        _discard,
        _says(_("What the run read is discarded.")),
        keeps=("state",),
        lasting=_("This can't be taken back: the next import reads the source anew."),
        takes_away=True,
        of_many=False,
        concerns=_is_held,
        refused=_under_way,
    ),
    Act(
        "again",
        _("Read refused rows again"),
        _("Reads the rows that this run refused once more, as they were received, by the rules of today. Those that "
          "pass are published, the others are refused with today's reason."),
        partial(_order, kind=Upkeep.Kind.AGAIN),
        _says(_("Reading them again waits for a worker.")),
        lasting=_("It can be taken back: it is a run of its own, which is undone as any."),
        of_many=False,
        concerns=_has_refused,
        refused=partial(_why_not, check=check_again),
        template="admin/stations/parts/refused.html",
        preview=lambda run: {"refused_rows": refused_rows(run)},
    ),
    Act(
        "undo",
        _("Undo this run"),
        _("Takes back what this run changed: stations that it brought go, those that it made vanish come back, changed "
          "facts are as before."),
        partial(_order, kind=Upkeep.Kind.UNDO),
        _says(_("The undo waits for a worker.")),
        lasting=_("The next import may bring it all again."),
        takes_away=True,
        of_many=False,
        concerns=_changed_places,
        refused=partial(_why_not, check=check_undo),
        template=_DIFFERENCE,
        preview=_undone,
    ),
)  # fmt: skip
