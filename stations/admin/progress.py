"""Rows that jobs are about: how far the latest one is, on the row's page."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from stations.admin.looking import M, ModelAdmin
from stations.models import Upkeep


class Followed(ModelAdmin[M]):
    """With the job that an act or an order left behind."""

    def job_of(self, row: M) -> Upkeep | None:
        """The latest job about it."""
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
        return {"job": self.job_of(row), "address": address}  # type: ignore[arg-type]
