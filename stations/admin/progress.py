"""Rows that jobs are about: how far the latest ones are, and what came of them, on the row's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stations.admin.looking import M, ModelAdmin
from stations.models import ImportRun, Upkeep


@dataclass(frozen=True, slots=True)
class Told:
    """A job, and what the run that it ended with did, in words; "" where there is none."""

    job: Upkeep
    outcome: str


class Followed(ModelAdmin[M]):
    """With the jobs that an act, an order or the clock left behind."""

    def jobs_of(self, row: M) -> Iterable[Upkeep]:
        """The jobs about it that are to be seen, each with its run."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_progress"
        seen = path("<path:object_id>/progress/", self.admin_site.admin_view(self._progress), name=name)
        return [seen, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any
    ) -> HttpResponse:
        row: Any = context.get("original")
        if row is not None:
            context["progress"] = self._told(row)
        return super().render_change_form(request, context, *args, **more)

    @method_decorator(require_safe)
    def _progress(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """How far the job is, for the script that looks again."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return TemplateResponse(request, "admin/stations/parts/progress.html", {"progress": self._told(row)})

    def _told(self, row: models.Model) -> dict[str, Any]:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_progress", args=[row.pk])
        told = [Told(job, _outcome(job.run) if job.run else "") for job in self.jobs_of(row)]  # type: ignore[arg-type]
        return {"told": told, "ended": all(one.job.ended for one in told), "address": address}


def counted(run: ImportRun) -> str:
    """How many stations were new, changed and so on; "" where none was read."""
    counts = run.report.get("outcomes", {})
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)


def _outcome(run: ImportRun) -> str:
    read, refused = run.report.get("read", 0), sum(run.report.get("refused", {}).values())
    words = _("%(read)d rows read, %(refused)d refused") % {"read": read, "refused": refused} if read else ""
    return "; ".join(filter(None, (words, counted(run))))
