"""Jobs: how far they are, and those that were given up, which a person has to look at."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.looking import Looking
from stations.exports.registry import all_formats
from stations.models import Export, Upkeep
from voltway.jobs.row import OPEN, J, JobQuerySet, State
from voltway.lib.acts import Act, Asked

FACTS = (
    "state", "stage", "done", "total", "attempts", "max_attempts", "error", "created_at", "not_before", "started_at",
    "finished_at", "holder", "request_id",
)  # fmt: skip


def _of(job: Any) -> JobQuerySet[Any]:
    rows: JobQuerySet[Any] = type(job)._default_manager.filter(pk=job.pk)
    return rows


def _cancel(_asked: Asked, job: Any) -> int:
    return _of(job).cancel()


def _try_again(_asked: Asked, job: Any) -> int:
    return _of(job).retry()


def _wait_again(_asked: Asked, job: Any, _before: Mapping[str, Any]) -> int:
    return _of(job).filter(state=State.CANCELLED).retry()


_ACTS: Final = (
    Act(
        "cancel",
        _("Cancel"),
        _("What waits is not begun; what runs is asked to stop. What is over stays as it is."),
        _cancel,
        lambda count: ngettext("%d job was cancelled.", "%d jobs were cancelled.", count) % count,
        keeps=("state", "cancel_requested"),
        concerns=lambda job: job.state in OPEN,
        undo=_wait_again,
        lasting=_("What waited can be made to wait again; what ran begins anew by Try again."),
    ),
    Act(
        "try_again",
        _("Try again"),
        _("What failed, was cancelled or given up waits again, with all its attempts. What is done stays done."),
        _try_again,
        lambda count: ngettext("%d job waits again.", "%d jobs wait again.", count) % count,
        keeps=("state", "attempts", "error"),
        concerns=lambda job: job.state not in (*OPEN, State.COMPLETED),
        lasting=_("What waits again can be cancelled."),
    ),
)


class JobAdmin(Looking[J]):
    """Rows of one kind. What happens to them is the workers' to say; a person cancels, or has them tried again."""

    ordering = ("-pk",)
    sortable_by = ()
    acts = _ACTS


@admin.register(Upkeep)
class UpkeepAdmin(JobAdmin[Upkeep]):
    """Imports, refreshes, cleaning up."""

    list_display = ("pk", "kind", "source", "state", "attempts", "created_at", "finished_at", "error")
    list_filter = ("state", "kind", "source")
    list_select_related = ("source",)
    fields = ("kind", "source", "target", "accept_shrink", "run", *FACTS)


class FormatFilter(admin.SimpleListFilter):
    """By format: those that there are, without a look at which ones were asked for."""

    title = _("format")
    parameter_name = "format"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, name) for name in all_formats()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Export]) -> QuerySet[Export]:
        return queryset.filter(format=self.value()) if self.value() else queryset


@admin.register(Export)
class ExportAdmin(JobAdmin[Export]):
    """Exports, without the id by which their askers reach them."""

    list_display = ("pk", "format", "state", "attempts", "rows", "size", "created_at", "finished_at", "error")
    list_filter = ("state", FormatFilter)
    fields = ("format", "parameters", "rows", "left_out", "size", *FACTS)
