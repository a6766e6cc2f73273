"""Jobs: how far they are, and those that were given up, which a person has to look at."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from stations.admin.looking import Looking
from stations.models import Export, Upkeep
from voltway.jobs.row import J, JobQuerySet

FACTS = (
    "state", "stage", "done", "total", "attempts", "max_attempts", "error", "created_at", "not_before", "started_at",
    "finished_at", "holder", "request_id",
)  # fmt: skip


class JobAdmin(Looking[J]):
    """Rows of one kind. What happens to them is the workers' to say; a person cancels, or has them tried again."""

    actions = ("cancel", "try_again")
    ordering = ("-pk",)

    def has_order_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may have jobs done or stopped: who may only look at them may not."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('change', self.opts)}")

    @admin.action(description=_("Cancel"), permissions=["order"])
    def cancel(self, request: HttpRequest, jobs: JobQuerySet[Any]) -> None:
        self._note(request, jobs.unfinished(), "cancelled")
        count = jobs.cancel()
        self.message_user(request, ngettext("%d job was cancelled.", "%d jobs were cancelled.", count) % count)

    @admin.action(description=_("Try again"), permissions=["order"])
    def try_again(self, request: HttpRequest, jobs: JobQuerySet[Any]) -> None:
        self._note(request, jobs.not_done(), "tried again")
        count = jobs.retry()
        self.message_user(request, ngettext("%d job waits again.", "%d jobs wait again.", count) % count)

    def _note(self, request: HttpRequest, jobs: JobQuerySet[Any], done: str) -> None:
        for job in jobs:
            self.log_change(request, job, done)


@admin.register(Upkeep)
class UpkeepAdmin(JobAdmin[Upkeep]):
    """Imports, refreshes, cleaning up."""

    list_display = ("pk", "kind", "source", "state", "attempts", "created_at", "finished_at", "error")
    list_filter = ("state", "kind", "source")
    list_select_related = ("source",)
    fields = ("kind", "source", "target", "accept_shrink", "run", *FACTS)


@admin.register(Export)
class ExportAdmin(JobAdmin[Export]):
    """Exports, without the id by which their askers reach them."""

    list_display = ("pk", "format", "state", "attempts", "rows", "size", "created_at", "finished_at", "error")
    list_filter = ("state", "format")
    fields = ("format", "parameters", "rows", "left_out", "size", *FACTS)
